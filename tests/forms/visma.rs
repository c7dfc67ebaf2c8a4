//! Visma samhandling: eight products, two of them by the pack.

use super::overtagelse::{lines, order, sum};
use super::{choices, context, expect, found, index, read, with};
use blankett::engine::answers::Answers;
use blankett::engine::json::Json;
use blankett::engine::kinds::Answer;
use blankett::engine::price;
use blankett::engine::violation::Severity;

pub const FORM: &str = include_str!("../../src/forms/opus-visma-samhandling.json");

/// Complete and in order: a specialist with two packs of partners and a course.
pub const ANSWERS: &str = r#"{
    "kunde": {"organisasjonsnummer": "971058676", "organisasjonsnavn": "Tannlegene Vest AS",
        "adresse": "Strandgaten 2, 5003 Bergen", "telefon": "55123456", "fax": "55123457",
        "epost": "kari@klinikk.example", "kundenummer": "20456", "uten-kundenummer": false,
        "sted": "Bergen", "dato": "2026-11-21", "signatur": {"method": "paper"}, "blokkbokstaver": "Kari Nordmann"},
    "bestilling": ["spesialist", "spesialist-opsjon-1", "spesialist-opsjon-2"],
    "spesialist": {"antall-partnerpakker": 2}, "sum-eks-mva": 1684000,
    "leverandor": {"sted": "Asker"}}"#;

#[test]
fn has_its_nineteen_fields_and_two_notes() {
    let definition = read(FORM);
    let ours = [
        "kunde.uten-kundenummer",
        "detaljer.spesialist",
        "detaljer.spesialist-opsjon-1",
        "detaljer.allmennpraktiker",
        "detaljer.allmennpraktiker-opsjon-1",
        "detaljer.opsjon-2",
    ];
    let keys: Vec<&str> = definition
        .fields
        .iter()
        .map(|it| it.key.as_str())
        .filter(|it| !ours.contains(it))
        .collect();
    assert_eq!(
        keys,
        [
            "leverandor.kontakt",
            "kunde.organisasjonsnummer",
            "kunde.organisasjonsnavn",
            "kunde.adresse",
            "kunde.telefon",
            "kunde.fax",
            "kunde.epost",
            "kunde.kundenummer",
            "bestilling",
            "spesialist.antall-partnerpakker",
            "allmennpraktiker.antall-partnerpakker",
            "sum-eks-mva",
            "nhn",
            "kunde.sted",
            "kunde.dato",
            "kunde.signatur",
            "kunde.blokkbokstaver",
            "leverandor.sted",
            "leverandor.dato",
            "leverandor.signatur",
            "leverandor.blokkbokstaver",
        ]
    );
    assert_eq!(keys.len(), 19 + 2);
    assert_eq!(definition.fields.len(), keys.len() + ours.len());
}

/// Each product by itself: the order and the computed sum say the same.
#[test]
fn each_product_costs_what_it_says() {
    let definition = read(FORM);
    let prices: [(&str, u32, u32); 8] = [
        ("oppgjorsmeldinger", 720_000, 900_000),
        ("spesialist", 984_000, 1_230_000),
        ("spesialist-opsjon-1", 175_000, 218_750),
        ("spesialist-opsjon-2", 350_000, 437_500),
        ("allmennpraktiker", 984_000, 1_230_000),
        ("allmennpraktiker-opsjon-1", 175_000, 218_750),
        ("allmennpraktiker-opsjon-2", 350_000, 437_500),
        ("reinstallasjon", 370_000, 462_500),
    ];
    let (products, total) = (
        index(&definition, "bestilling"),
        index(&definition, "sum-eks-mva"),
    );
    let codes: Vec<&str> = definition.fields[products]
        .kind
        .choices()
        .iter()
        .map(|it| it.code.as_str())
        .collect();
    assert_eq!(codes, prices.map(|(code, ..)| code));
    for (code, net, gross) in prices {
        let mut answers = Answers::new(definition.clone(), "nb").on(context().today);
        answers.set(products, choices(&[code]));
        assert_eq!(answers.value(total), Some(Answer::Number(net.into())));
        let order = price::totals(&answers);
        let (net, gross) = (i64::from(net), i64::from(gross));
        assert_eq!(sum(&order, "once"), [net, gross - net, gross], "{code}");
    }
}

#[test]
fn packs_cost_by_their_number() {
    let specialist = order(FORM, ANSWERS, "");
    assert_eq!(sum(&specialist, "once"), [1_684_000, 421_000, 2_105_000]);
    assert_eq!(
        lines(&specialist),
        [
            "bestilling spesialist 1 once 984000",
            "bestilling spesialist-opsjon-1 2 once 350000",
            "bestilling spesialist-opsjon-2 1 once 350000",
        ]
    );
    let general = r#"bestilling ["allmennpraktiker", "allmennpraktiker-opsjon-1"]; spesialist; allmennpraktiker.antall-partnerpakker 3"#;
    let general = order(FORM, ANSWERS, general);
    assert_eq!(sum(&general, "once"), [1_509_000, 377_250, 1_886_250]);
}

#[test]
fn each_violation() {
    let cases = r#"
        kunde.organisasjonsnummer | /kunde/organisasjonsnummer required
        kunde.organisasjonsnummer "971058677" | /kunde/organisasjonsnummer organisasjonsnummer.checksum
        kunde.organisasjonsnavn | /kunde/organisasjonsnavn required
        kunde.adresse | /kunde/adresse required
        kunde.telefon | /kunde/telefon required
        kunde.telefon "5512345" | /kunde/telefon telefon.length
        kunde.fax |
        kunde.fax "5512345" | /kunde/fax telefon.length
        kunde.epost | /kunde/epost required
        kunde.kundenummer | /kunde/kundenummer required
        kunde.kundenummer; kunde.uten-kundenummer true |
        kunde.sted | /kunde/sted required
        kunde.dato | /kunde/dato required
        kunde.dato "2026-11-22" | /kunde/dato date.late
        kunde.signatur | /kunde/signatur required.signature
        kunde.blokkbokstaver | /kunde/blokkbokstaver required
        leverandor.sted "Nesbru" | /leverandor/sted format
        leverandor.dato "2026-11-25"; leverandor.blokkbokstaver "Jarle" |

        bestilling; spesialist; sum-eks-mva 0 | /bestilling required.choices
        bestilling ["reinstallasjon"]; spesialist; sum-eks-mva 370000 |
        sum-eks-mva 1509000 | /sum-eks-mva format
        spesialist; sum-eks-mva | /spesialist/antall-partnerpakker required
        spesialist.antall-partnerpakker 0; sum-eks-mva 1334000 | /spesialist/antall-partnerpakker number.low
        bestilling ["allmennpraktiker", "allmennpraktiker-opsjon-1"]; spesialist; sum-eks-mva | /allmennpraktiker/antall-partnerpakker required
        bestilling ["reinstallasjon"]; sum-eks-mva 370000 | /spesialist/antall-partnerpakker hidden

        // Options without their package, and what is ordered twice.
        bestilling ["spesialist-opsjon-1"]; sum-eks-mva 350000 | /bestilling rule.spesialist-uten-pakke
        bestilling ["spesialist-opsjon-2"]; spesialist; sum-eks-mva 350000 | /bestilling rule.spesialist-uten-pakke
        bestilling ["allmennpraktiker-opsjon-1"]; spesialist; allmennpraktiker.antall-partnerpakker 3; sum-eks-mva 525000 | /bestilling rule.allmennpraktiker-uten-pakke
        bestilling ["allmennpraktiker-opsjon-2"]; spesialist; sum-eks-mva 350000 | /bestilling rule.allmennpraktiker-uten-pakke
        bestilling ["oppgjorsmeldinger", "spesialist"]; spesialist; sum-eks-mva 1704000 | /bestilling rule.oppgjorsmeldinger-inngaar
        bestilling ["oppgjorsmeldinger", "allmennpraktiker"]; spesialist; sum-eks-mva 1704000 | /bestilling rule.oppgjorsmeldinger-inngaar
        bestilling ["spesialist", "allmennpraktiker"]; spesialist; sum-eks-mva 1968000 | /bestilling rule.begge-pakker
    "#;
    expect(FORM, ANSWERS, cases);
}

#[test]
fn odd_orders_are_but_warned_about() {
    for (products, total) in [
        (r#"["spesialist-opsjon-2"]"#, "350000"),
        (r#"["allmennpraktiker-opsjon-2"]"#, "350000"),
        (r#"["oppgjorsmeldinger", "spesialist"]"#, "1704000"),
        (r#"["spesialist", "allmennpraktiker"]"#, "1968000"),
    ] {
        let json = with(&Json::parse(ANSWERS).unwrap(), "bestilling", products);
        let json = with(&with(&json, "spesialist", ""), "sum-eks-mva", total);
        let found = found(FORM, &json);
        assert_eq!(found.len(), 1, "{products}");
        assert_eq!(found[0].severity, Severity::Warning, "{products}");
    }
}

/// What pages 2 and 3 say of the products stands before the choice, and says of which
/// group an option is.
#[test]
fn details_stand_before_the_choice() {
    let definition = read(FORM);
    let answers = Answers::new(definition.clone(), "nb");
    let choice = index(&definition, "bestilling");
    let details: Vec<usize> = (0..definition.fields.len())
        .filter(|at| definition.fields[*at].key.starts_with("detaljer."))
        .collect();
    assert_eq!(details.len(), 5);
    for at in details {
        assert!(at < choice && answers.is_shown(at));
    }
    let options = definition.fields[choice].kind.choices().iter();
    let mut labels: Vec<&str> = options.map(|it| it.label.get("nb")).collect();
    labels.sort_unstable();
    labels.dedup();
    assert_eq!(labels.len(), 8);
}
