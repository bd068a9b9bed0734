//! Which statement is expected to decide.

use std::path::Path;

use crate::bundle::{Decided, LAYERS, Placed, Trouble, Verdict};
use crate::evaluate::Decision;
use crate::explain::{DecidedBy, StatementPlace};
use crate::policy::Effect;
use crate::text::{Value, nearest, quote};

pub(super) const FIELDS: &[&str] = &["policyType", "policy", "sid", "index", "effect", "level"];

/// A description of deciding statements, or of the layer that decides.
#[derive(Clone, Debug)]
pub struct Because<'n> {
    /// Where it is written.
    pub place: Placed<'n>,
    policy_type: Option<&'n str>,
    policy: Option<&'n str>,
    sid: Option<&'n str>,
    index: Option<usize>,
    level: Option<usize>,
    effect: Option<Effect>,
}

impl<'n> Because<'n> {
    /// Reads an object, or a list of them.
    pub(super) fn read(value: Placed<'n>) -> Result<Vec<Self>, Trouble> {
        let descriptions = value.one_or_more();
        if descriptions.is_empty() {
            return Err(value.trouble("invalid-expectation", "this describes no statement"));
        }
        descriptions.into_iter().map(Self::read_one).collect()
    }

    fn read_one(place: Placed<'n>) -> Result<Self, Trouble> {
        let fields = place.fields(FIELDS)?;
        let because = Self {
            place,
            policy_type: fields.some("policyType").map(read_policy_type).transpose()?,
            policy: fields.text("policy")?,
            sid: fields.text("sid")?,
            index: fields.some("index").map(read_count).transpose()?,
            level: fields.some("level").map(read_count).transpose()?,
            effect: fields.some("effect").map(read_effect).transpose()?,
        };
        if because.describes_layer_only()
            && because.policy_type.is_none()
            && because.level.is_none()
        {
            return Err(place.trouble("invalid-expectation", "this describes no statement"));
        }
        Ok(because)
    }

    /// Whether a statement that decided fits, or the layer that did.
    pub fn holds(&self, verdict: &Verdict) -> bool {
        let decided = verdict.authorizations.iter();
        decided
            .filter(|one| one.explanation.decision == verdict.decision)
            .any(|one| self.holds_for(one))
    }

    fn holds_for(&self, decided: &Decided) -> bool {
        let explanation = &decided.explanation;
        let layer_fits = || explanation.decided_by.is_some_and(|layer| self.fits_layer(layer));
        let is_settled_by_layer =
            explanation.decision == Decision::ImplicitDeny || explanation.matched.is_empty();
        if is_settled_by_layer {
            return self.describes_layer_only() && layer_fits();
        }
        explanation.matched.iter().any(|statement| self.fits(statement))
    }

    pub(super) fn describes_layer_only(&self) -> bool {
        self.policy.is_none() && self.sid.is_none() && self.index.is_none() && self.effect.is_none()
    }

    fn fits_layer(&self, layer: DecidedBy) -> bool {
        self.policy_type.is_none_or(|wanted| wanted == layer.policy_type.field())
            && self.level.is_none_or(|wanted| Some(wanted) == layer.level)
    }

    fn fits(&self, statement: &StatementPlace) -> bool {
        self.fits_layer(statement.layer)
            && self.sid.is_none_or(|wanted| Some(wanted) == statement.sid.as_deref())
            && self.index.is_none_or(|wanted| wanted == statement.index)
            && self.effect.is_none_or(|wanted| wanted == statement.effect)
            && self.policy.is_none_or(|wanted| self.fits_policy(wanted, &statement.policy))
    }

    fn fits_policy(&self, wanted: &str, policy: &str) -> bool {
        let folder = Path::new(self.place.source.name()).parent().unwrap_or(Path::new(""));
        let ends_so = policy.strip_suffix(wanted).is_some_and(|head| head.ends_with('/'));
        policy == wanted || ends_so || Path::new(policy) == folder.join(wanted)
    }
}

fn read_policy_type(value: Placed<'_>) -> Result<&str, Trouble> {
    let text = value.text()?;
    if LAYERS.contains(&text) {
        return Ok(text);
    }
    let message = format!("{} is not a type of policy", quote(text));
    let mut trouble = value.trouble("invalid-expectation", message);
    if let Some(near) = nearest(text, LAYERS.iter().copied()) {
        trouble = trouble.with_hint(format!("did you mean `{near}`?"));
    }
    Err(trouble)
}

fn read_count(value: Placed<'_>) -> Result<usize, Trouble> {
    let number = match &value.node.value {
        Value::Number(number) => number.parse().ok(),
        _ => None,
    };
    number.ok_or_else(|| value.trouble("wrong-type", "expected a whole number from 0"))
}

fn read_effect(value: Placed<'_>) -> Result<Effect, Trouble> {
    match value.text()? {
        "Allow" => Ok(Effect::Allow),
        "Deny" => Ok(Effect::Deny),
        _ => Err(value.trouble("invalid-expectation", "expected `Allow` or `Deny`")),
    }
}
