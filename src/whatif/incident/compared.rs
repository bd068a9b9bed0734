//! What AWS said against what the loaded policies say.

use super::model::Denied;
use crate::aws::PolicyType;
use crate::bundle::Verdict;
use crate::evaluate::{Decision, Gate};
use crate::explain::{DecidedBy, Record, Supply};
use crate::policy::Effect;

/// Whether AWS and the loaded policies say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Both deny, in the layer that AWS names if it names one.
    Same,
    /// Both deny, in different ways or layers.
    OtherReason,
    /// The loaded policies allow what AWS denied.
    Allowed,
    /// The loaded policies leave it open.
    Open,
}

/// AWS's word and ours, side by side.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Whether they agree.
    pub word: Word,
    /// In a sentence.
    pub sentence: String,
    /// Where to look, where they do not agree.
    pub look: Option<String>,
}

impl Comparison {
    /// Compares. `record` is that of the call's own authorization; `supply` is how the reader gives
    /// policies.
    pub fn of(denied: &Denied, verdict: &Verdict, record: &Record, supply: Supply) -> Self {
        let word = word(denied, verdict, record);
        let named = denied.named();
        let sentence = match word {
            Word::Same => format!("the loaded policies agree: {named}"),
            Word::Allowed => {
                format!("the loaded policies do not contain what denied it; AWS said: {named}")
            }
            Word::Open => format!("the loaded policies leave open what AWS denied: {named}"),
            Word::OtherReason => format!(
                "the loaded policies deny it, but for another reason than AWS named: {named}"
            ),
        };
        let look = (word != Word::Same).then(|| denied.where_to_look(supply));
        Self { word, sentence, look }
    }
}

fn word(denied: &Denied, verdict: &Verdict, record: &Record) -> Word {
    match verdict.decision {
        Decision::Allowed => return Word::Allowed,
        Decision::Undecided => return Word::Open,
        Decision::ImplicitDeny | Decision::ExplicitDeny => {}
    }
    let is_explicit = verdict.decision == Decision::ExplicitDeny;
    let differs = denied.explicit.is_some_and(|explicit| explicit != is_explicit);
    let closed = denied.layer.is_none_or(|layer| denies(layer, is_explicit, verdict, record));
    if differs || !closed { Word::OtherReason } else { Word::Same }
}

/// Whether a layer is among those that deny.
fn denies(layer: PolicyType, is_explicit: bool, verdict: &Verdict, record: &Record) -> bool {
    let Some(deciding) = verdict.deciding() else { return false };
    if is_explicit {
        let matched = deciding.explanation.matched.iter();
        return matched
            .filter(|one| one.effect == Effect::Deny)
            .any(|one| one.layer.policy_type == layer);
    }
    let of = |gate: Gate| DecidedBy::from(gate).policy_type;
    let first = deciding.explanation.decided_by.is_some_and(|by| by.policy_type == layer);
    first || record.closed().iter().any(|(gate, _)| of(*gate) == layer)
}

impl Denied {
    /// What AWS said: `an explicit deny in a service control policy`.
    pub fn named(&self) -> String {
        let layer = match (&self.layer_name, self.layer) {
            (Some(name), _) => Some(crate::text::printable(name)),
            (None, Some(layer)) => Some(layer.to_string()),
            (None, None) => None,
        };
        match (self.explicit, layer) {
            (Some(true), Some(layer)) => format!("an explicit deny in {} {layer}", article(&layer)),
            (Some(true), None) => "an explicit deny".to_owned(),
            (Some(false), Some(layer)) => format!("no {layer} allows it"),
            (Some(false), None) => "an implicit deny".to_owned(),
            (None, _) => "access denied, without a reason".to_owned(),
        }
    }

    /// Where the policies of the layer that AWS names are found, and how to name them here.
    pub fn where_to_look(&self, supply: Supply) -> String {
        let place = match self.layer {
            Some(layer) => {
                let Place { found, option, line } = place_of(layer, self.is_about_trust());
                format!("{found} {}", if supply == Supply::Session { line } else { option })
            }
            None => {
                "every layer, since AWS names none: the caller's identity-based policies, the policy of \
                 the resource, a permissions boundary, session policies, the SCPs and RCPs of the \
                 organization"
                    .to_owned()
            }
        };
        match &self.policy {
            Some(arn) => format!("{}, which AWS names; {place}", crate::text::printable(arn)),
            None => place,
        }
    }

    fn is_about_trust(&self) -> bool {
        self.layer_name.as_ref().is_some_and(|name| name.to_ascii_lowercase().contains("trust"))
    }
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// Where policies are found: in words, and how a command line and how a session take them.
struct Place {
    found: &'static str,
    option: &'static str,
    line: &'static str,
}

fn place_of(layer: PolicyType, is_trust: bool) -> Place {
    let (found, option, line) = match layer {
        PolicyType::Identity => (
            "policies of the user, its groups, or the role: `aws iam get-account-authorization-details`,",
            "then --env, or --identity FILE",
            "then `load FILE`, or `load FILE as identity`",
        ),
        PolicyType::Resource if is_trust => (
            "the trust policy of the role: `aws iam get-role`, then",
            "--resource-policy FILE",
            "`set trust FILE of ROLE`, or `load FILE as trust`",
        ),
        PolicyType::Resource => (
            "the policy of the resource (bucket, key, queue, role ..):",
            "--resource-policy FILE",
            "`set policy FILE on RESOURCE`, or `load FILE as resource`",
        ),
        PolicyType::PermissionsBoundary => (
            "the permissions boundary of the user or role:",
            "--permissions-boundary FILE",
            "`set boundary FILE of NAME`, or `load FILE as boundary`",
        ),
        PolicyType::Session => (
            "the policies that were passed when the session was created:",
            "--session-policy FILE",
            "`load FILE as session`",
        ),
        PolicyType::ServiceControl => (
            "the SCPs of the account, of its organizational units and of the root, which only the \
             management account sees:",
            "--scp FILE for each level, root first",
            "`scp FILE at PLACE`, where a place is a unit, an account or a level, root 0",
        ),
        PolicyType::ResourceControl => (
            "the RCPs of the resource's account, its organizational units and the root:",
            "--rcp FILE for each level, root first",
            "`rcp FILE at PLACE`, where a place is a unit, an account or a level, root 0",
        ),
        PolicyType::VpcEndpoint => (
            "the policy of the VPC endpoint that the call went through: `aws ec2 \
             describe-vpc-endpoints`, then",
            "--vpc-endpoint-policy FILE",
            "`load FILE as endpoint`",
        ),
    };
    Place { found, option, line }
}
