// PHP in WebAssembly, for the guides' WordPress plugins. WordPress itself is not there:
// wordpress.php stands in for the functions that the plugins call.
import { readFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { getPHPLoaderModule } from "@php-wasm/node-8-4";
import { PHP, loadPHPRuntime } from "@php-wasm/universal";

const FUNCTIONS = readFileSync(new URL("wordpress.php", import.meta.url), "utf8");

export class Php {
  #php;
  #plugins;
  #server;
  /** The requests come one after the other: there is one PHP. */
  #turn = Promise.resolve();

  /** A site with these plugins, by file name, which have been activated. */
  static async start(plugins) {
    const site = new Php();
    site.#php = new PHP(await loadPHPRuntime(await getPHPLoaderModule()));
    site.#plugins = Object.keys(plugins);
    for (const [name, code] of Object.entries({ "wordpress.php": FUNCTIONS, ...plugins })) {
      site.#php.writeFile(`/${name}`, code);
    }
    // What `dbDelta` needs is required from here.
    site.#php.mkdir("/wp-admin/includes");
    site.#php.writeFile("/wp-admin/includes/upgrade.php", "");
    site.#server = createServer((request, response) => site.#answer(request, response));
    site.#server.listen(0, "127.0.0.1");
    await once(site.#server, "listening");
    site.#server.unref();
    site.url = `http://127.0.0.1:${site.#server.address().port}`;
    await site.run("foreach ( $calls['activate'] as $call ) $call();");
    return site;
  }

  /** Runs code after the plugins; gives what it printed, as JSON if it printed any. */
  async run(code, files = {}) {
    const mine = this.#turn.then(async () => {
      for (const [name, content] of Object.entries(files)) this.#php.writeFile(`/${name}`, content);
      const head = `<?php define('SITE', '${this.url}'); define('ABSPATH', '/'); require '/wordpress.php';`;
      const all = [head, ...this.#plugins.map((it) => `require '/${it}';`), code].join("\n");
      const { text, errors, exitCode } = await this.#php.run({ code: all });
      if (exitCode || errors) throw new Error(`PHP: ${errors}${text}`);
      return text && JSON.parse(text);
    });
    this.#turn = mine.catch(() => {});
    return mine;
  }

  /** What a page with this shortcode holds, and the script modules that are fetched for it. */
  shortcode(content) {
    const print = "echo json_encode( array( 'html' => do_shortcode( file_get_contents('/content') ), 'modules' => array_values($modules) ) );";
    return this.run(print, { content });
  }

  /** One request to the plugins' only route; `rival` comes in while it is looking. */
  request(body, rival) {
    const files = rival === undefined ? { body } : { body, rival };
    return this.run(
      `foreach ( $calls['rest_api_init'] as $call ) $call();
      [ $route ] = array_values( $routes );
      $post = fn( $file ) => $route['callback']( new WP_REST_Request( file_get_contents( $file ) ) );
      if ( ${rival !== undefined} ) $wpdb->meanwhile = fn() => $post('/rival');
      $told = $post('/body');
      $allowed = array( 'Authorization', 'X-WP-Nonce', 'Content-Disposition', 'Content-MD5', 'Content-Type' );
      foreach ( $filters['rest_allowed_cors_headers'] ?? array() as $call ) $allowed = $call( $allowed );
      echo json_encode( array( 'status' => $told->status, 'headers' => $told->headers, 'data' => $told->data, 'allowed' => $allowed ) );`,
      files,
    );
  }

  /** As WordPress answers a request to its REST interface. */
  async #answer(request, response) {
    const body = await text(request);
    response.setHeader("Access-Control-Allow-Origin", request.headers.origin ?? "*");
    if (request.method === "OPTIONS") {
      const { allowed } = await this.request("{}");
      response.setHeader("Access-Control-Allow-Methods", "OPTIONS, GET, POST, PUT, PATCH, DELETE");
      return response.setHeader("Access-Control-Allow-Headers", allowed.join(", ")).end();
    }
    const { status, headers, data } = await this.request(body);
    response.writeHead(status, { "Content-Type": "application/json; charset=UTF-8", ...headers });
    response.end(JSON.stringify(data));
  }

  end() {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
