//! Decimal numbers of any length, compared exactly.

use std::cmp::Ordering;
use std::fmt;

/// How many leading digits are held in one machine word.
const HEAD_DIGITS: usize = 18;

/// How many digits an exponent may have, leading zeros aside.
const EXPONENT_DIGITS: usize = 17;

/// A decimal number in canonical form, so that equal numbers are equal values: `10`, `10.0` and
/// `1e1` are one, and so are `0` and `-0`.
///
/// Its absolute value is `0.d₁d₂d₃… · 10^exponent`, where `d₁` and the last digit are not zero.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
// AWS: C-11
pub struct Decimal {
    sign: Sign,
    exponent: i64,
    /// The first digits, filled up with zeros on the right.
    head: u64,
    /// The digits after those, as ASCII.
    tail: Box<[u8]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Sign {
    Negative,
    Zero,
    Positive,
}

impl Decimal {
    /// Reads digits with an optional sign, an optional fraction and an optional exponent.
    ///
    /// Unlike in JSON, leading zeros, a leading `+` and a point with digits on one side alone are
    /// read too. `None` for any other text, blanks included, and for a number other than zero
    /// whose exponent is written with more than 17 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = split_sign(text);
        let (digits, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, Some(exponent)),
            None => (unsigned, None),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = all_digits(whole)
            && all_digits(fraction)
            && !(whole.is_empty() && fraction.is_empty())
            && exponent.is_none_or(is_exponent);
        is_number.then(|| Self::from_digits(negative, whole, fraction, exponent.unwrap_or("0")))?
    }

    // INVARIANT: all three texts were checked to be digits, the exponent with an optional sign.
    fn from_digits(negative: bool, whole: &str, fraction: &str, exponent: &str) -> Option<Self> {
        let whole = whole.trim_start_matches('0');
        let leading = if whole.is_empty() { leading_zeros(fraction) } else { 0 };
        let shift = i64::try_from(whole.len()).ok()? - i64::try_from(leading).ok()?;
        let (whole, fraction) = without_trailing_zeros(whole, &fraction[leading..]);
        if whole.is_empty() && fraction.is_empty() {
            return Some(Self::zero());
        }
        let exponent = parse_exponent(exponent)?.checked_add(shift)?;
        let sign = if negative { Sign::Negative } else { Sign::Positive };
        let mut digits = whole.bytes().chain(fraction.bytes());
        let head = head_of(&mut digits);
        Some(Self { sign, exponent, head, tail: digits.collect() })
    }

    fn zero() -> Self {
        Self { sign: Sign::Zero, exponent: 0, head: 0, tail: Box::default() }
    }

    /// A number beside this one: on its own side of zero and farther from it, or 1 beside zero.
    fn farther(&self) -> Self {
        let tail = [&*self.tail, b"1"].concat().into();
        match self.sign {
            Sign::Zero => Self::one(Sign::Positive),
            Sign::Negative | Sign::Positive => Self { tail, ..self.clone() },
        }
    }

    /// The same, nearer than any other number that has no more than so many digits behind its head.
    fn little_farther(&self, digits: usize) -> Self {
        let tail = [&*self.tail, &b"0".repeat(digits), b"1"].concat().into();
        Self { tail, ..self.clone() }
    }

    fn one(sign: Sign) -> Self {
        Self { sign, exponent: 1, head: 10_u64.pow(17), tail: Box::default() }
    }

    fn tenth(&self) -> Self {
        Self { exponent: self.exponent.saturating_sub(1), ..self.clone() }
    }

    /// Some number less than this one.
    #[must_use]
    pub fn below(&self) -> Self {
        let candidates = [self.farther(), Self::one(Sign::Negative), self.tenth()];
        candidates.into_iter().find(|candidate| candidate < self).unwrap_or_else(|| self.clone())
    }

    /// Some number greater than this one.
    #[must_use]
    pub fn above(&self) -> Self {
        let candidates = [self.farther(), Self::one(Sign::Positive), self.tenth()];
        candidates.into_iter().find(|candidate| candidate > self).unwrap_or_else(|| self.clone())
    }

    /// Some number between two others, if the first is less than the second.
    pub fn between(low: &Self, high: &Self) -> Option<Self> {
        let longest = low.tail.len().max(high.tail.len());
        let candidates = [
            low.farther(),
            high.farther(),
            Self::zero(),
            low.tenth(),
            high.tenth(),
            low.little_farther(longest),
            high.little_farther(longest),
        ];
        candidates.into_iter().find(|candidate| low < candidate && candidate < high)
    }

    fn cmp_absolute(&self, other: &Self) -> Ordering {
        (self.exponent, self.head, &self.tail).cmp(&(other.exponent, other.head, &other.tail))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.sign.cmp(&other.sign).then_with(|| match self.sign {
            Sign::Negative => other.cmp_absolute(self),
            Sign::Zero => Ordering::Equal,
            Sign::Positive => self.cmp_absolute(other),
        })
    }
}

/// Written so that it reads back as the same number.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.sign == Sign::Negative { "-" } else { "" };
        let tail = String::from_utf8_lossy(&self.tail);
        write!(f, "{sign}0.{:018}{tail}e{}", self.head, self.exponent)
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn split_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_exponent(text: &str) -> bool {
    let (_, digits) = split_sign(text);
    !digits.is_empty() && all_digits(digits)
}

fn parse_exponent(text: &str) -> Option<i64> {
    let (negative, digits) = split_sign(text);
    let digits = digits.trim_start_matches('0');
    if digits.len() > EXPONENT_DIGITS {
        return None;
    }
    let size = digits.bytes().fold(0, |size, digit| size * 10 + i64::from(digit - b'0'));
    Some(if negative { -size } else { size })
}

fn leading_zeros(digits: &str) -> usize {
    digits.len() - digits.trim_start_matches('0').len()
}

fn without_trailing_zeros<'t>(whole: &'t str, fraction: &'t str) -> (&'t str, &'t str) {
    match fraction.trim_end_matches('0') {
        "" => (whole.trim_end_matches('0'), ""),
        fraction => (whole, fraction),
    }
}

fn head_of(digits: &mut impl Iterator<Item = u8>) -> u64 {
    (0..HEAD_DIGITS).fold(0, |head, _| {
        let digit = digits.next().unwrap_or(b'0');
        head * 10 + u64::from(digit - b'0')
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Decimal;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn spellings_of_one_number_are_equal() {
        for (left, right) in [
            ("10", "10.0"),
            ("10", "1e1"),
            ("10", "0.1E+2"),
            ("-0", "0"),
            ("0e99999999999999999999", "0.000"),
            ("100", "1e2"),
            ("007", "7."),
            (".5", "0.5"),
            ("+5e-1", "0.5"),
            ("1e00000000000000000000001", "10"),
            ("1234567890123456789012345", "1.234567890123456789012345e24"),
        ] {
            assert_eq!(decimal(left), decimal(right), "{left} and {right}");
        }
    }

    #[test]
    fn order_is_that_of_numbers() {
        let sorted = [
            "-1e999999999",
            "-10",
            "-9",
            "-0.5",
            "0",
            "1e-999999999",
            "0.49",
            "0.5",
            "9",
            "10",
            "10.000000000000000000001",
            "11",
            "1e999999999",
        ];
        for pair in sorted.windows(2) {
            assert!(decimal(pair[0]) < decimal(pair[1]), "{} < {}", pair[0], pair[1]);
        }
    }

    #[test]
    fn other_text_is_no_number() {
        for text in [
            "", "-", "+", ".", "e1", "1e", "1e+", "--1", "1.2.3", " 1", "1 ", "0x10", "NaN",
            "1_000", "1e1.5", "ten", "١", "inf", "-.e1",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_thousand_digits_are_all_compared() {
        let long = "7".repeat(1000);
        assert!(decimal(&(long.clone() + "1")) < decimal(&(long.clone() + "2")));
        assert_eq!(decimal(&(long.clone() + "e3")), decimal(&(long + "000.0")));
    }

    #[test]
    fn an_exponent_beyond_reach_is_refused() {
        assert_eq!(Decimal::parse("1e123456789012345678"), None);
        assert!(decimal("1e12345678901234567") > decimal("9e12345678901234566"));
    }

    fn written(digits: i128, exponent: i32) -> String {
        format!("{digits}e{exponent}")
    }

    fn plain(digits: i128, places: usize) -> String {
        let sign = if digits < 0 { "-" } else { "" };
        let text = format!("{:0width$}", digits.unsigned_abs(), width = places + 1);
        let (whole, fraction) = text.split_at(text.len() - places);
        format!("{sign}{whole}.{fraction}")
    }

    proptest! {
        #[test]
        fn integers_compare_as_integers(left: i128, right: i128) {
            let expected = left.cmp(&right);
            prop_assert_eq!(decimal(&left.to_string()).cmp(&decimal(&right.to_string())), expected);
        }

        #[test]
        fn fractions_compare_as_scaled_integers(
            left in -2000_i128..2000, left_exponent in 0..6_u32,
            right in -2000_i128..2000, right_exponent in 0..6_u32,
        ) {
            let scaled = |digits: i128, places: u32| digits * 10_i128.pow(6 - places);
            let expected = scaled(left, left_exponent).cmp(&scaled(right, right_exponent));
            let left_decimal = decimal(&written(left, -left_exponent.cast_signed()));
            let right_decimal = decimal(&plain(right, right_exponent as usize));
            prop_assert_eq!(left_decimal.cmp(&right_decimal), expected);
            prop_assert_eq!(left_decimal == right_decimal, expected.is_eq());
        }

        #[test]
        fn there_is_a_number_below_above_and_between(
            left in -2000_i64..2000, right in -2000_i64..2000, places in 0..4_usize,
        ) {
            let number = |digits: i64| decimal(&plain(i128::from(digits), places));
            let (low, high) = (number(left.min(right)), number(left.max(right)));
            prop_assert!(low.below() < low && high < high.above());
            prop_assert_eq!(&decimal(&low.to_string()), &low);
            if let Some(middle) = Decimal::between(&low, &high) {
                prop_assert!(low < middle && middle < high);
            } else {
                prop_assert_eq!(low, high);
            }
        }

        #[test]
        fn any_text_is_read_without_panic(text in "[-+0-9.eE]{0,12}") {
            let _ = Decimal::parse(&text);
        }
    }
}
