//! `blankett keygen` and `blankett open`.

use crate::fixture::{FORM, Folder, id, valid};
use crate::sealing::{header, recipient, seal};
use blankett::engine::json::Json;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output, Stdio};

fn blankett(folder: &Folder, arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_blankett"));
    command.args(arguments).current_dir(folder.path("."));
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    // It need not read it.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// What it prints when all is well.
fn printed(folder: &Folder, arguments: &[&str], input: &str) -> String {
    let output = blankett(folder, arguments, input);
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// What it prints, and what it complains of.
fn refused(folder: &Folder, arguments: &[&str], input: &str) -> (String, String) {
    let output = blankett(folder, arguments, input);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let text = |it| String::from_utf8(it).unwrap();
    (text(output.stdout), text(output.stderr))
}

fn keys(text: &str) -> Vec<Json> {
    match Json::parse(text.trim_end()).unwrap().get("keys") {
        Some(Json::Array(keys)) => keys.clone(),
        _ => panic!("{text}"),
    }
}

fn member<'a>(key: &'a Json, name: &str) -> &'a str {
    key.get(name).and_then(Json::as_text).unwrap_or_default()
}

fn keygen(folder: &Folder, more: &[&str]) -> Json {
    made(folder, more).0[0].clone()
}

/// The public keys that it prints, and the line for the page.
fn made(folder: &Folder, more: &[&str]) -> (Vec<Json>, String) {
    let output = blankett(folder, &[&["keygen"], more].concat(), "");
    assert!(output.status.success(), "{output:?}");
    let text = |it| String::from_utf8(it).unwrap();
    (keys(&text(output.stdout)), text(output.stderr))
}

fn sealed(number: u32, key: &Json) -> String {
    let header = header(&id(number), FORM, member(key, "kid"));
    seal(&header, &valid(number), &recipient(key))
}

#[test]
fn a_key_is_made_once_and_for_its_owner() {
    let folder = Folder::new();
    let public = keygen(&folder, &["--out", "private.jwk"]);
    assert_eq!(
        (member(&public, "use"), member(&public, "alg")),
        ("enc", "ECDH-ES")
    );
    assert_eq!(member(&public, "kid").len(), 43, "a thumbprint");
    assert_eq!(member(&public, "d"), "");
    let path = folder.path("private.jwk");
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    let written = fs::read_to_string(&path).unwrap();
    let mut private = keys(&written)[0].clone();
    assert_eq!(member(&private, "d").len(), 43);
    let secret = member(&private, "d").to_owned();
    private.put(["d"], Json::Null);
    let mut same = public.clone();
    same.put(["d"], Json::Null);
    assert_eq!(private.canonical(), same.canonical());

    let (out, told) = refused(&folder, &["keygen", "--out", "private.jwk"], "");
    assert!(
        out.is_empty() && told.contains("is there already"),
        "{told}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), written);

    let newer = keygen(&folder, &["--kid", "2027", "--add-to", "private.jwk"]);
    assert_eq!(member(&newer, "kid"), "2027");
    let both = keys(&fs::read_to_string(&path).unwrap());
    assert_eq!(
        both.iter().map(|it| member(it, "kid")).collect::<Vec<_>>(),
        ["2027", member(&public, "kid")]
    );
    assert_eq!(member(&both[1], "d"), secret);
    assert_ne!(member(&both[0], "d"), secret);
    assert_eq!(mode(&path), 0o600);
    let before = fs::read(&path).unwrap();
    let (_, told) = refused(
        &folder,
        &["keygen", "--kid", "2027", "--add-to", "private.jwk"],
        "",
    );
    assert!(told.contains("a key of that name"), "{told}");
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path(".")).unwrap().count(), 1);
    let (_, told) = refused(&folder, &["keygen", "--out", "ingen/private.jwk"], "");
    assert!(told.contains("cannot be made"), "{told}");
}

#[test]
fn the_thumbprints_are_printed_and_older_keys_stay_listed() {
    let folder = Folder::new();
    let (one, told) = made(&folder, &["--out", "private.jwk"]);
    let first = member(&one[0], "kid");
    assert_eq!(told, format!("recipient-key-thumbprint=\"{first}\"\n"));
    let (both, told) = made(&folder, &["--kid", "2027", "--add-to", "private.jwk"]);
    let names: Vec<_> = both.iter().map(|it| member(it, "kid")).collect();
    assert_eq!(names, ["2027", first], "the newest first");
    assert!(
        both.iter().all(|it| it.get("d").is_none()),
        "nothing private"
    );
    let told = told.strip_prefix("recipient-key-thumbprint=\"").unwrap();
    let (newest, older) = told.strip_suffix("\"\n").unwrap().split_once(' ').unwrap();
    assert_eq!((newest.len(), older), (43, first));
}

#[test]
fn files_that_are_no_keys() {
    let folder = Folder::new();
    keygen(&folder, &["--kid", "2026", "--out", "private.jwk"]);
    keygen(&folder, &["--out", "other.jwk"]);
    let [own, other] =
        ["private.jwk", "other.jwk"].map(|it| fs::read_to_string(folder.path(it)).unwrap());
    let own = keys(&own)[0].clone();
    let with = |name: &str, value: &str| {
        let mut key = own.clone();
        key.put([name], Json::text(value));
        key.canonical()
    };
    let secret = member(&own, "d");
    let Json::Object(mut public) = own.clone() else {
        panic!("a key is an object")
    };
    public.retain(|(name, _)| name != "d");
    let twice = format!("{{\"keys\":[{0},{0}]}}", own.canonical());
    for (text, why) in [
        ("", "no JSON"),
        (&secret.repeat(3), "no JSON"),
        ("{}", "none on P-256"),
        ("{\"keys\":[]}", "no key in it"),
        ("{\"keys\":5}", "no array"),
        (&twice, "same name"),
        (&Json::Object(public).canonical(), "public one"),
        (&with("d", member(&keys(&other)[0], "d")), "does not belong"),
        (&with("d", "AA"), "does not belong"),
        (&with("crv", "P-384"), "none on P-256"),
        (&with("y", member(&own, "x")), "none on P-256"),
        (&with("use", "sig"), "something else"),
        (&with("alg", "ES256"), "something else"),
    ] {
        folder.write("broken.jwk", text.as_bytes());
        let (out, told) = refused(&folder, &["open", "--key", "broken.jwk", "-"], "");
        assert!(out.is_empty() && told.contains(why), "{why}: {told}");
        assert!(
            told.contains("broken.jwk") && !told.contains(secret),
            "{told}"
        );
        assert_eq!(told.lines().count(), 1, "{told}");
    }
    // A JWK alone is one.
    folder.write("alone.jwk", own.canonical().as_bytes());
    let line = printed(
        &folder,
        &["open", "--key", "alone.jwk", "-"],
        &sealed(1, &own),
    );
    assert_eq!(line.trim_end(), valid(1));
    let (_, told) = refused(&folder, &["open", "--key", "ingen.jwk", "-"], "");
    assert!(told.contains("ingen.jwk cannot be read"), "{told}");
}

#[test]
fn a_submission_is_opened() {
    let folder = Folder::new();
    let key = keygen(&folder, &["--out", "private.jwk"]);
    let open = ["open", "--key", "private.jwk"];
    let lines = |texts: [String; 2]| texts.map(|it| it + "\n").concat();
    folder.write("en.jwe", sealed(1, &key).as_bytes());
    folder.write("to.jwe", format!("{}\r\n", sealed(2, &key)).as_bytes());
    let out = printed(&folder, &[&open[..], &["en.jwe", "to.jwe"]].concat(), "");
    assert_eq!(out, lines([valid(1), valid(2)]));
    // As it was sealed, but on one line.
    let text = valid(3).replacen('{', "{\r\n ", 1);
    let body = seal(
        &header(&id(3), FORM, member(&key, "kid")),
        &text,
        &recipient(&key),
    );
    let out = printed(&folder, &[&open[..], &["-"]].concat(), &body);
    assert_eq!(out, valid(3).replacen('{', "{   ", 1) + "\n");

    keygen(&folder, &["--kid", "2027", "--add-to", "private.jwk"]);
    assert_eq!(
        printed(&folder, &[&open[..], &["en.jwe"]].concat(), ""),
        valid(1) + "\n"
    );
    keygen(&folder, &["--kid", "annen", "--out", "other.jwk"]);
    let (out, told) = refused(
        &folder,
        &["open", "--key", "other.jwk", "en.jwe", "ingen.jwe"],
        "",
    );
    assert!(out.is_empty(), "{out}");
    let lines: Vec<_> = told.lines().collect();
    assert!(
        lines[0].starts_with("error: en.jwe: It is sealed to the key \""),
        "{told}"
    );
    assert!(
        lines[1].starts_with("error: ingen.jwe: It cannot be read"),
        "{told}"
    );
    assert_eq!(lines[2], "error: 2 of 2 could not be opened; see above.");
}

#[test]
fn an_exported_queue_is_opened() {
    let folder = Folder::new();
    let key = keygen(&folder, &["--out", "private.jwk"]);
    let open = ["open", "--key", "private.jwk", "queue.json"];
    let item = |number, sealed: bool, body: &str| {
        let id = id(number);
        format!(
            r#"{{"id":"{id}","form":{{"id":"{FORM}","version":"2026-11-26","title":"Bestilling"}},
                "action":"https://vendor.example/api","at":1795287600000,"sealed":{sealed},"body":"{body}"}}"#
        )
    };
    let queue = |version, items: &[String]| {
        format!(
            r#"{{"blankett":"queue","version":{version},"items":[{}]}}"#,
            items.join(",\n")
        )
    };
    let (one, two) = (sealed(1, &key), sealed(2, &key));
    let lines = format!("{}\n{}\n", valid(1), valid(2));
    let items = [item(1, true, &one), item(2, true, &two)];
    folder.write("queue.json", queue(1, &items).as_bytes());
    assert_eq!(printed(&folder, &open, ""), lines);
    folder.write("queue.json", queue(1, &[]).as_bytes());
    assert_eq!(printed(&folder, &open, ""), "");

    let items = [
        item(1, true, &one),
        item(3, false, "eyJhbGciOiJQQkVTMi1IUzUxMitBMjU2S1ci.a.b.c.d"),
        item(4, true, &two[..two.len() - 1]),
        item(
            5,
            true,
            &seal(
                &header(&id(5), FORM, member(&key, "kid")),
                "01819012012",
                &recipient(&key),
            ),
        ),
        "{\"id\":\"01819012012\"}".to_owned(),
        "5".to_owned(),
        item(2, true, &two),
    ];
    folder.write("queue.json", queue(1, &items).as_bytes());
    let (out, told) = refused(&folder, &open, "");
    assert_eq!(out, lines);
    let told: Vec<_> = told.lines().collect();
    assert_eq!(told.len(), 6, "{told:?}");
    for (line, number, why) in [
        (told[0], 3, "with the password that was chosen"),
        (told[1], 4, "It is no sealed submission"),
        (told[2], 5, "What is in it is no submission."),
    ] {
        assert!(line.contains(&id(number)) && line.contains(why), "{line}");
    }
    assert!(
        told[3].contains("•••••••••••") && told[3].contains("damaged"),
        "{told:?}"
    );
    assert!(
        told[4].contains("queue.json, number 6: It is damaged."),
        "{told:?}"
    );
    assert!(
        told.iter().all(|it| !it.contains("01819012012")),
        "{told:?}"
    );

    // Cut off: what is whole comes out.
    let whole = queue(
        1,
        &[
            item(1, true, &one),
            item(2, true, &two),
            item(3, true, &one),
        ],
    );
    folder.write("queue.json", &whole.as_bytes()[..whole.len() - 100]);
    let (out, told) = refused(&folder, &open, "");
    assert_eq!(out, lines);
    assert!(
        told.contains("It is damaged") && told.contains("1 of 3 could not"),
        "{told}"
    );

    for (text, why) in [
        (queue(3, &items), "later version"),
        (queue(2, &items), "neither"),
        (
            valid(1),
            "neither a sealed submission nor an exported queue",
        ),
        (
            "{\"blankett\":\"queue\",\"version\":1}".to_owned(),
            "neither",
        ),
        ("hei".to_owned(), "no sealed submission"),
        (String::new(), "no sealed submission"),
    ] {
        folder.write("queue.json", text.as_bytes());
        let (out, told) = refused(&folder, &open, "");
        assert!(out.is_empty() && told.contains(why), "{told}");
    }
}

/// As the widget makes it, by `jose` with 1,000 rounds
/// and the password "riktig hest batteri": a row that is not sealed, one that is
/// no submission, and one that is damaged.
const EXPORTED: &str = include_str!("exported-queue.json");

#[test]
fn a_queue_that_is_locked_is_opened_with_its_password() {
    let folder = Folder::new();
    keygen(&folder, &["--out", "private.jwk"]);
    folder.write("queue.json", EXPORTED.as_bytes());
    let open = ["open", "--key", "private.jwk", "queue.json"];
    let (out, told) = refused(&folder, &open, "");
    assert!(out.is_empty(), "{out}");
    assert!(told.contains("--password-file"), "{told}");

    let with = [&open[..], &["--password-file", "password.txt"]].concat();
    folder.write("password.txt", b"feil passord\n");
    let (out, told) = refused(&folder, &with, "");
    assert!(out.is_empty(), "{out}");
    assert!(told.contains("The password is another one"), "{told}");
    assert!(!told.contains("feil passord"), "{told}");
    let (_, told) = refused(
        &folder,
        &[&open[..], &["--password-file", "ingen.txt"]].concat(),
        "",
    );
    assert!(
        told.contains("The password ingen.txt cannot be read"),
        "{told}"
    );

    for end in ["", "\n", "\r\n"] {
        let password = ["riktig hest batteri", end].concat();
        folder.write("password.txt", password.as_bytes());
        let (out, told) = refused(&folder, &with, "");
        assert_eq!(out.lines().count(), 1, "{out}");
        assert!(out.contains(r#""merke":"fil""#), "{out}");
        assert!(told.contains("What is in it is no submission."), "{told}");
        assert!(told.contains("number 3: It is damaged."), "{told}");
        assert!(told.contains("2 of 3 could not be opened"), "{told}");
    }

    // What was changed under the lock does not come out.
    folder.write("password.txt", b"riktig hest batteri");
    let mut parts: Vec<_> = EXPORTED.split('.').map(str::to_owned).collect();
    let first = if parts[3].starts_with('A') { "B" } else { "A" };
    parts[3].replace_range(..1, first);
    folder.write("queue.json", parts.join(".").as_bytes());
    let (out, told) = refused(&folder, &with, "");
    assert!(out.is_empty(), "{out}");
    assert!(told.contains("was changed after"), "{told}");
}
