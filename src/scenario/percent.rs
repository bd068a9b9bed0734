//! How much of a whole.

use std::fmt;
use std::str::FromStr;

use crate::text::quote;

/// From 0 to 100 with up to six decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent {
    millionths: u32,
}

const MILLION: u32 = 1_000_000;

impl Percent {
    /// All of it.
    pub const ALL: Self = Self { millionths: 100 * MILLION };

    /// Whether a part is at least so much of the whole. Of nothing, every part is all.
    pub fn is_reached_by(self, part: usize, whole: usize) -> bool {
        let hundred = u128::from(Self::ALL.millionths);
        part as u128 * hundred >= u128::from(self.millionths) * whole as u128
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
            percent.parse::<Percent>().unwrap().is_reached_by(covered, total)
        };
        assert!(reached("80", 4, 5) && reached("66.666666", 2, 3) && reached("0", 0, 9));
        assert!(!reached("66.666667", 2, 3) && !reached("100", 999_999_999, 1_000_000_000));
        assert!(reached("100", 0, 0));
    }
}
