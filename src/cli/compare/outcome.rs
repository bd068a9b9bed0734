//! What a comparison came to, as reports tell it.

use super::access::Access;
use super::arguments::PolicyTypeArgument;
use super::assumptions::Assumption;
use crate::compare::Unknown;
use crate::evaluate::Decision;
use crate::explain::StatementPlace;
use crate::text::Span;

/// What was asked.
#[derive(Clone, Debug)]
pub(super) enum Question {
    /// Whether the new policies allow nothing that the existing ones do not.
    NoNewAccess,
    /// The same in both directions.
    Equivalent,
    /// Whether the new policies allow none of this.
    AccessNotGranted(Vec<Access>),
    /// Whether a policy on a resource of this type grants nothing to the public.
    NoPublicAccess(String),
}

/// A question with its answer.
pub(super) struct Outcome {
    /// What was asked.
    pub(super) question: Question,
    /// What the policies are.
    pub(super) policy_type: PolicyTypeArgument,
    /// The policies that there are; none for a question about one side.
    pub(super) existing: Vec<String>,
    /// The policies that are to be, or those that the question is about.
    pub(super) new: Vec<String>,
    /// What each side adds to the other: the new one, then the existing one if that was asked.
    pub(super) added: Vec<Added>,
    /// What the answer rests on.
    pub(super) assumptions: Vec<Assumption>,
}

/// What one side allows and the other does not.
#[derive(Clone, Debug)]
pub(super) enum Added {
    /// Nothing, proven.
    Nothing,
    /// This, by statement.
    Found(Found),
    /// It is not known whether there is anything.
    Unknown(Unknown),
}

/// What was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The statements that allow something.
    pub(super) grants: Vec<Grant>,
    /// Those of which it is not known whether they do.
    pub(super) open: Vec<OpenStatement>,
}

/// A statement of which it is not known whether it allows something on one side alone.
#[derive(Clone, Debug)]
pub(super) struct OpenStatement {
    /// The statement, if it is known which.
    pub(super) statement: Option<StatementPlace>,
    /// Why it is not known.
    pub(super) why: Unknown,
}

/// A statement that allows something on one side, shown by a request.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    /// The statement.
    pub(super) statement: StatementPlace,
    /// The places in it that let the request through, and what they do.
    pub(super) parts: Vec<(Span, String)>,
    /// The request.
    pub(super) request: ShownRequest,
    /// What the existing policies decide; `None` for a question about one side.
    pub(super) existing: Option<Decision>,
    /// What the new policies decide.
    pub(super) new: Decision,
    /// The statement that denies it on the other side, if one does.
    pub(super) denied_by: Option<StatementPlace>,
    /// All that the statement adds for the caller of the request, in words.
    pub(super) region: Option<ShownRegion>,
    /// The `iamsim check` that decides the same request, if one does.
    pub(super) replay: Option<String>,
}

/// All that a statement adds, as people and programs read it.
#[derive(Clone, Debug)]
pub(super) struct ShownRegion {
    /// Actions, resources and conditions in words.
    pub(super) words: String,
    /// How many actions of the catalogue there are among them.
    pub(super) catalogued: usize,
    /// Some of those that no pattern names.
    pub(super) examples: Vec<String>,
    /// Whether actions that AWS may yet add are among them.
    pub(super) may_come: bool,
}

/// A request as people and programs read it.
#[derive(Clone, Debug)]
pub(super) struct ShownRequest {
    /// Who asks; `None` where it is whoever has the policies.
    pub(super) principal: Option<String>,
    /// The action, in AWS's spelling where it is known.
    pub(super) action: String,
    /// Whether the catalogue has the action, and such resources for it.
    pub(super) is_catalogued: bool,
    /// What it is about.
    pub(super) resource: String,
    /// Condition keys with their values; a key whose value does not matter has none.
    pub(super) context: Vec<(String, Vec<String>)>,
}

/// How a question ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Conclusion {
    Proven,
    Found,
    Unknown(Unknown),
}

/// How the access of the new side relates to that of the existing one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Equivalent,
    Less,
    More,
    Incomparable,
    /// They differ, and in which directions could not be shown.
    Different,
    Unknown,
}

impl Relation {
    /// Its name in formats for programs.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Equivalent => "equivalent",
            Self::Less => "less",
            Self::More => "more",
            Self::Incomparable => "incomparable",
            Self::Different => "different",
            Self::Unknown => "unknown",
        }
    }
}

impl Outcome {
    /// How the question ended: what was found counts more than what is not known.
    pub(super) fn conclusion(&self) -> Conclusion {
        let mut conclusion = Conclusion::Proven;
        for added in &self.added {
            match added {
                Added::Found(_) => return Conclusion::Found,
                Added::Unknown(why) => conclusion = Conclusion::Unknown(*why),
                Added::Nothing => {}
            }
        }
        conclusion
    }

    /// How the two sides relate, where both directions were asked.
    pub(super) fn relation(&self) -> Option<Relation> {
        let [by_new, by_existing] = &self.added[..] else { return None };
        Some(match (by_new, by_existing) {
            (Added::Nothing, Added::Nothing) => Relation::Equivalent,
            (Added::Nothing, Added::Found(_)) => Relation::Less,
            (Added::Found(_), Added::Nothing) => Relation::More,
            (Added::Found(_), Added::Found(_)) => Relation::Incomparable,
            (Added::Found(_), Added::Unknown(_)) | (Added::Unknown(_), Added::Found(_)) => {
                Relation::Different
            }
            (Added::Unknown(_), _) | (_, Added::Unknown(_)) => Relation::Unknown,
        })
    }

    /// Every statement that was found, and whether it is of the new side.
    pub(super) fn grants(&self) -> impl Iterator<Item = (bool, &Grant)> {
        self.added.iter().enumerate().flat_map(|(number, added)| {
            let grants = match added {
                Added::Found(found) => &found.grants[..],
                Added::Nothing | Added::Unknown(_) => &[],
            };
            grants.iter().map(move |grant| (number == 0, grant))
        })
    }

    /// The statements of which it is not known whether they belong to what was found.
    pub(super) fn open(&self) -> impl Iterator<Item = &OpenStatement> {
        self.added.iter().flat_map(|added| match added {
            Added::Found(found) => &found.open[..],
            Added::Nothing | Added::Unknown(_) => &[],
        })
    }
}
