//! Calendar days, for suppressions that run out. Does not know which day it is.

use std::fmt;

/// A day of the Gregorian calendar. Ordered: an earlier day is less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day that `text` says as `YYYY-MM-DD`, if the calendar has it.
    pub fn parse(text: &str) -> Option<Self> {
        let octets = text.as_bytes();
        let digits = |range: std::ops::Range<usize>| {
            let digits = octets.get(range)?;
            let all = digits.iter().all(u8::is_ascii_digit);
            all.then(|| digits.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0')))
        };
        if octets.len() != 10 || octets[4] != b'-' || octets[7] != b'-' {
            return None;
        }
        Self::new(digits(0..4)?, u8::try_from(digits(5..7)?).ok()?, u8::try_from(digits(8..10)?).ok()?)
    }

    /// A day, if the calendar has it.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 => 28 + u8::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        (1..=9999).contains(&year).then_some(())?;
        (1..=days).contains(&day).then_some(Self { year, month, day })
    }

    /// The day so many days after 1970-01-01 (Hinnant's `civil_from_days`).
    pub fn after_epoch(days: u64) -> Self {
        // Years begin in March here, so that the leap day is the last, and eras of 400 years in 0.
        let shifted = days + 719_468;
        let day_of_era = shifted % 146_097;
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = shifted / 146_097 * 400 + year_of_era + u64::from(month <= 2);
        let last = Self { year: 9999, month: 12, day: 31 };
        u16::try_from(year).ok().and_then(|year| Self::new(year, month as u8, day as u8)).unwrap_or(last)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_days() {
        for text in ["2026-12-01", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(Date::parse(text).expect(text).to_string(), text);
        }
        for text in [
            "9999-99-99",
            "2023-02-29",
            "1900-02-29",
            "0000-01-01",
            "2026-1-1",
            "2026-12-0é",
            "+026-12-01",
            "",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_counted_from_the_epoch() {
        for (days, text) in [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (20_782, "2026-11-25"),
            (2_932_896, "9999-12-31"),
            (u64::MAX / 86_400, "9999-12-31"),
        ] {
            assert_eq!(Date::after_epoch(days).to_string(), text);
        }
    }
}
