//! Which connections are open, and which gives way when there are too many.
//!
//! Whoever opens connections and then sends nothing, or half of something, costs
//! nothing but a place. When all places are taken, in all or by one client, the
//! connection that has kept this server waiting longest is closed for the new
//! one: who has something to say says it at once, and is served.

use crate::clients::{Client, Proxies};
use axum::body::{Body, Bytes, HttpBody};
use std::collections::HashMap;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// A line in the log at most so often while they are too many.
const TOLD_AGAIN: Duration = Duration::from_secs(60);
/// Connections that have given way and are about to be closed.
const LEAVING: usize = 16;

/// What a connection is about, those first that give way first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// It says nothing, or has begun a head.
    Head,
    /// It sends a body.
    Body,
    /// It fetches an answer.
    Answer,
    /// It waits for this server, and stays.
    Work,
}

/// All that are open.
pub struct Connections {
    most: usize,
    most_each: usize,
    proxies: Arc<Proxies>,
    table: Mutex<Table>,
    /// One for each that is not closed yet.
    sockets: Arc<Semaphore>,
}

#[derive(Default)]
struct Table {
    next: u64,
    open: HashMap<u64, Entry>,
    told: Option<Instant>,
}

struct Entry {
    /// None for a proxy of ours, which has many clients.
    client: Option<Client>,
    phase: Phase,
    since: Instant,
    leave: Arc<Notify>,
}

impl Connections {
    /// At most so many, and so many of each client; 0 is no limit.
    pub fn new(most: usize, most_each: usize, proxies: Arc<Proxies>) -> Arc<Self> {
        let limit = |most| if most == 0 { usize::MAX } else { most };
        let sockets = limit(most).saturating_add(LEAVING);
        Arc::new(Self {
            most: limit(most),
            most_each: limit(most_each),
            proxies,
            table: Mutex::default(),
            sockets: Arc::new(Semaphore::new(sockets.min(Semaphore::MAX_PERMITS))),
        })
    }

    /// Waits until another may be open, which is not long: all but those that have
    /// given way have a place. To be held until the connection is closed.
    pub async fn socket(&self) -> Option<OwnedSemaphorePermit> {
        self.sockets.clone().acquire_owned().await.ok()
    }

    /// Gives a new connection its place; none if all are taken by work.
    pub fn admit(self: &Arc<Self>, peer: IpAddr) -> Option<Arc<Place>> {
        let client = (!self.proxies.trust(peer)).then(|| Client::at(peer));
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        let is_own = |it: &Entry| client.is_some() && it.client == client;
        let own = table.open.values().filter(|it| is_own(it)).count();
        if own >= self.most_each {
            table.make_room(is_own)?;
        }
        if table.open.len() >= self.most {
            table.make_room(|_| true)?;
        }
        let number = table.next;
        table.next += 1;
        let leave = Arc::<Notify>::default();
        let entry = Entry {
            client,
            phase: Phase::Head,
            since: Instant::now(),
            leave: leave.clone(),
        };
        table.open.insert(number, entry);
        Some(Arc::new(Place {
            number,
            leave,
            connections: self.clone(),
        }))
    }
}

impl Table {
    fn make_room(&mut self, among: impl Fn(&Entry) -> bool) -> Option<()> {
        if self.told.is_none_or(|at| at.elapsed() > TOLD_AGAIN) {
            self.told = Some(Instant::now());
            let open = self.open.len();
            tracing::warn!(
                open,
                "too many connections: those that wait longest are closed"
            );
        }
        let may_leave = |it: &&Entry| it.phase != Phase::Work && among(it);
        let all = self.open.iter().filter(|(_, it)| may_leave(it));
        let number = *all.min_by_key(|(_, it)| (it.phase, it.since))?.0;
        self.open.remove(&number)?.leave.notify_one();
        Some(())
    }
}

/// A connection's place among them, which it has until this is dropped.
pub struct Place {
    number: u64,
    leave: Arc<Notify>,
    connections: Arc<Connections>,
}

impl Place {
    /// Until it has to leave.
    pub async fn taken(&self) {
        self.leave.notified().await;
    }

    /// It is about this from now on.
    pub fn enter(&self, phase: Phase) {
        let table = self.connections.table.lock();
        let mut table = table.unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = table.open.get_mut(&self.number) {
            (entry.phase, entry.since) = (phase, Instant::now());
        }
    }

    /// A body that is `during` now; after it, the connection is about something else.
    pub fn follow(self: &Arc<Self>, body: Body, during: Phase, after: Phase) -> Body {
        self.enter(during);
        Body::new(Followed {
            body,
            place: self.clone(),
            after,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let table = self.connections.table.lock();
        let mut table = table.unwrap_or_else(PoisonError::into_inner);
        table.open.remove(&self.number);
    }
}

/// A body of which it is noticed when nobody needs it any more.
struct Followed {
    body: Body,
    place: Arc<Place>,
    after: Phase,
}

impl HttpBody for Followed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<hyper::body::Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Followed {
    fn drop(&mut self) {
        self.place.enter(self.after);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::{ProxyHeader, network};

    fn address(last: u8) -> IpAddr {
        [192, 0, 2, last].into()
    }

    fn connections(most: usize, most_each: usize) -> Arc<Connections> {
        let proxies = Proxies::new(vec![network("192.0.2.9").unwrap()], ProxyHeader::default());
        Connections::new(most, most_each, Arc::new(proxies))
    }

    async fn has_left(place: &Place) -> bool {
        tokio::select! {
            biased;
            () = place.taken() => true,
            () = std::future::ready(()) => false,
        }
    }

    #[tokio::test]
    async fn who_waits_longest_gives_way() {
        let all = connections(3, 0);
        let [work, body, head] = [1, 2, 3].map(|it| all.admit(address(it)).unwrap());
        work.enter(Phase::Work);
        body.enter(Phase::Body);
        let answer = all.admit(address(4)).unwrap();
        assert!(has_left(&head).await && !has_left(&body).await);
        answer.enter(Phase::Answer);
        drop(head);
        let last = all.admit(address(4)).unwrap();
        assert!(has_left(&body).await && !has_left(&answer).await);
        last.enter(Phase::Work);
        let one = all.admit(address(4)).unwrap();
        assert!(has_left(&answer).await);
        one.enter(Phase::Work);
        assert!(all.admit(address(4)).is_none(), "all have work");
        drop(one);
        assert!(all.admit(address(4)).is_some());
        assert!(!has_left(&work).await && !has_left(&last).await);
    }

    #[tokio::test]
    async fn each_client_gives_way_to_itself() {
        let all = connections(0, 2);
        let others = [1, 2].map(|it| all.admit(address(it)).unwrap());
        let own = [3, 3, 3].map(|it| all.admit(address(it)).unwrap());
        assert!(has_left(&own[0]).await);
        assert!(!has_left(&own[1]).await && !has_left(&own[2]).await);
        let proxied = [9; 5].map(|it| all.admit(address(it)).unwrap());
        for place in proxied.iter().chain(&others) {
            assert!(!has_left(place).await);
        }
    }

    #[test]
    fn a_body_that_is_dropped_goes_on() {
        let all = connections(1, 0);
        let place = all.admit(address(1)).unwrap();
        let body = place.follow(Body::from("abc"), Phase::Work, Phase::Head);
        assert_eq!(body.size_hint().exact(), Some(3));
        assert!(all.admit(address(2)).is_none());
        drop(body);
        assert!(all.admit(address(2)).is_some());
    }
}
