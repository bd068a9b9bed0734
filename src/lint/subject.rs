//! A policy under the linter.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use super::caller::Parties;
use super::easy_keys::{Chosen, choices_in};
use super::reach::StepTaken;
use super::setting::Setting;
use super::statement::{StatementView, actions_of_each};
use crate::aws::PolicyKind;
use crate::catalog::{ActionOfService, Catalog};
use crate::compile::{CompiledPolicy, Layer, PolicyName, PolicySet, ResourcePolicy};
use crate::policy::PolicyDocument;
use crate::request::ContextKeys;
use crate::text::{Node, Source, Syntax};

/// What a resource-based policy is attached to, as `CloudFormation` names it: `AWS::S3::Bucket`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceKind(pub Box<str>);

/// A policy that can be read, and everything that rules want to know of it.
#[derive(Debug)]
pub struct Subject<'c> {
    source: Arc<Source>,
    node: Arc<Node>,
    syntax: Syntax,
    kind: PolicyKind,
    attached_to: Option<ResourceKind>,
    document: Arc<PolicyDocument>,
    catalog: &'c Catalog,
    compiled: OnceCell<(Arc<CompiledPolicy>, ContextKeys)>,
    policies: OnceCell<PolicySet>,
    settings: OnceCell<Vec<Setting>>,
    easy_keys: OnceCell<Vec<Vec<Chosen>>>,
    parties: OnceCell<Parties>,
    actions: Box<[Arc<[ActionOfService<'c>]>]>,
    full_access: OnceCell<Box<[usize]>>,
    steps: RefCell<HashMap<StepTaken, Option<Vec<usize>>>>,
}

impl<'c> Subject<'c> {
    pub(super) fn new(
        (source, node, syntax): (Arc<Source>, Arc<Node>, Syntax),
        (kind, attached_to): (PolicyKind, Option<ResourceKind>),
        document: PolicyDocument,
        catalog: &'c Catalog,
    ) -> Self {
        let document = Arc::new(document);
        let actions = actions_of_each(catalog, &document);
        Self {
            source,
            node,
            syntax,
            kind,
            attached_to,
            document,
            catalog,
            compiled: OnceCell::new(),
            policies: OnceCell::new(),
            settings: OnceCell::new(),
            easy_keys: OnceCell::new(),
            parties: OnceCell::new(),
            actions,
            full_access: OnceCell::new(),
            steps: RefCell::new(HashMap::new()),
        }
    }

    /// The text.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Its tree.
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// Its language.
    pub fn syntax(&self) -> Syntax {
        self.syntax
    }

    /// What kind of policy it is.
    pub fn kind(&self) -> PolicyKind {
        self.kind
    }

    /// What it is attached to, if somebody said so.
    pub fn attached_to(&self) -> Option<&str> {
        self.attached_to.as_ref().map(|kind| &*kind.0)
    }

    /// The policy as written.
    pub fn document(&self) -> &PolicyDocument {
        &self.document
    }

    /// What is known of AWS's services.
    pub fn catalog(&self) -> &'c Catalog {
        self.catalog
    }

    /// Its statements.
    pub fn statements(&self) -> impl Iterator<Item = StatementView<'_>> {
        let numbered = self.document.statements.iter().enumerate();
        numbered.map(|(number, written)| StatementView { subject: self, number, written })
    }

    /// Whether the policy itself grants: it is no limit on what others grant.
    pub fn grants(&self) -> bool {
        match self.kind {
            PolicyKind::Identity | PolicyKind::Resource | PolicyKind::Trust => true,
            PolicyKind::PermissionsBoundary
            | PolicyKind::Session
            | PolicyKind::ServiceControl
            | PolicyKind::ResourceControl
            | PolicyKind::VpcEndpoint => false,
        }
    }

    /// The policy as it is asked, and the keys that it tests.
    pub(super) fn compiled(&self) -> &(Arc<CompiledPolicy>, ContextKeys) {
        self.compiled.get_or_init(|| {
            let mut keys = ContextKeys::new();
            let name = PolicyName(self.source.name().into());
            let (source, document) = (self.source.clone(), self.document.clone());
            let policy = CompiledPolicy::compile(name, source, document, self.kind, &mut keys);
            (Arc::new(policy.with_each_value(&mut keys)), keys)
        })
    }

    /// The policy as the only one of its layer.
    pub(super) fn policies(&self) -> &PolicySet {
        self.policies.get_or_init(|| {
            let layer = std::iter::once(self.compiled().0.clone()).collect::<Layer>();
            match self.kind {
                PolicyKind::Resource | PolicyKind::Trust => {
                    PolicySet { resource: ResourcePolicy::Policy(layer), ..PolicySet::default() }
                }
                _ => PolicySet { identity: layer, ..PolicySet::default() },
            }
        })
    }

    /// The policy's owner, and somebody who has nothing to do with it.
    pub(crate) fn parties(&self) -> &Parties {
        self.parties.get_or_init(|| Parties::of(self))
    }

    /// Where questions that rules make up take place, the simplest first.
    pub(super) fn settings(&self) -> &[Setting] {
        self.settings.get_or_init(|| Setting::all_in(&self.document))
    }

    /// Values of keys that any caller can choose, as the policy wants them: each way of choosing,
    /// the first being not to choose.
    pub(super) fn easy_keys(&self) -> &[Vec<Chosen>] {
        self.easy_keys.get_or_init(|| choices_in(&self.document))
    }

    /// The numbers of the statements that together allow everything, worked out once.
    pub(super) fn full_access_or(&self, find: impl FnOnce() -> Box<[usize]>) -> &[usize] {
        self.full_access.get_or_init(find)
    }

    /// The statements by which a step was found to be allowed, worked out once for each step.
    pub(super) fn step_or(
        &self,
        step: StepTaken,
        find: impl FnOnce() -> Option<Vec<usize>>,
    ) -> Option<Vec<usize>> {
        if let Some(known) = self.steps.borrow().get(&step) {
            return known.clone();
        }
        let found = find();
        self.steps.borrow_mut().insert(step, found.clone());
        found
    }

    /// The actions of a statement that the catalogue knows, in the catalogue's order.
    pub(super) fn actions_of(&self, number: usize) -> &[ActionOfService<'c>] {
        self.actions.get(number).map_or(&[], |actions| actions)
    }
}
