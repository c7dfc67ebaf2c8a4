//! A date (`date`), typed as people write it, sent as ISO 8601.
//!
//! Options: `min` and `max`, each an ISO date, `today`, or `today` with days
//! added or taken away: `today+14`, `today-30`.

use super::{Answer, Context, Control, Input, Kind};
use crate::engine::decimal::Decimal;
use crate::engine::reader::{ReadError, Reader};
use crate::engine::violation::Fault;
use chrono::{Datelike, Days, NaiveDate};

pub const SCHEMA: &str = ":date min=string max=string";

struct Date {
    min: Option<Bound>,
    max: Option<Bound>,
}

#[derive(Clone, Copy)]
enum Bound {
    Day(NaiveDate),
    Today(i32),
}

pub fn read(field: &Reader, errors: &mut Vec<ReadError>) -> Box<dyn Kind> {
    let [min, max] = ["min", "max"].map(|it| bound(field, it, errors));
    let crossed = match min.zip(max) {
        Some((Bound::Day(min), Bound::Day(max))) => max < min,
        Some((Bound::Today(min), Bound::Today(max))) => max < min,
        _ => false,
    };
    if let Some(max) = field.at("max").filter(|_| crossed) {
        errors.push(max.wrong(&["\"max\" is before \"min\"."]));
    }
    Box::new(Date { min, max })
}

fn bound(field: &Reader, key: &str, errors: &mut Vec<ReadError>) -> Option<Bound> {
    let reader = field.at(key)?;
    let text = reader.string();
    let days = match text.strip_prefix("today") {
        Some("") => Some(0),
        Some(days) => {
            let number = days.strip_prefix(['+', '-']).unwrap_or_default();
            let digits = number.bytes().all(|it| it.is_ascii_digit());
            let number = Decimal::parse(number).filter(|_| digits);
            let number = number.and_then(|it| i32::try_from(it.whole()?).ok());
            let number = number.filter(|it| *it <= 36_500);
            number.map(|it| if days.starts_with('-') { -it } else { it })
        }
        _ => None,
    };
    let bound = days.map(Bound::Today).or_else(|| iso(text).map(Bound::Day));
    if bound.is_none() {
        let words = "Expected a date such as 2026-12-24, or today, today+14, today-30.";
        errors.push(reader.wrong(&[words]));
    }
    bound
}

impl Bound {
    fn day(self, today: NaiveDate) -> NaiveDate {
        let moved = match self {
            Self::Day(day) => return day,
            Self::Today(days) if days < 0 => {
                today.checked_sub_days(Days::new(u64::from(days.unsigned_abs())))
            }
            Self::Today(days) => today.checked_add_days(Days::new(u64::from(days.unsigned_abs()))),
        };
        moved.unwrap_or(today)
    }
}

/// An ISO date: four digits, two, two.
pub fn iso(text: &str) -> Option<NaiveDate> {
    let (year, rest) = text.split_at_checked(4)?;
    let (month, day) = rest.strip_prefix('-')?.split_once('-')?;
    (text.len() == 10).then(|| date(year, month, day)).flatten()
}

fn date(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let part = |text: &str| {
        let digits = text.bytes().all(|it| it.is_ascii_digit());
        let number = Decimal::parse(text).filter(|_| digits)?.whole()?;
        u32::try_from(number).ok()
    };
    let year = part(year).filter(|it| (1800..=2999).contains(it))?;
    NaiveDate::from_ymd_opt(year as i32, part(month)?, part(day)?)
}

/// Day, month and year with any of the usual separators or none: `24.12.2026`,
/// `24/12-2026`, `24 12 2026`, `24122026`, `2026-12-24`.
fn typed(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    if let Some(date) = iso(text) {
        return Some(date);
    }
    if text.len() == 8 && text.bytes().all(|it| it.is_ascii_digit()) {
        return date(&text[4..], &text[2..4], &text[..2]);
    }
    let separator = |it: char| it.is_whitespace() || matches!(it, '.' | '-' | '/' | '\u{2013}');
    let mut parts = text.split(separator).filter(|it| !it.is_empty());
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    (parts.next().is_none() && year.len() == 4 && day.len() <= 2 && month.len() <= 2)
        .then(|| date(year, month, day))
        .flatten()
}

/// An ISO date as people read it; anything else as it is.
pub fn readable(text: &str) -> String {
    iso(text).map_or_else(|| text.to_owned(), written)
}

/// `24.12.2026`
fn written(day: NaiveDate) -> String {
    let mut out = String::with_capacity(10);
    let mut push = |number: u32, end: &str| {
        if number < 10 {
            out.push('0');
        }
        out.push_str(&number.to_string());
        out.push_str(end);
    };
    push(day.day(), ".");
    push(day.month(), ".");
    push(day.year().unsigned_abs(), "");
    out
}

/// `2026-12-24`
pub fn to_iso(day: NaiveDate) -> String {
    let text = written(day);
    [&text[6..], "-", &text[3..5], "-", &text[..2]].concat()
}

impl Kind for Date {
    fn control(&self) -> Control<'_> {
        Control::Input(Input {
            mode: "numeric",
            autocomplete: "off",
            width: 10,
            hint: "hint.date",
            ..Input::default()
        })
    }

    fn normalise(&self, answer: &Answer) -> Option<Answer> {
        let text = answer.as_text().trim();
        (!text.is_empty())
            .then(|| Answer::Text(typed(text).map_or_else(|| text.to_owned(), to_iso)))
    }

    fn check(&self, answer: &Answer, context: Context) -> Result<(), Fault> {
        let Some(day) = iso(answer.as_text()) else {
            return Err(Fault::error("date"));
        };
        if let Some(min) = self
            .min
            .map(|it| it.day(context.today))
            .filter(|min| day < *min)
        {
            return Err(Fault::error("date.early").with("min", written(min)));
        }
        if let Some(max) = self
            .max
            .map(|it| it.day(context.today))
            .filter(|max| day > *max)
        {
            return Err(Fault::error("date.late").with("max", written(max)));
        }
        Ok(())
    }

    fn format(&self, answer: &Answer) -> Option<String> {
        Some(readable(answer.as_text()))
    }
}
