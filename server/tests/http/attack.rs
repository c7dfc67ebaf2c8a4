//! Whoever wants to keep the server from its work: its other clients are served.
// `prlimit` limits its files.
#![cfg(target_os = "linux")]

use crate::client::{get, kept, post, post_with, read};
use crate::fixture::{Folder, Server, TOKEN, id, program, valid};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

const HALF: &str = "POST /api/innsendinger HTTP/1.1\r\nHost: vendor.example\r\nContent-Ty";

/// A connection on which this has been sent.
fn begin(server: &Server, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(&server.address).unwrap();
    // It may have been closed at once.
    let _ = stream.write_all(text.as_bytes());
    stream
}

/// What comes until the server closes the connection, and how long that takes.
fn rest(mut stream: TcpStream) -> (String, Duration) {
    let start = Instant::now();
    let mut bytes = Vec::new();
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    match stream.read_to_end(&mut bytes) {
        Err(error) if error.kind() == ErrorKind::WouldBlock => panic!("it is still open"),
        // A connection that is reset is closed, too.
        _ => (String::from_utf8(bytes).unwrap(), start.elapsed()),
    }
}

/// Whether the server has closed it.
fn is_closed(stream: &mut TcpStream) -> bool {
    stream.set_nonblocking(true).unwrap();
    !matches!(stream.read(&mut [0]), Err(error) if error.kind() == ErrorKind::WouldBlock)
}

#[test]
fn slow_connections_are_closed() {
    let folder = Folder::with_dist();
    let server = Server::start(&folder, &[]);
    let silent = begin(&server, "");
    let half = begin(&server, HALF);
    let idle = begin(&server, "GET /live HTTP/1.1\r\nHost: a\r\n\r\n");
    let body = begin(
        &server,
        "POST /api/innsendinger HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\
         Content-Length: 100\r\n\r\n{",
    );
    // One byte now and then is no reason to wait longer.
    let mut drip = begin(&server, HALF);
    let dripping = thread::spawn(move || {
        let start = Instant::now();
        while drip.write_all(b"x").is_ok() && start.elapsed() < Duration::from_secs(60) {
            thread::sleep(Duration::from_millis(200));
        }
        start.elapsed()
    });
    let heads = [silent, half, idle].map(|stream| thread::spawn(|| rest(stream)));
    let heads = heads.map(|it| it.join().unwrap());
    for (text, took) in &heads {
        assert!(*took < Duration::from_secs(25), "{took:?} {text}");
    }
    assert!(heads[2].0.starts_with("HTTP/1.1 200"));
    assert!(dripping.join().unwrap() < Duration::from_secs(25));
    let (answer, took) = rest(body);
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(took < Duration::from_secs(40), "{took:?}");
    assert!(kept(&server).is_empty());
}

#[test]
fn half_open_connections_keep_nobody_out() {
    let folder = Folder::with_dist();
    // As little as systems allow by default.
    let mut command = std::process::Command::new("prlimit");
    let whole = program(&folder);
    command.arg("--nofile=1024").arg(whole.get_program());
    command.args(whole.get_args()).env("BLANKETT_TOKEN", TOKEN);
    let server = Server::launch(&mut command);
    let mut held = Vec::new();
    let mut slowest = Duration::ZERO;
    for number in 0..1_100 {
        held.push(begin(&server, HALF));
        if number % 100 == 99 {
            // From the same address, which shares its places.
            let start = Instant::now();
            assert_eq!(post(&server, valid(number)).status, 201, "{number}");
            slowest = slowest.max(start.elapsed());
        }
    }
    assert!(slowest < Duration::from_secs(5), "{slowest:?}");
    let open = held
        .iter_mut()
        .filter_map(|it| (!is_closed(it)).then_some(()));
    let open = open.count();
    assert!((1..=64).contains(&open), "{open} are still open");
    assert_eq!(kept(&server).len(), 11);
    let (good, log) = server.stop();
    assert!(good);
    assert_eq!(log.matches("too many connections").count(), 1, "{log}");
}

#[test]
fn all_places_taken_by_many_addresses() {
    let folder = Folder::with_dist();
    // Whom a trusted proxy sends is not counted by address: here, all.
    let server = Server::start(
        &folder,
        &["--connections", "20", "--trusted-proxy", "127.0.0.1"],
    );
    let mut held: Vec<_> = (0..100).map(|_| begin(&server, HALF)).collect();
    assert_eq!(post(&server, valid(1)).status, 201);
    let slow = "POST /api/innsendinger HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\
        Content-Length: 100\r\n\r\n{";
    held.extend((0..100).map(|_| begin(&server, slow)));
    assert_eq!(post(&server, valid(2)).status, 201);
    let open = held
        .iter_mut()
        .filter_map(|it| (!is_closed(it)).then_some(()));
    assert!(open.count() <= 20);
}

#[test]
fn more_files_than_there_are_is_told() {
    let folder = Folder::with_dist();
    let mut command = std::process::Command::new("prlimit");
    let whole = program(&folder);
    command.arg("--nofile=128").arg(whole.get_program());
    command.args(whole.get_args()).env("BLANKETT_TOKEN", TOKEN);
    let server = Server::launch(&mut command);
    let held: Vec<_> = (0..200).map(|_| begin(&server, HALF)).collect();
    assert_eq!(post(&server, valid(1)).status, 201);
    let log = server.stop().1;
    assert!(log.contains("fewer connections than"), "{log}");
    assert!(!log.contains("no connection can be taken"), "{log}");
    drop(held);
}

#[test]
fn submissions_of_one_client() {
    let folder = Folder::with_dist();
    let options = [
        "--submissions-per-minute=12",
        "--submissions-at-once=20",
        "--trusted-proxy=127.0.0.1",
        "--allow-origin=https://a.example",
    ];
    let server = Server::start(&folder, &options);
    let of = |client: &str, number| {
        let headers = [("x-forwarded-for", client), ("origin", "https://a.example")];
        post_with(&server, &headers, valid(number))
    };
    for number in 0..20 {
        assert_eq!(of("192.0.2.1", number).status, 201);
    }
    let refused = of("192.0.2.1", 20);
    assert_eq!(
        (refused.status, refused.problem().as_str()),
        (429, "submission-limit")
    );
    let seen = [
        "access-control-allow-origin",
        "access-control-expose-headers",
    ];
    let seen = seen.map(|name| refused.header(name).to_owned());
    assert_eq!(seen[0], "https://a.example");
    assert!(seen[1].contains("retry-after"), "{}", seen[1]);
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=5).contains(&wait), "{wait}");
    // Made up by the client: the proxy's own word stands at the right.
    assert_eq!(of("192.0.2.77, 192.0.2.1", 20).status, 429);
    // Others are served, all of a network of IPv6 as one.
    assert_eq!(of("192.0.2.2", 21).status, 201);
    for number in 30..50 {
        let client = format!("2001:db8:0:1::{number}");
        assert_eq!(of(&client, number).status, 201);
    }
    assert_eq!(of("2001:db8:0:1::9", 50).status, 429);
    assert_eq!(of("2001:db8:0:2::9", 51).status, 201);
    // What was refused is taken when it is sent again, as it was told.
    thread::sleep(Duration::from_secs(wait));
    assert_eq!(of("192.0.2.1", 20).status, 201);
    assert_eq!(kept(&server).len(), 43);
}

#[test]
fn a_clinics_queue_goes_at_once() {
    let folder = Folder::with_dist();
    let server = Server::start(&folder, &[]);
    thread::scope(|scope| {
        let pcs = (0..10).map(|pc| {
            let server = &server;
            scope.spawn(move || (0..60).all(|it| post(server, valid(pc * 100 + it)).status == 201))
        });
        let pcs: Vec<_> = pcs.collect();
        assert!(pcs.into_iter().all(|it| it.join().unwrap()));
    });
}

#[test]
fn guesses_at_the_token() {
    let folder = Folder::with_dist();
    let options = ["--wrong-tokens-per-minute=6", "--trusted-proxy=127.0.0.1"];
    let server = Server::start(&folder, &options);
    let ask = |client: &str, token: &str| {
        let bearer = format!("Bearer {token}");
        let headers = [("x-forwarded-for", client), ("authorization", &bearer)];
        get(&server, "/api/innsendinger", &headers)
    };
    let guesser = "192.0.2.1";
    for number in 0..6 {
        let answer = ask(guesser, &format!("feil-feil-feil-{number:04}"));
        assert_eq!((answer.status, answer.problem().as_str()), (401, "token"));
    }
    // From now on five a second, however many ask at a time.
    let start = Instant::now();
    thread::scope(|scope| {
        let guess = |_| scope.spawn(|| ask(guesser, "feil-feil-feil-feil"));
        let guesses: Vec<_> = (0..16).map(guess).collect();
        for answer in guesses {
            let answer = answer.join().unwrap();
            assert_eq!(
                (answer.status, answer.problem().as_str()),
                (429, "token-limit")
            );
            assert_ne!(answer.header("retry-after"), "");
        }
    });
    let took = start.elapsed();
    assert!(took >= Duration::from_millis(15 * 200), "{took:?}");
    // The right one opens, from there too, and at once from elsewhere; nobody who
    // gives none is told of guesses.
    assert_eq!(ask(guesser, TOKEN).status, 200);
    let start = Instant::now();
    assert_eq!(ask("192.0.2.2", TOKEN).status, 200);
    assert_eq!(read(&server, "/api/innsendinger").status, 200);
    assert_eq!(
        get(
            &server,
            "/api/innsendinger",
            &[("x-forwarded-for", guesser)]
        )
        .status,
        401
    );
    assert!(start.elapsed() < Duration::from_secs(1));
}

#[test]
fn without_limits() {
    let folder = Folder::with_dist();
    let off = [
        "--submissions-per-minute=0",
        "--wrong-tokens-per-minute=0",
        "--connections-per-client=0",
    ];
    let server = Server::start(&folder, &off);
    let start = Instant::now();
    for _ in 0..40 {
        assert_eq!(
            get(
                &server,
                "/api/innsendinger",
                &[("authorization", "Bearer feil")]
            )
            .status,
            401
        );
    }
    assert!(start.elapsed() < Duration::from_secs(5));
    let mut held: Vec<_> = (0..100).map(|_| begin(&server, HALF)).collect();
    assert_eq!(post(&server, valid(1)).status, 201);
    assert_eq!(kept(&server), [id(1)]);
    assert!(!held.iter_mut().any(is_closed));
}

#[test]
fn a_proxy_that_is_not_named_is_told_of_once() {
    let folder = Folder::with_dist();
    let options = ["--submissions-per-minute=1", "--submissions-at-once=2"];
    let server = Server::start(&folder, &options);
    let of = |client: &str, number| {
        post_with(&server, &[("x-forwarded-for", client)], valid(number)).status
    };
    let statuses = [of("192.0.2.1", 1), of("192.0.2.2", 2), of("192.0.2.3", 3)];
    assert_eq!(statuses, [201, 201, 429], "a header anybody may write");
    let log = server.stop().1;
    assert_eq!(
        log.matches("comes from no --trusted-proxy").count(),
        1,
        "{log}"
    );
}
