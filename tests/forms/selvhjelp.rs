//! Vedlegg 1 of Assistert Selvhjelp: six groups of ticks that hang together.

use super::{choices, context, expect, index, read};
use blankett::engine::answers::Answers;
use blankett::engine::kinds::Control;
use blankett::engine::validation::validate;

pub const FORM: &str = include_str!("../../src/forms/assistert-selvhjelp-databehandleravtale.json");

/// Complete and in order.
pub const ANSWERS: &str = r#"{
    "virksomhet": {"organisasjonsnummer": "971058676", "navn": "Tannlegene Vest AS"},
    "kontaktperson": {"navn": "Kari Nordmann", "telefon": "22123456", "epost": "kari@klinikk.example"},
    "tjenesteavtale": {"referanse": "Bestilling 12"},
    "v1": {
        "formaal": ["helsetjenester", "annet"], "formaal-annet": "Forskning", "formaal-beskrivelse": "Oppfølging.",
        "registrerte": ["barn", "pasienter", "andre"], "registrerte-andre": "Fosterforeldre",
        "kategorier": ["kontaktinformasjon", "saerlige-kategorier", "annet"], "kategorier-annet": "Bilder",
        "kategorier-beskrivelse": "Svar\npå spørsmål.",
        "saerlige": ["helse", "straffedommer"], "sikkerhetsbehov": ["konfidensialitet", "personvernteknologi"],
        "sikkerhetsavtale": "Vedlegg 3",
        "aktiviteter": ["lagring", "annet"], "aktiviteter-annet": "Bruk",
        "varighet": "Så lenge tjenesteavtalen gjelder"}}"#;

#[test]
fn has_fifty_one_ticks_in_six_groups() {
    let definition = read(FORM);
    let groups: Vec<(&str, usize)> = definition
        .fields
        .iter()
        .filter(|it| matches!(it.kind.control(), Control::Checkboxes(_)))
        .map(|it| (it.key.as_str(), it.kind.choices().len()))
        .collect();
    assert_eq!(
        groups,
        [
            ("v1.formaal", 8),
            ("v1.registrerte", 11),
            ("v1.kategorier", 7),
            ("v1.saerlige", 10),
            ("v1.sikkerhetsbehov", 4),
            ("v1.aktiviteter", 11),
        ]
    );
    assert_eq!(groups.iter().map(|(_, count)| count).sum::<usize>(), 51);
    let opened: Vec<&str> = definition
        .fields
        .iter()
        .filter(|it| it.opened_by.is_some())
        .map(|it| it.key.as_str())
        .collect();
    assert_eq!(
        opened,
        [
            "v1.formaal-annet",
            "v1.registrerte-andre",
            "v1.kategorier-annet",
            "v1.aktiviteter-annet"
        ]
    );
    // No tick is the vendor's: which ones it had is not known.
    let answers = Answers::new(definition.clone(), "nb");
    assert!(
        groups
            .iter()
            .all(|(key, _)| answers.value(index(&definition, key)).is_none())
    );
}

#[test]
fn each_violation() {
    let cases = r#"
        virksomhet.organisasjonsnummer | /virksomhet/organisasjonsnummer required
        virksomhet.navn | /virksomhet/navn required
        kontaktperson.navn | /kontaktperson/navn required
        kontaktperson.telefon | /kontaktperson/telefon required
        kontaktperson.epost | /kontaktperson/epost required
        v1.varighet | /v1/varighet required
        tjenesteavtale.referanse |
        v1.formaal-beskrivelse |
        v1.kategorier-beskrivelse |

        // An option such as «Annet» asks what, and nothing else does.
        v1.formaal-annet | /v1/formaal-annet required
        v1.registrerte-andre | /v1/registrerte-andre required
        v1.kategorier-annet | /v1/kategorier-annet required
        v1.aktiviteter-annet | /v1/aktiviteter-annet required
        v1.formaal ["helsetjenester"] | /v1/formaal-annet hidden

        // Special categories are ticked if and only if one of them is chosen.
        v1.saerlige; v1.sikkerhetsbehov; v1.sikkerhetsavtale | /v1/saerlige required.choices
        v1.kategorier ["kontaktinformasjon", "annet"] | /v1/kategorier implied
        v1.kategorier ["kontaktinformasjon", "annet"]; v1.saerlige; v1.sikkerhetsbehov; v1.sikkerhetsavtale |

        // Special categories need security, which needs an agreement.
        v1.sikkerhetsbehov; v1.sikkerhetsavtale | /v1/sikkerhetsbehov required.choices
        v1.sikkerhetsbehov | /v1/sikkerhetsavtale hidden; /v1/sikkerhetsbehov required.choices
        v1.sikkerhetsavtale | /v1/sikkerhetsavtale required

        // At least one tick in four groups.
        v1.formaal; v1.formaal-annet | /v1/formaal required.choices
        v1.registrerte; v1.registrerte-andre | /v1/registrerte required.choices
        v1.kategorier; v1.kategorier-annet | /v1/kategorier implied
        v1.kategorier; v1.kategorier-annet; v1.saerlige; v1.sikkerhetsbehov; v1.sikkerhetsavtale | /v1/kategorier required.choices
        v1.aktiviteter; v1.aktiviteter-annet | /v1/aktiviteter required.choices

        v1.aktiviteter ["annet", "lagring"] | /v1/aktiviteter format
        v1.aktiviteter ["annet", "bruk"] | /v1/aktiviteter choice.unknown
        v1.aktiviteter "lagring" | /v1/aktiviteter type; /v1/aktiviteter-annet hidden
        v1.formaal-beskrivelse "a\u0007" | /v1/formaal-beskrivelse text.characters
        merknad.barn "ja" | /merknad/barn type
    "#;
    expect(FORM, ANSWERS, cases);
}

#[test]
fn ticks_what_is_implied() {
    let definition = read(FORM);
    let (special, categories) = (
        index(&definition, "v1.saerlige"),
        index(&definition, "v1.kategorier"),
    );
    let mut answers = Answers::new(definition, "nb");
    answers.set(categories, choices(&["betalingskort"]));
    let touched = answers.set(special, choices(&["helse"]));
    assert!(touched.contains(&categories));
    assert_eq!(
        answers.value(categories),
        choices(&["saerlige-kategorier", "betalingskort"])
    );
    assert!(answers.is_required(special));
    // Taken away by hand it stays away, but it is said.
    answers.set(categories, choices(&["betalingskort"]));
    answers.set(special, choices(&["helse", "genetiske"]));
    assert_eq!(answers.value(categories), choices(&["betalingskort"]));
    let found = validate(&answers, context());
    let implied = found.iter().find(|it| it.code == "implied").unwrap();
    assert_eq!(implied.path, "/v1/kategorier");
}

/// Articles 9 and 10 are kept apart; children and security have boxes, too.
#[test]
fn boxes() {
    let definition = read(FORM);
    let at = |key: &str| index(&definition, key);
    let mut answers = Answers::new(definition.clone(), "nb");
    let boxes = [
        "merknad.barn",
        "merknad.artikkel-9",
        "merknad.artikkel-10",
        "merknad.sikkerhetsavtale",
    ];
    let shown = |answers: &Answers| boxes.map(|it| answers.is_shown(at(it)));
    assert_eq!(shown(&answers), [false; 4]);
    answers.set(at("v1.registrerte"), choices(&["ansatte"]));
    assert_eq!(shown(&answers), [false; 4]);
    answers.set(at("v1.registrerte"), choices(&["ansatte", "barn"]));
    assert_eq!(shown(&answers), [true, false, false, false]);
    let special = definition.fields[at("v1.saerlige")].kind.choices();
    for (number, option) in special.iter().enumerate() {
        answers.set(at("v1.saerlige"), choices(&[&option.code]));
        assert_eq!(
            shown(&answers),
            [true, number < 8, number >= 8, false],
            "{}",
            option.code
        );
    }
    assert!(!answers.is_shown(at("v1.sikkerhetsavtale")));
    for option in definition.fields[at("v1.sikkerhetsbehov")].kind.choices() {
        answers.set(at("v1.sikkerhetsbehov"), choices(&[&option.code]));
        assert!(shown(&answers)[3] && answers.is_required(at("v1.sikkerhetsavtale")));
    }
    answers.set(at("v1.sikkerhetsbehov"), choices(&[]));
    assert!(!shown(&answers)[3] && !answers.is_shown(at("v1.sikkerhetsavtale")));
}

#[test]
fn suggests_texts_in_the_readers_language() {
    for (language, word) in [
        ("nb", "Veilederen"),
        ("nn", "Veilederen"),
        ("en", "The supervisor"),
    ] {
        let answers = Answers::new(read(FORM), language);
        let value = |key| {
            answers
                .value(index(answers.definition(), key))
                .unwrap()
                .as_text()
                .to_owned()
        };
        assert!(value("v1.formaal-beskrivelse").starts_with(word));
        assert_eq!(value("v1.kategorier-beskrivelse").lines().count(), 7);
        assert!(!value("v1.varighet").is_empty());
    }
}
