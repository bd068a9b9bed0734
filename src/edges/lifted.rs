//! The policies as if a part of a statement were not there.

use std::sync::Arc;

use super::scene::Scene;
use crate::compile::{CompiledPolicy, Layer, PolicySet};
use crate::evaluate::{Element, StatementAt};
use crate::policy::{PrincipalEntry, PrincipalValue, Statement};

/// What is taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of the statement: it applies to nothing.
    Statement,
    /// What one element asks for: it fits every request.
    Element(Element),
}

impl Scene<'_> {
    /// The policy of a statement without a part of it; `None` if there is no such statement.
    pub fn without(&self, at: StatementAt, part: Part) -> Option<Arc<CompiledPolicy>> {
        let subject = self.subject(at)?;
        let mut written = subject.written.clone();
        match part {
            Part::Statement => {
                written.action.negated = false;
                written.action.entries.clear();
            }
            Part::Element(element) => lift(&mut written, element),
        }
        let mut keys = self.keys.clone();
        let compiled = subject.policy.compile_statement(&written, &mut keys);
        Some(Arc::new(subject.policy.with_statement(at.statement, &written, &compiled)))
    }
}

fn lift(statement: &mut Statement, element: Element) {
    match element {
        Element::Principal => {
            let Some(principal) = &mut statement.principal else { return };
            principal.negated = false;
            let (span, text) = (principal.span, "*".into());
            principal.entries =
                vec![PrincipalEntry { span, text, value: PrincipalValue::Everyone }];
        }
        Element::Action => {
            statement.action.negated = true;
            statement.action.entries.clear();
        }
        Element::Resource => {
            let Some(resource) = &mut statement.resource else { return };
            resource.negated = true;
            resource.entries.clear();
        }
        Element::Condition(number) => {
            if number < statement.conditions.len() {
                statement.conditions.remove(number);
            }
        }
    }
}

/// The policies with this one in the place of those that have its name and kind.
pub fn with_policy(policies: &PolicySet, other: &Arc<CompiledPolicy>) -> PolicySet {
    let change = |policy: &Arc<CompiledPolicy>| {
        let is_it = policy.name == other.name && policy.kind == other.kind;
        Some(if is_it { other.clone() } else { policy.clone() })
    };
    policies.changed(&Layer::default(), &change)
}
