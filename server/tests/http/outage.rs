//! What the database may suffer while the server runs: nothing that was
//! acknowledged is lost, nothing is kept twice, no restart is needed, and the log
//! says it once.

use crate::client::{Answer, get, kept, post, read};
use crate::fixture::{Folder, Server, bare, id, program, valid};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use std::fs;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

fn expect_unavailable(answer: &Answer) {
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (503, "unavailable")
    );
    assert_eq!(answer.header("retry-after"), "5");
}

/// Until /health says so; what it knows may be a second old.
fn expect_health(server: &Server, status: u16) {
    let start = Instant::now();
    while get(server, "/health", &[]).status != status {
        assert!(start.elapsed() < Duration::from_secs(30), "not {status}");
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(get(server, "/ready", &[]).status, status);
    assert_eq!(get(server, "/live", &[]).status, 200);
}

/// Posts while it cannot be kept, and the same again when it can. What was kept before
/// is acknowledged all the while, if it can be `read`, and is no sign of health.
fn outage(server: &Server, read: bool, begin: impl FnOnce(), end: impl FnOnce()) {
    assert_eq!(post(server, valid(1)).status, 201);
    expect_health(server, 200);
    begin();
    expect_health(server, 503);
    for number in [2, 3, 4, 2, 3, 4] {
        expect_unavailable(&post(server, valid(number)));
        let before = post(server, valid(1)).status;
        assert_eq!(before, if read { 201 } else { 503 });
        assert_eq!(get(server, "/health", &[]).status, 503);
    }
    end();
    // Whoever sends again needs no health check before.
    for number in [1, 2, 3, 4, 2, 5] {
        let answer = post(server, valid(number));
        assert_eq!(answer.status, 201, "{}", answer.text());
    }
    expect_health(server, 200);
    assert_eq!(kept(server), [5, 4, 3, 2, 1].map(id));
}

/// The lines about the database's work, in order: what it does not do and why, and
/// after what it did it again.
fn told(log: &str) -> Vec<String> {
    let word = |line: &str, key: &str| {
        let start = line.split(&format!("\"{key}\":\"")).nth(1);
        start.and_then(|it| it.split('"').next().map(str::to_owned))
    };
    let lines = log.lines().filter(|line| line.contains("\"work\":"));
    let told = lines.map(|line| {
        let work = word(line, "work").unwrap();
        match (word(line, "kind"), word(line, "after")) {
            (Some(kind), _) => format!("{work}: {kind}"),
            (None, after) => format!("{work}: again after {}", after.unwrap_or_default()),
        }
    });
    told.collect()
}

#[cfg(target_os = "linux")]
fn limit_files(server: &Server, size: &str) {
    let status = Command::new("prlimit")
        .args(["--pid", &server.pid().to_string()])
        .arg(format!("--fsize={size}:"))
        .status();
    assert!(status.unwrap().success());
}

/// The program, which is told of a file's size limit instead of ended by it.
#[cfg(target_os = "linux")]
fn limited(folder: &Folder) -> Command {
    let whole = program(folder);
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
    command.arg(whole.get_program()).args(whole.get_args());
    for (name, value) in whole.get_envs() {
        command.env(name, value.unwrap());
    }
    command
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_cannot_be_written() {
    let folder = Folder::with_dist();
    let server = Server::launch(&mut limited(&folder));
    outage(
        &server,
        true,
        || limit_files(&server, "0"),
        || limit_files(&server, "unlimited"),
    );
    let (good, log) = server.stop();
    assert!(good);
    let once = ["write: input-output", "write: again after input-output"];
    assert_eq!(told(&log), once, "{log}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fails_again_and_again_under_load() {
    let folder = Folder::with_dist();
    let server = Server::launch(limited(&folder).arg("--submissions-per-minute=0"));
    const SENDERS: u32 = 4;
    let is_over = AtomicBool::new(false);
    // Each goes on until it is taken, as the widget does; some come twice at a time.
    let send = |first: u32| {
        let (mut number, mut refusals) = (first, 0);
        while !is_over.load(Ordering::Relaxed) {
            if post(&server, valid(number / 2)).status == 201 {
                number += SENDERS;
            } else {
                refusals += 1;
                thread::sleep(Duration::from_millis(20));
            }
        }
        (number, refusals)
    };
    let ends: Vec<_> = thread::scope(|scope| {
        let send = &send;
        let senders: Vec<_> = (0..SENDERS)
            .map(|it| scope.spawn(move || send(it)))
            .collect();
        // Also if something is wrong here.
        let rounds = scope.spawn(|| {
            for _ in 0..6 {
                limit_files(&server, "0");
                expect_health(&server, 503);
                limit_files(&server, "unlimited");
                expect_health(&server, 200);
            }
        });
        let rounds = rounds.join();
        is_over.store(true, Ordering::Relaxed);
        rounds.unwrap();
        senders.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert!(ends.iter().any(|it| it.1 > 0), "it never failed");
    let mut acknowledged: Vec<_> = (0..SENDERS)
        .zip(ends)
        .flat_map(|(first, (end, _))| (first..end).step_by(SENDERS as usize))
        .map(|number| id(number / 2))
        .collect();
    acknowledged.sort();
    acknowledged.dedup();
    server.kill();
    let mut there = kept(&Server::start(&folder, &[]));
    there.sort();
    // Those that were sent when it ended may be there, too.
    there.retain(|it| acknowledged.binary_search(it).is_ok());
    assert_eq!(there, acknowledged);
}

/// A file system of its own, of one megabyte.
#[cfg(target_os = "linux")]
struct Disk<'a>(&'a Folder);

#[cfg(target_os = "linux")]
impl<'a> Disk<'a> {
    /// None where file systems may not be mounted, such as in some containers.
    fn mount(folder: &'a Folder) -> Option<Self> {
        fs::create_dir_all(folder.path("disk")).unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"])
            .arg(folder.path("disk"))
            .output();
        mount
            .is_ok_and(|it| it.status.success())
            .then_some(Self(folder))
    }
}

#[cfg(target_os = "linux")]
impl Drop for Disk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount")
            .arg("-l")
            .arg(self.0.path("disk"))
            .status();
    }
}

/// The real thing, where it can be had; `a_disk_that_cannot_be_written` is the same
/// for the program but for the word in the log.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    let folder = Folder::with_dist();
    let Some(_disk) = Disk::mount(&folder) else {
        println!("no file system can be mounted here");
        return;
    };
    let mut command = bare(&folder, "disk/ledger.sqlite", "127.0.0.1:0");
    let server = Server::launch(command.arg("--test-numbers"));
    let filler = folder.path("disk/filler");
    let fill = || {
        let mut size = 1 << 20;
        let mut file = fs::File::create(&filler).unwrap();
        // To the last byte.
        while size > 0 {
            if std::io::Write::write_all(&mut file, &vec![0; size]).is_err() {
                size /= 2;
            }
        }
    };
    outage(&server, true, fill, || fs::remove_file(&filler).unwrap());
    let (good, log) = server.stop();
    assert!(good);
    let once = ["write: full", "write: again after full"];
    assert_eq!(told(&log), once, "{log}");
}

#[test]
fn another_that_writes() {
    let folder = Folder::with_dist();
    let server = Server::start(&folder, &[]);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let options = SqliteConnectOptions::new().filename(folder.path("ledger.sqlite"));
    let mut other = runtime.block_on(options.connect()).unwrap();
    let mut run = |sql| {
        let done = runtime.block_on(sqlx::raw_sql(sql).execute(&mut other));
        done.unwrap();
    };
    assert_eq!(post(&server, valid(1)).status, 201);
    run("BEGIN IMMEDIATE");
    expect_unavailable(&post(&server, valid(2)));
    expect_health(&server, 503);
    expect_unavailable(&post(&server, valid(2)));
    run("ROLLBACK");
    for number in [2, 1] {
        assert_eq!(post(&server, valid(number)).status, 201);
    }
    expect_health(&server, 200);
    assert_eq!(kept(&server), [2, 1].map(id));
    runtime.block_on(other.close()).unwrap();
    let once = ["write: locked", "write: again after locked"];
    assert_eq!(told(&server.stop().1), once);
}

#[test]
fn a_file_that_is_moved_away_and_back() {
    let folder = Folder::with_dist();
    let server = Server::start(&folder, &[]);
    let (here, there) = (
        folder.path("ledger.sqlite"),
        folder.path("elsewhere.sqlite"),
    );
    let away = || {
        fs::rename(&here, &there).unwrap();
        let answer = read(&server, "/api/innsendinger");
        assert_eq!(answer.status, 503, "what lies elsewhere is not here");
    };
    outage(&server, false, away, || fs::rename(&there, &here).unwrap());
    let (good, log) = server.stop();
    assert!(good);
    let mut told = told(&log);
    told.sort();
    let once = [
        "read: again after missing",
        "read: missing",
        "write: again after missing",
        "write: missing",
    ];
    assert_eq!(told, once, "{log}");
    // Closed well, it is one file again.
    assert!(!folder.path("ledger.sqlite-wal").exists());
    assert_eq!(kept(&Server::start(&folder, &[])).len(), 5);
}

#[test]
fn all_its_files_moved_together_and_one_put_in_their_place() {
    let folder = Folder::with_dist();
    let server = Server::start(&folder, &[]);
    assert_eq!(post(&server, valid(1)).status, 201);
    let names = ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"];
    fs::create_dir(folder.path("away")).unwrap();
    for name in names {
        fs::rename(folder.path(name), folder.path(&format!("away/{name}"))).unwrap();
    }
    expect_unavailable(&post(&server, valid(2)));
    assert!(!folder.path("ledger.sqlite").exists(), "no new one is made");
    // Another file, as a backup has it: what stands in it counts from now on, and is read.
    let other = Folder::with_dist();
    let before = Server::start(&other, &[]);
    assert_eq!(post(&before, valid(9)).status, 201);
    assert!(before.stop().0);
    fs::copy(other.path("ledger.sqlite"), folder.path("new")).unwrap();
    fs::rename(folder.path("new"), folder.path("ledger.sqlite")).unwrap();
    // Also without anything written before; what it knows may be a second old.
    let start = Instant::now();
    while read(&server, "/api/innsendinger").status != 200 {
        assert!(start.elapsed() < Duration::from_secs(20));
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(kept(&server), [id(9)]);
    assert_eq!(post(&server, valid(2)).status, 201);
    assert_eq!(kept(&server), [2, 9].map(id));
    assert!(server.stop().0);
    // What was acknowledged before lies where it was moved to.
    let away =
        Server::launch(bare(&folder, "away/ledger.sqlite", "127.0.0.1:0").arg("--test-numbers"));
    assert_eq!(kept(&away), [id(1)]);
}

#[test]
fn a_log_that_is_deleted() {
    let folder = Folder::with_dist();
    let server = Server::start(&folder, &[]);
    assert_eq!(post(&server, valid(1)).status, 201);
    fs::remove_file(folder.path("ledger.sqlite-wal")).unwrap();
    // The first is told to send again, and finds new files.
    expect_health(&server, 200);
    assert_eq!(post(&server, valid(2)).status, 201);
    server.kill();
    assert_eq!(kept(&Server::start(&folder, &[])), [2, 1].map(id));
}

#[test]
fn a_file_that_is_deleted_is_not_made_anew_beside_its_log() {
    let folder = Folder::with_dist();
    let server = Server::start(&folder, &[]);
    assert_eq!(post(&server, valid(1)).status, 201);
    fs::rename(folder.path("ledger.sqlite"), folder.path("kept.sqlite")).unwrap();
    expect_unavailable(&post(&server, valid(2)));
    server.kill();
    let refused = program(&folder).output().unwrap();
    let sentence = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        sentence.contains("-wal is, and may hold submissions"),
        "{sentence}"
    );
    fs::rename(folder.path("kept.sqlite"), folder.path("ledger.sqlite")).unwrap();
    assert_eq!(kept(&Server::start(&folder, &[])), [id(1)]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_log_on_a_full_disk_ends_nothing() {
    let folder = Folder::with_dist();
    let mut whole = program(&folder);
    // Where the kernel says of every write that there is no space left.
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let server = Server::quiet(whole.stderr(full));
    for number in [1, 2, 1] {
        assert_eq!(post(&server, valid(number)).status, 201);
    }
    assert_eq!(get(&server, "/finnes-ikke", &[]).status, 404);
    assert!(server.stop().0);
}
