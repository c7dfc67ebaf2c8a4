//! Times: when something was received, and on which day a form was filled in.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeDelta, Utc, Weekday};

/// A time as it is stored and answered: RFC 3339, UTC, milliseconds. Sorts as text.
pub fn stamp(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// The day by which to check a submission's dates, from its `submittedAt`.
/// `None` if that is not RFC 3339.
///
/// A form filled in without network may arrive days later, and a date that was
/// right when the customer sent it must not be refused for that. So the day of
/// sending counts, not that of arrival, as the customer's calendar had it: with
/// an offset that is the written day, in UTC the Norwegian one. A clock more
/// than a day ahead is wrong; then ours counts.
pub fn filled_in_on(submitted_at: &str, now: DateTime<Utc>) -> Option<NaiveDate> {
    let sent = DateTime::parse_from_rfc3339(submitted_at).ok()?;
    let utc = sent.with_timezone(&Utc);
    if utc > now + TimeDelta::days(1) {
        return Some(norwegian_day(now));
    }
    if sent.offset().local_minus_utc() == 0 {
        return Some(norwegian_day(utc));
    }
    Some(sent.date_naive())
}

/// The day in Norway: UTC+1, in summer +2. Summer time is from the last Sunday
/// of March to that of October, 01:00 UTC (directive 2000/84/EC). Written out
/// because a server's own time zone is often UTC, and all else would need a
/// time zone database.
fn norwegian_day(time: DateTime<Utc>) -> NaiveDate {
    let change = |month| {
        let last = NaiveDate::from_ymd_opt(time.year(), month, 31)?;
        let sunday = last.week(Weekday::Sun).first_day();
        sunday.and_hms_opt(1, 0, 0)
    };
    let summer = change(3).zip(change(10));
    let summer = summer.is_some_and(|(from, to)| (from..to).contains(&time.naive_utc()));
    let offset = FixedOffset::east_opt(if summer { 7200 } else { 3600 });
    offset.map_or_else(
        || time.date_naive(),
        |offset| time.with_timezone(&offset).date_naive(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
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
    fn the_day_of_sending_counts_unless_it_is_ahead() {
        let now = at("2026-11-21T12:00:00Z");
        let day = |text| filled_in_on(text, now).map(|day| day.to_string());
        assert_eq!(day("2026-11-01T00:30:00+01:00").unwrap(), "2026-11-01");
        assert_eq!(day("2026-10-31T23:30:00Z").unwrap(), "2026-11-01");
        assert_eq!(day("2026-11-22T09:00:00+01:00").unwrap(), "2026-11-22");
        assert_eq!(day("2031-01-01T00:00:00Z").unwrap(), "2026-11-21");
        assert_eq!(day("0000-01-01T00:00:00Z").unwrap(), "0000-01-01");
        for wrong in ["", "2026-11-21", "2026-11-21T12:00:00", "i går"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
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
