//! What reports to other programs are made of, whatever was tested.

use super::super::place::Place;

/// What came of one file: a scenario file with its cases, or a policy with its mutants.
#[derive(Clone, Debug)]
pub struct Suite {
    /// The file's path.
    pub name: String,
    /// What came of each part, in the order of the file.
    pub entries: Vec<Entry>,
    /// Why the file could not be read, if so.
    pub unreadable: Option<Failure>,
}

/// What came of one part of a file.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Unique within the whole run: `file#name[action=..]`.
    pub id: String,
    /// How people call it.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    /// What came of it.
    pub status: Status,
}

/// How something ended.
#[derive(Clone, Debug)]
pub enum Status {
    /// As it should.
    Passed,
    /// Not asked.
    Skipped {
        /// Why.
        reason: String,
    },
    /// Otherwise than expected.
    Failed(Failure),
    /// Without an answer.
    Errored(Failure),
}

/// What went wrong.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Of which kind, in kebab-case: `wrong-decision`, `survived`, the code of a mistake.
    pub kind: &'static str,
    /// In one line, without a full stop.
    pub message: String,
    /// In full, as plain text of several lines.
    pub details: String,
    /// What to mark where, the most important first.
    pub annotations: Vec<Annotation>,
}

/// Something to say at a place.
#[derive(Clone, Debug)]
pub struct Annotation {
    /// Where.
    pub place: Place,
    /// What, in one line.
    pub message: String,
}
