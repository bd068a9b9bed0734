//! Regions in words.

use std::fmt;

use super::owners::{Of, Told, told};
use super::{Actions, Cube, More, Part, Range, Region, Resources};
use crate::text::printable;

/// How many of anything are told in a row.
const MOST: usize = 4;

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, part) in self.parts.iter().enumerate() {
            if number > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{part}")?;
        }
        match (self.parts.is_empty(), self.is_whole) {
            (false, false) if self.parts.iter().all(|part| part.more.is_none()) => {
                f.write_str("; and more")
            }
            (true, false) => f.write_str("more than can be told"),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.actions)?;
        let ways = told(&self.cubes, &self.actions);
        for (number, way) in ways.iter().take(MOST).enumerate() {
            f.write_str(if number == 0 { " " } else { ", or " })?;
            write!(f, "{way}")?;
        }
        let hidden = ways.len().saturating_sub(MOST);
        let way = |count: usize| if count == 1 { "way" } else { "ways" };
        match self.more {
            More::Exactly(count) if count + hidden == 0 => Ok(()),
            More::Exactly(count) => {
                let count = count + hidden;
                write!(f, ", or in {count} more {}", way(count))
            }
            More::AtLeast(count) if count + hidden == 0 => f.write_str(", or in more ways"),
            More::AtLeast(count) => {
                let count = count + hidden;
                write!(f, ", or in at least {count} more {}", way(count))
            }
        }
    }
}

impl fmt::Display for Actions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [only] = self.ranges.as_slice() {
            return write!(f, "{only}");
        }
        let among = |range: &Range| {
            let except = range.except_words();
            let except = if except.is_empty() { except } else { format!(" ({except})") };
            range.within_words() + &except
        };
        f.write_str(&some(&self.ranges.iter().map(among).collect::<Vec<_>>(), "and"))
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let except = self.except_words();
        let space = if except.is_empty() { "" } else { " " };
        write!(f, "{}{space}{except}", self.within_words())
    }
}

impl Range {
    fn within_words(&self) -> String {
        self.within.iter().map(|text| bare(text)).collect::<Vec<_>>().join(" that match ")
    }

    /// `except ..`; empty if it leaves nothing out.
    fn except_words(&self) -> String {
        let except: Vec<String> = self.except.iter().map(|text| bare(text)).collect();
        if except.is_empty() { String::new() } else { format!("except {}", some(&except, "and")) }
    }
}

impl fmt::Display for Cube {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "on {}", self.resources)?;
        when(&self.conditions, f)
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Resources { among, except } = &self.resources;
        f.write_str("on ")?;
        match (&self.of, among.is_empty()) {
            (Of::NoResource, true) => f.write_str("no resource (`*`)")?,
            (Of::NoAccount, true) => f.write_str("any resource whose ARN names no account")?,
            _ => {
                let resources = Resources { among: among.clone(), except: Vec::new() };
                write!(f, "{resources}")?;
            }
        }
        if let Of::Account(account) = &self.of {
            write!(f, " of account {account}")?;
        }
        exceptions(except, f)?;
        when(&self.conditions, f)
    }
}

/// ` when a and (b or c)`
fn when(conditions: &[String], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (number, condition) in conditions.iter().enumerate() {
        f.write_str(if number == 0 { " when " } else { " and " })?;
        if conditions.len() > 1 && condition.contains(" or ") {
            write!(f, "({condition})")?;
        } else {
            f.write_str(condition)?;
        }
    }
    Ok(())
}

/// ` except a and b`
fn exceptions(except: &[String], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if except.is_empty() {
        return Ok(());
    }
    let texts: Vec<String> = except.iter().map(|text| bare(text)).collect();
    write!(f, " except {}", some(&texts, "and"))
}

impl fmt::Display for Resources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts = |all: &Vec<String>| all.iter().map(|text| bare(text)).collect::<Vec<_>>();
        if self.among.is_empty() {
            f.write_str("any resource")?;
        }
        for (number, among) in self.among.iter().enumerate() {
            f.write_str(if number == 0 { "" } else { " that match " })?;
            f.write_str(&some(&texts(among), "or"))?;
        }
        exceptions(&self.except, f)
    }
}

fn bare(text: &str) -> String {
    format!("`{}`", printable(text))
}

/// `a`, `a and b`, `a, b, c, d and 3 more`
fn some(all: &[String], link: &str) -> String {
    match all {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] if all.len() <= MOST => format!("{} {link} {last}", first.join(", ")),
        [first @ .., _] => {
            let shown = &first[..MOST.min(first.len())];
            format!("{} {link} {} more", shown.join(", "), all.len() - shown.len())
        }
    }
}
