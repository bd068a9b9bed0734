//! Claims that do not hold, or of which nobody knows.

use std::sync::Arc;

use super::claim::ClaimKind;
use super::waiver::Waiver;
use crate::bundle::Verdict;
use crate::compare::Unknown;
use crate::explain::StatementPlace;
use crate::request::Request;
use crate::scenario::place::Place;
use crate::text::Node;

/// A claim that was not proven.
#[derive(Clone, Debug)]
pub struct Broken {
    /// What is claimed.
    pub kind: ClaimKind,
    /// Where.
    pub expected_at: Place,
    /// What refutes it, a request for each statement; none if nothing does.
    pub found: Vec<Counterexample>,
    /// Why there is no proof, where nothing refutes it.
    pub unproven: Option<Unproven>,
    /// The waiver that has ended, if there was one.
    pub ended: Option<Waiver>,
}

/// A request that a claim says there is not.
#[derive(Clone, Debug)]
pub struct Counterexample {
    /// The request.
    pub request: Request,
    /// Who asks, as ids call it; `None` where it is whoever has the policy.
    pub caller: Option<String>,
    /// The statement that allows it, if one does.
    pub statement: Option<StatementPlace>,
    /// How it is decided; `None` where one policy alone was asked.
    pub verdict: Option<Arc<Verdict>>,
    /// What else is found so: actions, resources and conditions in words.
    pub region: String,
    /// A case that holds once the claim does, if there is one that asks for this very request.
    pub case: Option<Node>,
}

/// Why there is no proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unproven {
    /// The search ended without an answer.
    Unknown(Unknown),
    /// It hangs on something that the environment does not know.
    Unsaid(String),
}

impl Unproven {
    /// Why, in words.
    pub fn why(&self) -> String {
        match self {
            Self::Unknown(unknown) => unknown.why().to_owned(),
            Self::Unsaid(what) => format!("it hangs on {what}"),
        }
    }
}
