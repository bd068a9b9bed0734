//! A rule: what it looks for, why, and how.

use std::str::FromStr;

use super::allow::ALLOWANCE_CODES;
use super::condition::ConditionView;
use super::finding::Findings;
use super::rules::every_rule;
use super::statement::StatementView;
use super::subject::Subject;
use crate::aws::PolicyKind;
use crate::text::{Diagnostic, Severity, Syntax, nearest, quote};

/// One kind of finding.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case: the code of AWS IAM Access Analyzer where it has one.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is found, as a phrase for lists: `Allow with NotPrincipal`.
    pub what: &'static str,
    /// Why it matters and what to do about it: a few sentences.
    pub why: &'static str,
    /// The kinds of policy in which it is looked for; none means all.
    pub kinds: &'static [PolicyKind],
    /// Where AWS, or whoever found it, writes about it.
    pub page: &'static str,
    /// A policy in which it is found.
    pub fires: Example,
    /// A policy much like it in which it is not.
    pub quiet: Example,
    /// How it is found.
    pub logic: Logic,
}

/// A policy to show what a rule is about.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// What kind of policy it is.
    pub kind: PolicyKind,
    /// What it is attached to, if the rule asks: `AWS::S3::Bucket`.
    pub attached_to: Option<&'static str>,
    /// Its language: JSON unless the rule is about YAML.
    pub syntax: Syntax,
    /// Its text.
    pub policy: &'static str,
}

impl Example {
    /// An identity-based policy.
    pub const fn identity(policy: &'static str) -> Self {
        Self::of(PolicyKind::Identity, policy)
    }

    /// A policy of any kind.
    pub const fn of(kind: PolicyKind, policy: &'static str) -> Self {
        Self { kind, attached_to: None, syntax: Syntax::Json, policy }
    }

    /// The same in YAML.
    #[must_use]
    pub const fn in_yaml(self) -> Self {
        Self { syntax: Syntax::Yaml, ..self }
    }

    /// The same, attached to a resource of this type.
    #[must_use]
    pub const fn attached_to(self, resource_type: &'static str) -> Self {
        Self { attached_to: Some(resource_type), ..self }
    }
}

/// How a rule finds what it looks for. Whatever is not [`Logic::Reading`] is asked only of policies
/// that can be read.
#[derive(Clone, Copy, Debug)]
pub enum Logic {
    /// Reading the policy tells.
    Reading,
    /// A proof about all requests tells.
    Proof,
    /// Asked once of the whole policy.
    Policy(fn(&Subject<'_>, &mut Findings<'_>)),
    /// Asked of each statement.
    Statement(fn(&StatementView<'_>, &mut Findings<'_>)),
    /// Asked of each operator with its key, where the operator is one of AWS's.
    Condition(fn(&ConditionView<'_>, &mut Findings<'_>)),
}

impl Rule {
    /// Whether it is looked for in policies of a kind.
    pub fn is_about(&self, kind: PolicyKind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }
}

/// Findings of one code, or of one severity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Those of a code.
    Code(&'static str),
    /// Those that are as bad as this.
    Severity(Severity),
}

impl Choice {
    /// Whether a finding is one of them.
    pub fn fits(&self, diagnostic: &Diagnostic) -> bool {
        match self {
            Self::Code(code) => diagnostic.code == *code,
            Self::Severity(severity) => diagnostic.severity == *severity,
        }
    }
}

impl FromStr for Choice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let named = |severity: &Severity| severity.name().replace(' ', "-") == text;
        if let Some(severity) = Severity::ALL.into_iter().find(named) {
            return Ok(Self::Severity(severity));
        }
        let codes =
            || every_rule().map(|rule| rule.code).chain(ALLOWANCE_CODES.map(|(code, _)| code));
        if let Some(code) = codes().find(|code| *code == text) {
            return Ok(Self::Code(code));
        }
        let severities = ["error", "security-warning", "warning", "suggestion"];
        let hint = match nearest(text, severities.into_iter().chain(codes())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`iamsim lint --list` lists all codes".to_owned(),
        };
        Err(format!("there is no code or severity {}; {hint}", quote(text)))
    }
}
