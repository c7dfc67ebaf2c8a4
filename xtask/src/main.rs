//! `cargo xtask <task>`: set-up and every task of the repository.
//!
//! Each task does its own set-up, says what it does and how long that may take,
//! and is quick when run again. Where it cannot install something itself, one
//! sentence says what to install.

mod bench;
mod browser;
mod fuzz;
mod hosts;
mod npm;
mod package;
mod run;
mod rust;
mod serve;
mod size;
mod stages;
mod supply;
mod test;
mod tools;
mod widget;

use run::Result;
use std::process::ExitCode;
use widget::Profile;

const HELP: &str = "\
cargo xtask <task>

  serve [--port N] [--debug]     build all, then serve the form and the back office on this machine
  build [--debug]                make dist/, which is what a vendor hosts
  package [--versioned]          a folder for any static host and a tarball for npm, in target/package;
                                 --versioned: beside the old version's files instead of over them
  test [STAGE…] [--keep-going]   all checks, or only some of:
                                 fmt clippy supply native fuzz browser size e2e
                                 (what follows `--` goes to the stage's own tool)
  size [--check]                 weigh what must arrive before the first field can be typed in
  bench [NAME…]                  time the engine natively and the widget in a browser
  fuzz [--inputs N] [--seed N] [--from N] [READER…]
                                 feed every reader of foreign bytes, or only some of: definition envelope
                                 sealed exported problem prefill outbox queue-file queue-row
  screenshots                    make the README's pictures
  fmt                            format the Rust code
  lint                           the stages fmt and clippy

Everything a task needs is set up by itself, once; Rust (rustup) and Node.js with npm must be there.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("error: {sentence}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the task that the first argument names.
fn dispatch(arguments: &[String]) -> Result {
    let Some((task, rest)) = arguments.split_first() else {
        println!("{HELP}");
        return Ok(());
    };
    if rest.iter().take_while(|a| *a != "--").any(|a| is_help(a)) {
        println!("{HELP}");
        return Ok(());
    }
    match task.as_str() {
        "serve" => serve::task(rest),
        "build" => widget::build(profile(rest)?),
        "package" => package::task(rest),
        "test" => test::task(rest),
        "size" => size::task(rest),
        "bench" => bench::task(rest),
        "fuzz" => fuzz::task(rest),
        "screenshots" => bench::screenshots(rest),
        "fmt" => {
            nothing_more(rest)?;
            rust::component("rustfmt")?;
            run::cargo(&["fmt", "--all"])
        }
        "lint" => {
            nothing_more(rest)?;
            test::task(&["fmt".into(), "clippy".into()])
        }
        _ if is_help(task) => {
            println!("{HELP}");
            Ok(())
        }
        _ => Err(format!(
            "There is no task `{task}`; `cargo xtask` lists them."
        )),
    }
}

fn is_help(argument: &str) -> bool {
    matches!(argument, "-h" | "--help" | "help")
}

/// `--debug` or nothing.
fn profile(arguments: &[String]) -> Result<Profile> {
    match arguments {
        [] => Ok(Profile::Release),
        [flag] if flag == "--debug" => Ok(Profile::Debug),
        _ => nothing_more(arguments).map(|()| Profile::Release),
    }
}

/// Refuses arguments that a task does not know.
fn nothing_more(arguments: &[String]) -> Result {
    match arguments.first() {
        None => Ok(()),
        Some(other) => Err(format!(
            "`{other}` is not an argument of this task; `cargo xtask --help` lists them."
        )),
    }
}
