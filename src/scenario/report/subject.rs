//! What a report is about.

/// What a report is about, and so how it calls what happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Subject {
    /// Cases of scenario files.
    #[default]
    Cases,
    /// Changes of policies, and whether a case notices them.
    Mutants,
}

impl Subject {
    /// The command that runs it.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Cases => "iamsim test",
            Self::Mutants => "iamsim mutants",
        }
    }

    /// How one that ended as it should is called.
    pub(super) fn passed(self) -> &'static str {
        match self {
            Self::Cases => "passed",
            Self::Mutants => "noticed",
        }
    }

    /// How one that ended otherwise is called.
    pub(super) fn failed(self) -> &'static str {
        match self {
            Self::Cases => "failed",
            Self::Mutants => "survived",
        }
    }

    /// How one is called that does not count.
    pub(super) fn skipped(self) -> &'static str {
        match self {
            Self::Cases => "waived",
            Self::Mutants => "equivalent",
        }
    }
}
