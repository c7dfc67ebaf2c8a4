//! `cargo xtask test`: every check, in stages, the quick ones first.

use crate::run::{self, Result, say};
use crate::{fuzz, stages, supply};
use std::time::{Duration, Instant};

/// One stage; it sets itself up, so that a stage left out costs nothing.
struct Stage {
    name: &'static str,
    about: &'static str,
    /// Gets what stood after `--`.
    run: fn(&[String]) -> Result,
}

const STAGES: [Stage; 8] = [
    Stage {
        name: "fmt",
        about: "Is the Rust code formatted? (a second)",
        run: stages::fmt,
    },
    Stage {
        name: "clippy",
        about: "Rust lints, natively and for the browser (2 to 5 minutes the first time)",
        run: stages::clippy,
    },
    Stage {
        name: "supply",
        about: "What others wrote: licences, sources, known holes (3 minutes the first time, then seconds)",
        run: supply::check,
    },
    Stage {
        name: "native",
        about: "Rust tests without a browser (2 to 5 minutes the first time)",
        run: stages::native,
    },
    Stage {
        name: "fuzz",
        about: "Does every reader stand what is nearly right? (2 to 4 minutes the first time, then half a one)",
        run: fuzz::short,
    },
    Stage {
        name: "browser",
        about: "Rust tests inside a browser (2 to 5 minutes the first time)",
        run: stages::in_browser,
    },
    Stage {
        name: "size",
        about: "Is every form light enough? (2 to 4 minutes the first time)",
        run: stages::weigh,
    },
    Stage {
        name: "e2e",
        about: "Whole forms in a browser against the server (minutes)",
        run: stages::end_to_end,
    },
];

/// Runs the stages that are named, or all, up to the first that fails.
pub fn task(arguments: &[String]) -> Result {
    let (own, rest) = match arguments.iter().position(|a| a == "--") {
        Some(at) => (&arguments[..at], &arguments[at + 1..]),
        None => (arguments, &[][..]),
    };
    let (keep_going, chosen) = choose(own)?;
    if !rest.is_empty() && chosen.len() != 1 {
        return Err("What follows `--` goes to one stage: name exactly one.".into());
    }
    let mut outcomes: Vec<(&str, Option<Result>, Duration)> = Vec::new();
    let mut stop = false;
    for stage in chosen {
        let begin = Instant::now();
        let outcome = (!stop).then(|| {
            println!();
            say(&format!("{}: {}", stage.name, stage.about));
            (stage.run)(rest)
        });
        if let Some(Err(sentence)) = &outcome {
            eprintln!("error: {sentence}");
            stop = !keep_going;
        }
        outcomes.push((stage.name, outcome, begin.elapsed()));
    }

    println!("\n{:<10}{:<10}{:>8}", "stage", "result", "seconds");
    let mut failed = Vec::new();
    for (name, outcome, time) in &outcomes {
        let result = match outcome {
            None => "not run",
            Some(Ok(())) => "passed",
            Some(Err(_)) => "FAILED",
        };
        println!("{name:<10}{result:<10}{:>8.1}", time.as_secs_f32());
        if matches!(outcome, Some(Err(_))) {
            failed.push(*name);
        }
    }
    for sentence in run::notes().iter() {
        println!("note: {sentence}");
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(format!("Failed: {}.", failed.join(", ")))
}

/// Whether to keep going, and the stages that are named, in their own order; all if none is.
fn choose(arguments: &[String]) -> Result<(bool, Vec<&'static Stage>)> {
    let (flags, names): (Vec<&String>, Vec<&String>) =
        arguments.iter().partition(|a| *a == "--keep-going");
    let is_stage = |name: &String| STAGES.iter().any(|stage| stage.name == name);
    if let Some(name) = names.iter().find(|name| !is_stage(name)) {
        let all = STAGES.map(|stage| stage.name).join(" ");
        return Err(format!("There is no stage `{name}`, but: {all}."));
    }
    let chosen = STAGES
        .iter()
        .filter(|stage| names.is_empty() || names.iter().any(|name| *name == stage.name));
    Ok((!flags.is_empty(), chosen.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(line: &str) -> Result<(bool, Vec<&'static str>)> {
        let arguments: Vec<String> = line.split_whitespace().map(String::from).collect();
        let (keep_going, stages) = choose(&arguments)?;
        Ok((keep_going, stages.iter().map(|stage| stage.name).collect()))
    }

    #[test]
    fn stages_are_chosen_by_name_and_keep_their_order() {
        assert_eq!(chosen("").unwrap().1, STAGES.map(|stage| stage.name));
        assert_eq!(chosen("e2e native"), Ok((false, vec!["native", "e2e"])));
        assert_eq!(chosen("--keep-going fmt"), Ok((true, vec!["fmt"])));
        assert!(
            chosen("nativ")
                .unwrap_err()
                .contains("fmt clippy supply native")
        );
    }
}
