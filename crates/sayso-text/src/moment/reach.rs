//! What a moment reaches over: a day, a week, a quarter, a decade; and from it the first
//! and last day, the EDTF form and the TIMEX value that dates in news are scored by.

use jiff::civil::{Date, Weekday, date};

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

impl Unit {
    pub fn named(word: &str) -> Option<Self> {
        Some(match word {
            "second" | "seconds" => Self::Second,
            "minute" | "minutes" => Self::Minute,
            "hour" | "hours" => Self::Hour,
            "day" | "days" | "night" | "nights" => Self::Day,
            "weekend" | "weekends" => Self::Weekend,
            "week" | "weeks" => Self::Week,
            "fortnight" | "fortnights" => Self::Fortnight,
            "month" | "months" => Self::Month,
            "quarter" | "quarters" => Self::Quarter,
            "year" | "years" => Self::Year,
            "decade" | "decades" => Self::Decade,
            "century" | "centuries" => Self::Century,
            _ => return None,
        })
    }

    /// The letter and factor of an ISO 8601 duration; those below a day stand after a `T`.
    fn letter(self) -> (&'static str, char, f64) {
        match self {
            Self::Second => ("T", 'S', 1.0),
            Self::Minute => ("T", 'M', 1.0),
            Self::Hour => ("T", 'H', 1.0),
            Self::Day => ("", 'D', 1.0),
            Self::Weekend => ("", 'D', 2.0),
            Self::Week => ("", 'W', 1.0),
            Self::Fortnight => ("", 'W', 2.0),
            Self::Month => ("", 'M', 1.0),
            Self::Quarter => ("", 'Q', 1.0),
            Self::Year => ("", 'Y', 1.0),
            Self::Decade => ("", 'Y', 10.0),
            Self::Century => ("", 'Y', 100.0),
        }
    }
}

/// What a moment reaches over.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reach {
    Day(Date),
    /// The week that starts on this Monday.
    Week(Date),
    /// The weekend that starts on this Saturday.
    Weekend(Date),
    Month(i16, i8),
    Quarter(i16, i8),
    /// 0 to 3: spring, summer, autumn, winter (from December of the year).
    Season(i16, i8),
    Year(i16),
    Decade(i16),
    Century(i16),
    /// Any stretch of days.
    Days(Date, Date),
    /// A day of a year that is not known: month and day.
    Yearless(i8, Option<i8>),
    /// So many of a unit; not known how many.
    Length(Option<f64>, Unit),
    /// Again and again: the length between.
    Every(Option<f64>, Unit),
    EveryWeekday(Weekday),
    Past,
    Present,
    Future,
    /// Not known without the day of publication, or at all.
    Unknown,
}

/// Edges and names of a reach.
pub(crate) struct Resolved {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub edtf: String,
    pub value: String,
}

impl Reach {
    /// First day, last day, EDTF and value; `published` is what past and future are seen from.
    pub fn resolve(&self, published: Option<Date>) -> Resolved {
        let (from, to) = self.days(published).map_or((None, None), |(from, to)| (Some(from), Some(to)));
        let (from, to) = match self {
            Self::Past => (None, published),
            Self::Future => (published, None),
            _ => (from, to),
        };
        let interval = || match (from, to) {
            (Some(from), Some(to)) => format!("{from}/{to}"),
            _ => String::new(),
        };
        let (edtf, value) = match *self {
            Self::Day(day) => (day.to_string(), day.to_string()),
            Self::Week(monday) => (interval(), week(monday)),
            Self::Weekend(saturday) => (interval(), format!("{}-WE", week(saturday))),
            Self::Month(year, month) => (format!("{year:04}-{month:02}"), format!("{year:04}-{month:02}")),
            Self::Quarter(year, quarter) => {
                (format!("{year:04}-{}", 32 + quarter), format!("{year:04}-Q{quarter}"))
            }
            Self::Season(year, season) => {
                let name = ["SP", "SU", "FA", "WI"].get(season as usize).unwrap_or(&"SP");
                (format!("{year:04}-{}", 21 + season), format!("{year:04}-{name}"))
            }
            Self::Year(year) => (format!("{year:04}"), format!("{year:04}")),
            Self::Decade(year) => (format!("{}X", year / 10), format!("{}X", year / 10)),
            Self::Century(century) => (format!("{century}XX"), format!("{century}")),
            Self::Days(..) => (interval(), interval()),
            Self::Yearless(month, Some(day)) => {
                (format!("XXXX-{month:02}-{day:02}"), format!("XXXX-{month:02}-{day:02}"))
            }
            Self::Yearless(month, None) => (format!("XXXX-{month:02}"), format!("XXXX-{month:02}")),
            Self::Length(count, unit) => (String::new(), length(count, unit)),
            Self::Every(count, unit) => (String::new(), length(count, unit)),
            Self::EveryWeekday(day) => (String::new(), format!("XXXX-WXX-{}", day.to_monday_one_offset())),
            Self::Past => (to.map(|to| format!("../{to}")).unwrap_or_default(), "PAST_REF".to_owned()),
            Self::Present => (from.map(|day| day.to_string()).unwrap_or_default(), "PRESENT_REF".to_owned()),
            Self::Future => {
                (from.map(|from| format!("{from}/..")).unwrap_or_default(), "FUTURE_REF".to_owned())
            }
            Self::Unknown => (String::new(), String::new()),
        };
        Resolved { from, to, edtf, value }
    }

    /// The first and the last day.
    pub fn days(&self, published: Option<Date>) -> Option<(Date, Date)> {
        match *self {
            Self::Day(day) => Some((day, day)),
            Self::Week(monday) => Some((monday, plus_days(monday, 6)?)),
            Self::Weekend(saturday) => Some((saturday, plus_days(saturday, 1)?)),
            Self::Month(year, month) => months(year, month, 1),
            Self::Quarter(year, quarter) => months(year, quarter * 3 - 2, 3),
            Self::Season(year, season) => months(year, season * 3 + 3, 3),
            Self::Year(year) => months(year, 1, 12),
            Self::Decade(year) => years(year, 10),
            Self::Century(century) => years(century.checked_mul(100)?, 100),
            Self::Days(from, to) => Some((from, to)),
            Self::Present => published.map(|day| (day, day)),
            _ => None,
        }
    }
}

fn week(day: Date) -> String {
    let week = day.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

fn length(count: Option<f64>, unit: Unit) -> String {
    let (time, letter, factor) = unit.letter();
    let Some(count) = count else {
        let letter = match unit {
            Unit::Decade => "E".to_owned(),
            Unit::Century => "C".to_owned(),
            _ => letter.to_string(),
        };
        return format!("P{time}X{letter}");
    };
    let total = count * factor;
    let whole = total.trunc();
    let rest = ((total - whole) * 60.0).round();
    match unit {
        Unit::Year if rest == 30.0 => format!("P{whole}Y6M"),
        Unit::Hour if rest > 0.0 => format!("PT{whole}H{rest}M"),
        Unit::Minute if rest > 0.0 => format!("PT{whole}M{rest}S"),
        _ => format!("P{time}{total}{letter}"),
    }
}

fn months(year: i16, month: i8, count: i8) -> Option<(Date, Date)> {
    let first = Date::new(year, month, 1).ok()?;
    let last = plus_months(first, i32::from(count)).and_then(|next| plus_days(next, -1))?;
    Some((first, last))
}

fn years(year: i16, count: i16) -> Option<(Date, Date)> {
    Some((Date::new(year, 1, 1).ok()?, Date::new(year.checked_add(count - 1)?, 12, 31).ok()?))
}

/// The day so many days later or earlier.
pub(crate) fn plus_days(day: Date, days: i32) -> Option<Date> {
    day.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// The same day so many months later or earlier.
pub(crate) fn plus_months(day: Date, months: i32) -> Option<Date> {
    day.checked_add(jiff::Span::new().try_months(months).ok()?).ok()
}

/// The Monday of a day's week.
pub(crate) fn monday(day: Date) -> Option<Date> {
    plus_days(day, -i32::from(day.weekday().to_monday_zero_offset()))
}

/// The quarter that a day lies in.
pub(crate) fn quarter(day: Date) -> i8 {
    (day.month() - 1) / 3 + 1
}

/// The reach of `unit` that holds `day`.
pub(crate) fn holding(day: Date, unit: Unit) -> Option<Reach> {
    Some(match unit {
        Unit::Day => Reach::Day(day),
        Unit::Week | Unit::Fortnight => Reach::Week(monday(day)?),
        Unit::Weekend => Reach::Weekend(plus_days(monday(day)?, 5)?),
        Unit::Month => Reach::Month(day.year(), day.month()),
        Unit::Quarter => Reach::Quarter(day.year(), quarter(day)),
        Unit::Year => Reach::Year(day.year()),
        Unit::Decade => Reach::Decade(day.year() / 10 * 10),
        Unit::Century => Reach::Century(day.year() / 100),
        _ => return None,
    })
}

/// The day that lies `count` units away.
pub(crate) fn away(day: Date, count: i32, unit: Unit) -> Option<Date> {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour => Some(day),
        Unit::Day => plus_days(day, count),
        Unit::Week | Unit::Weekend => plus_days(day, count.checked_mul(7)?),
        Unit::Fortnight => plus_days(day, count.checked_mul(14)?),
        Unit::Month => plus_months(day, count),
        Unit::Quarter => plus_months(day, count.checked_mul(3)?),
        Unit::Year => plus_months(day, count.checked_mul(12)?),
        Unit::Decade => plus_months(day, count.checked_mul(120)?),
        Unit::Century => plus_months(day, count.checked_mul(1200)?),
    }
}

/// A day of the list of named days in a year: `12-25`, `11 thursday 4`.
pub(crate) fn holiday(rule: &str, year: i16) -> Option<Date> {
    if let Some((month, day)) = rule.split_once('-') {
        return Date::new(year, month.parse().ok()?, day.parse().ok()?).ok();
    }
    let mut fields = rule.split(' ');
    let month: i8 = fields.next()?.parse().ok()?;
    let weekday = super::read::weekday(fields.next()?)?;
    let which: i32 = fields.next()?.parse().ok()?;
    let first = date(year, month, 1);
    let ahead =
        i32::from(weekday.to_monday_zero_offset()) - i32::from(first.weekday().to_monday_zero_offset());
    let day = plus_days(first, ahead.rem_euclid(7) + 7 * (which - 1))?;
    if day.month() == month { Some(day) } else { plus_days(day, -7) }
}
