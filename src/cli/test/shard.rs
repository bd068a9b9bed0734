//! One part of all cases: `--shard 2/5`.

use std::str::FromStr;

use crate::text::quote;

/// One part of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shard {
    number: u64,
    count: u64,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("expected a part and how many there are, as in `2/5`, not {}", quote(text));
        let is_digits =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let (number, count) = text.split_once('/').ok_or_else(wrong)?;
        if !is_digits(number) || !is_digits(count) {
            return Err(wrong());
        }
        let number = number.parse().map_err(|_| wrong())?;
        let count = count.parse().map_err(|_| wrong())?;
        if number == 0 || number > count {
            return Err(format!(
                "the parts of {count} are 1 to {count}; there is no part {number}"
            ));
        }
        Ok(Self { number, count })
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.number, self.count)
    }
}

impl Shard {
    /// Whether a case belongs to this part. Every case belongs to one part, today and tomorrow.
    pub(super) fn holds(self, id: &str) -> bool {
        fingerprint(id.as_bytes()) % self.count == self.number - 1
    }
}

/// The same number for the same bytes on every machine (FNV-1a, its bits mixed once more).
pub(super) fn fingerprint(bytes: &[u8]) -> u64 {
    let mixed = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let spread = (mixed ^ (mixed >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    spread ^ (spread >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_is_in_one_part_and_the_parts_are_alike() {
        let parts: Vec<Shard> = (1..=5).map(|part| format!("{part}/5").parse().unwrap()).collect();
        let mut sizes = [0; 5];
        for number in 0..5000 {
            let id = format!("scenarios/a.json#case {number}[action=s3:GetObject]");
            let holding: Vec<_> = (0..5).filter(|part| parts[*part].holds(&id)).collect();
            assert_eq!(holding.len(), 1);
            sizes[holding[0]] += 1;
        }
        assert!(sizes.iter().all(|size| (900..1100).contains(size)), "{sizes:?}");
    }

    #[test]
    fn a_case_stays_in_its_part() {
        assert_eq!(fingerprint(b"scenarios/a.json#it"), 0xf0b6_dc72_14f9_dc5e);
    }

    #[test]
    fn parts_that_are_not_there_are_refused() {
        for text in
            ["0/5", "6/5", "1/0", "x/y", "1", "", "/", "1/", "-1/5", "+1/5", "1/2/3", "1.0/2"]
        {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
        assert_eq!("2/5".parse(), Ok(Shard { number: 2, count: 5 }));
        assert_eq!("1/1".parse::<Shard>().unwrap().to_string(), "1/1");
    }
}
