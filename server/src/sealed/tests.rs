use super::sealing::{header, public, recipient, seal};
use super::*;
use proptest::prelude::*;

const ID: &str = "00000001-5eed-4000-8000-000000000000";

/// The keys of RFC 7518, appendix C.
const ALICE: &str = r#"{"kty":"EC","crv":"P-256","x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
    "y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps","d":"0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo"}"#;
const BOB: &str = r#"{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
    "y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck","d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}"#;

fn jwk(text: &str) -> Json {
    Json::parse(text).unwrap()
}

/// Bob's keys: one of the RFC, and one before it.
fn keys() -> Keys {
    let named = |text: &str, kid: &str| {
        let mut key = jwk(text);
        key.put(["kid"], Json::text(kid));
        key.canonical()
    };
    Keys::read(&format!(
        r#"{{"keys":[{},{}]}}"#,
        named(BOB, "bob"),
        named(ALICE, "old")
    ))
    .unwrap()
}

fn bob() -> PublicKey {
    recipient(&jwk(BOB))
}

fn opened(text: &str) -> Result<String, Refusal> {
    let bytes = Sealed::read(text)?.open(&keys())?;
    Ok(String::from_utf8(bytes).unwrap())
}

/// Sealed with a header that has been changed.
fn changed(change: impl FnOnce(&mut Json)) -> Result<String, Refusal> {
    let mut header = header(ID, "a", "bob");
    change(&mut header);
    opened(&seal(&header, "innhold", &bob()))
}

#[test]
fn the_vector_of_rfc_7518() {
    let (alice, bob) = (Keys::read(ALICE).unwrap(), Keys::read(BOB).unwrap());
    let both = [(&alice, BOB), (&bob, ALICE)];
    for (own, other) in both {
        let own = own.named(None).next().unwrap();
        let key = agree::<16>(own, &recipient(&jwk(other)), "A128GCM", b"Alice", b"Bob");
        assert_eq!(base64url::encode(*key), "VqqN6vgjbSBcIijNcacQGg");
    }
}

#[test]
fn round_trips() {
    for text in ["", "{}", "æ😀\0\n", &"x".repeat(1_000_000)] {
        let sealed = seal(&header(ID, "a", "bob"), text, &bob());
        assert_eq!(opened(&sealed).unwrap(), text);
    }
    let sealed = seal(&header(ID, "a", "bob"), "", &bob());
    let sealed = Sealed::read(&sealed).unwrap();
    let outside = [sealed.id, sealed.form_id, sealed.form_version];
    assert_eq!(outside, [ID, "a", "2026-11-26"]);
    // What other programs may add, or leave out.
    let inside = Ok("innhold".to_owned());
    let parties = |it: &mut Json| {
        it.put(["apu"], Json::text("QWxpY2U"));
        it.put(["apv"], Json::text("Qm9i"));
    };
    assert_eq!(changed(parties), inside);
    assert_eq!(changed(|it| it.put(["typ"], Json::text("JWE"))), inside);
    let Json::Object(mut members) = header(ID, "a", "bob") else {
        panic!("a header is an object")
    };
    members.retain(|(key, _)| key != "kid");
    for to in [ALICE, BOB] {
        let sealed = seal(
            &Json::Object(members.clone()),
            "innhold",
            &recipient(&jwk(to)),
        );
        assert_eq!(opened(&sealed), inside);
    }
}

#[test]
fn refuses_each_in_its_own_way() {
    let text = |key, value: &'static str| changed(move |it| it.put([key], Json::text(value)));
    for (key, value) in [
        ("alg", "none"),
        ("alg", "dir"),
        ("alg", "ECDH-ES+A256KW"),
        ("enc", "A128GCM"),
        ("enc", "A256CBC-HS512"),
        ("zip", "DEF"),
        ("crit", "exp"),
    ] {
        assert_eq!(text(key, value), Err(Refusal::Algorithm), "{key} {value}");
    }
    assert_eq!(text("kid", "annen"), Err(Refusal::Key("annen".to_owned())));
    assert_eq!(text("kid", "old"), Err(Refusal::Damaged));
    let mut off_curve = public(&bob());
    off_curve.put(["y"], off_curve.get("x").unwrap().clone());
    let mut other_curve = public(&bob());
    other_curve.put(["crv"], Json::text("P-384"));
    let mut short = public(&bob());
    short.put(["x"], Json::text("AQAB"));
    for epk in [off_curve, other_curve, short, Json::Null, Json::text("x")] {
        let refused = changed(|it| it.put(["epk"], epk.clone()));
        assert!(matches!(refused, Err(Refusal::Shape(_))), "{epk:?}");
    }
    for (key, value) in [
        ("id", Json::text("1")),
        ("id", Json::text(ID.to_uppercase())),
        ("id", Json::Null),
        ("form", Json::text("a")),
        ("form", jwk(r#"{"id":"a"}"#)),
        ("kid", Json::Null),
        ("apu", Json::text("%")),
        ("apv", Json::Null),
    ] {
        let refused = changed(|it| it.put([key], value.clone()));
        assert!(matches!(refused, Err(Refusal::Shape(_))), "{key} {value:?}");
    }
    let sealed = seal(&header(ID, "a", "bob"), "innhold", &bob());
    let padded = [&sealed, "="].concat();
    let wrapped = sealed.replacen("..", ".AAAA.", 1);
    let doubled = format!(
        "{}{}",
        base64url::encode(r#"{"alg":"ECDH-ES","alg":"none"}"#),
        &sealed[sealed.find('.').unwrap()..]
    );
    for wrong in [
        "",
        ".",
        "....",
        "{}",
        "a.b.c",
        &sealed[1..],
        &padded,
        &wrapped,
        &doubled,
    ] {
        assert!(matches!(opened(wrong), Err(Refusal::Shape(_))), "{wrong}");
    }
}

#[test]
fn tells_of_the_submission_inside() {
    let text = format!(
        r#"{{"id":"{ID}","form":{{"id":"a","version":"2026-11-26"}},"language":"nb",
            "submittedAt":"","answers":{{}},"totals":{{}},"digest":"","replaces":null}}"#
    );
    let envelope = Envelope::read(&text).unwrap();
    let told = |id, form| {
        let sealed = seal(&header(id, form, "bob"), "", &bob());
        Sealed::read(&sealed).unwrap().holds(&envelope)
    };
    assert_eq!(told(ID, "a"), Ok(()));
    let other = "00000002-5eed-4000-8000-000000000000";
    assert_eq!(told(ID, "b"), Err(Refusal::Header));
    assert_eq!(told(other, "a"), Err(Refusal::Header));
}

proptest! {
    #[test]
    fn nothing_panics(bytes in any::<Vec<u8>>(), parts in prop::collection::vec("[A-Za-z0-9_-]{0,40}", 0..7)) {
        let texts = [String::from_utf8_lossy(&bytes).into_owned(), parts.join(".")];
        for text in texts {
            prop_assert!(opened(&text).is_err());
            prop_assert!(Keys::read(&text).is_err());
        }
    }

    #[test]
    fn a_header_of_any_kind_does_not_panic(member in "alg|enc|kid|epk|id|form|apu|apv|zip", value in "\\PC{0,60}") {
        let json = Json::parse(&value).unwrap_or_else(|_| Json::text(&value));
        let opened = changed(|it| it.put([&*member], json.clone()));
        // Who agreed on the key may be said in any bytes.
        prop_assert!(opened.is_err() || member.starts_with("ap"), "{}", member);
    }

    #[test]
    fn a_changed_letter_is_noticed(at in any::<prop::sample::Index>(), letter in "[A-Za-z0-9_-]") {
        let sealed = seal(&header(ID, "a", "bob"), "innhold", &bob());
        let at = at.index(sealed.len());
        let mut other = sealed.clone();
        other.replace_range(at..=at, &letter);
        prop_assert_eq!(opened(&other).is_ok(), other == sealed);
    }
}
