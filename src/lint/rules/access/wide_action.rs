//! Actions named by service, or not at all.

use super::breadth::{comes_to, first_few};
use crate::aws::PolicyKind;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::policy::{ActionEntry, ActionPattern};
use crate::text::{Severity, quote};

const PAGE: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege";

pub(super) static EVERY: Rule = Rule {
    code: "wildcard-action",
    severity: Severity::Suggestion,
    what: "an Allow of `*` for actions that does not come to full access",
    why: "With `*` for actions the statement grants whatever any service can do with its resources, or under \
          its condition, also what AWS adds later: not only reading and writing them, but deleting them and \
          changing who may use them. Name the actions, or at least the services. Everything on everything \
          is `full-access`.",
    kinds: &[PolicyKind::Identity, PolicyKind::Resource],
    page: PAGE,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Statement(find_every),
};

fn find_every(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    if !statement.grants() || !statement.is_about_every_action() {
        return;
    }
    let entries = &statement.written.action.entries;
    let every = |one: &&ActionEntry| one.pattern == ActionPattern::Every;
    let Some(entry) = entries.iter().find(every) else { return };
    if !statement.subject.full_access().is_empty() {
        return;
    }
    findings
        .at(entry.span, "this allows every action of every service on these resources")
        .hint("name the actions that are needed, or at least their services");
}

pub(super) static SERVICE: Rule = Rule {
    code: "service-wildcard",
    severity: Severity::Suggestion,
    what: "an Allow of every action of a service on resources that are not named",
    why: "`s3:*` grants whatever the service can do: besides what is needed also deleting, and changing who \
          may use the resources, today and with everything that AWS adds to the service. Name the actions, or \
          groups of them such as `s3:Get*`. Services that only take in or show measurements (`logs`, \
          `cloudwatch`, `xray`) are spared, and so are statements whose resources are named or that a \
          condition narrows.",
    kinds: &[PolicyKind::Identity],
    page: PAGE,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:Get*", "s3:List*", "logs:*"], "Resource": "*"}]}"#,
    ),
    logic: Logic::Statement(find_service),
};

/// As iam-policy-validator spares them.
const SPARED: [&str; 3] = ["cloudwatch", "logs", "xray"];

fn find_service(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    if !statement.grants() || statement.written.action.negated {
        return;
    }
    let entries = statement.written.action.entries.iter();
    let whole: Vec<(&ActionEntry, &str)> = entries.filter_map(whole_service).collect();
    let is_open = |(_, service): &&(&ActionEntry, &str)| statement.opens_service(service);
    let whole: Vec<_> = whole.iter().filter(is_open).collect();
    let Some((entry, service)) = whole.first() else { return };
    if !statement.subject.full_access().is_empty() {
        return;
    }
    let of = |name: &str| {
        statement
            .actions()
            .iter()
            .filter(|one| &*one.service.prefix == name)
            .copied()
            .collect::<Vec<_>>()
    };
    let message = match whole.len() {
        1 => format!("{} allows everything that the service can do", quote(&entry.text)),
        count => {
            let names: Vec<String> = whole.iter().map(|(one, _)| quote(&one.text)).collect();
            format!("this allows everything that {count} services can do: {}", first_few(&names))
        }
    };
    let finding = findings.at(entry.span, message);
    let size = comes_to(&of(service));
    finding
        .hint(format!("name the actions that are needed; {} comes to {size}", quote(&entry.text)));
}

fn whole_service(entry: &ActionEntry) -> Option<(&ActionEntry, &str)> {
    match &entry.pattern {
        ActionPattern::Of { service, name } if name.bytes().all(|byte| byte == b'*') => {
            (!SPARED.contains(&&**service)).then_some((entry, &**service))
        }
        _ => None,
    }
}
