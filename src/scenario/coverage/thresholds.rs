//! How much must be covered.

use std::fmt;
use std::str::FromStr;

use super::model::Measured;
use super::tally::Tally;
use crate::scenario::Percent;
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
        let missed = |(what, wanted, found): (_, Option<Percent>, Tally)| {
            let wanted =
                wanted.filter(|wanted| !wanted.is_reached_by(found.covered, found.total))?;
            Some(Miss { what, wanted, found })
        };
        all.into_iter().filter_map(missed).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
