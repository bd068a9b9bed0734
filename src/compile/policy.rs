//! One policy, compiled.

use std::fmt;
use std::sync::Arc;

use super::action::ActionTest;
use super::action_index::ActionIndex;
use super::condition::CompiledCondition;
use super::resource::ResourceTest;
use crate::aws::PolicyKind;
use crate::policy::{
    Condition, Effect, PolicyDocument, PrincipalElement, PrincipalValue, Statement,
};
use crate::request::ContextKeys;
use crate::text::Source;

/// Under which name people know a policy: a path, an ARN, a JSON pointer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PolicyName(pub Arc<str>);

impl fmt::Display for PolicyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A policy, made quick to ask.
#[derive(Clone, Debug)]
pub struct CompiledPolicy {
    /// Its name.
    pub name: PolicyName,
    /// The text that it was read from.
    pub source: Arc<Source>,
    /// As written.
    pub document: Arc<PolicyDocument>,
    /// What kind it is.
    pub kind: PolicyKind,
    /// Its statements, in the document's order.
    pub statements: Box<[CompiledStatement]>,
    allows: ActionIndex,
    denies: ActionIndex,
}

/// A statement, made quick to ask.
#[derive(Clone, Debug)]
pub struct CompiledStatement {
    /// Whether it allows or denies.
    pub effect: Effect,
    /// Whom it is about.
    pub principal: PrincipalTest,
    /// Which actions.
    pub action: ActionTest,
    /// On which resources; `None` in trust policies, which are about their role.
    pub resource: Option<ResourceTest>,
    /// Under which conditions.
    pub conditions: Box<[CompiledCondition]>,
}

/// Whom a statement is about.
#[derive(Clone, Debug)]
pub enum PrincipalTest {
    /// The policy is attached to its principals.
    Attached,
    /// Nobody: a resource-based policy without the element.
    // AWS: S-18
    Nobody,
    /// `Principal`
    Named(Box<[PrincipalValue]>),
    /// `NotPrincipal`
    AllBut(Box<[PrincipalValue]>),
}

impl CompiledPolicy {
    /// Compiles a document. `keys` gathers the condition keys of all policies that will be asked
    /// together.
    pub fn compile(
        name: PolicyName,
        source: Arc<Source>,
        document: Arc<PolicyDocument>,
        kind: PolicyKind,
        keys: &mut ContextKeys,
    ) -> Self {
        let compile = |statement| CompiledStatement::compile(statement, &document, kind, keys);
        let statements: Box<[_]> = document.statements.iter().map(compile).collect();
        let allows = ActionIndex::new(&statements, Effect::Allow);
        let denies = ActionIndex::new(&statements, Effect::Deny);
        Self { name, source, document, kind, statements, allows, denies }
    }

    /// A condition as it would be compiled in this policy. `keys` must know its key.
    pub(crate) fn compile_condition(
        &self,
        written: &Condition,
        keys: &mut ContextKeys,
    ) -> CompiledCondition {
        CompiledCondition::compile(written, self.document.version, keys)
    }

    /// A statement as it would be compiled in this policy's place. `keys` must know its keys.
    pub(crate) fn compile_statement(
        &self,
        written: &Statement,
        keys: &mut ContextKeys,
    ) -> CompiledStatement {
        CompiledStatement::compile(written, &self.document, self.kind, keys)
    }

    /// The same policy with another statement in the place of that number, where there is one.
    pub(crate) fn with_statement(
        &self,
        number: usize,
        written: &Statement,
        compiled: &CompiledStatement,
    ) -> Self {
        let (mut document, mut statements) = ((*self.document).clone(), self.statements.clone());
        if let Some(slot) = document.statements.get_mut(number) {
            *slot = written.clone();
        }
        if let Some(slot) = statements.get_mut(number) {
            *slot = compiled.clone();
        }
        let allows = ActionIndex::new(&statements, Effect::Allow);
        let denies = ActionIndex::new(&statements, Effect::Deny);
        let (name, source, document) = (self.name.clone(), self.source.clone(), document.into());
        Self { name, source, document, kind: self.kind, statements, allows, denies }
    }

    /// Compiles each value of each condition on its own as well, so that a walk can tell which of
    /// them decide. `keys` are those that it was compiled with.
    #[must_use]
    pub fn with_each_value(mut self, keys: &mut ContextKeys) -> Self {
        let version = self.document.version;
        for (statement, written) in self.statements.iter_mut().zip(&self.document.statements) {
            for (condition, written) in statement.conditions.iter_mut().zip(&written.conditions) {
                condition.compile_each(written, version, keys);
            }
        }
        self
    }

    /// The statements of one effect, by action.
    pub fn by_action(&self, effect: Effect) -> &ActionIndex {
        match effect {
            Effect::Allow => &self.allows,
            Effect::Deny => &self.denies,
        }
    }
}

impl CompiledStatement {
    fn compile(
        written: &Statement,
        document: &PolicyDocument,
        kind: PolicyKind,
        keys: &mut ContextKeys,
    ) -> Self {
        let version = document.version;
        let condition = |condition| CompiledCondition::compile(condition, version, keys);
        let conditions = written.conditions.iter().map(condition).collect();
        let resource = |element| ResourceTest::compile(element, version, kind, keys);
        Self {
            effect: written.effect,
            principal: PrincipalTest::compile(written.principal.as_ref(), kind),
            action: ActionTest::compile(&written.action),
            resource: written.resource.as_ref().map(resource),
            conditions,
        }
    }

    /// How many comparisons it takes at most to ask it, roughly.
    pub(crate) fn comparisons(&self) -> usize {
        let resources = self.resource.as_ref().map_or(0, |resource| resource.entries.len());
        let conditions = self.conditions.iter().map(CompiledCondition::comparisons);
        1 + resources + conditions.sum::<usize>()
    }
}

impl PrincipalTest {
    fn compile(element: Option<&PrincipalElement>, kind: PolicyKind) -> Self {
        match element {
            Some(element) => {
                let values = element.entries.iter().map(|entry| entry.value.clone()).collect();
                if element.negated { Self::AllBut(values) } else { Self::Named(values) }
            }
            None if kind.takes_principal() => Self::Nobody,
            None => Self::Attached,
        }
    }

    /// All that the element lists.
    pub fn values(&self) -> &[PrincipalValue] {
        match self {
            Self::Attached | Self::Nobody => &[],
            Self::Named(values) | Self::AllBut(values) => values,
        }
    }
}
