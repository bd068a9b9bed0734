//! A mutant in place of its policy.

use std::cell::OnceCell;
use std::sync::Arc;

use super::baseline::BaselineCell;
use super::mutant::{Meaning, Mutant};
use super::under_test::{UnderTest, Use};
use crate::bundle::{Authorization, Question, Verdict};
use crate::compile::{CompiledPolicy, CompiledStatement, Layer, PolicySet};
use crate::evaluate::{Decision, Grants, Silent, Truth, ask_alone, evaluate};
use crate::policy::Statement;
use crate::request::ContextKeys;
use crate::scenario::claims::Standing;

/// A mutant, compiled where and when it is needed.
pub(super) struct Altered<'b> {
    pub(super) policy: &'b UnderTest,
    pub(super) mutant: &'b Mutant,
    keys: &'b [ContextKeys],
    /// What stands in place of a level of service control policies that is not there.
    unlimited: &'b Layer,
    variants: Vec<OnceCell<Option<Variant>>>,
}

struct Variant {
    written: Statement,
    statement: CompiledStatement,
    policy: OnceCell<Arc<CompiledPolicy>>,
}

/// Whether a statement's answer is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Answer {
    Same,
    /// The same, but it hangs on something unknown, which may tell them apart.
    Open,
    Other,
}

impl<'b> Altered<'b> {
    pub(super) fn new(
        policy: &'b UnderTest,
        mutant: &'b Mutant,
        keys: &'b [ContextKeys],
        unlimited: &'b Layer,
    ) -> Self {
        let variants = policy.variants.iter().map(|_| OnceCell::new()).collect();
        Self { policy, mutant, keys, unlimited, variants }
    }

    /// The number of the statement that is another.
    pub(super) fn number(&self) -> Option<usize> {
        match &self.mutant.meaning {
            Meaning::Detached => None,
            Meaning::Dropped(number)
            | Meaning::Flipped(number, _)
            | Meaning::Changed(number, ..) => Some(*number),
        }
    }

    fn variant(&self, number: usize) -> Option<&Variant> {
        let slot = self.variants.get(number)?;
        slot.get_or_init(|| {
            let variant = self.policy.variants.get(number)?;
            let written = self.policy.mutated(self.mutant, variant.compiled.kind)?;
            let mut keys = self.keys.get(variant.reader)?.clone();
            let statement = variant.compiled.compile_statement(&written, &mut keys);
            Some(Variant { written, statement, policy: OnceCell::new() })
        })
        .as_ref()
    }

    /// The whole policy in that variant; `None` if it is not there any more.
    fn whole(&self, number: usize) -> Option<Arc<CompiledPolicy>> {
        let (variant, statement) = (self.variant(number)?, self.number()?);
        let original = &self.policy.variants.get(number)?.compiled;
        let make =
            || original.with_statement(statement, &variant.written, &variant.statement).into();
        Some(variant.policy.get_or_init(make).clone())
    }

    /// Whether the statement answers otherwise there. `before` is what it answered, if known.
    pub(super) fn answer(
        &self,
        cell: &BaselineCell<'_>,
        at: Use,
        before: Option<Grants<Truth>>,
    ) -> Answer {
        let original = self
            .policy
            .variants
            .get(at.variant)
            .zip(self.number())
            .and_then(|(variant, number)| variant.compiled.statements.get(number));
        let (Some(original), Some(variant)) = (original, self.variant(at.variant)) else {
            return Answer::Open;
        };
        let policies = &cell.question.authorizations[at.authorization].policies;
        let context = &cell.contexts[at.authorization];
        let ask = |statement| ask_alone(statement, at.gate, policies, context, &mut Silent);
        let (before, after) = (before.unwrap_or_else(|| ask(original)), ask(&variant.statement));
        let both = before.most().or(after.most());
        if original.effect == variant.statement.effect && before == after {
            let is_open = before.most() == Truth::Unknown;
            return if is_open { Answer::Open } else { Answer::Same };
        }
        if both == Truth::False { Answer::Same } else { Answer::Other }
    }

    fn policies(&self, original: &PolicySet) -> PolicySet {
        let change = |policy: &Arc<CompiledPolicy>| {
            let is_it =
                |variant: &super::under_test::Variant| Arc::ptr_eq(&variant.compiled, policy);
            match self.policy.variants.iter().position(is_it) {
                Some(number) => self.whole(number),
                None => Some(policy.clone()),
            }
        };
        original.changed(self.unlimited, &change)
    }

    fn has(&self, policies: &PolicySet) -> bool {
        let variants = &self.policy.variants;
        policies.all().any(|one| variants.iter().any(|own| Arc::ptr_eq(&own.compiled, one)))
    }

    /// Whether a claim that holds does not hold of the mutant.
    pub(super) fn breaks(&self, claim: &Standing<'_>) -> bool {
        let change = |policies: &PolicySet| self.has(policies).then(|| self.policies(policies));
        if claim.file() == Some(self.policy.name()) {
            let text = self.policy.text_of(self.mutant);
            let is_gone = matches!(self.mutant.meaning, Meaning::Detached);
            return (text.is_some() || is_gone) && claim.is_broken_by_text(text.as_ref());
        }
        claim.is_broken_by(&change)
    }

    /// What each authorization of a cell comes to.
    pub(super) fn decisions(&self, cell: &BaselineCell<'_>) -> Vec<Decision> {
        let authorizations = cell.question.authorizations.iter().zip(&cell.contexts);
        let decide = |((one, context), before): ((&Authorization, _), &Decision)| {
            if !self.has(&one.policies) {
                return *before;
            }
            evaluate(&self.policies(&one.policies), context, &mut Silent)
        };
        authorizations.zip(&cell.decisions).map(decide).collect()
    }

    /// What a cell comes to, with its reasons.
    pub(super) fn verdict(&self, cell: &BaselineCell<'_>) -> Option<Verdict> {
        let altered = |one: &Authorization| Authorization {
            request: one.request.clone(),
            policies: self.policies(&one.policies),
        };
        let authorizations = cell.question.authorizations.iter().map(altered).collect();
        Some(Verdict::on::<false>(
            &Question { authorizations, if_allowed: None },
            self.keys.get(cell.reader)?,
        ))
    }
}
