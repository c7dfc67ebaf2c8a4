//! Feeds every reader of foreign bytes with what is nearly right: `cargo xtask fuzz` runs it.
//!
//! No input may make a reader panic, take longer than [`TIME`] or more than [`memory_for`] its
//! length. An input is made from seed, reader and number alone, so that each can be made again.

mod chance;
mod harm;
mod measure;
mod readers;
mod sealing;
mod seeds;
/// Shared with the properties.
#[path = "../../properties/tree.rs"]
mod tree;

use chance::Chance;
use readers::{READERS, Reader};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: measure::Counting = measure::Counting;

/// For every 64 kB begun.
const TIME: Duration = Duration::from_millis(50);
const PIECE: usize = 65_536;
/// After which an input counts as one that never ends.
const HANGS: Duration = Duration::from_secs(30);
/// As the server's threads have; a browser's are larger.
const STACK: usize = 2 * 1024 * 1024;
/// After so many the rest is of the same sort.
const MOST_FINDINGS: usize = 10;

struct Options {
    seed: u64,
    from: u64,
    inputs: u64,
    out: PathBuf,
    readers: Vec<&'static Reader>,
}

/// What came of a reader's inputs.
#[derive(Default)]
struct Outcome {
    fed: u64,
    taken: u64,
    bytes: u64,
    slowest: Duration,
    largest: usize,
    findings: Vec<String>,
}

thread_local! {
    /// What the last panic said, and where.
    static SAID: RefCell<String> = const { RefCell::new(String::new()) };
}

fn main() -> ExitCode {
    let options = match options(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(sentence) => {
            eprintln!("error: {sentence}");
            return ExitCode::FAILURE;
        }
    };
    panic::set_hook(Box::new(|info| {
        SAID.with_borrow_mut(|it| *it = info.to_string().replace('\n', " "));
    }));
    seeds::ready();
    println!(
        "seed {}, inputs {} to {} of each reader",
        options.seed,
        options.from,
        options.from + options.inputs - 1
    );
    println!(
        "{:<12}{:>12}{:>9}{:>10}{:>10}{:>12}{:>12}{:>10}",
        "reader", "inputs", "taken", "MB", "seconds", "a second", "slowest ms", "most MB"
    );
    let mut findings = 0;
    for reader in &options.readers {
        let begin = Instant::now();
        let outcome = run(reader, &options);
        let seconds = begin.elapsed().as_secs_f64();
        println!(
            "{:<12}{:>12}{:>8.1}%{:>10.1}{:>10.1}{:>12.0}{:>12.2}{:>10.2}",
            reader.name,
            outcome.fed,
            100.0 * outcome.taken as f64 / outcome.fed.max(1) as f64,
            outcome.bytes as f64 / 1e6,
            seconds,
            outcome.fed as f64 / seconds,
            outcome.slowest.as_secs_f64() * 1e3,
            outcome.largest as f64 / 1e6,
        );
        for finding in &outcome.findings {
            println!("  {finding}");
        }
        findings += outcome.findings.len();
    }
    if findings == 0 {
        return ExitCode::SUCCESS;
    }
    eprintln!(
        "error: {findings} inputs did what none may do; they are in {}.",
        options.out.display()
    );
    ExitCode::FAILURE
}

/// Feeds one reader, on a thread with the server's stack, under the eyes of one that looks for inputs
/// that never end.
fn run(reader: &'static Reader, options: &Options) -> Outcome {
    let at = AtomicU64::new(u64::MAX);
    let (at, done) = (&at, &AtomicU64::new(0));
    thread::scope(|scope| {
        let work = move || {
            let outcome = feed(reader, options, at);
            done.store(1, Ordering::Relaxed);
            outcome
        };
        let worker = thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work);
        let worker = worker.expect("a thread");
        let (mut last, mut since) = (u64::MAX, Instant::now());
        while done.load(Ordering::Relaxed) == 0 && !worker.is_finished() {
            thread::park_timeout(Duration::from_millis(20));
            let now = at.load(Ordering::Relaxed);
            if now != last {
                (last, since) = (now, Instant::now());
            } else if now != u64::MAX && since.elapsed() > HANGS {
                let input = (reader.make)(&mut Chance::new(options.seed, reader.name, now));
                eprintln!(
                    "error: {}",
                    found(reader, options, now, &input, "does not end")
                );
                std::process::exit(1);
            }
        }
        worker.join().unwrap_or_default()
    })
}

fn feed(reader: &Reader, options: &Options, at: &AtomicU64) -> Outcome {
    let mut outcome = Outcome::default();
    let mut seen = BTreeSet::new();
    for number in options.from..options.from + options.inputs {
        let input = (reader.make)(&mut Chance::new(options.seed, reader.name, number));
        at.store(number, Ordering::Relaxed);
        outcome.fed += 1;
        outcome.bytes += input.len() as u64;
        let (read, mut took, most) = measured(reader, &input);
        outcome.largest = outcome.largest.max(most);
        let what = match read {
            Err(said) => Some((said.clone(), said)),
            Ok(taken) => {
                outcome.taken += u64::from(taken);
                let allowed = TIME * (1 + input.len() / PIECE) as u32;
                // Other programs take time, too: what is slow is slow each time.
                for _ in 0..4 {
                    if took > allowed {
                        took = took.min(worked(|| measured(reader, &input).1));
                    }
                }
                outcome.slowest = outcome.slowest.max(took);
                let slow = took > allowed;
                let fat = most > memory_for(input.len());
                match (slow, fat) {
                    (true, _) => Some((
                        "slow".to_owned(),
                        format!("took {took:?} of {} bytes", input.len()),
                    )),
                    (_, true) => Some((
                        "fat".to_owned(),
                        format!("held {most} bytes for {} bytes", input.len()),
                    )),
                    _ => None,
                }
            }
        };
        if let Some((sort, what)) = what
            && seen.insert(sort)
        {
            outcome
                .findings
                .push(found(reader, options, number, &input, &what));
            if outcome.findings.len() == MOST_FINDINGS {
                break;
            }
        }
    }
    outcome
}

/// What the reader said, or what its panic said; how long it took, and the memory it held.
fn measured(reader: &Reader, input: &[u8]) -> (Result<bool, String>, Duration, usize) {
    let begin = Instant::now();
    let (read, most) =
        measure::memory(|| panic::catch_unwind(AssertUnwindSafe(|| (reader.read)(input))));
    let read = read.map_err(|_| SAID.with_borrow(String::clone));
    (read, begin.elapsed(), most)
}

/// How long this thread itself was at it, where the system tells (Linux), or else as `work` says.
fn worked(work: impl FnOnce() -> Duration) -> Duration {
    let own = || {
        let told = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        told.split(' ')
            .next()?
            .parse()
            .ok()
            .map(Duration::from_nanos)
    };
    let before = own();
    let took = work();
    let worked = own().zip(before).map(|(after, before)| after - before);
    worked.map_or(took, |it| it.min(took))
}

/// How much an input of this length may hold at a time.
fn memory_for(length: usize) -> usize {
    8_000_000 + 200 * length
}

/// Keeps the input, and tells of it.
fn found(reader: &Reader, options: &Options, number: u64, input: &[u8], what: &str) -> String {
    let name = format!("{}-{}-{number}.input", reader.name, options.seed);
    let place = options.out.join(name);
    let kept = fs::create_dir_all(&options.out).and_then(|()| fs::write(&place, input));
    let kept = kept.map_or_else(|it| it.to_string(), |()| place.display().to_string());
    format!(
        "{what}\n    {kept}\n    again: cargo xtask fuzz {} --seed {} --from {number} --inputs 1",
        reader.name, options.seed
    )
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options {
        seed: 1,
        from: 0,
        inputs: 100_000,
        out: PathBuf::from("target/fuzz"),
        readers: Vec::new(),
    };
    while let Some(argument) = arguments.next() {
        let mut number = || {
            let next = arguments
                .next()
                .and_then(|it| it.replace('_', "").parse().ok());
            next.ok_or(format!("After {argument} comes a number."))
        };
        match argument.as_str() {
            "--seed" => options.seed = number()?,
            "--from" => options.from = number()?,
            "--inputs" => options.inputs = number()?,
            "--out" => {
                options.out = arguments
                    .next()
                    .ok_or("After --out comes a folder.")?
                    .into()
            }
            name => {
                let reader = READERS.iter().find(|it| it.name == name).ok_or_else(|| {
                    let all = READERS
                        .each_ref()
                        .map(|it| format!("\n  {:<12}{}", it.name, it.about));
                    let script = "\n  queue-file  a queue's file as a page takes it in (in Node)\n  queue-row   rows in IndexedDB, sent to a backend that answers anything (in Node)";
                    format!("There is no reader {name:?}, but:{}{script}", all.concat())
                })?;
                options.readers.push(reader);
            }
        }
    }
    if options.readers.is_empty() {
        options.readers = READERS.iter().collect();
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> Options {
        let out = std::env::temp_dir().join(format!("blankett-fuzz-{}", std::process::id()));
        Options {
            out,
            inputs: 1,
            ..super::options(std::iter::empty()).unwrap()
        }
    }

    /// The findings of an input to a reader that does this.
    fn findings(read: fn(&[u8]) -> bool) -> Vec<String> {
        let make = |_: &mut Chance| b"input".to_vec();
        let reader = Reader {
            name: "test",
            about: "",
            make,
            read,
        };
        let options = options();
        let outcome = feed(&reader, &options, &AtomicU64::new(0));
        let _ = fs::remove_dir_all(options.out);
        outcome.findings
    }

    #[test]
    fn an_input_follows_from_its_number_alone() {
        for reader in &READERS {
            let make = |number| (reader.make)(&mut Chance::new(1, reader.name, number));
            assert_eq!(make(7), make(7), "{}", reader.name);
            assert_ne!(make(7), make(8), "{}", reader.name);
        }
    }

    #[test]
    fn what_no_reader_may_do_is_found() {
        assert_eq!(findings(|_| true), Vec::<String>::new());
        let found = |read, what: &str| {
            let found = findings(read);
            assert!(found.len() == 1 && found[0].contains(what), "{found:?}");
        };
        found(
            |_| panic!(),
            "again: cargo xtask fuzz test --seed 1 --from 0",
        );
        found(|_| vec![1_u8; 20_000_000].len() == 1, "held 20000000 bytes");
        // Some tenths of a second of work, however busy the machine is.
        let busy = |_: &[u8]| {
            let mut chance = Chance::new(1, "", 0);
            (0..20_000_000).fold(0, |sum, _| chance.next() ^ sum) != 1
        };
        found(busy, "of 5 bytes");
    }
}
