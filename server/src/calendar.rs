//! Times: when something was received, and by which day it is judged.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Europe::Oslo;

/// A time as it is stored and answered: RFC 3339, UTC, milliseconds. Sorts as text.
pub fn stamp(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// The day in Norway, whatever the machine's own time zone.
pub fn norwegian_day(time: DateTime<Utc>) -> NaiveDate {
    time.with_timezone(&Oslo).date_naive()
}

/// The day by which a submission's dates and prices are judged, and why it is
/// that day. Kept with the submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The day.
    pub on: NaiveDate,
    /// Why it is that day.
    pub by: Basis,
}

/// Why a submission is judged by the day it is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// It came on that day.
    Receipt,
    /// It was stored at the sender's on that day. Only the sender says so, so
    /// it counts for a limited number of days.
    Sender,
    /// It came on that day. The sender names another one, which does not count.
    SenderOutOfBounds,
    /// The day before or after the one that should decide.
    Neighbour,
}

impl Basis {
    /// As it is stored and answered.
    pub fn code(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Sender => "sender",
            Self::SenderOutOfBounds => "sender-out-of-bounds",
            Self::Neighbour => "neighbour",
        }
    }
}

/// The day on which the sender says that it was sent, as the sender's calendar
/// had it: with an offset that is the written day, in UTC the Norwegian one.
/// `None` if `submittedAt` is not RFC 3339.
pub fn sender_day(submitted_at: &str) -> Option<NaiveDate> {
    let sent = DateTime::parse_from_rfc3339(submitted_at).ok()?;
    if sent.offset().local_minus_utc() == 0 {
        return Some(norwegian_day(sent.to_utc()));
    }
    Some(sent.date_naive())
}

/// The day by which to judge a submission.
///
/// The server's day decides: `submittedAt` is only the sender's word, and would
/// else choose among old prices. But a form filled in without network may
/// arrive days later, and a date that was right when the customer sent it must
/// not be refused for that. So an earlier day of sending counts within
/// `longest_wait` days.
pub fn judged_by(sender_day: NaiveDate, now: DateTime<Utc>, longest_wait: u32) -> Judged {
    let today = norwegian_day(now);
    let waited = (today - sender_day).num_days();
    let (on, by) = if (1..=i64::from(longest_wait)).contains(&waited) {
        (sender_day, Basis::Sender)
    } else if waited.abs() <= 1 {
        (today, Basis::Receipt)
    } else {
        (today, Basis::SenderOutOfBounds)
    };
    Judged { on, by }
}

/// The day of a submission with which no day was kept: one in a file, or one
/// that came in before days were kept. It was judged by the sender's day,
/// unless that was more than a day ahead. `None` if `submittedAt` is not RFC 3339.
pub fn unrecorded_day(submitted_at: &str, received_at: DateTime<Utc>) -> Option<NaiveDate> {
    let sent = DateTime::parse_from_rfc3339(submitted_at).ok()?;
    if sent.to_utc() > received_at + TimeDelta::days(1) {
        return Some(norwegian_day(received_at));
    }
    sender_day(submitted_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_change_at_norwegian_midnight() {
        for (time, day) in [
            ("2026-11-21T22:59:59Z", "2026-11-21"),
            ("2026-11-21T23:00:00Z", "2026-11-22"),
            ("2026-07-01T21:59:59Z", "2026-07-01"),
            ("2026-07-01T22:00:00Z", "2026-07-02"),
            // The last Sundays of 2026 are 29 March and 25 October.
            ("2026-03-28T22:30:00Z", "2026-03-28"),
            ("2026-03-29T22:30:00Z", "2026-03-30"),
            ("2026-10-24T22:30:00Z", "2026-10-25"),
            ("2026-10-25T22:30:00Z", "2026-10-25"),
            // 31 October 2027 is itself a Sunday.
            ("2027-10-30T22:30:00Z", "2027-10-31"),
            ("2027-10-31T22:30:00Z", "2027-10-31"),
        ] {
            assert_eq!(norwegian_day(at(time)).to_string(), day, "{time}");
        }
    }

    #[test]
    fn the_sender_writes_a_day() {
        let written = |text| sender_day(text).map(|day| day.to_string());
        assert_eq!(written("2026-11-01T00:30:00+01:00").unwrap(), "2026-11-01");
        assert_eq!(written("2026-10-31T23:30:00Z").unwrap(), "2026-11-01");
        assert_eq!(written("0000-01-01T00:00:00Z").unwrap(), "0000-01-01");
        for wrong in ["", "2026-11-21", "2026-11-21T12:00:00", "i går"] {
            assert_eq!(written(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_day_of_receipt_decides_unless_it_waited_within_bounds() {
        let now = at("2026-11-21T12:00:00Z");
        for (sent, longest_wait, on, by) in [
            ("2026-11-21", 30, "2026-11-21", Basis::Receipt),
            ("2026-11-20", 30, "2026-11-20", Basis::Sender),
            ("2026-10-22", 30, "2026-10-22", Basis::Sender),
            ("2026-10-21", 30, "2026-11-21", Basis::SenderOutOfBounds),
            ("1990-01-01", 30, "2026-11-21", Basis::SenderOutOfBounds),
            ("0000-01-01", 30, "2026-11-21", Basis::SenderOutOfBounds),
            // Clocks that are a little ahead are usual around midnight.
            ("2026-11-22", 30, "2026-11-21", Basis::Receipt),
            ("2026-11-23", 30, "2026-11-21", Basis::SenderOutOfBounds),
            ("9999-12-31", 30, "2026-11-21", Basis::SenderOutOfBounds),
            ("2026-11-20", 0, "2026-11-21", Basis::Receipt),
            ("2026-11-19", 0, "2026-11-21", Basis::SenderOutOfBounds),
        ] {
            let judged = judged_by(day(sent), now, longest_wait);
            assert_eq!(judged, Judged { on: day(on), by }, "{sent}, {longest_wait}");
        }
    }

    #[test]
    fn days_that_nobody_kept() {
        let received_at = at("2026-11-21T12:00:00Z");
        let on = |text| unrecorded_day(text, received_at).map(|day| day.to_string());
        assert_eq!(on("1990-01-01T00:00:00Z").unwrap(), "1990-01-01");
        assert_eq!(on("2026-11-22T09:00:00+01:00").unwrap(), "2026-11-22");
        assert_eq!(on("2031-01-01T00:00:00Z").unwrap(), "2026-11-21");
        assert_eq!(on("i går"), None);
    }

    #[test]
    fn stamps_sort_as_text() {
        assert_eq!(
            stamp(at("2026-11-21T12:00:00.0004Z")),
            "2026-11-21T12:00:00.000Z"
        );
        assert!(stamp(at("2026-11-21T12:00:00.009Z")) < stamp(at("2026-11-21T12:00:00.010Z")));
    }
}
