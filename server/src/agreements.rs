//! Data processing agreements out of submissions, for the command line.
//!
//! ```sh
//! blankett model --forms src/forms avtale.json
//! blankett model --dist dist --database innsendinger.sqlite
//! ```
//!
//! Each agreement is one line of JSON:
//! `{"id", "form": {"id", "version"}, "submittedAt", "receivedAt", "judgedOn", "judgedBy",
//! "sender", "digest", "replaces", "model": {…}}`. What only the server that received it
//! knows (when it came, by which day it was judged and why, whose token it came with) is
//! `null` of a file.
//! A packet gives one for each agreement among its forms, with that form's own
//! digest.

use crate::calendar;
use crate::forms::{Forms, Found};
use crate::problem::object;
use crate::sqlite::{Reader, Receipt, Received};
use crate::succession::{Claim, Decision};
use blankett::engine::answers::Answers;
use blankett::engine::envelope::{self, Envelope, Proof};
use blankett::engine::json::Json;
use blankett::engine::violation::Severity;
use chrono::Utc;
use sha2::{Digest, Sha256};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// Where submissions and the definitions of their forms come from.
#[derive(clap::Args)]
pub struct Source {
    #[command(flatten)]
    definitions: Definitions,
    /// All submissions of a database that `serve` keeps; those that are no agreements are passed over
    #[arg(long, value_name = "FILE", conflicts_with = "files")]
    database: Option<PathBuf>,
    /// Submissions, each the JSON that was posted; - for standard input
    #[arg(value_name = "FILE", required_unless_present = "database")]
    files: Vec<PathBuf>,
}

/// Where the definitions of forms come from.
#[derive(clap::Args)]
pub struct Definitions {
    /// The built widget, with the forms it knows
    #[arg(long, value_name = "FOLDER", required_unless_present = "forms")]
    dist: Option<PathBuf>,
    /// A folder of form definitions; repeatable
    #[arg(long, value_name = "FOLDER")]
    forms: Vec<PathBuf>,
}

/// Prints agreements as the common model, one JSON document a line.
#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    source: Source,
}

/// A data processing agreement that somebody has made.
pub struct Agreement {
    /// The submission's id.
    pub id: String,
    /// The form's id and version.
    pub form: (String, String),
    /// The form that was sent: a packet, or the agreement's own.
    pub whole: String,
    /// When it was sent, as it was written.
    pub submitted_at: String,
    /// What the server knows of it; nothing of a file.
    pub receipt: Option<Receipt>,
    /// The digest of the form and its answers.
    pub digest: String,
    /// The submission that it corrects.
    pub replaces: Option<String>,
    /// The common model.
    pub model: Json,
}

/// What a source has.
pub enum Visited {
    /// An agreement.
    Agreement(Box<Agreement>),
    /// A submission of this id and form that holds no agreement.
    Other(String, String),
}

/// Prints what the source has.
///
/// # Errors
/// One sentence. What is wrong with single submissions has been said by then,
/// and the others have been printed.
pub async fn run(options: Options) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    let mut print = |it| match it {
        Visited::Agreement(it) => write(&mut out, &[&it.to_json().canonical(), "\n"].concat()),
        Visited::Other(..) => Ok(()),
    };
    options.source.each(&mut print).await
}

/// Writes; that nobody reads on is no fault.
pub fn write(out: &mut impl Write, text: &str) -> Result<(), String> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        written => written.map_err(|error| format!("Cannot write: {error}.")),
    }
}

impl Source {
    /// All submissions of a database.
    pub fn database(definitions: Definitions, database: PathBuf) -> Self {
        Self {
            definitions,
            database: Some(database),
            files: Vec::new(),
        }
    }

    /// The office's decisions; none of files.
    ///
    /// # Errors
    /// A sentence.
    pub async fn decisions(&self) -> Result<Vec<Decision>, String> {
        let Some(database) = &self.database else {
            return Ok(Vec::new());
        };
        let reader = look(database).await?;
        let decisions = reader.decisions().await;
        reader.close().await;
        let name = database.display();
        decisions.map_err(|error| format!("The database {name} cannot be read: {error}."))
    }

    /// Whether these are files, of which no server knows anything.
    pub fn is_files(&self) -> bool {
        self.database.is_none()
    }

    /// Visits every agreement in order. What cannot be read is told on standard
    /// error, and makes this an error at the end.
    pub async fn each(
        &self,
        visit: &mut dyn FnMut(Visited) -> Result<(), String>,
    ) -> Result<(), String> {
        let definitions = &self.definitions;
        let forms = Forms::load(definitions.dist.as_deref(), &definitions.forms)?;
        let (mut good, mut bad) = (0_u32, 0_u32);
        let mut take = |name: &str, found: Result<Vec<Agreement>, String>| match found {
            Ok(found) => {
                good += 1;
                let mut found = found.into_iter().map(|it| Visited::Agreement(Box::new(it)));
                found.try_for_each(&mut *visit)
            }
            Err(sentence) => {
                bad += 1;
                eprintln!("error: {name}: {}", masked(&sentence));
                Ok(())
            }
        };
        for file in &self.files {
            let found = contents(file).and_then(|body| agreements(&body, &forms, None));
            let found = found.and_then(|found| match found.is_empty() {
                true => Err("It is no data processing agreement.".to_owned()),
                false => Ok(found),
            });
            take(&file.display().to_string(), found)?;
        }
        let mut others = Vec::new();
        if let Some(database) = &self.database {
            let name = database.display();
            let unusable = |error| format!("The database {name} cannot be read: {error}.");
            let reader = look(database).await?;
            let mut after = 0;
            loop {
                let page = reader.page(after).await.map_err(unusable)?;
                if page.is_empty() {
                    break;
                }
                for Received {
                    id,
                    form_id,
                    body,
                    receipt,
                } in page
                {
                    after = receipt.number;
                    let found = agreements(&body, &forms, Some(&receipt));
                    let place = format!("{name}, submission {id}");
                    if !found.as_ref().is_ok_and(|it| !it.is_empty()) {
                        others.push(Visited::Other(id, form_id));
                    }
                    take(&place, found)?;
                }
            }
            reader.close().await;
        }
        others.into_iter().try_for_each(&mut *visit)?;
        match bad {
            0 => Ok(()),
            _ => Err(format!(
                "{bad} of {} submissions could not be used; see above.",
                good + bad
            )),
        }
    }
}

/// Opens a database only to look at it.
///
/// # Errors
/// A sentence: it is not there, or is none.
async fn look(database: &Path) -> Result<Reader, String> {
    let name = database.display();
    if !database.is_file() {
        return Err(format!("There is no file {name}."));
    }
    let reader = Reader::look(database).await;
    reader.map_err(|error| format!("The database {name} cannot be read: {error}."))
}

/// The bytes of a file; - is standard input.
pub fn contents(file: &Path) -> Result<Vec<u8>, String> {
    let unreadable = |error| format!("It cannot be read: {error}.");
    if file == Path::new("-") {
        let mut body = Vec::new();
        let read = std::io::stdin().lock().read_to_end(&mut body);
        return read.map(|_| body).map_err(unreadable);
    }
    std::fs::read(file).map_err(unreadable)
}

/// The agreements of one submission; none if its form is another sort of form.
/// `receipt` is what the server knows of it, if it was received by one.
///
/// # Errors
/// A sentence: what is wrong with it.
pub fn agreements(
    body: &[u8],
    forms: &Forms,
    receipt: Option<&Receipt>,
) -> Result<Vec<Agreement>, String> {
    let text = str::from_utf8(body).map_err(|_| "It is not UTF-8.".to_owned())?;
    let envelope = Envelope::read(text).map_err(|it| format!("It is no submission. {it}"))?;
    let form = format!("{}, version {}", envelope.form_id, envelope.form_version);
    let definition = match forms.find(&envelope) {
        Found::Form(definition) => definition,
        Found::Nothing => return Err(format!("There is no form {}.", envelope.form_id)),
        Found::OtherVersion | Found::OtherPart(_) => {
            return Err(format!(
                "The definitions here are not those of {form}; --forms takes earlier ones."
            ));
        }
    };
    let none = Json::Object(Vec::new());
    let whole = (&envelope.form_id, &envelope.form_version, &envelope.proof);
    let parts = envelope.parts.iter().map(|it| {
        let own = envelope.answers.get(&it.form_id).unwrap_or(&none);
        ((&it.form_id, &it.form_version, &it.proof), own)
    });
    let all: Vec<_> = std::iter::once((whole, &envelope.answers))
        .chain(parts)
        .collect();
    let proved = |((id, version, proof), answers): &((&String, &String, &Proof), &Json)| {
        let subject = envelope::subject(id, version, answers, proof.salt.as_deref());
        proof.digest == envelope::digest(&Sha256::digest(subject))
    };
    if !all.iter().all(proved) {
        return Err("It is damaged: the digest is not that of the answers.".to_owned());
    }
    let received_at = receipt.and_then(|it| it.received_at.parse().ok());
    let received_at = received_at.unwrap_or_else(Utc::now);
    let unrecorded = calendar::unrecorded_day(&envelope.submitted_at, received_at);
    let judged = receipt.and_then(|it| it.judged.as_ref());
    let judged = judged.and_then(|(on, _)| on.parse().ok());
    let Some(day) = judged.or(unrecorded) else {
        return Err("/submittedAt: Expected a time as in RFC 3339.".to_owned());
    };
    let (_, refused) = Answers::from_json(definition, &envelope.answers, day);
    if let Some(first) = refused.iter().find(|it| it.severity == Severity::Error) {
        return Err(format!(
            "The answers do not fit {form}: /answers{}, {}.",
            first.path, first.code
        ));
    }
    let agreement = |((id, version, proof), answers): ((&String, &String, &Proof), &Json)| {
        Some(Agreement {
            id: envelope.id.clone(),
            form: (id.clone(), version.clone()),
            whole: envelope.form_id.clone(),
            submitted_at: envelope.submitted_at.clone(),
            receipt: receipt.cloned(),
            digest: proof.digest.clone(),
            replaces: envelope.replaces.clone(),
            model: forms.model(id, version)?.map_json(answers),
        })
    };
    Ok(all.into_iter().filter_map(agreement).collect())
}

impl Agreement {
    /// What decides whether it stands in the record of processing.
    pub fn claim(&self) -> Claim {
        let controller = self.model.get("behandlingsansvarlig");
        let word = |key| {
            controller
                .and_then(|it| it.get(key))
                .and_then(Json::as_text)
        };
        let word = |key| word(key).unwrap_or_default().trim().to_owned();
        let receipt = self.receipt.as_ref();
        Claim {
            id: self.id.clone(),
            form: self.form.0.clone(),
            whole: self.whole.clone(),
            name: word("navn"),
            number: word("organisasjonsnummer"),
            replaces: self.replaces.clone(),
            place: receipt.map_or(0, |it| it.number),
            received_at: receipt.map_or_else(String::new, |it| it.received_at.clone()),
            corrects_refused: receipt.is_some_and(|it| it.refused_before.is_some()),
            sender: receipt.and_then(|it| it.sender.clone()),
        }
    }

    fn to_json(&self) -> Json {
        let (id, version) = &self.form;
        let form = object([("id", Json::text(id)), ("version", Json::text(version))]);
        let text = |text: Option<&String>| text.map_or(Json::Null, Json::text);
        let receipt = self.receipt.as_ref();
        let judged = receipt.and_then(|it| it.judged.as_ref());
        object([
            ("id", Json::text(&self.id)),
            ("form", form),
            ("submittedAt", Json::text(&self.submitted_at)),
            ("receivedAt", text(receipt.map(|it| &it.received_at))),
            ("judgedOn", text(judged.map(|(on, _)| on))),
            ("judgedBy", text(judged.map(|(_, by)| by))),
            ("sender", text(receipt.and_then(|it| it.sender.as_ref()))),
            ("digest", Json::text(&self.digest)),
            ("replaces", text(self.replaces.as_ref())),
            ("model", self.model.clone()),
        ])
    }
}

/// A sentence in which no national id can be read: a broken submission may hold
/// one where a sentence quotes it.
pub fn masked(sentence: &str) -> String {
    let letters: Vec<char> = sentence.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < letters.len() {
        let word = |it: Option<&char>| it.is_some_and(|it| it.is_alphanumeric());
        let begins = at == 0 || !word(letters.get(at - 1));
        let (mut end, mut digits) = (at, 0);
        // Eleven digits, perhaps with a space or the like between two groups.
        while begins && digits < 11 && end < letters.len() {
            match letters[end] {
                letter if letter.is_ascii_digit() => digits += 1,
                ' ' | '\u{a0}' | '-' | '.' if digits == 6 => {}
                _ => break,
            }
            end += 1;
        }
        if digits == 11 && !word(letters.get(end)) {
            out.push_str("•••••••••••");
            at = end;
        } else {
            out.push(letters[at]);
            at += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn national_ids_are_not_told() {
        for id in ["01819012012", "018190 12012", "018190-12012"] {
            let told = masked(&format!("/answers/{id}: \"{id}\" stands twice."));
            assert_eq!(told, "/answers/•••••••••••: \"•••••••••••\" stands twice.");
        }
        for plain in [
            "00000001-5eed-4000-8000-000000000000",
            "12345678-9012-4345-8678-12345678901a",
            "version 2026-11-21, line 12",
            "971058676",
            "",
        ] {
            assert_eq!(masked(plain), plain);
        }
    }
}
