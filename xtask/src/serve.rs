//! `cargo xtask serve`: the form and the back office on this machine.

use crate::run::{self, Result, because, say};
use crate::widget::{self, Profile};
use std::fs::{self, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io::{ErrorKind, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

/// What `serve` was asked.
#[derive(Debug, PartialEq, Eq)]
struct Options {
    port: u16,
    debug: bool,
}

/// Builds all and turns into the server.
pub fn task(arguments: &[String]) -> Result {
    let options = options(arguments)?;
    // Before minutes of building, not after.
    let port = free_port(options.port)?;
    let profile = if options.debug {
        Profile::Debug
    } else {
        Profile::Release
    };
    widget::build(profile)?;
    let program = widget::server(profile)?;
    let token = token(&run::kept()?.join("token"))?;
    println!(
        "
    The form          http://127.0.0.1:{port}/
    The back office   http://127.0.0.1:{port}/innsendinger
    Its token         {token}

Ctrl-C stops the server.
"
    );
    become_(
        run::command(program)
            .arg("serve")
            .arg("--dist")
            .arg(widget::dist())
            .arg("--listen")
            .arg(format!("127.0.0.1:{port}"))
            .arg("--database")
            .arg(run::kept()?.join("innsendinger.sqlite"))
            .arg("--test-numbers")
            .env("BLANKETT_TOKEN", token),
    )
}

fn options(arguments: &[String]) -> Result<Options> {
    let mut options = Options {
        port: 8080,
        debug: false,
    };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--debug" => options.debug = true,
            "--port" => {
                options.port = arguments
                    .next()
                    .and_then(|port| port.parse().ok())
                    .ok_or("After --port comes a number from 0 (any free port) to 65535.")?;
            }
            other => {
                return Err(format!(
                    "`serve` takes --port N and --debug, not `{other}`."
                ));
            }
        }
    }
    Ok(options)
}

/// The port, if nobody listens there; for 0 one that is free.
fn free_port(port: u16) -> Result<u16> {
    TcpListener::bind(("127.0.0.1", port))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|_| format!("Port {port} is taken; choose another with --port N."))
}

/// The development token, made at first use, readable for this user only.
fn token(path: &Path) -> Result<String> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(mut file) => {
            let token = random();
            file.write_all(token.as_bytes())
                .map_err(|e| because(path, &e))?;
            Ok(token)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let kept = fs::read_to_string(path).map_err(|e| because(path, &e))?;
            if kept.len() == 64 {
                return Ok(kept);
            }
            // Half written, by a task that was stopped.
            fs::remove_file(path).map_err(|e| because(path, &e))?;
            token(path)
        }
        Err(error) => Err(because(path, &error)),
    }
}

/// 256 bits; the standard library seeds its hash maps from the system's randomness.
fn random() -> String {
    (0..4)
        .map(|i| format!("{:016x}", RandomState::new().hash_one(i)))
        .collect()
}

/// Turns into the server, so that Ctrl-C and signals reach nobody but the server.
#[cfg(unix)]
fn become_(server: &mut Command) -> Result {
    use std::os::unix::process::CommandExt;
    say("Starting the server");
    let error = server.exec();
    Err(format!("The server could not be started: {error}."))
}

/// Runs the server until Ctrl-C, which reaches it and xtask alike.
#[cfg(not(unix))]
fn become_(server: &mut Command) -> Result {
    say("Starting the server");
    run::run(server)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_have_defaults_and_refuse_the_unknown() {
        let parse = |line: &str| {
            options(
                &line
                    .split_whitespace()
                    .map(String::from)
                    .collect::<Vec<_>>(),
            )
        };
        let default = Options {
            port: 8080,
            debug: false,
        };
        assert_eq!(parse(""), Ok(default));
        let other = Options {
            port: 9000,
            debug: true,
        };
        assert_eq!(parse("--port 9000 --debug"), Ok(other));
        assert!(parse("--port").is_err());
        assert!(parse("--port 70000").is_err());
        assert!(parse("--prot 1").is_err());
    }

    #[test]
    fn a_token_is_kept_and_a_half_written_one_is_not() {
        let path = std::env::temp_dir().join(format!("xtask-token-{}", std::process::id()));
        let first = token(&path).unwrap();
        assert_eq!(first.len(), 64);
        assert_eq!(token(&path).unwrap(), first);
        fs::write(&path, "abc").unwrap();
        assert_ne!(token(&path).unwrap(), first);
        fs::remove_file(&path).unwrap();
    }
}
