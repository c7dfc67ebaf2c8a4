//! How many submissions a second the server receives, each checked and on disk
//! before it is answered: the program as released, a fresh SQLite file, its
//! clients on the same machine.

#[path = "../tests/http/fixture.rs"]
mod fixture;

use fixture::{Folder, Server, id, valid};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Connections, and how many submissions they post. Ends by itself on a slow disk.
const RUNS: [(usize, u32); 2] = [(1, 1_000), (64, 8_000)];
const LONGEST: Duration = Duration::from_secs(8);

fn main() {
    let folder = Folder::with_dist();
    // One client is all of them.
    let server = Server::start(&folder, &["--submissions-per-minute", "0"]);
    let template = valid(0);
    println!("A submission has {} bytes.", template.len());
    let next = AtomicU32::new(0);
    for (connections, count) in RUNS {
        let (start, worked) = (Instant::now(), work_time(server.pid()));
        let end = next.load(Ordering::Relaxed) + count;
        let work = || client(&server.address, &template, &next, end, start);
        let mut times: Vec<Duration> = thread::scope(|scope| {
            let clients: Vec<_> = (0..connections).map(|_| scope.spawn(work)).collect();
            clients
                .into_iter()
                .flat_map(|it| it.join().unwrap())
                .collect()
        });
        let took = start.elapsed().as_secs_f64();
        next.store(end, Ordering::Relaxed);
        times.sort();
        let at =
            |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
        let accepted = times.len() as f64;
        let each = (work_time(server.pid()) - worked) * 1e3 / accepted;
        println!(
            "{connections:3} connections: {:6.0} accepted/s, p50 {:.2} ms, p99 {:.2} ms; \
             {each:.2} ms of one core each ({accepted} in {took:.1} s)",
            accepted / took,
            at(0.5),
            at(0.99),
        );
    }
    println!("The server's peak memory: {}", peak(server.pid()));
    assert!(server.stop().0);
}

/// Posts on one connection that is kept open; how long each took.
fn client(
    address: &str,
    template: &str,
    next: &AtomicU32,
    end: u32,
    start: Instant,
) -> Vec<Duration> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut times, mut line, mut body) = (Vec::new(), String::new(), Vec::new());
    while start.elapsed() < LONGEST {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= end {
            break;
        }
        let id = id(number);
        let posted = template.replace(&fixture::id(0), &id);
        let request = format!(
            "POST /api/innsendinger HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
             Idempotency-Key: \"{id}\"\r\nContent-Length: {}\r\n\r\n{posted}",
            posted.len()
        );
        let sent = Instant::now();
        stream.write_all(request.as_bytes()).unwrap();
        let mut length = 0;
        for count in 0.. {
            line.clear();
            reader.read_line(&mut line).unwrap();
            assert!(count > 0 || line.starts_with("HTTP/1.1 201"), "{line}");
            match line.trim_end().split_once(": ") {
                Some(("content-length", value)) => length = value.parse().unwrap(),
                None if count > 0 => break,
                _ => {}
            }
        }
        body.resize(length, 0);
        reader.read_exact(&mut body).unwrap();
        times.push(sent.elapsed());
    }
    times
}

/// Seconds of processor time so far: fields 14 and 15 of Linux's `stat`, in hundredths.
fn work_time(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2);
    ticks.filter_map(|it| it.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// The largest amount of memory it has held; Linux tells it.
fn peak(pid: u32) -> String {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or("not known here".to_owned(), |size| size.trim().to_owned())
}
