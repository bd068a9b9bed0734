//! A wildcard that stands for hardly anything.

use super::breadth::counted;
use crate::aws::PolicyKind;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::policy::{ActionEntry, ActionPattern};
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "wildcard-for-few-actions",
    severity: Severity::Suggestion,
    what: "a wildcard in an Allow that matches one or two actions",
    why: "The wildcard saves little and promises more than was looked at: an action that AWS adds tomorrow and \
          whose name fits is granted from that day on. Where few actions fit, and one of them changes \
          something, write them out. Which actions there are is told by the catalogue of services that comes \
          with the program.",
    kinds: &[PolicyKind::Identity],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMess*", "Resource": "arn:aws:sqs:eu-west-1:111122223333:reports"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:reports"}]}"#,
    ),
    logic: Logic::Statement(find),
};

/// How many actions are few.
const FEW: usize = 2;

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    if !statement.grants() || statement.written.action.negated {
        return;
    }
    for entry in statement.written.action.entries.iter().filter(|entry| has_wildcard(entry)) {
        let found = statement.subject.catalog().matching(&entry.pattern);
        let found: Vec<_> = found.iter().filter(|one| !one.action.is_legacy).collect();
        let changes = found.iter().any(|one| !one.action.access_level.only_looks());
        if !changes || found.len() > FEW {
            continue;
        }
        let names: Vec<String> = found.iter().map(|one| quote(&one.full_name())).collect();
        let count = counted(found.len(), "action");
        findings
            .at(entry.span, format!("{} matches only {count}", quote(&entry.text)))
            .hint(format!("write {}", names.join(" and ")));
    }
}

fn has_wildcard(entry: &ActionEntry) -> bool {
    match &entry.pattern {
        ActionPattern::Of { name, .. } => {
            name.contains(['*', '?']) && !name.bytes().all(|byte| byte == b'*')
        }
        ActionPattern::Every | ActionPattern::Nothing => false,
    }
}
