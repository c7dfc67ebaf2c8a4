<?php
// Stand-ins for the functions of WordPress that the guides' plugins call, each as its
// reference at developer.wordpress.org describes it, for that much only. The database is
// SQLite; MySQL's words are put into its own.

$calls = array( 'rest_api_init' => array(), 'activate' => array() );
$shortcodes = $modules = $routes = $filters = array();

function add_action( $hook, $call ) { $GLOBALS['calls'][ $hook ][] = $call; }
function register_activation_hook( $file, $call ) { $GLOBALS['calls']['activate'][] = $call; }
function add_filter( $hook, $call ) { $GLOBALS['filters'][ $hook ][] = $call; }
function __return_true() { return true; }

function rest_url( $path ) { return SITE . '/wp-json/' . $path; }
function esc_attr( $text ) { return htmlspecialchars( $text, ENT_QUOTES ); }
function esc_url( $url ) { return htmlspecialchars( $url, ENT_QUOTES ); }
function wp_is_uuid( $uuid ) {
	return is_string( $uuid ) && (bool) preg_match( '/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/D', $uuid );
}

function add_shortcode( $tag, $call ) { $GLOBALS['shortcodes'][ $tag ] = $call; }
function shortcode_atts( $pairs, $atts ) { return array_merge( $pairs, array_intersect_key( $atts, $pairs ) ); }
function do_shortcode( $text ) {
	return preg_replace_callback( '/\[(\w+)((?:\s+[\w-]+=(?:"[^"]*"|\'[^\']*\'))*)\s*\]/', function ( $found ) {
		preg_match_all( '/([\w-]+)=(?|"([^"]*)"|\'([^\']*)\')/', $found[2], $pairs );
		return $GLOBALS['shortcodes'][ $found[1] ]( array_combine( $pairs[1], $pairs[2] ) );
	}, $text );
}
function wp_enqueue_script_module( $id, $src, $deps, $version ) { $GLOBALS['modules'][ $id ] = $src; }

class WP_REST_Request {
	function __construct( private string $body ) {}
	function get_body() { return $this->body; }
}
class WP_REST_Response {
	function __construct( public $data = null, public int $status = 200, public array $headers = array() ) {}
}
function register_rest_route( $space, $route, $args ) { $GLOBALS['routes'][ $space . $route ] = $args; }

class wpdb {
	public string $prefix = 'wp_';
	/** Called once, after the next look into the database: what another request does meanwhile. */
	public $meanwhile;
	private PDO $pdo;
	function __construct( $file ) {
		$this->pdo = new PDO( "sqlite:$file", null, null, array( PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION ) );
	}
	function get_charset_collate() { return ''; }
	function prepare( $query, ...$values ) {
		return vsprintf( $query, array_map( fn( $it ) => $this->pdo->quote( $it ), $values ) );
	}
	function get_col( $query ) { return $this->pdo->query( $query )->fetchAll( PDO::FETCH_COLUMN ); }
	function query( $query ) { return $this->pdo->exec( str_replace( 'INSERT IGNORE', 'INSERT OR IGNORE', $query ) ); }
	function get_var( $query ) {
		$found = $this->pdo->query( $query )->fetchColumn();
		[ $call, $this->meanwhile ] = array( $this->meanwhile, null );
		if ( $call ) $call();
		return false === $found ? null : (string) $found;
	}
}
$wpdb = new wpdb( '/wordpress.sqlite' );
function dbDelta( $query ) {
	$GLOBALS['wpdb']->query( str_replace( 'CREATE TABLE', 'CREATE TABLE IF NOT EXISTS', rtrim( $query, '; ' ) ) );
}
