//! Submissions of every built-in form, as the widget would send them.

use crate::fixture::Folder;
use blankett::engine::answers::Answers;
use blankett::engine::definition::Definition;
use blankett::engine::envelope::{self, Envelope, Proof};
use blankett::engine::json::Json;
use blankett::engine::packet;
use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;
use std::sync::Arc;

pub const PACKET: &str = "opus-overtagelse-pakke";

/// The five agreements and the sources of their tests, which hold answers.
pub const AGREEMENTS: [(&str, &str); 5] = [
    (
        "nbt-databehandleravtale",
        include_str!("../../../tests/forms/nbt.rs"),
    ),
    (
        "opus-databehandleravtale",
        include_str!("../../../tests/forms/opus_avtale.rs"),
    ),
    (
        "vieri-databehandleravtale",
        include_str!("../../../tests/forms/vieri.rs"),
    ),
    (
        "assistert-selvhjelp-databehandleravtale",
        include_str!("../../../tests/forms/selvhjelp.rs"),
    ),
    (
        "pureservice-databehandleravtale",
        include_str!("../../../tests/forms/pureservice.rs"),
    ),
];

const PACKET_TESTS: &str = include_str!("../../../tests/forms/pakke.rs");

type Part = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

/// The forms of the packet, the sources of their tests, and what differs in it.
const PARTS: [Part; 7] = [
    (
        "opus-overtagelse",
        include_str!("../../../tests/forms/overtagelse.rs"),
        &[],
    ),
    (
        "opus-lisens",
        include_str!("../../../tests/forms/lisens.rs"),
        &[],
    ),
    (
        "opus-bruker",
        include_str!("../../../tests/forms/bruker.rs"),
        &[],
    ),
    (
        "opus-visma-samhandling",
        include_str!("../../../tests/forms/visma.rs"),
        &[],
    ),
    (
        "opus-samhandlingslink",
        include_str!("../../../tests/forms/samhandlingslink.rs"),
        &[
            ("installasjonsdato", "\"2026-12-10\""),
            ("faktura", r#"{"aarlig": 860400}"#),
        ],
    ),
    (
        "buypass-virksomhetssertifikat",
        include_str!("../../../tests/forms/buypass.rs"),
        &[(
            "virksomhet",
            r#"{"organisasjonsnummer": "971058676", "navn": "Tannlegene Vest AS",
                "adresse": "Strandgaten 2", "postnummer": "5003", "poststed": "Bergen", "telefon": "55123456"}"#,
        )],
    ),
    (
        "opus-databehandleravtale",
        include_str!("../../../tests/forms/opus_avtale.rs"),
        &[
            ("behandlingsansvarlig.organisasjonsnummer", "\"971058676\""),
            ("signatur.sted", "\"Bergen\""),
        ],
    ),
];

/// A folder whose `dist` has all forms, and beside them what a browser gets.
pub fn folder() -> Folder {
    let folder = Folder::with_dist();
    for entry in fs::read_dir(root().join("src/forms")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.ends_with(".json") {
            continue;
        }
        folder.write(&format!("dist/forms/{name}"), &fs::read(&path).unwrap());
        folder.write(
            &format!("dist/forms/nb/{name}"),
            b"{\"not\": \"a definition\"}",
        );
    }
    folder
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

pub fn form(id: &str) -> Json {
    let path = root().join(format!("src/forms/{id}.json"));
    Json::parse(&fs::read_to_string(path).unwrap()).unwrap()
}

fn literal(source: &str, name: &str) -> Json {
    let (_, text) = source.split_once(&format!("{name}: &str = r#\"")).unwrap();
    Json::parse(text.split_once("\"#").unwrap().0).unwrap()
}

/// The complete answers to an agreement.
pub fn answers(id: &str) -> Json {
    let (_, source) = AGREEMENTS.iter().find(|(it, _)| *it == id).unwrap();
    literal(source, "ANSWERS")
}

/// The complete answers to the packet, all seven forms of it.
pub fn packet_answers() -> Json {
    let mut json = literal(PACKET_TESTS, "OWN");
    json.put(["sak", "databehandleravtale"], Json::Bool(true));
    for (id, source, changes) in PARTS {
        let mut part = literal(source, "ANSWERS");
        for (key, value) in changes {
            part.put(key.split('.'), Json::parse(value).unwrap());
        }
        json.put([id], part);
    }
    json
}

/// The envelope of these answers to a form or packet.
pub fn envelope(id: &str, form_id: &str, answers: &Json) -> Envelope {
    let json = form(form_id);
    let forms: Vec<Json> = packet::forms(&json).iter().map(|it| form(it)).collect();
    let whole = packet::assemble(&json, &forms).unwrap_or_else(|it| panic!("{it:#?}"));
    let definition = Definition::from_json(&whole).unwrap_or_else(|it| panic!("{it:#?}"));
    of(id, definition.into(), answers)
}

/// The envelope of these answers to a definition.
pub fn of(id: &str, definition: Arc<Definition>, answers: &Json) -> Envelope {
    let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let (answers, _) = Answers::from_json(definition, answers, today);
    let mut salts = (0_u8..).map(|it| envelope::hexadecimal(&[it; 16]));
    let proofs: Vec<Proof> = envelope::subjects(&answers, || salts.next())
        .iter()
        .map(|it| it.proof(&Sha256::digest(&it.text)))
        .collect();
    let sent = "2026-11-21T19:00:00+01:00".to_owned();
    Envelope::new(&answers, id.to_owned(), "nb", sent, &proofs)
}
