//! The record as a table for people: one row for each agreement.

use super::{list, text, transfers, word, words};
use blankett::engine::json::Json;
use blankett::engine::kinds::characters::{OVERRIDE, visible};
use csv::{Terminator, WriterBuilder};

type Cell = fn(&Json) -> String;

/// Headings, with the part of article 30(2) they answer to, and their cells.
const COLUMNS: [(&str, Cell); 18] = [
    ("Behandlingsansvarlig (a)", |it| {
        party(it, "behandlingsansvarlig", "navn")
    }),
    ("Organisasjonsnummer", |it| {
        party(it, "behandlingsansvarlig", "organisasjonsnummer")
    }),
    ("Kontakt hos behandlingsansvarlig (a)", |it| {
        contacts(it, "behandlingsansvarlig")
    }),
    ("Personvernombud (a)", |it| {
        parties(it)
            .get("personvernombud")
            .map(contact)
            .unwrap_or_default()
    }),
    ("Databehandler (a)", |it| party(it, "databehandler", "navn")),
    ("Databehandlers organisasjonsnummer", |it| {
        party(it, "databehandler", "organisasjonsnummer")
    }),
    ("Kontakt hos databehandler (a)", |it| {
        contacts(it, "databehandler")
    }),
    ("Avtale", |it| {
        joined(
            ", ",
            [word(it, "avtale", "tittel"), word(it, "avtale", "versjon")],
        )
    }),
    ("Inngått", |it| {
        word(it, "avtale", "inngaatt-dato").to_owned()
    }),
    ("Kategorier av behandling (b)", |it| {
        lines(inside(it, "behandling", "behandlingsaktiviteter"), words)
    }),
    ("Art og formål", purpose),
    ("Overføring til tredjeland og grunnlag (c)", third_countries),
    ("Avtalens regler om overføring (c)", |it| {
        let keys = ["tillatt", "instruks", "lokasjon", "underdatabehandlere"];
        joined("\n", keys.map(|key| word(it, "overforing", key)))
    }),
    ("Sikkerhetstiltak (d)", |it| {
        let measures = inside(it, "sikkerhet", "sikkerhetstiltak");
        lines(measures, |it| {
            joined(": ", [text(it, "tema"), text(it, "krav")])
        })
    }),
    ("Må følges opp", |it| lines(list(it, "oppfolging"), words)),
    ("Innsending", |it| word(it, "innsending", "id").to_owned()),
    ("Kontrollsum", |it| {
        word(it, "innsending", "kontrollsum").to_owned()
    }),
    ("Erstatninger", |it| lines(list(it, "erstatninger"), words)),
];

/// Comma-separated values as a Norwegian Excel opens them: semicolons, UTF-8
/// with a byte order mark, quotes as in RFC 4180.
pub fn csv(records: &[Json]) -> Result<String, String> {
    let failed = |error: csv::Error| format!("The table cannot be written: {error}.");
    let mut writer = WriterBuilder::new()
        .delimiter(b';')
        .terminator(Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer
        .write_record(COLUMNS.map(|(heading, _)| heading))
        .map_err(failed)?;
    for record in records {
        let row = COLUMNS.map(|(_, cell)| harmless(cell(record)));
        writer.write_record(row).map_err(failed)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|it| failed(it.into_error().into()))?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

/// A cell that a spreadsheet takes for text, and that people read as it stands. What begins like
/// a formula would be run, and anybody may have typed it; agreements that came before the
/// engine refused such characters may hold some that nobody sees, or that turn letters around.
fn harmless(cell: String) -> String {
    let cell = visible(&cell).replace(OVERRIDE, "[U+202E]");
    let first = cell.trim_start_matches(' ').chars().next();
    match first {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            ["'", &cell].concat()
        }
        _ => cell,
    }
}

fn parties(record: &Json) -> &Json {
    record.get("parter").unwrap_or(&Json::Null)
}

fn party(record: &Json, part: &str, key: &str) -> String {
    word(parties(record), part, key).to_owned()
}

fn inside<'a>(record: &'a Json, group: &str, key: &str) -> &'a [Json] {
    record.get(group).map_or(&[], |it| list(it, key))
}

fn contacts(record: &Json, part: &str) -> String {
    let address = word(parties(record), part, "adresse");
    let points = list(parties(record), "kontaktpunkter");
    let own = points.iter().filter(|it| text(it, "part") == part);
    let own: Vec<String> = own.map(contact).collect();
    let all = std::iter::once(address).chain(own.iter().map(String::as_str));
    joined("\n", all)
}

fn contact(it: &Json) -> String {
    joined(
        ", ",
        ["rolle", "navn", "epost", "telefon"].map(|key| text(it, key)),
    )
}

fn purpose(record: &Json) -> String {
    let Some(it) = record.get("behandling") else {
        return String::new();
    };
    let one = |it: &Json| {
        let purpose = it.get("formaal").map(words).unwrap_or_default();
        match purpose.is_empty() {
            true => String::new(),
            false => joined(": ", [text(it, "tjeneste"), &purpose]),
        }
    };
    joined("\n", [text(it, "art"), &lines(list(it, "formaal"), one)])
}

fn third_countries(record: &Json) -> String {
    let all = inside(record, "overforing", "tredjeland");
    if all.is_empty() {
        return "Ingen underdatabehandlere utenfor EØS i avtalen".to_owned();
    }
    lines(all, |it| {
        let countries = it.get("land").map(words).unwrap_or_default();
        let place = joined(", ", [&countries, text(it, "sted")]);
        let ground = transfers::ground(text(it, "overforingsgrunnlag"));
        let ground = if ground.is_empty() {
            "ikke oppgitt"
        } else {
            ground
        };
        format!("{}: {place}. Grunnlag: {ground}", text(it, "navn"))
    })
}

fn lines(items: &[Json], one: fn(&Json) -> String) -> String {
    let lines: Vec<String> = items.iter().map(one).collect();
    joined("\n", lines.iter().map(String::as_str))
}

/// Those that are not empty.
fn joined<'a>(between: &str, parts: impl IntoIterator<Item = &'a str>) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|it| !it.is_empty()).collect();
    parts.join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_hidden_or_turned_around() {
        for (cell, shown) in [
            ("Kari\u{202e}nnam", "Kari[U+202E]nnam"),
            ("Ka\u{200b}ri\u{2066}", "Kari"),
            ("\u{200b}=1+1", "'=1+1"),
            ("a\nb", "a\nb"),
        ] {
            assert_eq!(harmless(cell.to_owned()), shown);
        }
    }

    #[test]
    fn formulas_are_text() {
        for wrong in [
            "=1+1", "+47 22", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "＝1",
        ] {
            assert!(harmless(wrong.to_owned()).starts_with('\''), "{wrong}");
        }
        for plain in ["", "Tannlegene Vest AS", "a=b", "'x", "1-2"] {
            assert_eq!(harmless(plain.to_owned()), plain);
        }
    }
}
