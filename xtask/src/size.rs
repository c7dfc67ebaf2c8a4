//! `cargo xtask size`: what must arrive before the first field can be typed in.

use crate::run::{Result, because};
use crate::widget::{self, Profile};
use std::fs;
use std::ops::Add;
use std::path::{Path, PathBuf};

/// The most a form may weigh in any language, in bytes, brotli 11.
const LIMIT: u64 = 110_000;

/// What every form needs. Snippets of JavaScript from crates come on top.
const EVERY_FORM: [&str; 4] = ["blankett.js", "widget.js", "widget_bg.wasm", "blankett.css"];

/// A file's weight, or that of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Weight {
    raw: u64,
    brotli: u64,
}

impl Add for Weight {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            raw: self.raw + other.raw,
            brotli: self.brotli + other.brotli,
        }
    }
}

/// A named weight: a line of the table.
type Line = (String, Weight);

/// Prints the table; with `--check`, fails where a form is too heavy.
pub fn task(arguments: &[String]) -> Result {
    let check = match arguments {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => return Err("`size` takes --check or nothing.".into()),
    };
    widget::build(Profile::Release)?;
    let dist = widget::dist();
    let mut common = Vec::new();
    for name in EVERY_FORM {
        common.push((name.to_owned(), weigh(&dist.join(name))?));
    }
    for path in files(&dist.join("snippets"), "js") {
        let name = path.strip_prefix(&dist).unwrap_or(&path);
        common.push((name.display().to_string(), weigh(&path)?));
    }
    // What comes first of each; the rest comes while the first field is filled in.
    let languages = first(&dist.join("locales"))?;
    let mut forms = Vec::new();
    for (language, sentences) in &languages {
        for (form, definition) in first(&dist.join("forms").join(language))? {
            let name = format!("{form} ({language})");
            forms.push((name, definition + *sentences));
        }
    }
    let sums = sums(&common, &forms);

    print("file", &common);
    print("beginning of the definition and its sentences", &forms);
    print("before the first field can be typed in", &sums);
    let heavy = too_heavy(&sums);
    if check && !heavy.is_empty() {
        return Err(format!(
            "Heavier than {} bytes: {}.",
            grouped(LIMIT),
            heavy.join(", ")
        ));
    }
    Ok(())
}

/// What arrives for each form in each language. A packet's forms come after its own fields.
fn sums(common: &[Line], forms: &[Line]) -> Vec<Line> {
    let common = common.iter().fold(Weight::default(), |sum, c| sum + c.1);
    let whole = |(form, weight): &Line| (form.clone(), common + *weight);
    forms.iter().map(whole).collect()
}

/// The names of the sums above the limit.
fn too_heavy(sums: &[Line]) -> Vec<&str> {
    let heavy = sums.iter().filter(|(_, weight)| weight.brotli > LIMIT);
    heavy.map(|(name, _)| name.as_str()).collect()
}

/// The files of a directory that come first, by their names without `.first.json`.
fn first(directory: &Path) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for path in files(directory, "json") {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if let Some(name) = name.strip_suffix(".first.json") {
            lines.push((name.to_owned(), weigh(&path)?));
        }
    }
    Ok(lines)
}

/// All files with this extension, also in directories below; none where there is no directory.
fn files(directory: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    let (directories, files): (Vec<_>, Vec<_>) = paths.into_iter().partition(|p| p.is_dir());
    let mut found: Vec<PathBuf> = files
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect();
    found.extend(directories.iter().flat_map(|d| self::files(d, extension)));
    found
}

/// A file's length and that of the `.br` which the build put beside it.
fn weigh(path: &Path) -> Result<Weight> {
    let length = |path: &Path| fs::metadata(path).map(|about| about.len());
    let compressed = PathBuf::from(format!("{}.br", path.display()));
    Ok(Weight {
        raw: length(path).map_err(|e| because(path, &e))?,
        brotli: length(&compressed).map_err(|e| because(&compressed, &e))?,
    })
}

fn print(title: &str, lines: &[Line]) {
    println!("\n{title:<48}{:>12}{:>12}", "raw", "brotli 11");
    for (name, weight) in lines {
        let (raw, brotli) = (grouped(weight.raw), grouped(weight.brotli));
        println!("{name:<48}{raw:>12}{brotli:>12}");
    }
}

/// `1234567` as `1 234 567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, raw: u64, brotli: u64) -> Line {
        (name.to_owned(), Weight { raw, brotli })
    }

    #[test]
    fn a_form_weighs_itself_and_what_all_need() {
        let common = [line("widget.js", 30, 10), line("widget_bg.wasm", 300, 100)];
        let forms = [line("a (nb)", 5, 2), line("b (en)", 7, 3)];
        assert_eq!(
            sums(&common, &forms),
            [line("a (nb)", 335, 112), line("b (en)", 337, 113)]
        );
    }

    #[test]
    fn the_limit_itself_is_not_too_heavy() {
        let sums = [line("at the limit", 0, LIMIT), line("above", 0, LIMIT + 1)];
        assert_eq!(too_heavy(&sums), ["above"]);
    }

    #[test]
    fn numbers_are_grouped_in_thousands() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000), "1 000");
        assert_eq!(grouped(1_234_567), "1 234 567");
    }
}
