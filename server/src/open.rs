//! `blankett open`: sealed submissions that came as files.

use crate::agreements::{contents, masked, write};
use crate::keys::Keys;
use crate::sealed::Sealed;
use blankett::engine::envelope::Envelope;
use blankett::engine::json::Json;
use std::path::PathBuf;

/// Opens sealed submissions, and prints each as it was filled in: one JSON document a line.
///
/// What cannot be opened is told on standard error, the others come out, and
/// the exit code is 1.
#[derive(clap::Args)]
pub struct Options {
    /// The private key, or keys
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
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
    let mut out = std::io::stdout().lock();
    let (mut all, mut bad) = (0_u32, 0_u32);
    for file in &options.files {
        let items = match contents(file) {
            // One broken byte is the harm of one submission.
            Ok(bytes) => items(&String::from_utf8_lossy(&bytes)),
            Err(sentence) => vec![Item::broken(sentence)],
        };
        for item in items {
            all += 1;
            match item.sealed.and_then(|it| opened(&it, &keys)) {
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

/// Something in a file.
pub struct Item {
    /// How to call it after the file's name.
    pub name: String,
    /// The JWE, or what is wrong.
    pub sealed: Result<String, String>,
}

impl Item {
    fn broken(sentence: String) -> Self {
        let (name, sealed) = (String::new(), Err(sentence));
        Self { name, sealed }
    }
}

/// What is in a file: a submission alone, or an exported queue.
pub fn items(text: &str) -> Vec<Item> {
    let text = text.trim();
    if !text.starts_with('{') {
        let (name, sealed) = (String::new(), Ok(text.to_owned()));
        return vec![Item { name, sealed }];
    }
    let json = match Json::parse(text) {
        Ok(json) => json,
        Err(what) => return salvaged(text, &what),
    };
    let is = |key, wanted: &str| json.get(key).is_some_and(|it| it.canonical() == wanted);
    let Some(Json::Array(items)) = json.get("items").filter(|_| is("blankett", "\"queue\"")) else {
        return vec![Item::broken(
            "It is neither a sealed submission nor an exported queue.".to_owned(),
        )];
    };
    if !is("version", "1") {
        return vec![Item::broken(
            "It was exported by a later version of Blankett.".to_owned(),
        )];
    }
    items
        .iter()
        .enumerate()
        .map(|(at, it)| item(at, it))
        .collect()
}

fn item(at: usize, json: &Json) -> Item {
    let text = |key| json.get(key).and_then(Json::as_text);
    let name = text("id").map_or_else(
        || format!(", number {}", at + 1),
        |id| format!(", submission {id:?}"),
    );
    let sealed = match (json.get("sealed"), text("body")) {
        (Some(Json::Bool(true)), Some(body)) => Ok(body.to_owned()),
        (Some(Json::Bool(false)), _) => Err("It is not sealed to a key, but locked with the password that was chosen when it was exported: import it where it is to be sent from.".to_owned()),
        _ => Err("It is damaged.".to_owned()),
    };
    Item { name, sealed }
}

/// The submissions that are whole in a file that is not.
fn salvaged(text: &str, what: &str) -> Vec<Item> {
    let whole = text.split('"').filter(|it| Sealed::read(it).is_ok());
    let whole = whole.map(|it| Item {
        name: String::new(),
        sealed: Ok(it.to_owned()),
    });
    let damaged = Item::broken(format!(
        "It is damaged: {what}. What is whole in it comes out."
    ));
    [damaged].into_iter().chain(whole).collect()
}

/// The envelope's JSON as it was sealed, on one line.
///
/// # Errors
/// A sentence: why it does not open, or what it holds instead.
pub fn opened(sealed: &str, keys: &Keys) -> Result<String, String> {
    let sealed = Sealed::read(sealed).map_err(|it| it.to_string())?;
    let bytes = sealed.open(keys).map_err(|it| it.to_string())?;
    let text = String::from_utf8(bytes).map_err(|_| "What is in it is not UTF-8.".to_owned())?;
    let envelope =
        Envelope::read(&text).map_err(|it| format!("What is in it is no submission. {it}"))?;
    sealed.holds(&envelope).map_err(|it| it.to_string())?;
    // JSON has line breaks only between its parts.
    Ok(text.replace(['\r', '\n'], " "))
}
