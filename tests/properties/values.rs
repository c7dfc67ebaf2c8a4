//! What may be typed or sent.

use blankett::engine::decimal::Decimal;
use blankett::engine::json::Json;
use blankett::engine::kinds::Answer;
use proptest::prelude::*;
use proptest::sample::select;

/// Words that mean something somewhere.
const WORDS: &str = "
    id version title sections fields key kind label options value specify nb en shown-when
    required-when required default-from initial implies option field filled equals contains all any
    not min max place secret messages text long-text choice choices date number price tick yes-no
    identifier postcode phone amount answers form errors pointer detail virksomhet navn v1
    v1.saerlige helse annet sertifikat.cn virksomhet.navn aktiveringskode.gjenbruk today-2147483648
    $comment . / ~";

/// What people and their machines type.
const TYPED: &[&str] = &[
    "971058676",
    "971 058 676",
    "02013299997",
    "020132 99997",
    "0150",
    "+47 22 12 34 56",
    "kari@klinikk.example",
    "24.12.2026",
    "2026-12-24",
    "1 234,50",
    "-0",
    "a\r\nb",
    " ",
    "\u{a0}",
    "\u{202a}22123456\u{202c}",
    "Ka\u{200b}ri\u{feff}",
    "می\u{200c} ",
    "Kari\u{202e}nnam",
    "a\u{2028}\u{200d}b",
    "annet",
    "helse",
    "<b>&amp;</b>",
    "{name}",
    "\u{0}",
    "👩‍⚕️",
    "e\u{301}",
    "٣",
];

pub fn word() -> impl Strategy<Value = String> {
    let words: Vec<&str> = WORDS.split_whitespace().chain([""]).collect();
    prop_oneof![4 => select(words).prop_map(str::to_owned), 1 => "[a-z0-9.-]{0,8}", 1 => ".{0,8}"]
}

pub fn typed() -> impl Strategy<Value = String> {
    prop_oneof![2 => select(TYPED).prop_map(str::to_owned), 2 => "[0-9 .,+-]{0,14}", 2 => ".{0,40}", 1 => word()]
}

pub fn decimal() -> impl Strategy<Value = Decimal> {
    (
        -999_999_999_999_999i64..=999_999_999_999_999,
        0usize..=6,
        0u32..=15,
    )
        .prop_map(|(units, decimals, shorter)| {
            let units = units / 10i64.pow(shorter);
            let digits = format!("{:0>7}", units.abs());
            let (whole, rest) = digits.split_at(digits.len() - decimals);
            let sign = if units < 0 { "-" } else { "" };
            let text = if rest.is_empty() {
                format!("{sign}{whole}")
            } else {
                format!("{sign}{whole}.{rest}")
            };
            Decimal::parse(&text).unwrap()
        })
}

pub fn answer() -> impl Strategy<Value = Option<Answer>> {
    let codes = prop::collection::vec(word(), 0..4);
    prop_oneof![
        6 => typed().prop_map(|it| Some(Answer::Text(it))),
        2 => any::<bool>().prop_map(|it| Some(Answer::Flag(it))),
        1 => decimal().prop_map(|it| Some(Answer::Number(it))),
        1 => codes.prop_map(|it| Some(Answer::Choices(it))),
        1 => Just(None),
    ]
}

pub fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        1 => Just(Json::Null),
        2 => any::<bool>().prop_map(Json::Bool),
        2 => decimal().prop_map(Json::Number),
        2 => (0u32..100).prop_map(|it| Json::Number(it.into())),
        6 => word().prop_map(Json::Text),
        2 => typed().prop_map(Json::Text),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        let member = (word(), inner.clone());
        prop_oneof![
            prop::collection::vec(inner, 0..5).prop_map(Json::Array),
            prop::collection::vec(member, 0..6).prop_map(|members| {
                let mut object = Json::Object(Vec::new());
                members
                    .into_iter()
                    .for_each(|(key, it)| object.put([key.as_str()], it));
                object
            }),
        ]
    })
}

pub fn steps() -> impl Strategy<Value = Vec<(usize, Option<Answer>)>> {
    let codes = prop::collection::vec(
        select(&["annet", "helse"][..]).prop_map(str::to_owned),
        0..3,
    );
    let likely = prop_oneof![
        codes.prop_map(|it| Some(Answer::Choices(it))),
        any::<bool>().prop_map(|it| Some(Answer::Flag(it))),
        answer(),
    ];
    prop::collection::vec((any::<usize>(), likely), 1..12)
}
