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
