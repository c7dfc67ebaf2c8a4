//! `blankett article30`: a processor's record of processing activities, GDPR
//! article 30(2), out of the agreements that came in.
//!
//! ```sh
//! blankett article30 --dist dist --database innsendinger.sqlite > protokoll.json
//! blankett article30 --forms src/forms --format csv avtale-1.json avtale-2.json > protokoll.csv
//! ```
//!
//! The agreement of a controller and form that was received first stands in it. A
//! later one waits outside until the office has confirmed it (`article30 confirm`,
//! or the back office's page), or if it came with a token of the controller's own
//! (`serve --senders`); see [`crate::succession`]. Every displacement and every odd
//! `replaces` is told here and on standard error. Of files nobody knows which came
//! first or from whom: all of them stand, and those of one controller are marked.
//!
//! As JSON it is an array with one object for each agreement that stands,
//! sorted by the name and number of the controller, then by form:
//!
//! | member | holds | 30(2) |
//! |---|---|---|
//! | `innsending` | `id`, `referanse`, `skjema` with `id` and `version`, `sendt`, `kontrollsum`; of a database also `mottatt`, `vurdert-etter` (the day) and `avsender` (whose token) | |
//! | `erstatninger` | each displacement that it has part in: `innsending`, `erstatter`, `status` (`venter`, `bekreftet`, `avvist`, `avsender`, `ukjent`), `tekst`, `avgjort` with `av` and `tid` | |
//! | `avtale` | the model's `avtale` | |
//! | `parter` | `behandlingsansvarlig`, `databehandler`, `kontaktpunkter`, `personvernombud` (the controller's) | (a) |
//! | `behandling` | `behandlingsaktiviteter`, and for context `art` and `formaal` | (b) |
//! | `overforing` | `tredjeland`: each subprocessor outside the EEA, or nobody knows where; and what the agreement says of transfers: `tillatt`, `instruks`, `lokasjon`, `underdatabehandlere` as a reference to a list kept elsewhere | (c) |
//! | `sikkerhet` | `sikkerhetstiltak` | (d) |
//! | `oppfolging` | a list of `{"kode", "tekst"}`: what is missing or does not hold | |
//!
//! Members of objects stand in alphabetical order (RFC 8785), and what an
//! agreement lacks is not there.

mod decide;
mod standing;
mod table;
mod transfers;

use crate::agreements::{Agreement, Source, Visited, masked, write};
use crate::intake::reference;
use crate::problem::object;
use crate::succession::{self, Claim, Decision};
use blankett::engine::json::Json;
use blankett::engine::model::asked_by;
use standing::Standing;
use std::collections::{HashMap, HashSet};

/// Makes the processor's record of processing activities (GDPR article 30(2)).
///
/// One record for each agreement that stands: the first received of each controller
/// and form, or what the office has confirmed or the controller itself has sent since.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Options {
    #[command(subcommand)]
    command: Option<decide::Command>,
    /// csv is for a Norwegian Excel: semicolons, UTF-8 with a byte order mark
    #[arg(long, value_enum, default_value = "json")]
    format: Format,
    #[command(flatten)]
    source: Source,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Json,
    Csv,
}

/// Prints the record.
///
/// # Errors
/// One sentence. What is wrong with single submissions has been said by then,
/// and the record of the others has been printed.
pub async fn run(options: Options) -> Result<(), String> {
    if let Some(command) = options.command {
        return decide::run(command).await;
    }
    let (mut found, mut others) = (Vec::new(), HashMap::new());
    let mut keep = |it| {
        match it {
            Visited::Agreement(it) => found.push(*it),
            Visited::Other(id, form) => drop(others.insert(id, form)),
        }
        Ok(())
    };
    let decisions = options.source.decisions().await?;
    let read = options.source.each(&mut keep).await;
    let (standing, notes) = in_force(found, &others, &decisions, options.source.is_files());
    for note in notes {
        eprintln!("note: {}", masked(&note));
    }
    let records: Vec<Json> = standing
        .into_iter()
        .map(|(it, said)| record(&it, said))
        .collect();
    // Nothing but mistakes: there is no record to make.
    if records.is_empty() && read.is_err() {
        return read;
    }
    let text = match options.format {
        Format::Csv => table::csv(&records)?,
        Format::Json if records.is_empty() => "[]\n".to_owned(),
        Format::Json => {
            let lines: Vec<String> = records.iter().map(Json::canonical).collect();
            format!("[\n{}\n]\n", lines.join(",\n"))
        }
    };
    write(&mut std::io::stdout().lock(), &text)?;
    read
}

/// The agreements that stand, sorted by controller and form, each with what is to
/// be said of displacements; and notes for the one who runs this.
fn in_force(
    found: Vec<Agreement>,
    others: &HashMap<String, String>,
    decisions: &[Decision],
    of_files: bool,
) -> (Vec<(Agreement, Standing)>, Vec<String>) {
    let mut seen = HashSet::new();
    let mut found = found;
    // The same file may be named twice.
    found.retain(|it| seen.insert((it.id.clone(), it.form.clone(), it.digest.clone())));
    let claims: Vec<Claim> = found.iter().map(Agreement::claim).collect();
    let standing = match of_files {
        true => succession::of_files(&claims),
        false => succession::succession(&claims, others, decisions),
    };
    let notes = standing::notes(&claims, &standing);
    let said = standing::standings(&claims, &standing, of_files);
    let mut found: Vec<Option<Agreement>> = found.into_iter().map(Some).collect();
    let standing = standing.in_force.iter().zip(said);
    let mut standing: Vec<_> = standing
        .filter_map(|(at, said)| Some((found[*at].take()?, said)))
        .collect();
    standing.sort_by_cached_key(|(it, _)| {
        let name = word(&it.model, "behandlingsansvarlig", "navn").to_lowercase();
        let number = word(&it.model, "behandlingsansvarlig", "organisasjonsnummer").to_owned();
        (
            name,
            number,
            it.form.clone(),
            it.submitted_at.clone(),
            it.id.clone(),
        )
    });
    (standing, notes)
}

/// Something in an agreement that is missing or does not hold.
struct Remark {
    code: &'static str,
    words: String,
}

impl Remark {
    fn new(code: &'static str, words: impl Into<String>) -> Self {
        Self {
            code,
            words: words.into(),
        }
    }

    fn json(&self) -> Json {
        object([
            ("kode", Json::text(self.code)),
            ("tekst", Json::text(&self.words)),
        ])
    }
}

/// One agreement's entry in the record.
fn record(it: &Agreement, said: Standing) -> Json {
    let mut remarks = said.remarks;
    remarks.extend(standing::judged(it));
    remarks.extend(contacts(&it.model));
    let activities = asked_by("30(2)(b)", &it.model);
    if list(&activities, "behandlingsaktiviteter").is_empty() {
        remarks.push(Remark::new(
            "mangler-kategorier",
            "Avtalen nevner ingen kategorier av behandling; se art og formål.",
        ));
    }
    let mut treatment = members(activities);
    treatment.extend(picked(&it.model, &["art", "formaal"]));
    let (transfers, found) = transfers(&it.model);
    remarks.extend(found);
    let security = asked_by("30(2)(d)", &it.model);
    remarks.extend(measures(&security));
    let (form, version) = &it.form;
    let mut submission = vec![
        ("id", Json::text(&it.id)),
        ("referanse", Json::Text(reference(&it.id))),
        (
            "skjema",
            object([("id", Json::text(form)), ("version", Json::text(version))]),
        ),
        ("sendt", Json::text(&it.submitted_at)),
        ("kontrollsum", Json::text(&it.digest)),
    ];
    if let Some(receipt) = &it.receipt {
        submission.push(("mottatt", Json::text(&receipt.received_at)));
        if let Some((on, _)) = &receipt.judged {
            submission.push(("vurdert-etter", Json::text(on)));
        }
        if let Some(sender) = &receipt.sender {
            submission.push(("avsender", Json::text(sender)));
        }
    }
    let mut record = vec![("innsending".to_owned(), object(submission))];
    if !said.displacements.is_empty() {
        let displacements = Json::Array(said.displacements);
        record.push(("erstatninger".to_owned(), displacements));
    }
    record.extend(picked(&it.model, &["avtale"]));
    record.extend(
        [
            ("parter", asked_by("30(2)(a)", &it.model)),
            ("behandling", Json::Object(treatment)),
            ("overforing", transfers),
            ("sikkerhet", security),
            (
                "oppfolging",
                Json::Array(remarks.iter().map(Remark::json).collect()),
            ),
        ]
        .map(|(key, json)| (key.to_owned(), json)),
    );
    Json::Object(record)
}

/// (a): each party must be reachable.
fn contacts(model: &Json) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for (part, code, words) in [
        (
            "behandlingsansvarlig",
            "mangler-kontakt-behandlingsansvarlig",
            "Kontaktopplysninger for den behandlingsansvarlige står ikke i avtalen.",
        ),
        (
            "databehandler",
            "mangler-kontakt-databehandler",
            "Kontaktopplysninger for databehandleren står ikke i avtalen.",
        ),
    ] {
        let reachable =
            |it: &Json| !text(it, "epost").is_empty() || !text(it, "telefon").is_empty();
        let mut points = list(model, "kontaktpunkter").iter();
        let has = points.any(|it| text(it, "part") == part && reachable(it));
        if !has && word(model, part, "adresse").is_empty() {
            remarks.push(Remark::new(code, words));
        }
    }
    if model.get("personvernombud").is_none() {
        remarks.push(Remark::new(
            "uten-personvernombud",
            "Personvernombud er ikke oppgitt. Det må med hvis en av partene har et.",
        ));
    }
    remarks
}

/// (c): where data goes outside the EEA, and what the agreement says of it.
fn transfers(model: &Json) -> (Json, Vec<Remark>) {
    let asked = asked_by("30(2)(c)", model);
    let (mut third, mut remarks) = (Vec::new(), Vec::new());
    for subprocessor in list(&asked, "underdatabehandlere") {
        if let Some(found) = transfers::examine(subprocessor) {
            let mut own = members(subprocessor.clone());
            own.push((
                "oppfolging".to_owned(),
                Json::Array(found.iter().map(Remark::json).collect()),
            ));
            third.push(Json::Object(own));
            remarks.extend(found);
        }
    }
    let mut said = vec![("tredjeland".to_owned(), Json::Array(third))];
    if let Some(rules) = model.get("overforing") {
        said.extend(picked(rules, &["tillatt", "instruks"]));
    }
    said.extend(picked(&asked, &["lokasjon"]));
    let elsewhere = word(model, "underdatabehandlere-liste", "lenke");
    if list(model, "underdatabehandlere").is_empty() {
        if elsewhere.is_empty() {
            remarks.push(Remark::new(
                "mangler-underdatabehandlere",
                "Avtalen har ingen liste over underdatabehandlere.",
            ));
        } else {
            said.push(("underdatabehandlere".to_owned(), Json::text(elsewhere)));
            remarks.push(Remark::new(
                "underdatabehandlere-andre-steder",
                format!("Listen over underdatabehandlere står et annet sted: {elsewhere}. Se om noen av dem er utenfor EØS."),
            ));
        }
    }
    (Json::Object(said), remarks)
}

/// (d): there must be measures, and none of them «Ingen».
fn measures(security: &Json) -> Vec<Remark> {
    let measures = list(security, "sikkerhetstiltak");
    if measures.is_empty() {
        return vec![Remark::new(
            "mangler-sikkerhetstiltak",
            "Avtalen beskriver ingen sikkerhetstiltak.",
        )];
    }
    let none = |it: &&Json| {
        let measure = text(it, "krav").trim_matches([' ', '.']);
        measure.is_empty() || measure.eq_ignore_ascii_case("ingen")
    };
    let say = |it: &Json| {
        let words = format!("{}: tiltaket er «Ingen».", text(it, "tema"));
        Remark::new("tiltak-ingen", words)
    };
    measures.iter().filter(none).map(say).collect()
}

fn members(json: Json) -> Vec<(String, Json)> {
    match json {
        Json::Object(members) => members,
        _ => Vec::new(),
    }
}

/// Those members that are there.
fn picked(json: &Json, keys: &[&str]) -> Vec<(String, Json)> {
    let one = |key: &&str| Some(((*key).to_owned(), json.get(key)?.clone()));
    keys.iter().filter_map(one).collect()
}

fn list<'a>(json: &'a Json, key: &str) -> &'a [Json] {
    match json.get(key) {
        Some(Json::Array(items)) => items,
        _ => &[],
    }
}

fn text<'a>(json: &'a Json, key: &str) -> &'a str {
    json.get(key).and_then(Json::as_text).unwrap_or_default()
}

fn word<'a>(json: &'a Json, group: &str, key: &str) -> &'a str {
    json.get(group).map_or("", |it| text(it, key))
}

/// A value in words: of a code, what it is called.
fn words(json: &Json) -> String {
    match json {
        Json::Text(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        Json::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        Json::Object(_) => {
            let named = json.get("tekst").or_else(|| json.get("navn"));
            named
                .or_else(|| json.get("kode"))
                .map(words)
                .unwrap_or_default()
        }
        _ => String::new(),
    }
}
