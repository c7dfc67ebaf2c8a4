//! What was answered 201 is there, however the program ends.

use crate::client::{attempt, kept, post};
use crate::fixture::{Folder, Server, id, valid};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Begins to post, and waits until the server has begun to read.
fn begin(server: &Server, length: usize, part: &str) -> TcpStream {
    let mut stream = TcpStream::connect(&server.address).unwrap();
    let head = format!(
        "POST /api/innsendinger HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n\
         Expect: 100-continue\r\nContent-Length: {length}\r\n\r\n",
        server.address
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(part.as_bytes()).unwrap();
    stream
}

#[test]
fn a_request_under_way_ends_before_the_server_does() {
    let folder = Folder::with_dist();
    let server = Server::start(&folder, &[]);
    let body = valid(1);
    let (first, rest) = body.split_at(body.len() / 2);
    let mut stream = begin(&server, body.len(), first);
    server.terminate();
    let start = Instant::now();
    while TcpStream::connect(&server.address).is_ok() {
        assert!(
            start.elapsed() < Duration::from_secs(8),
            "others are still let in"
        );
        thread::sleep(Duration::from_millis(20));
    }
    stream.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    let (good, output) = server.end();
    assert!(good, "{output}");
    // Closed well, the database is one file, to be copied as it is.
    assert!(folder.path("ledger.sqlite").exists() && !folder.path("ledger.sqlite-wal").exists());
    assert_eq!(kept(&Server::start(&folder, &[])), [id(1)]);
}

#[test]
fn a_request_that_never_ends_is_cut_off() {
    let folder = Folder::with_dist();
    let server = Server::start(&folder, &[]);
    let _stream = begin(&server, 9, "{");
    let start = Instant::now();
    let (good, output) = server.stop();
    assert!(good && output.contains("cut off"), "{output}");
    assert!(
        start.elapsed() < Duration::from_secs(30),
        "{:?}",
        start.elapsed()
    );
}

/// Posts from several threads until the server ends; the numbers of those that
/// were answered 201.
fn post_until_it_ends(server: &Server, first: u32, end: impl FnOnce()) -> Vec<u32> {
    let next = AtomicU32::new(first);
    let worker = || {
        let mut received = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let headers = [("content-type", "application/json")];
            match attempt(
                server,
                "POST",
                "/api/innsendinger",
                &headers,
                valid(number).as_bytes(),
            ) {
                Some(answer) if answer.status == 201 => received.push(number),
                _ => return received,
            }
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..8).map(|_| scope.spawn(worker)).collect();
        thread::sleep(Duration::from_millis(400));
        end();
        workers
            .into_iter()
            .flat_map(|it| it.join().unwrap())
            .collect()
    })
}

#[test]
fn nothing_that_was_answered_is_lost() {
    let folder = Folder::with_dist();
    let mut received = Vec::new();
    for round in 0..4 {
        let server = Server::start(&folder, &["--submissions-per-minute", "0"]);
        let pid = server.pid().to_string();
        // In turn as a service manager ends it and as a power cut does.
        let signal = if round % 2 == 0 { "-KILL" } else { "-TERM" };
        let end = || {
            assert!(
                std::process::Command::new("kill")
                    .args([signal, &pid])
                    .status()
                    .unwrap()
                    .success()
            )
        };
        received.extend(post_until_it_ends(&server, round * 1_000_000, end));
        server.end();
    }
    let server = Server::start(&folder, &[]);
    let there = kept(&server);
    assert!(!received.is_empty());
    for number in received {
        assert!(
            there.contains(&id(number)),
            "{number} was answered 201 and is gone"
        );
    }
}

#[test]
fn one_answered_just_before_the_end() {
    let folder = Folder::with_dist();
    for number in 0..5 {
        let server = Server::start(&folder, &[]);
        assert_eq!(post(&server, valid(number)).status, 201);
        server.kill();
    }
    assert_eq!(kept(&Server::start(&folder, &[])).len(), 5);
}
