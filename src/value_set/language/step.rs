//! What a language reads one character at a time.

/// A place in an alternative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Step {
    /// One of these characters.
    One(Characters),
    /// Any number of these characters.
    Run(Characters),
    /// The text ends here.
    End,
}

/// A set of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Characters {
    /// This one.
    Only(char),
    /// Those whose lower case begins with this one.
    Folded(char),
    /// The characters of an action's name in lower case.
    OfName,
    /// All but `:`.
    NotColon,
    /// All.
    Any,
}

impl Characters {
    pub(super) fn contains(self, character: char) -> bool {
        match self {
            Self::Only(only) => only == character,
            Self::Folded(lower) => character.to_lowercase().next() == Some(lower),
            Self::OfName => is_of_name(character),
            Self::NotColon => character != ':',
            Self::Any => true,
        }
    }
}

fn is_of_name(character: char) -> bool {
    character.is_ascii_lowercase() || character.is_ascii_digit() || "-_.".contains(character)
}

/// The characters that tell these steps apart: each that a step names, and one for all others of
/// each kind that the steps know.
pub(super) fn alphabet(steps: impl Iterator<Item = Step>) -> Vec<char> {
    let (mut named, mut sets) = (Vec::new(), [false; 3]);
    for step in steps {
        match step {
            Step::One(Characters::Only(only)) => named.push(only),
            Step::One(Characters::Folded(lower)) => {
                named.push(lower);
                named.extend(upper_case(lower));
                named.extend(ALSO_UPPER_CASE.chars().filter(|one| set_of(lower, *one)));
            }
            Step::One(set) | Step::Run(set) => match set {
                Characters::OfName => sets[0] = true,
                Characters::NotColon => sets[1] = true,
                Characters::Any => sets[2] = true,
                Characters::Only(_) | Characters::Folded(_) => {}
            },
            Step::End => {}
        }
    }
    named.sort_unstable();
    named.dedup();
    let [of_name, not_colon, any] = sets;
    let mut all = named.clone();
    let is_fresh = |character: &char| {
        !named.contains(character) && character.to_lowercase().all(|lower| lower == *character)
    };
    if of_name || not_colon || any {
        all.extend("xabcdefghijklmnopqrstuvwyz0123456789-_.".chars().find(is_fresh));
    }
    if (not_colon || any) && of_name {
        all.extend("/~@+=,! ".chars().find(is_fresh).or_else(|| beyond(&named)));
    } else if (not_colon || any) && all.len() == named.len() {
        all.extend("/~@+=,! ".chars().find(is_fresh).or_else(|| beyond(&named)));
    }
    if any && not_colon && !named.contains(&':') {
        all.push(':');
    }
    all
}

/// Characters in whose lower case another one begins that has a different upper case or none.
const ALSO_UPPER_CASE: &str = "\u{130}\u{1c5}\u{1c8}\u{1cb}\u{1f2}\u{3f4}\u{1e9e}\u{1f88}\u{1f89}\u{1f8a}\u{1f8b}\u{1f8c}\u{1f8d}\u{1f8e}\u{1f8f}\u{1f98}\u{1f99}\u{1f9a}\u{1f9b}\u{1f9c}\u{1f9d}\u{1f9e}\u{1f9f}\u{1fa8}\u{1fa9}\u{1faa}\u{1fab}\u{1fac}\u{1fad}\u{1fae}\u{1faf}\u{1fbc}\u{1fcc}\u{1ffc}\u{2126}\u{212a}\u{212b}";

fn set_of(lower: char, character: char) -> bool {
    Characters::Folded(lower).contains(character)
}

/// Upper-case characters that are this one in lower case.
fn upper_case(lower: char) -> Option<char> {
    let mut upper = lower.to_uppercase();
    let first = upper.next()?;
    let is_its_own = upper.next().is_none() && first != lower;
    (is_its_own && first.to_lowercase().eq([lower])).then_some(first)
}

/// A character beyond all that are named.
fn beyond(named: &[char]) -> Option<char> {
    ('\u{4e00}'..='\u{9fff}').find(|character| !named.contains(character))
}
