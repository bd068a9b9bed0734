//! Patterns whose variables are replaced.

/// What is left of a pattern once its variables are replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FilledIn<T> {
    /// A pattern without variables.
    Pattern(T),
    /// Nothing: it matches no text.
    Nothing,
    /// That is not known.
    Unknown,
}

impl<T> FilledIn<T> {
    /// The patterns that match something; `None` if one is not known.
    pub(super) fn all(filled_in: impl Iterator<Item = Self>) -> Option<Vec<T>> {
        let mut patterns = Vec::new();
        for one in filled_in {
            match one {
                Self::Pattern(pattern) => patterns.push(pattern),
                Self::Nothing => {}
                Self::Unknown => return None,
            }
        }
        Some(patterns)
    }
}
