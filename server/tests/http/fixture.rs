//! The real program on a free port, with a folder of its own, and submissions for it.
#![allow(dead_code)]

use blankett::engine::answers::Answers;
use blankett::engine::definition::Definition;
use blankett::engine::envelope::{self, Envelope};
use blankett::engine::json::Json;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

pub const FORM: &str = "buypass-virksomhetssertifikat";
pub const TOKEN: &str = "0123456789abcdef-test";
/// A synthetic national id (month + 80), and a name nobody has.
pub const CANARY_ID: &str = "01819012012";
pub const CANARY_NAME: &str = "Kanarifugl Testesen";

static DEFINITION_TEXT: LazyLock<String> =
    LazyLock::new(|| fs::read_to_string(root().join(format!("src/forms/{FORM}.json"))).unwrap());
static DEFINITION: LazyLock<Arc<Definition>> =
    LazyLock::new(|| Arc::new(Definition::read(&DEFINITION_TEXT).unwrap()));

/// The repository.
fn root() -> &'static Path {
    let server = Path::new(env!("CARGO_MANIFEST_DIR"));
    server.parent().unwrap_or(server)
}

/// A folder that is removed at the end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "blankett-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let folder = Self(std::env::temp_dir().join(name));
        fs::create_dir_all(&folder.0).unwrap();
        folder
    }

    /// With a small `dist` in it.
    pub fn with_dist() -> Self {
        let folder = Self::new();
        folder.write(
            &format!("dist/forms/{FORM}.json"),
            DEFINITION_TEXT.as_bytes(),
        );
        let nb = fs::read_to_string(root().join("src/locales/nb.json")).unwrap();
        let en = nb
            .replace("\"language\": \"nb\"", "\"language\": \"en\"")
            .replace("Fyll ut {name}.", "Enter {name}.");
        folder.write("dist/locales/nb.json", nb.as_bytes());
        folder.write("dist/locales/en.json", en.as_bytes());
        folder.write("dist/index.html", b"<!doctype html><title>Blankett</title>");
        folder.write("dist/blankett.js", b"export {};");
        folder.write("dist/blankett-worker.js", b"self;");
        folder.write("dist/widget_bg.wasm", b"\0asm\x01\0\0\0");
        folder.write("dist/widget_bg.wasm.br", b"compressed");
        folder.write("dist/app.webmanifest", b"{}");
        folder
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The program, not yet started, as most tests need it.
pub fn program(folder: &Folder) -> Command {
    let mut command = bare(folder, "ledger.sqlite", "127.0.0.1:0");
    // The submissions here were sent on one day in 2026, and are to be judged by
    // it whenever the tests run.
    command.args(["--test-numbers", "--longest-wait", "36500"]);
    command
}

/// The program without further options.
pub fn bare(folder: &Folder, database: &str, address: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_blankett"));
    command.args(["serve", "--listen", address, "--dist"]);
    command
        .arg(folder.path("dist"))
        .arg("--database")
        .arg(folder.path(database));
    command.env("BLANKETT_TOKEN", TOKEN).stdin(Stdio::null());
    command
}

/// A running server.
pub struct Server {
    child: Child,
    pub address: String,
    output: Arc<Mutex<Vec<u8>>>,
    readers: Vec<JoinHandle<()>>,
}

impl Server {
    pub fn start(folder: &Folder, more: &[&str]) -> Self {
        Self::launch(program(folder).args(more))
    }

    pub fn launch(command: &mut Command) -> Self {
        Self::quiet(command.stderr(Stdio::piped()))
    }

    /// Its log goes where the command says.
    pub fn quiet(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let output = Arc::new(Mutex::new(Vec::new()));
        let log = match child.stderr.take() {
            Some(log) => collect(log, &output),
            None => thread::spawn(|| ()),
        };
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let Some(address) = line.trim_end().strip_prefix("Blankett listens on http://") else {
            let _ = child.wait();
            log.join().unwrap();
            panic!(
                "it did not start: {line}{}",
                String::from_utf8_lossy(&output.lock().unwrap())
            );
        };
        let readers = vec![log, collect(stdout, &output)];
        Self {
            child,
            address: address.to_owned(),
            output,
            readers,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends SIGTERM, without waiting.
    pub fn terminate(&self) {
        let status = Command::new("kill")
            .args(["-TERM", &self.pid().to_string()])
            .status();
        assert!(status.unwrap().success());
    }

    /// Waits for its end: whether it was a good one, and all it has printed.
    pub fn end(mut self) -> (bool, String) {
        let good = self.child.wait().unwrap().success();
        for reader in self.readers.drain(..) {
            reader.join().unwrap();
        }
        (
            good,
            String::from_utf8_lossy(&self.output.lock().unwrap()).into_owned(),
        )
    }

    /// Stops it as a service manager does.
    pub fn stop(self) -> (bool, String) {
        self.terminate();
        self.end()
    }

    /// Stops it as a power cut does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.end();
    }

    /// What it has printed so far, once that holds `text`.
    pub fn printed(&self, text: &str) -> String {
        let start = Instant::now();
        loop {
            let output = String::from_utf8_lossy(&self.output.lock().unwrap()).into_owned();
            if output.contains(text) || start.elapsed() > Duration::from_secs(10) {
                return output;
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn collect(mut from: impl Read + Send + 'static, into: &Arc<Mutex<Vec<u8>>>) -> JoinHandle<()> {
    let into = into.clone();
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = from.read(&mut buffer) {
            into.lock().unwrap().extend_from_slice(&buffer[..count]);
        }
    })
}

/// The id of the submission with this number.
pub fn id(number: u32) -> String {
    format!("{number:08x}-5eed-4000-8000-000000000000")
}

/// Valid answers.
pub fn answers() -> Json {
    let text = format!(
        r#"{{"virksomhet": {{"organisasjonsnummer": "971058676", "navn": "Tannlegene Vest AS",
            "adresse": "Strandgata 1", "postnummer": "5003", "poststed": "Bergen", "telefon": "55123456"}},
        "signaturberettiget": {{"fornavn": "Kari", "etternavn": "{CANARY_NAME}", "fodselsnummer": "{CANARY_ID}",
            "mobilnummer": "98765432", "epost": "kari@tannlegenevest.example"}},
        "aktiveringskode": {{"fornavn": "Ola", "etternavn": "Nordmann", "epost": "ola@tannlegenevest.example",
            "mobilnummer": "98765433"}}}}"#
    );
    Json::parse(&text).unwrap()
}

/// The envelope that the widget would make of these answers, right or wrong.
pub fn envelope(number: u32, answers: &Json) -> Envelope {
    let mut taken = Answers::new(DEFINITION.clone(), "nb");
    taken.merge(answers);
    let mut envelope = Envelope::new(
        &taken,
        id(number),
        "nb",
        "2026-11-21T19:00:00+01:00".to_owned(),
        &[],
    );
    envelope.proof.salt = Some("000102030405060708090a0b0c0d0e0f".to_owned());
    sign(&mut envelope);
    envelope
}

/// Puts in the digest that fits, under the salt that is there.
pub fn sign(envelope: &mut Envelope) {
    let salt = envelope.proof.salt.as_deref();
    let (id, version) = (&envelope.form_id, &envelope.form_version);
    let subject = envelope::subject(id, version, &envelope.answers, salt);
    envelope.proof.digest = envelope::digest(&Sha256::digest(subject));
}

/// A valid envelope's bytes.
pub fn valid(number: u32) -> String {
    envelope(number, &answers()).to_json().canonical()
}
