//! How much must be covered.

use std::fmt;
use std::str::FromStr;

use super::model::Measured;
use super::tally::Tally;
use crate::text::{nearest, quote};

/// How much must be covered at least; nothing where it is not said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Thresholds {
    /// Of all statements, how many must be the reason of a decision.
    pub statements: Option<Percent>,
    /// Of the values of all elements, how many must be shown to matter.
    pub values: Option<Percent>,
    /// Of the values of conditions, how many must be shown to matter.
    pub conditions: Option<Percent>,
}

/// From 0 to 100 with up to six decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent {
    millionths: u32,
}

/// A threshold that is not reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Miss {
    /// What there is too little of: `statements`.
    pub what: &'static str,
    /// How much there must be.
    pub wanted: Percent,
    /// How much there is.
    pub found: Tally,
}

const NAMES: [&str; 3] = ["statements", "values", "conditions"];
const MILLION: u32 = 1_000_000;

impl Percent {
    /// Whether a tally reaches it. Where there is nothing to cover, all of it is covered.
    pub fn is_reached_by(self, tally: Tally) -> bool {
        let whole = u128::from(MILLION) * 100;
        let (covered, total) = (tally.covered as u128, tally.total as u128);
        covered * whole >= u128::from(self.millionths) * total
    }
}

impl FromStr for Percent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refused = || format!("{} is no percentage from 0 to 100", quote(text));
        let number = text.strip_suffix('%').unwrap_or(text).trim();
        let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
        let are_digits =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !are_digits(whole) || !are_digits(decimals) {
            return Err(refused());
        }
        if decimals.len() > 6 {
            return Err(format!("{} has more than six decimals", quote(text)));
        }
        let whole: u32 = whole.parse().map_err(|_| refused())?;
        let decimals: u32 = format!("{decimals:0<6}").parse().map_err(|_| refused())?;
        let millionths = whole.checked_mul(MILLION).and_then(|whole| whole.checked_add(decimals));
        let millionths = millionths.filter(|found| *found <= 100 * MILLION).ok_or_else(refused)?;
        Ok(Self { millionths })
    }
}

/// `80 %`, `99.5 %`
impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, decimals) = (self.millionths / MILLION, self.millionths % MILLION);
        if decimals == 0 {
            return write!(f, "{whole} %");
        }
        let decimals = format!("{decimals:06}");
        write!(f, "{whole}.{} %", decimals.trim_end_matches('0'))
    }
}

/// `statements=100,conditions=80`
impl FromStr for Thresholds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut thresholds = Self::default();
        for part in text.split(',') {
            let (name, percent) = part.split_once('=').ok_or_else(|| {
                format!("{} is no threshold; write `statements=100`", quote(part.trim()))
            })?;
            let slot = thresholds.slot(name.trim())?;
            if slot.replace(percent.trim().parse()?).is_some() {
                return Err(format!("{} is given twice", quote(name.trim())));
            }
        }
        Ok(thresholds)
    }
}

impl Thresholds {
    fn slot(&mut self, name: &str) -> Result<&mut Option<Percent>, String> {
        match name {
            "statements" => Ok(&mut self.statements),
            "values" => Ok(&mut self.values),
            "conditions" => Ok(&mut self.conditions),
            _ => Err(match nearest(name, NAMES) {
                Some(near) => {
                    format!("nothing called {} is covered; did you mean `{near}`?", quote(name))
                }
                None => format!(
                    "nothing called {} is covered; there are {}",
                    quote(name),
                    NAMES.join(", ")
                ),
            }),
        }
    }
}

/// `statements: 66.6 % are covered (2 of 3), 100 % are wanted`
impl fmt::Display for Miss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, wanted, found } = self;
        let Tally { covered, total } = found;
        write!(f, "{what}: {found} are covered ({covered} of {total}), {wanted} are wanted")
    }
}

impl Measured {
    /// The thresholds that are not reached.
    pub fn misses(&self, thresholds: &Thresholds) -> Vec<Miss> {
        let all = [
            ("statements", thresholds.statements, self.statements()),
            ("values", thresholds.values, self.values()),
            ("conditions", thresholds.conditions, self.conditions()),
        ];
        let missed = |(what, wanted, found): (_, Option<Percent>, _)| {
            let wanted = wanted.filter(|wanted| !wanted.is_reached_by(found))?;
            Some(Miss { what, wanted, found })
        };
        all.into_iter().filter_map(missed).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(text: &str) -> Result<String, String> {
        text.parse().map(|percent: Percent| percent.to_string())
    }

    #[test]
    fn percentages_are_read_exactly() {
        for (written, shown) in [
            ("100", "100 %"),
            ("0", "0 %"),
            ("99.5", "99.5 %"),
            ("80%", "80 %"),
            ("66.666667", "66.666667 %"),
            ("007.10", "7.1 %"),
        ] {
            assert_eq!(percent(written).unwrap(), shown);
        }
        for refused in
            ["", ".", "1.", ".5", "-1", "+1", "100.000001", "101", "1e2", "x", "1,5", "4294967296"]
        {
            assert!(percent(refused).is_err(), "{refused}");
        }
        assert_eq!(percent("1.0000001").unwrap_err(), "`1.0000001` has more than six decimals");
    }

    #[test]
    fn a_threshold_is_reached_without_rounding() {
        let reached = |percent: &str, covered, total| {
            percent.parse::<Percent>().unwrap().is_reached_by(Tally { covered, total })
        };
        assert!(reached("80", 4, 5) && reached("66.666666", 2, 3) && reached("0", 0, 9));
        assert!(!reached("66.666667", 2, 3) && !reached("100", 999_999_999, 1_000_000_000));
        assert!(reached("100", 0, 0));
    }

    #[test]
    fn thresholds_are_read_by_name() {
        let read = |text: &str| text.parse::<Thresholds>();
        let both = read("statements=100, conditions=80.5").unwrap();
        assert_eq!(both.statements.unwrap().to_string(), "100 %");
        assert_eq!((both.values, both.conditions.unwrap().to_string()), (None, "80.5 %".into()));
        let refused = |text: &str| read(text).unwrap_err();
        assert_eq!(
            refused("statement=1"),
            "nothing called `statement` is covered; did you mean `statements`?"
        );
        assert_eq!(
            refused("x=1"),
            "nothing called `x` is covered; there are statements, values, conditions"
        );
        assert_eq!(refused("values=1,values=2"), "`values` is given twice");
        assert_eq!(refused("100"), "`100` is no threshold; write `statements=100`");
        assert_eq!(refused(""), "`` is no threshold; write `statements=100`");
        assert_eq!(refused("values=many"), "`many` is no percentage from 0 to 100");
    }
}
