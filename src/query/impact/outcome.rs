//! What came of the requests, before and after.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::bundle::{Trouble, Verdict};
use crate::edges::Draft;
use crate::environment::Origin;
use crate::evaluate::Decision;
use crate::explain::{MissingContext, StatementPlace, reason};
use crate::request::PrincipalKind;

/// What a change to an environment does, as far as requests were looked at.
#[derive(Clone, Debug, Default)]
pub struct Impact {
    /// What is there in one environment only, or says something else in the other.
    pub changes: Vec<Change>,
    /// The requests that are decided differently, the gravest first.
    pub findings: Vec<Finding>,
    /// How many requests were decided in both environments.
    pub asked: usize,
    /// How many more there were than were to be asked.
    pub left_out: usize,
    /// What could not be asked, and why.
    pub unasked: Vec<String>,
    /// Mistakes in policies that kept requests from being decided.
    pub troubles: Vec<Trouble>,
}

/// How an entity changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It is new.
    Created,
    /// It says something else.
    Changed,
    /// It is gone.
    Deleted,
}

/// An entity that changed.
#[derive(Clone, Debug)]
pub struct Change {
    /// `role app of 111122223333`
    pub subject: String,
    /// How.
    pub kind: ChangeKind,
    /// In what it differs: `trust policy`.
    pub facts: Vec<&'static str>,
    /// Where it stood before.
    pub before: Option<Origin>,
    /// Where it stands after.
    pub after: Option<Origin>,
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Turn {
    /// Surely allowed after, and not surely before.
    Gained,
    /// Denied before; after, it hangs on something.
    MayBeGained,
    /// Surely denied after, and not surely before.
    Lost,
    /// Allowed before; after, it hangs on something.
    MayBeLost,
}

impl Turn {
    /// All of them, the gravest first.
    pub const ALL: [Self; 4] = [Self::Gained, Self::MayBeGained, Self::Lost, Self::MayBeLost];

    /// What becomes of a request that is decided so; `None` if nothing.
    pub fn of(before: Decision, after: Decision) -> Option<Self> {
        let is_denied =
            |one: Decision| matches!(one, Decision::ImplicitDeny | Decision::ExplicitDeny);
        match (before, after) {
            (Decision::Allowed, Decision::Allowed) | (Decision::Undecided, Decision::Undecided) => {
                None
            }
            (one, other) if is_denied(one) && is_denied(other) => None,
            (_, Decision::Allowed) => Some(Self::Gained),
            (Decision::Allowed, Decision::Undecided) => Some(Self::MayBeLost),
            (_, Decision::Undecided) => Some(Self::MayBeGained),
            (_, Decision::ImplicitDeny | Decision::ExplicitDeny) => Some(Self::Lost),
        }
    }

    /// Whether there is or may be access that there was not.
    pub fn is_gain(self) -> bool {
        matches!(self, Self::Gained | Self::MayBeGained)
    }

    /// The name in machine formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gained => "gained",
            Self::MayBeGained => "mayBeGained",
            Self::Lost => "lost",
            Self::MayBeLost => "mayBeLost",
        }
    }
}

/// How far access reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// To anybody, without credentials.
    Public,
    /// To somebody of an account other than the resource's.
    CrossAccount,
    /// To a service of AWS.
    Service,
    /// Within an account.
    Own,
}

impl Reach {
    /// The name in machine formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::CrossAccount => "crossAccount",
            Self::Service => "service",
            Self::Own => "ownAccount",
        }
    }
}

/// A request that is decided differently.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The request; of its keys those that the answers hang on.
    pub draft: Draft,
    /// What becomes of it.
    pub turn: Turn,
    /// How far the access reaches.
    pub reach: Reach,
    /// The service by its prefix: `s3`.
    pub service: Box<str>,
    /// What the action does, by the catalogue: `Write`.
    pub access_level: Option<&'static str>,
    /// The case of a scenario that asks it.
    pub case: Option<Arc<str>>,
    /// The answer before.
    pub before: Reply,
    /// The answer after.
    pub after: Reply,
}

/// An answer with its reason.
#[derive(Clone, Debug)]
pub struct Reply {
    /// What was decided.
    pub decision: Decision,
    /// Why, in one line.
    pub reason: String,
    /// The statements that made it.
    pub matched: Vec<StatementPlace>,
    /// What it hangs on.
    pub missing: Vec<MissingContext>,
    /// Who asks and about what, as far as it says how far the access reaches.
    pub(super) reach: Option<Reach>,
}

impl Reply {
    /// The answer where the caller or the resource is not there.
    pub(super) fn not_there(reason: String) -> Self {
        Self {
            decision: Decision::ImplicitDeny,
            reason,
            matched: Vec::new(),
            missing: Vec::new(),
            reach: None,
        }
    }

    pub(super) fn of(verdict: &Verdict) -> Self {
        let Some(decided) = verdict.deciding() else {
            return Self::not_there(String::new());
        };
        let (request, explanation) = (&decided.context.request, &decided.explanation);
        let reach = match &request.principal.kind {
            PrincipalKind::Anonymous => Reach::Public,
            PrincipalKind::Service { .. } => Reach::Service,
            _ if request.crosses_accounts() => Reach::CrossAccount,
            _ => Reach::Own,
        };
        Self {
            decision: verdict.decision,
            reason: reason(request, explanation),
            matched: explanation.matched.clone(),
            missing: explanation.missing_context.clone(),
            reach: Some(reach),
        }
    }
}

impl Impact {
    /// Whether anything is or may be allowed that was not.
    pub fn has_gains(&self) -> bool {
        self.findings.iter().any(|finding| finding.turn.is_gain())
    }

    /// How many requests turned so.
    pub fn count(&self, turn: Turn) -> usize {
        self.findings.iter().filter(|finding| finding.turn == turn).count()
    }

    /// The findings of each caller, in the order of their names; anonymous callers first.
    pub fn by_principal(&self) -> Vec<(&str, Vec<&Finding>)> {
        let mut grouped: BTreeMap<(bool, &str), Vec<&Finding>> = BTreeMap::new();
        for finding in &self.findings {
            let is_public = finding.reach == Reach::Public;
            grouped.entry((!is_public, &finding.draft.caller.text)).or_default().push(finding);
        }
        grouped.into_iter().map(|((_, name), findings)| (name, findings)).collect()
    }
}
