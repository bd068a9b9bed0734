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

/// The characters that tell steps apart.
#[derive(Clone, Default)]
pub(super) struct Alphabet {
    named: Vec<char>,
    has_names: bool,
    has_segments: bool,
    has_others: bool,
}

impl Alphabet {
    pub(super) fn of(steps: impl Iterator<Item = Step>) -> Self {
        let mut all = Self::default();
        for step in steps {
            match step {
                Step::One(set) | Step::Run(set) => all.add(set),
                Step::End => {}
            }
        }
        all.named.sort_unstable();
        all.named.dedup();
        all
    }

    /// How many classes of characters there are whose members lead to the same place.
    pub(super) fn classes(&self) -> usize {
        self.named.len() + 3
    }

    /// The number of a character's class.
    pub(super) fn class(&self, character: char) -> usize {
        // INVARIANT: sets tell no others apart than characters of names, the colon and the rest.
        self.named.binary_search(&character).unwrap_or_else(|_| match character {
            ':' => self.named.len(),
            _ if is_of_name(character) => self.named.len() + 1,
            _ => self.named.len() + 2,
        })
    }

    pub(super) fn add(&mut self, set: Characters) {
        match set {
            Characters::Only(only) => self.named.push(only),
            Characters::Folded(lower) => {
                self.named.push(lower);
                self.named.extend(upper_case(lower));
                self.named.extend(ALSO_UPPER_CASE.chars().filter(|one| set.contains(*one)));
            }
            Characters::OfName => self.has_names = true,
            Characters::NotColon => self.has_segments = true,
            Characters::Any => self.has_others = true,
        }
    }

    pub(super) fn join(&mut self, other: &Self) {
        self.named.extend_from_slice(&other.named);
        self.has_names |= other.has_names;
        self.has_segments |= other.has_segments;
        self.has_others |= other.has_others;
    }

    /// Each character that a step names, and one for all others of each kind that the steps know.
    pub(super) fn characters(self) -> Vec<char> {
        let Self { mut named, has_names, has_segments, has_others } = self;
        named.sort_unstable();
        named.dedup();
        let is_fresh = |character: &char| {
            !named.contains(character) && character.to_lowercase().all(|lower| lower == *character)
        };
        let mut others = Vec::new();
        if has_names || has_segments || has_others {
            others.extend("xabcdefghijklmnopqrstuvwyz0123456789-_.".chars().find(is_fresh));
        }
        if (has_segments || has_others) && (has_names || others.is_empty()) {
            others.extend("/~@+=,! ".chars().find(is_fresh).or_else(|| beyond(&named)));
        }
        if has_others && has_segments && !named.contains(&':') {
            others.push(':');
        }
        named.append(&mut others);
        named
    }
}

/// Characters in whose lower case another one begins that has a different upper case or none.
const ALSO_UPPER_CASE: &str = "\u{130}\u{1c5}\u{1c8}\u{1cb}\u{1f2}\u{3f4}\u{1e9e}\u{1f88}\u{1f89}\u{1f8a}\u{1f8b}\u{1f8c}\u{1f8d}\u{1f8e}\u{1f8f}\u{1f98}\u{1f99}\u{1f9a}\u{1f9b}\u{1f9c}\u{1f9d}\u{1f9e}\u{1f9f}\u{1fa8}\u{1fa9}\u{1faa}\u{1fab}\u{1fac}\u{1fad}\u{1fae}\u{1faf}\u{1fbc}\u{1fcc}\u{1ffc}\u{2126}\u{212a}\u{212b}";

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
