//! What a single client may ask of this server, and how it is told that it was enough.

use crate::clients::{Client, Peer, Proxies, ProxyHeader, network};
use crate::connections::{Connections, Phase, Place};
use crate::limits::Limit;
use crate::problem::Problem;
use crate::serve::App;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ipnet::IpNet;
use std::sync::Arc;
use std::time::Duration;

/// Files besides connections: the database, the log, what the runtime needs.
const OWN_FILES: u64 = 64;
/// Guesses at the token beyond the limit are looked at so far apart.
const BETWEEN_GUESSES: Duration = Duration::from_millis(200);
/// And wait at most so long.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Bytes of a refused submission that are read before it is answered.
const HEARD_OUT: usize = 64 * 1024;

/// Limits. Clients are told apart by address, of IPv6 by its first 64 bits.
#[derive(clap::Args)]
#[group(id = "limits")]
#[command(next_help_heading = "Limits")]
pub struct Options {
    /// A reverse proxy, or a network of them, that may name its clients; repeatable
    #[arg(long, value_name = "ADDRESS|NETWORK", value_parser = network)]
    trusted_proxy: Vec<IpNet>,
    /// The header in which it names them
    #[arg(long, value_name = "HEADER", default_value = "x-forwarded-for")]
    proxy_header: ProxyHeader,
    /// Submissions of one client in the long run. It is told when to send the rest
    #[arg(long, value_name = "COUNT", default_value_t = 300)]
    submissions_per_minute: u32,
    /// Submissions of one client at once: a queue, of several PCs, after an outage
    #[arg(long, value_name = "COUNT", default_value_t = 1000)]
    submissions_at_once: u32,
    /// Wrong tokens of one client; after them its tokens, right or wrong, are looked
    /// at five a second
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    wrong_tokens_per_minute: u32,
    /// Connections that are open at a time; each may need two of the process's files
    #[arg(long, value_name = "COUNT", default_value_t = 400)]
    connections: usize,
    /// Connections of one client, unless it is a trusted proxy
    #[arg(long, value_name = "COUNT", default_value_t = 64)]
    connections_per_client: usize,
}

/// What clients may, and what they did.
pub struct Protection {
    proxies: Arc<Proxies>,
    submissions: Option<Limit>,
    /// How often they may be wrong, and when the next may try.
    guesses: Option<(Limit, Limit)>,
}

impl Protection {
    /// By these options, and the connections that go with it.
    pub fn new(options: &Options) -> (Self, Arc<Connections>) {
        let proxies = Proxies::new(options.trusted_proxy.clone(), options.proxy_header);
        let proxies = Arc::new(proxies);
        let wrong = options.wrong_tokens_per_minute;
        let wrong = Limit::per_minute(wrong, wrong);
        let protection = Self {
            proxies: proxies.clone(),
            submissions: Limit::per_minute(
                options.submissions_per_minute,
                options.submissions_at_once,
            ),
            guesses: wrong.map(|wrong| (wrong, Limit::new(BETWEEN_GUESSES, 1))),
        };
        let most = fitting(options.connections);
        let connections = Connections::new(most, options.connections_per_client, proxies);
        (protection, connections)
    }

    /// Who sends it; None where no connection is, such as in tests.
    fn client(&self, request: &Request) -> Option<Client> {
        let Peer(peer) = request.extensions().get()?;
        Some(self.proxies.client(*peer, request.headers()))
    }

    /// Who gives a token, for [`Guess::judge`]; None where it is not limited.
    pub fn guess(&self, request: &Request) -> Option<Guess<'_>> {
        let (limit, turns) = self.guesses.as_ref()?;
        Some(Guess {
            limit,
            turns,
            client: self.client(request)?,
            place: request.extensions().get().cloned()?,
        })
    }
}

/// A token that somebody gives, right or wrong.
pub struct Guess<'a> {
    limit: &'a Limit,
    turns: &'a Limit,
    client: Client,
    place: Arc<Place>,
}

impl Guess<'_> {
    /// Whether it is the right one. Whoever was wrong too often waits for the answer,
    /// also with the right one, which is never refused for it: it has to be looked
    /// at all the same, and each look is a guess.
    ///
    /// # Errors
    /// The answer, if it is not.
    pub async fn judge(
        &self,
        is_right: impl FnOnce() -> bool,
        wrong: Problem,
    ) -> Result<(), Problem> {
        if self.limit.check(self.client).is_err() {
            let turn = self.turns.reserve(self.client, LONGEST_WAIT);
            let wait = turn.map_err(|wait| too_many("token-limit", WRONG_TOKENS, wait))?;
            // Not at the cost of others: it gives way like one that says nothing.
            self.place.enter(Phase::Head);
            tokio::time::sleep(wait).await;
            self.place.enter(Phase::Work);
        }
        if is_right() {
            return Ok(());
        }
        let taken = self.limit.take(self.client);
        Err(taken.map_or_else(
            |wait| too_many("token-limit", WRONG_TOKENS, wait),
            |()| wrong,
        ))
    }
}

const WRONG_TOKENS: &str = "Too many wrong tokens from this address. Try again later.";
const SUBMISSIONS: &str = "Too many submissions from this address. Send the same again later.";

/// Lets a client's submissions through as often as it may.
pub async fn submissions(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let protection = &app.protection;
    if let (Some(limit), Some(client)) = (&protection.submissions, protection.client(&request))
        && let Err(wait) = limit.take(client)
    {
        hear_out(request).await;
        return too_many("submission-limit", SUBMISSIONS, wait).into_response();
    }
    next.run(request).await
}

/// Reads what a request that is refused still sends. Else the connection is closed
/// before all is sent, and the answer may be lost.
pub async fn hear_out(request: Request) {
    let _ = to_bytes(request.into_body(), HEARD_OUT).await;
}

fn too_many(kind: &'static str, detail: &str, wait: Duration) -> Problem {
    // Rounded up: who comes back in time is let in.
    let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX);
    let status = StatusCode::TOO_MANY_REQUESTS;
    Problem::new(status, kind, "Too many", detail).after(seconds.saturating_add(1))
}

/// As many connections as fit into the files this process may have open.
#[cfg(unix)]
fn fitting(most: usize) -> usize {
    use rustix::process::{Resource, getrlimit};
    let Some(files) = getrlimit(Resource::Nofile).current else {
        return most;
    };
    let fit = usize::try_from(files.saturating_sub(OWN_FILES) / 2).unwrap_or(usize::MAX);
    let fit = fit.max(1);
    if most != 0 && most <= fit {
        return most;
    }
    tracing::warn!(
        files,
        connections = fit,
        "fewer connections than --connections says: the process may open no more files"
    );
    fit
}

#[cfg(not(unix))]
fn fitting(most: usize) -> usize {
    most
}
