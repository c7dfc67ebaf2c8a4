//! What cannot start says why, in one sentence.

use crate::fixture::{Folder, Server, bare, program};
use std::process::Command;

fn refused(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(output.stdout.is_empty());
    assert_eq!(error.lines().count(), 1, "{error}");
    error
}

#[test]
fn says_why_it_cannot() {
    let folder = Folder::with_dist();
    let server = Server::start(&folder, &[]);
    let other = Folder::with_dist();
    let taken = refused(&mut bare(&other, "ledger.sqlite", &server.address));
    assert!(taken.contains("is taken"), "{taken}");

    let short = refused(program(&folder).env("BLANKETT_TOKEN", "kort"));
    assert!(
        short.contains("at least 16 characters") && !short.contains("kort"),
        "{short}"
    );

    let mut nowhere = program(&folder);
    let nowhere = refused(nowhere.arg("--forms").arg(folder.path("ingen")));
    assert!(nowhere.contains("ingen"), "{nowhere}");

    folder.write(
        "notes.sqlite",
        b"This is not a database, though it is long enough to be one.",
    );
    let alien = refused(&mut bare(&folder, "notes.sqlite", "127.0.0.1:0"));
    assert!(
        alien.contains("notes.sqlite") && alien.contains("cannot be opened"),
        "{alien}"
    );
}

#[test]
fn says_where_a_definition_is_wrong() {
    let folder = Folder::with_dist();
    for (text, wanted) in [
        ("{", "broken.json is not usable JSON"),
        (
            r#"{"id": "a", "version": "1", "title": "A", "sections": [{"id": "s", "title": "S", "fields": [{"key": "a", "kind": "tekst", "label": "A"}]}]}"#,
            "broken.json: /sections/0/fields/0/kind:",
        ),
        (
            r#"{"id": "a", "version": "1", "title": "A", "colour": 1, "sections": []}"#,
            "broken.json: /colour:",
        ),
    ] {
        folder.write("more/broken.json", text.as_bytes());
        let error = refused(program(&folder).arg("--forms").arg(folder.path("more")));
        assert!(error.contains(wanted), "{error}");
    }
    // The same edition twice is no harm; two that differ are.
    let own = std::fs::read(folder.path("dist/forms/buypass-virksomhetssertifikat.json")).unwrap();
    folder.write("more/broken.json", &own);
    drop(Server::start(
        &folder,
        &["--forms", folder.path("more").to_str().unwrap()],
    ));
    let changed = String::from_utf8(own).unwrap().replace("530000", "1");
    folder.write("more/broken.json", changed.as_bytes());
    let error = refused(program(&folder).arg("--forms").arg(folder.path("more")));
    assert!(error.contains("but differ"), "{error}");
    folder.write(
        "more/broken.json",
        br#"{"id": "pakke", "version": "1", "title": "Pakke", "forms": ["a", "b"]}"#,
    );
    let error = refused(program(&folder).arg("--forms").arg(folder.path("more")));
    assert!(error.contains("broken.json: "), "{error}");
    std::fs::remove_dir_all(folder.path("more")).unwrap();
    folder.write("dist/locales/en.json", b"[]");
    let error = refused(&mut program(&folder));
    assert!(error.contains("en.json is no locale"), "{error}");
}

#[cfg(unix)]
#[test]
fn the_database_is_its_owners() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with_dist();
    let server = Server::start(&folder, &[]);
    for name in ["ledger.sqlite", "ledger.sqlite-wal"] {
        let mode = std::fs::metadata(folder.path(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    drop(server);
    // A file of a later version is left alone.
    let mut bytes = std::fs::read(folder.path("ledger.sqlite")).unwrap();
    let _ = std::fs::remove_file(folder.path("ledger.sqlite-wal"));
    if bytes.len() > 64 {
        // `user_version` stands at byte 60 of the header.
        bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
        folder.write("ledger.sqlite", &bytes);
        assert!(refused(&mut program(&folder)).contains("later version"));
    }
}

#[cfg(unix)]
#[test]
fn a_database_that_others_can_read_is_tightened_and_told() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with_dist();
    let mode = |name: &str| {
        let metadata = std::fs::metadata(folder.path(name)).unwrap();
        metadata.permissions().mode() & 0o777
    };
    let loosen = |name: &str, mode: u32| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(folder.path(name), mode).unwrap();
    };
    let said = "others could read the database";
    let names = ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"];
    // The second time with its log, as after a power cut; the third only the log.
    for loose in [&names[..1], &names, &names[1..2]] {
        let server = Server::start(&folder, &[]);
        server.kill();
        for name in loose {
            loosen(name, 0o666);
        }
        let server = Server::start(&folder, &[]);
        for name in names {
            assert_eq!(mode(name), 0o600, "{name}");
        }
        // It stands before the address.
        assert_eq!(server.printed("ready").matches(said).count(), 1);
        server.kill();
    }
    let (good, log) = Server::start(&folder, &[]).stop();
    assert!(good && !log.contains(said), "{log}");
    // What is no database is not touched.
    folder.write("notes.txt", &[b'x'; 2000]);
    loosen("notes.txt", 0o644);
    refused(&mut bare(&folder, "notes.txt", "127.0.0.1:0"));
    assert_eq!(mode("notes.txt"), 0o644);
}
