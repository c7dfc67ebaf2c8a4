//! `blankett article30`: the record of processing activities.

use crate::agreements::{blankett, files, run};
use crate::cases::{self, AGREEMENTS, answers, folder};
use crate::client::post;
use crate::fixture::{Server, id, valid};
use blankett::engine::json::Json;

fn at<'a>(json: &'a Json, path: &str) -> &'a Json {
    let names = path.split('.').filter(|it| !it.is_empty());
    names.fold(json, |json, name| match json {
        Json::Array(items) => &items[name.parse::<usize>().unwrap()],
        _ => json
            .get(name)
            .unwrap_or_else(|| panic!("{path}: {}", json.canonical())),
    })
}

fn text<'a>(json: &'a Json, path: &str) -> &'a str {
    at(json, path).as_text().unwrap()
}

fn items<'a>(json: &'a Json, path: &str) -> &'a [Json] {
    let Json::Array(items) = at(json, path) else {
        panic!("{path}")
    };
    items
}

/// Without the remark that depends on when the test runs: the submissions here
/// are judged by the day on which they were sent.
fn codes<'a>(json: &'a Json, path: &str) -> Vec<&'a str> {
    let all = items(json, path).iter().map(|it| text(it, "kode"));
    all.filter(|it| *it != "vurdert-annen-dag").collect()
}

/// All five agreements and an order came in over HTTP.
#[test]
fn of_a_database_with_all_five() {
    let folder = folder();
    let server = Server::start(&folder, &[]);
    assert_eq!(post(&server, valid(99)).status, 201);
    for (number, (form, _)) in (1..).zip(AGREEMENTS) {
        let sent = cases::envelope(&id(number), form, &answers(form));
        let answer = post(&server, sent.to_json().canonical());
        assert_eq!(answer.status, 201, "{form}: {}", answer.text());
    }
    let database = folder.path("ledger.sqlite");
    let make = |more: &[&str]| {
        let (out, error, code) = run(blankett(&folder, &["article30"])
            .args(more)
            .arg("--database")
            .arg(&database));
        assert_eq!((error.as_str(), code), ("", 0));
        out
    };
    let out = make(&[]);
    assert_eq!(out, make(&["--format", "json"]));
    assert_eq!(out.lines().count(), 7);
    let record = Json::parse(&out).unwrap();
    // By the controller's name and number, then form.
    let all = items(&record, "");
    let forms: Vec<&str> = all
        .iter()
        .map(|it| text(it, "innsending.skjema.id"))
        .collect();
    assert_eq!(
        forms,
        [
            "nbt-databehandleravtale",
            "vieri-databehandleravtale",
            "pureservice-databehandleravtale",
            "opus-databehandleravtale",
            "assistert-selvhjelp-databehandleravtale"
        ]
    );
    let [nbt, vieri, pureservice, opus, selvhjelp] = all else {
        panic!()
    };

    // (a)
    assert_eq!(
        text(nbt, "parter.behandlingsansvarlig.navn"),
        "Byggevarer Vest AS"
    );
    assert_eq!(
        text(nbt, "parter.databehandler.navn"),
        "Norsk Byggtjeneste AS"
    );
    assert_eq!(
        text(nbt, "parter.personvernombud.epost"),
        "ola@bygg.example"
    );
    assert_eq!(items(selvhjelp, "parter.kontaktpunkter").len(), 4);
    // (b)
    assert_eq!(codes(nbt, "behandling.behandlingsaktiviteter").len(), 6);
    assert_eq!(
        codes(selvhjelp, "behandling.behandlingsaktiviteter"),
        ["lagring", "annet"]
    );
    assert!(
        vieri
            .get("behandling")
            .unwrap()
            .get("behandlingsaktiviteter")
            .is_none()
    );
    assert_eq!(
        text(vieri, "behandling.formaal.0.formaal"),
        "Levere tjenester i samsvar med hovedavtalen, og at regler og rutiner partene har avtalt, blir fulgt"
    );
    // (c): of eleven subprocessors four are outside the EEA.
    let third = items(nbt, "overforing.tredjeland");
    let found: Vec<(&str, Vec<&str>)> = third
        .iter()
        .map(|it| (text(it, "navn"), codes(it, "oppfolging")))
        .collect();
    assert_eq!(
        found,
        [
            ("Conscensia A/S", vec!["uklart-grunnlag"]),
            ("Microsoft Corporation", vec!["mangler-grunnlag"]),
            ("SendGrid, Inc.", vec!["privacy-shield"]),
            ("Auth0, Inc.", vec!["privacy-shield"]),
        ]
    );
    assert_eq!(
        text(nbt, "overforing.instruks"),
        "Bare support fra Ukraina, etter SCC"
    );
    assert!(items(vieri, "overforing.tredjeland").is_empty());
    assert!(items(pureservice, "overforing.tredjeland").is_empty());
    assert_eq!(
        text(pureservice, "overforing.lokasjon"),
        "Behandlingen skal kun skje innenfor EØS."
    );
    assert!(text(selvhjelp, "overforing.underdatabehandlere").contains("Personvernerklæringen"));
    assert_eq!(
        codes(opus, "overforing.tredjeland.0.oppfolging"),
        ["ukjent-land"]
    );
    // (d)
    assert_eq!(items(pureservice, "sikkerhet.sikkerhetstiltak").len(), 26);

    assert_eq!(
        codes(opus, "oppfolging"),
        ["ukjent-land", "ukjent-land", "tiltak-ingen", "tiltak-ingen"]
    );
    assert_eq!(
        codes(selvhjelp, "oppfolging"),
        ["underdatabehandlere-andre-steder"]
    );
    assert_eq!(codes(pureservice, "oppfolging"), Vec::<&str>::new());
    assert_eq!(
        codes(vieri, "oppfolging"),
        ["mangler-kontakt-databehandler", "mangler-kategorier"]
    );

    // The same as a table.
    let out = make(&["--format", "csv"]);
    assert!(out.starts_with("\u{feff}Behandlingsansvarlig (a);Organisasjonsnummer;"));
    assert!(out.ends_with("\r\n"));
    let (headings, rows) = table(&out);
    assert_eq!((headings.len(), rows.len()), (18, 5));
    let cell = |row: usize, heading: &str| {
        let column = headings.iter().position(|it| it == heading).unwrap();
        rows[row][column].as_str()
    };
    assert_eq!(cell(0, "Organisasjonsnummer"), "971058676");
    assert_eq!(
        cell(1, "Personvernombud (a)"),
        "Ola Nordmann, ola@bygg.example, 90123456"
    );
    let purpose = cell(4, "Art og formål").lines().last().unwrap();
    assert!(
        purpose.starts_with("Assistert Selvhjelp: Innsikt i Sluttbrukerens registreringer"),
        "{purpose}"
    );
    assert_eq!(cell(4, "Kategorier av behandling (b)"), "Lagring\nBruk");
    let transfers = cell(0, "Overføring til tredjeland og grunnlag (c)");
    assert_eq!(transfers.lines().count(), 4);
    assert!(
        transfers.contains("SendGrid, Inc.: USA, USA. Grunnlag: Privacy Shield"),
        "{transfers}"
    );
    assert!(
        cell(0, "Må følges opp")
            .contains("SendGrid, Inc.: Privacy Shield har vært ugyldig siden 16. juli 2020.")
    );
    assert_eq!(
        cell(1, "Overføring til tredjeland og grunnlag (c)"),
        "Ingen underdatabehandlere utenfor EØS i avtalen"
    );
    assert_eq!(cell(2, "Sikkerhetstiltak (d)").lines().count(), 26);
    assert_eq!(cell(3, "Innsending"), id(2));
}

/// Read back by another reading of RFC 4180.
fn table(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let text = text.strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(text.as_bytes());
    let row = |it: csv::StringRecord| it.iter().map(str::to_owned).collect::<Vec<String>>();
    let headings = row(reader.headers().unwrap().clone());
    (
        headings,
        reader.records().map(|it| row(it.unwrap())).collect(),
    )
}

/// Nobody knows of files which came first, or from whom: nothing is left out.
#[test]
fn of_files_all_stand() {
    let folder = folder();
    let form = AGREEMENTS[2].0;
    let mut names = Vec::new();
    let mut write = |number: u32, hour: u32, name: &str, orgnr: &str, replaces: Option<u32>| {
        let mut own = answers(form);
        own.put(["kunde", "navn"], Json::text(name));
        own.put(["kunde", "organisasjonsnummer"], Json::text(orgnr));
        let mut sent = cases::envelope(&id(number), form, &own);
        sent.submitted_at = format!("2026-11-21T{hour:02}:00:00+01:00");
        sent.replaces = replaces.map(id);
        folder.write(
            &format!("{number}.json"),
            sent.to_json().canonical().as_bytes(),
        );
        names.push(folder.path(&format!("{number}.json")));
    };
    write(1, 9, "Fjord AS", "971058676", None);
    write(2, 8, "Fjord AS", "971058676", None);
    write(3, 10, "Dal AS", "929782216", None);
    write(4, 11, "Ås AS", "991913823", Some(3));
    // The same file twice is one agreement.
    names.push(names[0].clone());
    let (out, error, code) = run(blankett(&folder, &["article30"]).args(&names));
    assert_eq!(code, 0);
    let record = Json::parse(&out).unwrap();
    let found: Vec<&str> = items(&record, "")
        .iter()
        .map(|it| text(it, "innsending.id"))
        .collect();
    let wanted = [3, 2, 1, 4].map(id);
    assert_eq!(found, wanted);
    for (place, code) in [
        (0, None),
        (1, Some("flere-avtaler")),
        (2, Some("flere-avtaler")),
        (3, Some("retter-annen-virksomhet")),
    ] {
        let own = codes(&items(&record, "")[place], "oppfolging");
        let own = own.iter().find(|it| !it.starts_with("mangler"));
        assert_eq!(own.copied(), code, "{place}");
    }
    assert_eq!(text(&record, "0.erstatninger.0.status"), "ukjent");
    assert!(error.contains("of files nobody can tell"), "{error}");
    // The order of the files says nothing.
    names.reverse();
    assert_eq!(run(blankett(&folder, &["article30"]).args(&names)).0, out);
}

/// Neither a clock that is ahead nor an old one makes an agreement the one that stands.
#[test]
fn the_senders_clock_decides_nothing() {
    let form = AGREEMENTS[2].0;
    for (first, second) in [
        ("2031-01-01T00:00:00Z", "2026-11-21T19:00:00Z"),
        ("2026-11-21T19:00:00Z", "2031-01-01T00:00:00Z"),
        ("2026-11-21T19:00:00Z", "1890-01-01T00:00:00Z"),
    ] {
        let folder = folder();
        let server = Server::start(&folder, &[]);
        for (number, sent_at) in [(1, first), (2, second)] {
            let mut sent = cases::envelope(&id(number), form, &answers(form));
            sent.submitted_at = sent_at.to_owned();
            let answer = post(&server, sent.to_json().canonical());
            assert_eq!(answer.status, 201, "{}", answer.text());
        }
        let database = folder.path("ledger.sqlite");
        let (out, _, code) = run(blankett(&folder, &["article30", "--database"]).arg(&database));
        let record = Json::parse(&out).unwrap();
        assert_eq!((code, items(&record, "").len()), (0, 1));
        assert_eq!(text(&record, "0.innsending.id"), id(1), "{first}");
        assert_eq!(text(&record, "0.erstatninger.0.innsending.id"), id(2));
    }
}

#[test]
fn formulas_and_odd_letters_in_the_table() {
    let folder = folder();
    let form = AGREEMENTS[2].0;
    let mut own = answers(form);
    let name = "=HYPERLINK(\"http://evil.example\";\"Klikk\")";
    own.put(["kunde", "navn"], Json::text(name));
    own.put(
        ["tillegg", "personvernombud", "navn"],
        Json::text("+47;\"Ola\"\nNordmann"),
    );
    let sent = cases::envelope(&id(1), form, &own);
    folder.write("a.json", sent.to_json().canonical().as_bytes());
    let (out, _, code) =
        run(blankett(&folder, &["article30", "--format", "csv"]).arg(folder.path("a.json")));
    assert_eq!(code, 0);
    let (_, rows) = table(&out);
    assert_eq!(rows[0][0], format!("'{name}"));
    assert!(rows[0][3].starts_with("'+47;\"Ola\""), "{}", rows[0][3]);
    assert!(
        out.contains("\"'=HYPERLINK(\"\"http://evil.example\"\";\"\"Klikk\"\")\""),
        "{out}"
    );
}

#[test]
fn bad_ones_are_told_and_the_others_come_out() {
    let folder = folder();
    let good = files(&folder);
    folder.write("broken.json", b"{");
    let broken = folder.path("broken.json");
    let (out, error, code) = run(blankett(&folder, &["article30"]).arg(&broken).args(&good));
    assert_eq!(code, 1);
    assert!(
        error.contains("broken.json: It is no submission."),
        "{error}"
    );
    assert_eq!(items(&Json::parse(&out).unwrap(), "").len(), 5);
    let (out, _, code) = run(blankett(&folder, &["article30"]).arg(&broken));
    assert_eq!((out.as_str(), code), ("", 1));
    // A database without agreements has an empty record.
    let server = Server::start(&folder, &[]);
    assert_eq!(post(&server, valid(1)).status, 201);
    let database = folder.path("ledger.sqlite");
    let (out, error, code) = run(blankett(&folder, &["article30", "--database"]).arg(&database));
    assert_eq!((out.as_str(), error.as_str(), code), ("[]\n", "", 0));
}

/// A damaged row is told by its id; the rest of the database comes out.
#[tokio::test]
async fn a_damaged_row() {
    use sqlx::{ConnectOptions, Connection};
    let folder = folder();
    let database = folder.path("ledger.sqlite");
    {
        let server = Server::start(&folder, &[]);
        for (number, (form, _)) in (1..3).zip(AGREEMENTS) {
            let sent = cases::envelope(&id(number), form, &answers(form));
            assert_eq!(post(&server, sent.to_json().canonical()).status, 201);
        }
        server.stop();
    }
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&database);
    let mut connection = options.connect().await.unwrap();
    sqlx::query("UPDATE submissions SET body = CAST(replace(CAST(body AS TEXT), 'Tannlegene', 'Legene') AS BLOB) WHERE id = $1")
        .bind(id(2))
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    let (out, error, code) = run(blankett(&folder, &["article30", "--database"]).arg(&database));
    assert_eq!(code, 1);
    let wanted = format!("ledger.sqlite, submission {}: It is damaged", id(2));
    assert!(error.contains(&wanted), "{error}");
    assert_eq!(items(&Json::parse(&out).unwrap(), "").len(), 1);
}
