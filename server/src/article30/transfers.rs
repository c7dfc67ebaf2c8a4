//! Transfers to third countries: which subprocessors, and on what ground.

use super::{Remark, list, text, words};
use blankett::engine::json::Json;

/// The EEA, by ISO 3166-1, and the code of a form that names no country of it.
const EEA: [&str; 31] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS",
    "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "eos",
];

/// Countries with a decision of the Commission under article 45, as far as this
/// program knows; of the others one is told to look.
const ADEQUATE: [&str; 15] = [
    "AD", "AR", "CA", "CH", "FO", "GB", "GG", "IL", "IM", "JE", "JP", "KR", "NZ", "US", "UY",
];

/// The grounds' codes in words.
const GROUNDS: [(&str, &str); 7] = [
    ("ikke-overforing", "ikke overføring (EØS)"),
    ("adekvansbeslutning", "adekvansbeslutning"),
    ("scc", "standard personvernbestemmelser (SCC)"),
    ("bcr", "bindende virksomhetsregler (BCR)"),
    ("annet", "annet"),
    ("mangler", "ikke oppgitt"),
    ("privacy-shield", "Privacy Shield"),
];

/// A ground in words; empty if none is given.
pub fn ground(code: &str) -> &str {
    let known = GROUNDS.iter().find(|(it, _)| *it == code);
    known.map_or(code, |(_, words)| words)
}

/// Whether personal data may leave the EEA with this subprocessor, and what is
/// to be looked into. `None`: it stays inside.
pub fn examine(subprocessor: &Json) -> Option<Vec<Remark>> {
    let countries = list(subprocessor, "land");
    let codes: Vec<&str> = countries.iter().map(|it| text(it, "kode")).collect();
    let third: Vec<&Json> = countries
        .iter()
        .filter(|it| text(it, "kode") != "ukjent" && !EEA.contains(&text(it, "kode")))
        .collect();
    let unknown = codes.is_empty() || codes.contains(&"ukjent");
    if third.is_empty() && !unknown {
        return None;
    }
    let (name, basis) = (
        text(subprocessor, "navn"),
        text(subprocessor, "overforingsgrunnlag"),
    );
    let mut remarks = Vec::new();
    let mut say = |code, words: String| remarks.push(Remark::new(code, format!("{name}: {words}")));
    if unknown {
        say(
            "ukjent-land",
            "Landet er ikke oppgitt. Spør databehandleren hvor opplysningene behandles.".to_owned(),
        );
    }
    if basis == "privacy-shield" {
        say(
            "privacy-shield",
            "Privacy Shield har vært ugyldig siden 16. juli 2020. Det må avtales et annet grunnlag."
                .to_owned(),
        );
    }
    if third.is_empty() {
        return Some(remarks);
    }
    let places: Vec<String> = third.iter().map(|it| words(it)).collect();
    let places = places.join(", ");
    match basis {
        "scc" | "bcr" | "privacy-shield" => {}
        "" | "mangler" => say(
            "mangler-grunnlag",
            format!("Utenfor EØS ({places}), men grunnlaget for overføring er ikke oppgitt."),
        ),
        "ikke-overforing" => say(
            "ugyldig-grunnlag",
            format!("Står som ikke overføring, men er utenfor EØS ({places})."),
        ),
        "adekvansbeslutning" => {
            for country in third {
                let (code, place) = (text(country, "kode"), words(country));
                if code == "US" {
                    say(
                        "kontroller-dpf",
                        "Kontroller at mottakeren i USA er sertifisert etter EU-U.S. Data Privacy Framework."
                            .to_owned(),
                    );
                } else if !ADEQUATE.contains(&code) {
                    say(
                        "kontroller-adekvans",
                        format!(
                            "Kontroller at EU-kommisjonen har en adekvansbeslutning for {place}."
                        ),
                    );
                }
            }
        }
        _ => say(
            "uklart-grunnlag",
            format!(
                "Grunnlaget for overføring til {places} er «{}». Skriv hvilket.",
                ground(basis)
            ),
        ),
    }
    Some(remarks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(countries: &str, basis: &str) -> Option<String> {
        let countries: Vec<String> = countries
            .split_whitespace()
            .map(|it| format!(r#"{{"kode": "{it}", "tekst": "{it}"}}"#))
            .collect();
        let json = format!(
            r#"{{"navn": "Sky AS", "land": [{}], "overforingsgrunnlag": "{basis}"}}"#,
            countries.join(",")
        );
        let remarks = examine(&Json::parse(&json).unwrap())?;
        let codes: Vec<&str> = remarks.iter().map(|it| it.code).collect();
        Some(codes.join(" "))
    }

    #[test]
    fn what_leaves_the_eea_needs_a_ground() {
        for (countries, basis, wanted) in [
            ("NO", "", None),
            ("NO IS LI eos", "mangler", None),
            ("NL IE", "privacy-shield", None),
            ("US", "scc", Some("")),
            ("UA DK", "bcr", Some("")),
            ("US", "", Some("mangler-grunnlag")),
            ("NL US", "mangler", Some("mangler-grunnlag")),
            ("utenfor-eos", "ikke-overforing", Some("ugyldig-grunnlag")),
            ("US", "privacy-shield", Some("privacy-shield")),
            ("US", "adekvansbeslutning", Some("kontroller-dpf")),
            ("GB", "adekvansbeslutning", Some("")),
            ("UA", "adekvansbeslutning", Some("kontroller-adekvans")),
            ("UA", "annet", Some("uklart-grunnlag")),
            ("ukjent", "mangler", Some("ukjent-land")),
            ("", "", Some("ukjent-land")),
            ("ukjent US", "", Some("ukjent-land mangler-grunnlag")),
            (
                "ukjent",
                "privacy-shield",
                Some("ukjent-land privacy-shield"),
            ),
        ] {
            assert_eq!(
                found(countries, basis).as_deref(),
                wanted,
                "{countries} {basis}"
            );
        }
    }
}
