//! Data processing agreements out of submissions, for the command line.
//!
//! ```sh
//! blankett model --forms src/forms avtale.json
//! blankett model --dist dist --database innsendinger.sqlite
//! ```
//!
//! Each agreement is one line of JSON:
//! `{"id", "form": {"id", "version"}, "submittedAt", "digest", "replaces", "model": {…}}`.
//! A packet gives one for each agreement among its forms, with that form's own
//! digest.

use crate::calendar;
use crate::forms::{Forms, Found};
use crate::problem::object;
use crate::sqlite::Reader;
use blankett::engine::answers::Answers;
use blankett::engine::envelope::{self, Envelope, Proof};
use blankett::engine::json::Json;
use blankett::engine::violation::Severity;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// Where submissions and the definitions of their forms come from.
#[derive(clap::Args)]
pub struct Source {
    /// The built widget, with the forms it knows
    #[arg(long, value_name = "FOLDER", required_unless_present = "forms")]
    dist: Option<PathBuf>,
    /// A folder of form definitions; repeatable
    #[arg(long, value_name = "FOLDER")]
    forms: Vec<PathBuf>,
    /// All submissions of a database that `serve` keeps; those that are no agreements are passed over
    #[arg(long, value_name = "FILE", conflicts_with = "files")]
    database: Option<PathBuf>,
    /// Submissions, each the JSON that was posted; - for standard input
    #[arg(value_name = "FILE", required_unless_present = "database")]
    files: Vec<PathBuf>,
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
    /// When it was sent, as it was written.
    pub submitted_at: String,
    /// When it was sent, by the sender's clock unless that is ahead.
    pub sent: DateTime<Utc>,
    /// The digest of the form and its answers.
    pub digest: String,
    /// The submission that it corrects.
    pub replaces: Option<String>,
    /// The common model.
    pub model: Json,
}

/// Prints what the source has.
///
/// # Errors
/// One sentence. What is wrong with single submissions has been said by then,
/// and the others have been printed.
pub async fn run(options: Options) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    let mut print = |it: Agreement| write(&mut out, &[&it.to_json().canonical(), "\n"].concat());
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
    /// Visits every agreement in order. What cannot be read is told on standard
    /// error, and makes this an error at the end.
    pub async fn each(
        &self,
        visit: &mut dyn FnMut(Agreement) -> Result<(), String>,
    ) -> Result<(), String> {
        let forms = Forms::load(self.dist.as_deref(), &self.forms)?;
        let (mut good, mut bad) = (0_u32, 0_u32);
        let mut take = |name: &str, found: Result<Vec<Agreement>, String>| match found {
            Ok(found) => {
                good += 1;
                found.into_iter().try_for_each(&mut *visit)
            }
            Err(sentence) => {
                bad += 1;
                eprintln!("error: {name}: {}", masked(&sentence));
                Ok(())
            }
        };
        for file in &self.files {
            let found = contents(file).and_then(|body| agreements(&body, &forms, Utc::now()));
            let found = found.and_then(|found| match found.is_empty() {
                true => Err("It is no data processing agreement.".to_owned()),
                false => Ok(found),
            });
            take(&file.display().to_string(), found)?;
        }
        if let Some(database) = &self.database {
            let name = database.display();
            let unusable = |error| format!("The database {name} cannot be read: {error}.");
            if !database.is_file() {
                return Err(format!("There is no file {name}."));
            }
            let reader = Reader::look(database).await.map_err(unusable)?;
            let mut after = (String::new(), String::new());
            loop {
                let page = reader.page(&after).await.map_err(unusable)?;
                for (id, received_at, body) in &page {
                    let received_at = received_at.parse().unwrap_or_else(|_| Utc::now());
                    let found = agreements(body, &forms, received_at);
                    take(&format!("{name}, submission {id}"), found)?;
                }
                let Some((id, received_at, _)) = page.into_iter().next_back() else {
                    break;
                };
                after = (received_at, id);
            }
            reader.close().await;
        }
        match bad {
            0 => Ok(()),
            _ => Err(format!(
                "{bad} of {} submissions could not be used; see above.",
                good + bad
            )),
        }
    }
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
/// It was here at the latest at `received_at`.
///
/// # Errors
/// A sentence: what is wrong with it.
pub fn agreements(
    body: &[u8],
    forms: &Forms,
    received_at: DateTime<Utc>,
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
    let sent = DateTime::parse_from_rfc3339(&envelope.submitted_at);
    let day = calendar::filled_in_on(&envelope.submitted_at, Utc::now());
    let (Ok(sent), Some(day)) = (sent, day) else {
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
            submitted_at: envelope.submitted_at.clone(),
            sent: sent.to_utc().min(received_at),
            digest: proof.digest.clone(),
            replaces: envelope.replaces.clone(),
            model: forms.model(id, version)?.map_json(answers),
        })
    };
    Ok(all.into_iter().filter_map(agreement).collect())
}

impl Agreement {
    fn to_json(&self) -> Json {
        let (id, version) = &self.form;
        let form = object([("id", Json::text(id)), ("version", Json::text(version))]);
        let replaces = self.replaces.as_ref().map_or(Json::Null, Json::text);
        object([
            ("id", Json::text(&self.id)),
            ("form", form),
            ("submittedAt", Json::text(&self.submitted_at)),
            ("digest", Json::text(&self.digest)),
            ("replaces", replaces),
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
