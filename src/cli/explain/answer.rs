//! The explanation as data.

use std::collections::BTreeMap;

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::ask::Asked;
use super::command::check_command;
use super::{Explained, Explanations, Outcome};
use crate::bundle::{DecidedAnswer, ErrorAnswer, PositionAnswer, harmless};
use crate::catalog::Catalog;
use crate::policy::Spanned;
use crate::suggest::AdviceAnswer;
use crate::whatif::incident::{ClaimTest, Comparison, Denied, Fit, Incident, Untold, Word};

/// Why AWS refused calls.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Explained"))]
pub(in crate::cli) struct ExplainAnswer {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    v: u8,
    /// One for each refused request.
    incidents: Vec<IncidentAnswer>,
    /// How many records tell of no refused call.
    skipped: usize,
}

/// A request that AWS refused.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Incident"))]
struct IncidentAnswer {
    /// What told of it.
    #[cfg_attr(test, schemars(extend("enum" = ["message", "cloudTrail", "authorizationMessage", "token"])))]
    kind: &'static str,
    /// Where it stands.
    #[serde(flatten)]
    position: PositionAnswer,
    /// How often the text tells the same.
    count: usize,
    /// Who asked.
    principal: Option<Box<str>>,
    /// The role behind a session.
    role: Option<Box<str>>,
    /// The action.
    action: Option<Box<str>>,
    /// What the action may be, where it is not told.
    candidates: Vec<String>,
    /// The resource.
    resource: Option<Box<str>>,
    /// Whose the resource is, where its ARN does not tell.
    resource_account: Option<Box<str>>,
    /// The condition keys that the text tells; `null` is a key that the request did not carry.
    context: BTreeMap<String, Value>,
    /// When.
    time: Option<Box<str>>,
    /// The account that recorded it.
    account: Option<Box<str>>,
    /// AWS's id of the request.
    request_id: Option<Box<str>>,
    /// What AWS said; `null` of a token.
    aws: Option<DeniedAnswer>,
    /// What the text does not tell.
    untold: Vec<UntoldAnswer>,
    /// What people should know about it.
    remarks: Vec<String>,
    /// What a token makes known.
    token: Option<TokenAnswer>,
    /// What the policies answer; `null` if they were not asked.
    answer: Option<DecidedAnswer>,
    /// What would allow it, where the policies do not.
    advice: Option<AdviceAnswer>,
    /// What is wrong with the question or the policies, if there is no answer.
    errors: Vec<ErrorAnswer>,
    /// AWS's word against the policies'.
    comparison: Option<ComparisonAnswer>,
    /// The command that asks the same.
    command: Option<String>,
}

/// What AWS said.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "AwsSaid"))]
struct DeniedAnswer {
    /// Whether a Deny statement matched; `null` if AWS did not say.
    explicit: Option<bool>,
    /// The layer, as `policies` names it.
    policy_type: Option<&'static str>,
    /// AWS's word for the layer.
    layer: Option<Box<str>>,
    /// The ARN of the policy that denied.
    policy: Option<Box<str>>,
    /// Where to look.
    look: String,
}

/// Something that a text does not tell.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Untold"))]
struct UntoldAnswer {
    /// What it is.
    #[cfg_attr(test, schemars(extend("enum" = ["principal", "action", "resource"])))]
    what: &'static str,
    /// Why not, and where to find it.
    why: String,
}

/// What a token makes known. It is decoded, not verified, and its claims are shown only where a
/// policy asks for them.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Token"))]
struct TokenAnswer {
    /// Always `false`.
    #[cfg_attr(test, schemars(extend("const" = false)))]
    verified: bool,
    /// The condition keys that it makes.
    keys: Vec<String>,
    /// Why AWS STS refuses it whatever the policies say.
    refused: Vec<String>,
    /// The elements of the trust policy against it.
    claims: Vec<ClaimAnswer>,
}

/// An element of a trust policy against a token.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Claim"))]
struct ClaimAnswer {
    /// The file that holds the policy.
    path: Box<str>,
    /// Where the element stands.
    #[serde(flatten)]
    position: PositionAnswer,
    /// The number of the statement, from 0.
    statement: usize,
    /// `Allow` or `Deny`.
    effect: &'static str,
    /// `Principal`, or the operator.
    element: Box<str>,
    /// The condition key; of a principal `Federated`.
    key: Box<str>,
    /// What the policy wants.
    wanted: Vec<Box<str>>,
    /// The claim's name in the token; empty if it is not there.
    claim: Box<str>,
    /// What the token says.
    values: Vec<Box<str>>,
    /// Whether that is what the policy wants.
    #[cfg_attr(test, schemars(extend("enum" = ["fits", "differs", "open"])))]
    fit: &'static str,
    /// How they differ.
    why: Option<String>,
}

/// AWS's word against the policies'.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, schemars(rename = "Comparison"))]
struct ComparisonAnswer {
    /// `same` if the policies deny it as AWS did.
    #[cfg_attr(test, schemars(extend("enum" = ["same", "otherReason", "allowed", "undecided"])))]
    word: &'static str,
    /// In a sentence.
    sentence: String,
    /// Where to look, where they do not agree.
    look: Option<String>,
}

impl ExplainAnswer {
    pub(super) fn of(explanations: &Explanations, catalog: &Catalog) -> Self {
        let incident = |one: &Explained| {
            let start = one.incident.span.start;
            IncidentAnswer::of(one, explanations.source.position(start).into(), catalog)
        };
        Self {
            v: 1,
            incidents: explanations.all.iter().map(incident).collect(),
            skipped: explanations.skipped,
        }
    }

    pub(super) fn to_json(&self) -> String {
        // INVARIANT: no map has keys other than texts, and no serializer here fails.
        harmless(serde_json::to_string(self).unwrap_or_default()) + "\n"
    }
}

impl IncidentAnswer {
    fn of(one: &Explained, position: PositionAnswer, catalog: &Catalog) -> Self {
        let Explained { incident, outcome } = one;
        let text = |found: &Option<Spanned<Box<str>>>| found.as_ref().map(|one| one.value.clone());
        let asked = match outcome {
            Outcome::Asked(asked) => Some(&**asked),
            _ => None,
        };
        let errors = match outcome {
            Outcome::Refused(troubles) => troubles.iter().map(ErrorAnswer::new).collect(),
            _ => Vec::new(),
        };
        Self {
            kind: incident.kind.field(),
            position,
            count: incident.count,
            principal: text(&incident.principal),
            role: incident.role.clone(),
            action: text(&incident.action),
            candidates: incident.candidates.clone(),
            resource: text(&incident.resource),
            resource_account: incident.resource_account.clone(),
            context: incident.context_fields().into_iter().collect(),
            time: incident.time.clone(),
            account: incident.account.clone(),
            request_id: incident.request_id.clone(),
            aws: incident.denied.as_ref().map(DeniedAnswer::of),
            untold: incident.untold.iter().map(UntoldAnswer::of).collect(),
            remarks: incident.remarks.clone(),
            token: TokenAnswer::of(incident, asked, catalog),
            answer: asked.map(|asked| DecidedAnswer::new(&asked.verdict, &[])),
            advice: asked.and_then(|asked| asked.advice.as_ref()).map(AdviceAnswer::new),
            errors,
            comparison: asked.and_then(|asked| asked.comparison.as_ref()).map(ComparisonAnswer::of),
            command: incident.claims.is_none().then(|| check_command(incident)),
        }
    }
}

impl DeniedAnswer {
    fn of(denied: &Denied) -> Self {
        Self {
            explicit: denied.explicit,
            policy_type: denied.layer.map(crate::aws::PolicyType::field),
            layer: denied.layer_name.clone(),
            policy: denied.policy.clone(),
            look: denied.where_to_look(),
        }
    }
}

impl UntoldAnswer {
    fn of(untold: &Untold) -> Self {
        Self { what: untold.what, why: untold.why.clone() }
    }
}

impl TokenAnswer {
    fn of(incident: &Incident, asked: Option<&Asked>, catalog: &Catalog) -> Option<Self> {
        let claims = incident.claims.as_ref()?;
        let tests = asked.map(|asked| &*asked.claims).unwrap_or_default();
        Some(Self {
            verified: false,
            keys: claims.keys(catalog),
            refused: asked.map(|asked| asked.refused.clone()).unwrap_or_default(),
            claims: tests.iter().map(ClaimAnswer::of).collect(),
        })
    }
}

impl ClaimAnswer {
    fn of(test: &ClaimTest) -> Self {
        Self {
            path: test.source.name().into(),
            position: test.source.position(test.span.start).into(),
            statement: test.statement,
            effect: test.effect.name(),
            element: test.element.clone(),
            key: test.key.clone(),
            wanted: test.wanted.clone(),
            claim: test.claim.name.clone(),
            values: test.claim.values.clone(),
            fit: match test.fit {
                Fit::Fits => "fits",
                Fit::Differs => "differs",
                Fit::Open => "open",
            },
            why: test.why.clone(),
        }
    }
}

impl ComparisonAnswer {
    fn of(comparison: &Comparison) -> Self {
        Self {
            word: match comparison.word {
                Word::Same => "same",
                Word::OtherReason => "otherReason",
                Word::Allowed => "allowed",
                Word::Open => "undecided",
            },
            sentence: comparison.sentence.clone(),
            look: comparison.look.clone(),
        }
    }
}
