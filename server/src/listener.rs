//! Takes connections and serves them, each for a bounded time.

use crate::clients::Peer;
use crate::connections::{Connections, Phase, Place};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, header};
use axum::response::Response;
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

/// How long a head may take, from the first moment of a connection, or the end of
/// the answer before: half-sent ones and those that say nothing end here.
const LONGEST_HEAD: Duration = Duration::from_secs(15);
/// After so long a connection ends with the next answer.
const OLD: Duration = Duration::from_secs(5 * 60);
/// After so long it ends: whoever fetches an answer byte by byte.
const TOO_OLD: Duration = Duration::from_secs(10 * 60);
/// Bytes for a head, and to read and write with.
const BUFFER: usize = 64 * 1024;
/// How long requests may take to end after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until `stop`, and then until all requests under way have ended, or are
/// cut off.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    connections: Arc<Connections>,
    stop: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(LONGEST_HEAD)
        .max_buf_size(BUFFER);
    let open = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let socket = connections.socket().await;
            (socket, accept(&listener).await)
        };
        let (socket, (stream, peer)) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        let Some(place) = connections.admit(peer.ip()) else {
            continue;
        };
        // Answers are small and written at once; nothing is gained by waiting.
        let _ = stream.set_nodelay(true);
        let (router, kept) = (router.clone(), place.clone());
        let (begun, peer) = (Instant::now(), Peer(peer.ip()));
        let service = service_fn(move |request| {
            let ends = begun.elapsed() > OLD;
            answer(router.clone(), kept.clone(), peer, request, ends)
        });
        let connection = open.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            tokio::select! {
                // Why one broke tells nothing that could be mended here.
                _ = connection => {}
                () = place.taken() => {}
                () = tokio::time::sleep(TOO_OLD) => {}
            }
            drop(socket);
        });
    }
    drop(listener);
    let ended = tokio::time::timeout(GRACE, open.shutdown()).await;
    if ended.is_err() {
        tracing::warn!("requests that had not ended were cut off");
    }
}

async fn answer(
    router: Router,
    place: Arc<Place>,
    peer: Peer,
    request: Request<Incoming>,
    ends: bool,
) -> Result<Response, Infallible> {
    let is_whole = request.body().is_end_stream();
    let during = if is_whole { Phase::Work } else { Phase::Body };
    let mut request = request.map(|it| place.follow(Body::new(it), during, Phase::Work));
    request.extensions_mut().insert(peer);
    request.extensions_mut().insert(place.clone());
    let mut response = router.oneshot(request).await?;
    if ends {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    Ok(response.map(|it| place.follow(it, Phase::Answer, Phase::Head)))
}

/// The next connection.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) => match error.kind() {
                ErrorKind::ConnectionAborted
                | ErrorKind::ConnectionRefused
                | ErrorKind::ConnectionReset => {}
                // Such as no file that is free: the same again would fail at once.
                _ => {
                    tracing::error!(%error, "no connection can be taken");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            },
        }
    }
}
