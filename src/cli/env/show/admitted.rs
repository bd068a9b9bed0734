//! Whom a policy with principals lets in, in words.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;

use crate::aws::{Arn, PolicyKind, is_account_id};
use crate::bundle::Trouble;
use crate::catalog::Catalog;
use crate::environment::{StoredPolicy, unknown_in};
use crate::lint::{Choice, Linted, Selection, lint_node};
use crate::policy::{Effect, PrincipalElement, PrincipalEntry, PrincipalValue, Reading};
use crate::policy::{Statement, parse};
use crate::text::{Severity, Syntax};

/// Whom a policy lets in.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(in crate::cli::env) struct Admitted {
    /// Whom its Allow statements name, in words.
    pub(super) names: Vec<String>,
    /// What of it is open to the world; empty if nothing is.
    pub(super) public: Vec<String>,
    /// Other accounts that it names.
    pub(super) other_accounts: Vec<String>,
}

/// The findings that say that the world is let in.
const PUBLIC: [&str; 3] = ["public-access", "public-access-with-conditions", "public-role-trust"];

/// Whose policy it is, and what kind.
#[derive(Clone, Copy)]
pub(super) struct Of<'c> {
    pub(super) account: &'c str,
    pub(super) kind: PolicyKind,
    pub(super) catalog: &'c Catalog,
}

impl Admitted {
    /// Whom a policy lets in, and the mistakes that leave it without a meaning.
    pub(super) fn by(policy: &StoredPolicy, of: Of<'_>) -> (Self, Vec<Trouble>) {
        let parsed = parse(&policy.node, of.kind, Reading::AsStored);
        let Some(document) = parsed.document else {
            let errors = parsed.diagnostics.into_iter();
            let errors = errors.filter(|found| found.severity == Severity::Error);
            let place = |diagnostic| Trouble { diagnostic, source: policy.source.clone() };
            return (Self::default(), errors.map(place).collect());
        };
        let mut admitted = Self::default();
        let allows = document.statements.iter().filter(|one| one.effect == Effect::Allow);
        let mut is_open = false;
        for statement in allows {
            is_open |= admitted.add(statement, of.account);
        }
        if is_open {
            admitted.public = public(policy, of);
        }
        (admitted, Vec::new())
    }

    /// Whether the statement names everyone.
    fn add(&mut self, statement: &Statement, account: &str) -> bool {
        let Some(principal) = &statement.principal else { return false };
        let when = conditions(statement);
        for entry in &principal.entries {
            let name = in_words(entry, account);
            let name = if principal.negated { format!("everyone but {name}") } else { name };
            let name = format!("{name}{when}");
            if !self.names.contains(&name) {
                self.names.push(name);
            }
            self.other_account(entry, account);
        }
        principal.negated || names_everyone(principal)
    }

    fn other_account(&mut self, entry: &PrincipalEntry, account: &str) {
        let others = &mut self.other_accounts;
        let other = account_of(&entry.value).filter(|other| *other != account);
        if let Some(other) = other.filter(|other| !others.iter().any(|known| known == other)) {
            others.push(other.to_owned());
        }
    }
}

fn names_everyone(principal: &PrincipalElement) -> bool {
    principal.entries.iter().any(|entry| entry.value == PrincipalValue::Everyone)
}

fn account_of(value: &PrincipalValue) -> Option<&str> {
    let account = match value {
        PrincipalValue::Account { account, .. } => account,
        PrincipalValue::User(arn)
        | PrincipalValue::Role(arn)
        | PrincipalValue::AssumedRole(arn)
        | PrincipalValue::FederatedUser(arn) => arn.account(),
        PrincipalValue::Everyone
        | PrincipalValue::UniqueId(_)
        | PrincipalValue::Federated(_)
        | PrincipalValue::Service(_)
        | PrincipalValue::CanonicalUser(_)
        | PrincipalValue::Nobody => return None,
    };
    is_account_id(account).then_some(account)
}

fn in_words(entry: &PrincipalEntry, account: &str) -> String {
    let of_account = |arn: &Arn| {
        let short = arn.resource();
        match arn.account() {
            own if own == account => short.to_owned(),
            other => format!("{short} of {other}"),
        }
    };
    match &entry.value {
        PrincipalValue::Everyone => "everyone".to_owned(),
        PrincipalValue::Account { account: named, .. } if **named == *account => {
            "its own account".to_owned()
        }
        PrincipalValue::Account { account, .. } => format!("account {account}"),
        PrincipalValue::User(arn)
        | PrincipalValue::Role(arn)
        | PrincipalValue::AssumedRole(arn)
        | PrincipalValue::FederatedUser(arn) => of_account(arn),
        PrincipalValue::UniqueId(id) => format!("{id}, who was deleted"),
        PrincipalValue::Federated(provider) => format!("users of {provider}"),
        PrincipalValue::Service(service) => service.to_string(),
        PrincipalValue::CanonicalUser(id) => format!("the account of canonical id {id}"),
        PrincipalValue::Nobody if unknown_in(&entry.text).next().is_some() => {
            format!("{}, not known yet", entry.text)
        }
        PrincipalValue::Nobody => format!("{}, which is nobody", entry.text),
    }
}

/// The keys that a statement tests.
fn conditions(statement: &Statement) -> String {
    let mut keys: Vec<&str> = Vec::new();
    for condition in &statement.conditions {
        if !keys.contains(&&*condition.key) {
            keys.push(&condition.key);
        }
    }
    if keys.is_empty() { String::new() } else { format!(", if {} fits", keys.join(", ")) }
}

/// What the linter says of who is let in.
fn public(policy: &StoredPolicy, of: Of<'_>) -> Vec<String> {
    let select = PUBLIC.map(Choice::Code).to_vec();
    let linted = Linted {
        source: policy.source.clone(),
        syntax: Syntax::JsonWithComments,
        kind: of.kind,
        attached_to: None,
        selection: Selection { select, ignore: Vec::new() },
    };
    let found = lint_node(&linted, &policy.node, of.catalog);
    let findings = found.into_iter().map(|finding| finding.diagnostic.message);
    let mut messages: Vec<String> = findings.collect();
    messages.dedup();
    messages
}
