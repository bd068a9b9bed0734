//! What is said about a thing, and what is not.

/// Something that a source may say, deny, or pass over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fact<T> {
    /// The source says nothing about it.
    #[default]
    Unsaid,
    /// There is none.
    None,
    /// This.
    Is(T),
}

impl<T> Fact<T> {
    /// What there is, if that was said.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Unsaid | Self::None => None,
        }
    }

    /// Whether anything was said.
    pub fn is_said(&self) -> bool {
        !matches!(self, Self::Unsaid)
    }

    /// This, or where nothing is said what `earlier` says.
    #[must_use]
    pub fn or(self, earlier: Self) -> Self {
        match self {
            Self::Unsaid => earlier,
            Self::None | Self::Is(_) => self,
        }
    }
}
