//! `blankett open`: sealed submissions that came as files.

use crate::agreements::{contents, masked, write};
use crate::keys::Keys;
use crate::locked;
use crate::sealed::Sealed;
use blankett::engine::envelope::Envelope;
use blankett::engine::json::Json;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Opens sealed submissions, and prints each as it was filled in: one JSON document a line.
///
/// What cannot be opened is told on standard error, the others come out, and
/// the exit code is 1.
#[derive(clap::Args)]
pub struct Options {
    /// The private key, or keys
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// A file with the password that exported queues were locked with
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Sealed submissions, or queues that somebody exported; - for standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

/// Prints what the files have.
///
/// # Errors
/// One sentence. What is wrong with single submissions has been said by then,
/// and the others have been printed.
pub fn run(options: Options) -> Result<(), String> {
    let keys = Keys::load(&options.key)?;
    let password = options.password_file.as_deref().map(password).transpose()?;
    let password = password.as_ref().map(|it| it.as_str());
    let mut out = std::io::stdout().lock();
    let (mut all, mut bad) = (0_u32, 0_u32);
    for file in &options.files {
        let items = match contents(file) {
            // One broken byte is the harm of one submission.
            Ok(bytes) => items(&String::from_utf8_lossy(&bytes), password),
            Err(sentence) => vec![Item::broken(sentence)],
        };
        for item in items {
            all += 1;
            match item.content.and_then(|it| it.envelope(&keys)) {
                Ok(text) => write(&mut out, &[&text, "\n"].concat())?,
                Err(sentence) => {
                    bad += 1;
                    let name = [&file.display().to_string(), &*item.name].concat();
                    eprintln!("error: {}", masked(&format!("{name}: {sentence}")));
                }
            }
        }
    }
    match bad {
        0 => Ok(()),
        _ => Err(format!("{bad} of {all} could not be opened; see above.")),
    }
}

/// The password in a file, without the line break that editors put behind it.
fn password(file: &Path) -> Result<Zeroizing<String>, String> {
    let name = file.display();
    let text = std::fs::read_to_string(file).map(Zeroizing::new);
    let text = text.map_err(|error| format!("The password {name} cannot be read: {error}."))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(Zeroizing::new(
        text.strip_suffix('\r').unwrap_or(text).to_owned(),
    ))
}

/// Something in a file.
pub struct Item {
    /// How to call it after the file's name.
    pub name: String,
    /// What it holds, or what is wrong.
    pub content: Result<Content, String>,
}

/// What a file holds.
pub enum Content {
    /// A JWE to the recipient's key.
    Sealed(String),
    /// An envelope that was not sealed, in a queue that the password has opened.
    Open(String),
}

impl Item {
    fn broken(sentence: String) -> Self {
        let (name, content) = (String::new(), Err(sentence));
        Self { name, content }
    }
}

/// What is in a file: a submission alone, or an exported queue.
pub fn items(text: &str, password: Option<&str>) -> Vec<Item> {
    let text = text.trim();
    if !text.starts_with('{') {
        let (name, content) = (String::new(), Ok(Content::Sealed(text.to_owned())));
        return vec![Item { name, content }];
    }
    let json = match Json::parse(text) {
        Ok(json) => json,
        Err(what) => return salvaged(text, &what),
    };
    if !is(&json, "blankett", "\"queue\"") {
        return vec![Item::broken(NEITHER.to_owned())];
    }
    let version = json.get("version").map(Json::canonical);
    let rows = match (version.as_deref(), json.get("items"), json.get("locked")) {
        (Some("1"), Some(Json::Array(items)), _) => Ok(items.clone()),
        (Some("2"), _, Some(locked)) => rows(locked.as_text().unwrap_or_default(), password),
        (None | Some("1" | "2"), ..) => Err(NEITHER.to_owned()),
        _ => Err("It was exported by a later version of Blankett.".to_owned()),
    };
    match rows {
        Ok(rows) => rows
            .iter()
            .enumerate()
            .map(|(at, it)| item(at, it))
            .collect(),
        Err(sentence) => vec![Item::broken(sentence)],
    }
}

const NEITHER: &str = "It is neither a sealed submission nor an exported queue.";

fn is(json: &Json, key: &str, wanted: &str) -> bool {
    json.get(key).is_some_and(|it| it.canonical() == wanted)
}

/// The rows of a queue that is locked: since version 2 with all that stands in it.
fn rows(locked: &str, password: Option<&str>) -> Result<Vec<Json>, String> {
    let password = password.ok_or("It is locked with the password that was chosen when it was exported. Put that in a file, and name it with --password-file.")?;
    let text = locked::unlock(locked, password).map_err(|it| it.to_string())?;
    let json = Json::parse(&text).map_err(|what| format!("What is in it is damaged: {what}."))?;
    match json.get("rows").filter(|_| is(&json, "version", "2")) {
        Some(Json::Array(rows)) => Ok(rows.clone()),
        _ => Err("What is in it is no queue.".to_owned()),
    }
}

fn item(at: usize, json: &Json) -> Item {
    let text = |key| json.get(key).and_then(Json::as_text);
    let name = text("id").map_or_else(
        || format!(", number {}", at + 1),
        |id| format!(", submission {id:?}"),
    );
    let content = match (json.get("sealed"), text("body")) {
        (Some(Json::Bool(true)), Some(body)) => Ok(Content::Sealed(body.to_owned())),
        // Of version 2, where the lock is around all of it.
        (Some(Json::Bool(false)), Some(body)) if body.starts_with('{') => {
            Ok(Content::Open(body.to_owned()))
        }
        (Some(Json::Bool(false)), _) => Err("It is not sealed to a key, but locked with the password that was chosen when it was exported: import it where it is to be sent from.".to_owned()),
        _ => Err("It is damaged.".to_owned()),
    };
    Item { name, content }
}

/// The submissions that are whole in a file that is not.
fn salvaged(text: &str, what: &str) -> Vec<Item> {
    let whole = text.split('"').filter(|it| Sealed::read(it).is_ok());
    let whole = whole.map(|it| Item {
        name: String::new(),
        content: Ok(Content::Sealed(it.to_owned())),
    });
    let damaged = Item::broken(format!(
        "It is damaged: {what}. What is whole in it comes out."
    ));
    [damaged].into_iter().chain(whole).collect()
}

impl Content {
    /// The envelope's JSON as it was written, on one line.
    ///
    /// # Errors
    /// A sentence: why it does not open, or what it holds instead.
    pub fn envelope(&self, keys: &Keys) -> Result<String, String> {
        let read = |text: &str| {
            Envelope::read(text).map_err(|it| format!("What is in it is no submission. {it}"))
        };
        let text = match self {
            Self::Open(text) => {
                read(text)?;
                text.clone()
            }
            Self::Sealed(sealed) => {
                let sealed = Sealed::read(sealed).map_err(|it| it.to_string())?;
                let bytes = sealed.open(keys).map_err(|it| it.to_string())?;
                let text = String::from_utf8(bytes);
                let text = text.map_err(|_| "What is in it is not UTF-8.".to_owned())?;
                sealed.holds(&read(&text)?).map_err(|it| it.to_string())?;
                text
            }
        };
        // JSON has line breaks only between its parts.
        Ok(text.replace(['\r', '\n'], " "))
    }
}
