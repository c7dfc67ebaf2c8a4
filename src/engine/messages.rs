//! Sentences: a locale turns violations, answers and amounts into words.

use crate::engine::answers::Answers;
use crate::engine::decimal::Decimal;
use crate::engine::definition::{Definition, Field};
use crate::engine::json::Json;
use crate::engine::kinds::{Answer, Choice, Control, Kind, ShownAs};
use crate::engine::violation::Violation;

/// The interface's words in one language, read from `locales/<code>.json`: one
/// flat object of keys and sentences with `{placeholders}`.
///
/// ```
/// use blankett::engine::messages::Locale;
/// let nb = Locale::nb();
/// assert_eq!(nb.language(), "nb");
/// assert_eq!(nb.text("send"), "Send inn");
/// assert_eq!(nb.fill("error.text.long", &[("name", "cn"), ("max", "64"), ("length", "70")]),
///     "Cn kan ha høyst 64 tegn. Nå er det 70.");
/// ```
#[derive(Clone, Debug)]
pub struct Locale {
    language: String,
    entries: Vec<(String, String)>,
}

impl Locale {
    /// Bokmål, which is always there.
    pub fn nb() -> Self {
        let Ok(locale) = Self::read(include_str!("../locales/nb.json")) else {
            unreachable!("tests/locales.rs reads it")
        };
        locale
    }

    /// Reads a locale file.
    ///
    /// # Errors
    /// A sentence: not JSON, not an object of strings, or no `language`.
    pub fn read(text: &str) -> Result<Self, String> {
        let Json::Object(members) = Json::parse(text)? else {
            return Err("not an object".to_owned());
        };
        let mut entries = Vec::with_capacity(members.len());
        for (key, value) in members {
            let Json::Text(text) = value else {
                return Err([&key, " is not a string"].concat());
            };
            entries.push((key, text));
        }
        let language = entries
            .iter()
            .find(|(key, _)| key == "language")
            .ok_or("no \"language\"")?
            .1
            .clone();
        Ok(Self { language, entries })
    }

    /// The language's code: `nb`, `nn`, `en`.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The keys it has, in the file's order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(key, _)| key.as_str())
    }

    /// The words for a key. Where there are none, those for the key without
    /// its last part, so that `error.date.early` may do with `error.date`.
    pub fn text(&self, key: &str) -> &str {
        let mut key = key;
        loop {
            match (
                self.entries.iter().find(|(it, _)| it == key),
                key.rsplit_once('.'),
            ) {
                (Some((_, text)), _) => return text,
                (None, Some((shorter, _))) => key = shorter,
                (None, None) => return "",
            }
        }
    }

    /// The words for a key with its placeholders filled in. The first letter
    /// becomes a capital, since a sentence may begin with a name.
    pub fn fill(&self, key: &str, params: &[(&str, &str)]) -> String {
        fill(self.text(key), params)
    }

    /// The sentence for a violation: the definition's own one or the locale's.
    /// One inside a row begins with which row.
    pub fn sentence(&self, violation: &Violation, definition: &Definition) -> String {
        let field = definition
            .find_path(&violation.path)
            .map(|index| &definition.fields[index]);
        if let Some((field, rows)) = field.and_then(|it| Some((it, it.rows.as_ref()?)))
            && let Some(inside) = violation.path[field.path.len()..].strip_prefix('/')
        {
            let (at, path) = inside.split_once('/').unwrap_or((inside, ""));
            let path = ["/", path].concat();
            let inner = Violation {
                path,
                ..violation.clone()
            };
            let number = Decimal::parse(at).and_then(|it| it.plus(1.into()));
            let number = number.map_or_else(String::new, |it| it.to_string());
            let sentence = self.sentence(&inner, &rows.columns);
            return [self.row(field, &number).as_str(), ": ", &sentence].concat();
        }
        let rule = field.and_then(|it| {
            let id = violation.code.strip_prefix("rule.")?;
            it.rules.iter().find(|rule| rule.id == id)
        });
        let own = field.and_then(|it| it.messages.iter().find(|(code, _)| *code == violation.code));
        let template = match (rule, own) {
            (Some(rule), _) => rule.text.get(&self.language),
            (_, Some((_, text))) => text.get(&self.language),
            _ => self.text(&["error.", &violation.code].concat()),
        };
        let name = field.map_or_else(String::new, |it| self.name(it));
        let mut params = vec![("name", name.as_str())];
        let (mut by, mut option, mut bound) = (String::new(), "", None);
        for (key, value) in &violation.params {
            match (*key, field) {
                ("by", _) => {
                    by = definition
                        .find(value)
                        .map_or_else(String::new, |it| self.name(&definition.fields[it]))
                }
                ("min" | "max", _) if violation.code.starts_with("number.") => {
                    bound = Some((*key, self.number(value)))
                }
                ("min" | "max", _) if violation.code.starts_with("date.") => {
                    bound = Some((*key, self.date(value)))
                }
                ("option", Some(field)) => {
                    option = label(field.kind.choices(), value, &self.language)
                }
                _ => params.push((key, value)),
            }
        }
        params.extend([("by", by.as_str()), ("option", option)]);
        params.extend(bound.iter().map(|(key, number)| (*key, number.as_str())));
        fill(template, &params)
    }

    /// What one row of a field is called: «Bruker 2».
    pub fn row(&self, field: &Field, number: &str) -> String {
        let row = match field.kind.control() {
            Control::Rows(of) => of.row.get(&self.language),
            _ => "",
        };
        [row, " ", number].concat()
    }

    /// A field's name as it stands inside a sentence.
    pub fn name(&self, field: &Field) -> String {
        if !field.name.is_empty() {
            return field.name.get(&self.language).to_owned();
        }
        let label = field
            .label
            .get(&self.language)
            .trim_end_matches([':', '?', ' ']);
        let mut letters = label.chars();
        match (letters.next(), letters.clone().next()) {
            // «OU (avdeling)» and «e-post» stay; «Fornavn» becomes «fornavn».
            (Some(first), Some(second)) if second != upper(second) => {
                lower(first).to_string() + letters.as_str()
            }
            _ => label.to_owned(),
        }
    }

    /// An answer in words, a line for each choice. Empty if there is none.
    /// With `mask`, secrets are not readable.
    pub fn answer(&self, answers: &Answers, index: usize, mask: bool) -> Vec<String> {
        let field = &answers.definition().fields[index];
        let Some(answer) = answers.value(index) else {
            return Vec::new();
        };
        let kind = &field.kind;
        if let Control::Computed(shown) = kind.control() {
            return vec![self.computed(shown, &answer)];
        }
        if let Answer::Json(json) = &answer {
            return self.parts(answers, index, json, mask);
        }
        if mask && field.secret && !kind.secret() {
            return vec!["•••••".to_owned()];
        }
        let written = if mask {
            kind.mask(&answer)
        } else {
            kind.format(&answer)
        };
        match (&answer, written) {
            (_, Some(text)) if is_date(kind.control()) => vec![self.date(&text)],
            (_, Some(text)) => vec![text],
            (Answer::Text(code), None) => {
                vec![label(kind.choices(), code, &self.language).to_owned()]
            }
            (Answer::Flag(flag), None) => {
                vec![self.text(if *flag { "yes" } else { "no" }).to_owned()]
            }
            (Answer::Number(number), None) => {
                vec![self.number(&number.to_string())]
            }
            (Answer::Choices(codes), None) => codes
                .iter()
                .map(|code| label(kind.choices(), code, &self.language).to_owned())
                .collect(),
            // Told above.
            (Answer::Json(_), None) => Vec::new(),
        }
    }

    /// A value that was worked out, in words.
    fn computed(&self, shown: &ShownAs, value: &Answer) -> String {
        let plain = match (value, shown.unit) {
            (Answer::Number(ore), "money") => {
                let ore = ore.whole().and_then(|it| u64::try_from(it).ok());
                ore.map_or_else(String::new, |it| self.money(it))
            }
            (Answer::Number(number), "percent") => {
                [&self.number(&number.to_string()), "\u{a0}%"].concat()
            }
            (Answer::Number(number), _) => self.number(&number.to_string()),
            (_, "date") => self.date(&shown.format(value).unwrap_or_default()),
            _ => shown.format(value).unwrap_or_default(),
        };
        if shown.format.is_empty() {
            return plain;
        }
        fill(shown.format.get(&self.language), &[("value", &plain)])
    }

    /// Rows, a line for each; or what sort of signature it is.
    fn parts(&self, answers: &Answers, index: usize, json: &Json, mask: bool) -> Vec<String> {
        if let Some(method) = json.get("method").and_then(Json::as_text) {
            let name = json.get("name").and_then(Json::as_text).unwrap_or_default();
            let key = ["signature.as.", method].concat();
            return vec![self.fill(&key, &[("name", name)])];
        }
        let mut lines = Vec::new();
        for (_, row) in answers.sent_rows(index) {
            let columns = 0..row.definition().fields.len();
            let cells = columns.flat_map(|it| self.answer(row, it, mask));
            let mut line = String::new();
            for cell in cells {
                if !line.is_empty() {
                    line.push_str(", ");
                }
                line.push_str(&cell);
            }
            lines.push(line);
        }
        lines
    }

    /// An amount in øre as money: «5 300 kr», «9 443,75 kr».
    pub fn money(&self, ore: u64) -> String {
        let (kroner, ore) = (self.number(&(ore / 100).to_string()), ore % 100);
        if ore == 0 {
            return self.fill("money.whole", &[("kroner", &kroner)]);
        }
        let ore = [if ore < 10 { "0" } else { "" }, &ore.to_string()].concat();
        self.fill("money.ore", &[("kroner", &kroner), ("ore", &ore)])
    }

    /// A day written as `24.12.2026`, as the language writes it: «24 December 2026».
    pub fn date(&self, written: &str) -> String {
        let mut parts = written.split('.');
        let (day, month) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        let at = Decimal::parse(month).and_then(Decimal::whole).unwrap_or(0);
        let mut names = self.text("date.months").split(' ');
        let name = names.nth(usize::try_from(at - 1).unwrap_or(usize::MAX));
        let Some(name) = name.filter(|it| !it.is_empty()) else {
            return written.to_owned();
        };
        // «24.01.2026», but «4 January 2026».
        let numeric = name.starts_with(|it: char| it.is_ascii_digit());
        let day = if numeric {
            day
        } else {
            day.trim_start_matches('0')
        };
        let year = parts.next().unwrap_or_default();
        self.fill("date", &[("day", day), ("month", name), ("year", year)])
    }

    /// A number written as `1234.5` with the language's separators.
    pub fn number(&self, plain: &str) -> String {
        let (whole, decimals) = plain.split_once('.').unwrap_or((plain, ""));
        let mut out = String::new();
        for (at, digit) in whole.char_indices() {
            let left = whole.len() - at;
            if at > 0 && left % 3 == 0 && !out.ends_with('-') {
                out.push_str(self.text("number.thousands"));
            }
            out.push(digit);
        }
        if !decimals.is_empty() {
            out.push_str(self.text("number.decimal"));
            out.push_str(decimals);
        }
        out
    }
}

fn is_date(control: Control) -> bool {
    matches!(control, Control::Input(input) if input.hint == "hint.date")
}

fn label<'a>(choices: &'a [Choice], code: &str, language: &str) -> &'a str {
    choices
        .iter()
        .find(|it| it.code == code)
        .map_or("", |it| it.label.get(language))
}

fn fill(template: &str, params: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(
            params
                .iter()
                .find(|(it, _)| *it == name)
                .map_or("", |(_, value)| value),
        );
        rest = after;
    }
    out.push_str(rest);
    let mut letters = out.chars();
    match letters.next() {
        Some(first) if template.starts_with('{') => upper(first).to_string() + letters.as_str(),
        _ => out,
    }
}

// The library's own know every script and weigh 10 kB for it. Labels begin with
// the letters of the languages we have.

fn upper(letter: char) -> char {
    match letter {
        'à'..='þ' if letter != '÷' => char::from_u32(letter as u32 - 32).unwrap_or(letter),
        _ => letter.to_ascii_uppercase(),
    }
}

fn lower(letter: char) -> char {
    match letter {
        'À'..='Þ' if letter != '×' => char::from_u32(letter as u32 + 32).unwrap_or(letter),
        _ => letter.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::Locale;

    #[test]
    fn a_day_is_written_as_the_language_writes_it() {
        let english = r#"{"language": "en", "date": "{day} {month} {year}",
            "date.months": "January February March April May June July August September October November December"}"#;
        let english = Locale::read(english).unwrap();
        assert_eq!(english.date("24.12.2026"), "24 December 2026");
        assert_eq!(english.date("04.01.2026"), "4 January 2026");
        assert_eq!(Locale::nb().date("04.01.2026"), "04.01.2026");
        // Before the words are there, and what is no day.
        let bare = Locale::read(r#"{"language": "en"}"#).unwrap();
        for text in ["04.01.2026", "snart", "", "04.13.2026", "04.00.2026"] {
            assert_eq!(bare.date(text), text);
        }
        assert_eq!(english.date("04.13.2026"), "04.13.2026");
        assert_eq!(english.date("04.00.2026"), "04.00.2026");
    }
}
