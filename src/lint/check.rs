//! A file linted: what is found in its policies, and which of that somebody allowed.

use std::sync::Arc;

use super::allow::{Allowance, allow_comments};
use super::finding::Finding;
use super::kind::{Origin, kinds_alike, near_miss};
use super::part::{Part, PolicyFile};
use super::rule::Choice;
use super::run::{Linted, lint, lint_node};
use crate::aws::PolicyKind;
use crate::catalog::Catalog;
use crate::text::{Arrange, Diagnostic, Node, Severity, Span, read};

/// A file and what was found in it.
#[derive(Clone, Debug)]
pub struct CheckedFile {
    /// The file.
    pub file: PolicyFile,
    /// Its policies in order.
    pub policies: Vec<CheckedPolicy>,
    /// Findings about the file and its comments.
    pub remarks: Vec<Judged>,
    /// Which of the allowances of `iamsim.toml` allowed something here, by number.
    pub used_allowances: Vec<usize>,
}

/// A policy and what was found in it.
#[derive(Clone, Debug)]
pub struct CheckedPolicy {
    /// The policy.
    pub part: Part,
    /// In the order of its text.
    pub findings: Vec<Judged>,
    /// A kind that it may as well be, and that would be told other things.
    pub maybe: Option<PolicyKind>,
}

/// A finding, and whether somebody allowed it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// What was found.
    pub finding: Finding,
    /// Who allowed it.
    pub permit: Option<Permit>,
}

/// Why a finding is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    /// In the author's words.
    pub reason: Box<str>,
    /// Whether a comment in the file says so.
    pub is_comment: bool,
}

impl Judged {
    fn of(diagnostic: Diagnostic) -> Self {
        Self { finding: Finding { diagnostic, fix: None }, permit: None }
    }

    /// Its severity.
    pub fn severity(&self) -> Severity {
        self.finding.diagnostic.severity
    }

    /// Whether it counts: nobody allowed it.
    pub fn counts(&self) -> bool {
        self.permit.is_none()
    }
}

impl CheckedFile {
    /// All findings in the order of the text.
    pub fn findings(&self) -> Vec<&Judged> {
        let of_policies = self.policies.iter().flat_map(|policy| &policy.findings);
        let mut all: Vec<&Judged> = of_policies.chain(&self.remarks).collect();
        all.arrange_by_key(|judged| {
            let Diagnostic { span, code, .. } = &judged.finding.diagnostic;
            (span.start, span.end, *code)
        });
        all.dedup_by(|one, other| one.finding.diagnostic == other.finding.diagnostic);
        all
    }
}

/// Which findings are wanted.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// These alone; all if there are none.
    pub select: Vec<Choice>,
    /// Not these.
    pub ignore: Vec<Choice>,
}

impl Selection {
    /// Whether a finding is wanted.
    pub fn wants(&self, diagnostic: &Diagnostic) -> bool {
        let is_meant = |choice: &Choice| choice.fits(diagnostic);
        (self.select.is_empty() || self.select.iter().any(is_meant))
            && !self.ignore.iter().any(is_meant)
    }

    /// Whether findings of this code may be wanted.
    pub(super) fn wants_code(&self, code: &str) -> bool {
        let severity = super::rules::rule(code).map_or(Severity::Error, |rule| rule.severity);
        let known = super::rules::rule(code).map(|rule| rule.code);
        known.is_none_or(|code| self.wants(&Diagnostic::new(severity, code, Span::default(), "")))
    }
}

/// What files are held to.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'t> {
    /// What is known of AWS.
    pub catalog: &'t Catalog,
    /// Which findings are wanted.
    pub selection: &'t Selection,
    /// What `iamsim.toml` allows.
    pub allowances: &'t [Allowance],
}

/// Lints all policies of a file.
pub fn check(file: &PolicyFile, terms: Terms<'_>) -> CheckedFile {
    let mut checked = CheckedFile {
        file: file.clone(),
        policies: file.parts.iter().map(|part| check_part(file, part, terms)).collect(),
        remarks: file.unreadable.iter().cloned().map(Judged::of).collect(),
        used_allowances: Vec::new(),
    };
    checked.heed_comments(terms);
    checked.heed_settings(terms.allowances);
    checked
}

fn check_part(file: &PolicyFile, part: &Part, terms: Terms<'_>) -> CheckedPolicy {
    let found = found_in(file, part, part.kind, terms);
    let is_guess = matches!(part.origin, Origin::Content | Origin::Name);
    let others = if is_guess { kinds_alike(&part.node, part.kind) } else { &[] };
    let differs = |kind: &&PolicyKind| codes(&found_in(file, part, **kind, terms)) != codes(&found);
    let maybe = others.iter().find(differs).copied();
    let judged = |finding| Judged { finding, permit: None };
    CheckedPolicy { part: part.clone(), findings: found.into_iter().map(judged).collect(), maybe }
}

fn codes(found: &[Finding]) -> Vec<(Span, &'static str)> {
    found.iter().map(|finding| (finding.diagnostic.span, finding.diagnostic.code)).collect()
}

fn found_in(file: &PolicyFile, part: &Part, kind: PolicyKind, terms: Terms<'_>) -> Vec<Finding> {
    let linted = Linted {
        source: file.source.clone(),
        syntax: file.syntax,
        kind,
        attached_to: part.attached_to.clone(),
        selection: terms.selection.clone(),
    };
    let mut found = match &*part.pointer {
        "" => lint(&linted, terms.catalog),
        _ => lint_node(&linted, &part.node, terms.catalog),
    };
    let is_open = |finding: &Finding| {
        file.is_template && file.source.slice(finding.diagnostic.span).contains("{{")
    };
    found.retain(|finding| terms.selection.wants(&finding.diagnostic) && !is_open(finding));
    if near_miss(&part.node).is_some() {
        let is_consequence = |code: &str| code == "missing-statement";
        found.retain(|finding| !is_consequence(finding.diagnostic.code));
    }
    found
}

impl CheckedFile {
    fn heed_comments(&mut self, terms: Terms<'_>) {
        let (source, syntax) = (&self.file.source, self.file.syntax.with_comments());
        let Some(root) = root_of(&self.file) else { return };
        let comments = allow_comments(source, &root, syntax);
        let mut used = vec![false; comments.len()];
        for judged in self.policies.iter_mut().flat_map(|policy| &mut policy.findings) {
            let allows = |one: &super::allow::AllowComment| one.allows(&judged.finding);
            for (number, comment) in comments.iter().enumerate().filter(|(_, one)| allows(one)) {
                used[number] = true;
                let permit = |reason: &str| Permit { reason: reason.into(), is_comment: true };
                judged.permit = judged.permit.take().or(comment.reason.as_deref().map(permit));
            }
        }
        let remarks = comments.iter().zip(used).filter_map(|(comment, used)| {
            let idle = !used && terms.selection.wants_code(comment.code());
            comment.mistake().or_else(|| idle.then(|| comment.unused()))
        });
        let wanted = remarks.filter(|remark| terms.selection.wants(remark));
        self.remarks.extend(wanted.map(Judged::of));
    }

    fn heed_settings(&mut self, allowances: &[Allowance]) {
        let path = self.file.source.name().to_owned();
        for policy in &mut self.policies {
            for judged in policy.findings.iter_mut().filter(|judged| judged.permit.is_none()) {
                let allows =
                    |one: &Allowance| one.allows(&judged.finding, &path, &policy.part.node);
                let Some(number) = allowances.iter().position(allows) else { continue };
                let reason = allowances[number].reason.clone();
                judged.permit = Some(Permit { reason, is_comment: false });
                self.used_allowances.push(number);
            }
        }
    }
}

/// The tree of the whole file, comments allowed.
fn root_of(file: &PolicyFile) -> Option<Arc<Node>> {
    match &file.parts[..] {
        [only] if only.pointer.is_empty() => Some(only.node.clone()),
        _ => read(&file.source, file.syntax.with_comments()).ok().map(Arc::new),
    }
}
