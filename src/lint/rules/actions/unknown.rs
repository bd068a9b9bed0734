//! Actions that the catalogue does not know.

use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;

use crate::catalog::{Catalog, Service};
use crate::policy::{ActionEntry, ActionPattern};
use crate::text::{Severity, Span, nearest, quote};

const GET_OBJECT: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#;
const GET_OBJECTS: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject*", "Resource": "arn:aws:s3:::reports/*"}]}"#;

pub(super) static INVALID_SERVICE_IN_ACTION: Rule = Rule {
    code: "invalid-service-in-action",
    severity: Severity::Warning,
    what: "an action of a service that does not exist",
    why: "No service has this prefix, so the entry matches no action: an Allow grants nothing and a \
          Deny does not deny. Prefixes are not always what a service is called: CloudWatch's is \
          `cloudwatch`, that of its logs `logs`, Elastic Load Balancing's `elasticloadbalancing`. \
          AWS's check of policies calls this an error; it is a warning here because the service \
          may be younger than the catalogue. A newer one can be given with `--catalogue`.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s33:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(GET_OBJECT),
    logic: Logic::Statement(services),
};

pub(super) static INVALID_ACTION: Rule = Rule {
    code: "invalid-action",
    severity: Severity::Warning,
    what: "an action that its service does not have",
    why: "The service has no action of this name, or the entry names no service at all, so it matches \
          nothing: an Allow grants nothing and a Deny does not deny. Names of actions are often not \
          those of the API: `s3:ListBucket` is what the call ListObjects needs. Entries without a \
          service are refused by AWS. A name that the catalogue does not know is a warning only, \
          because AWS may have added the action since. A newer one can be given with `--catalogue`.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObjectt", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(GET_OBJECT),
    logic: Logic::Statement(actions),
};

pub(super) static ACTION_WILDCARD_MATCHES_NOTHING: Rule = Rule {
    code: "action-wildcard-matches-nothing",
    severity: Severity::Warning,
    what: "an action with a wildcard that matches no action of its service",
    why: "No action that the catalogue knows fits the entry, so today it does nothing, while a later \
          action of the service could come to fit it. Most such entries are spelt wrong, or were \
          meant for another service.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObjcet*", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(GET_OBJECTS),
    logic: Logic::Statement(wildcards),
};

fn services(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let catalog = statement.subject.catalog();
    for (entry, service, _) in entries(statement) {
        if catalog.service(service).is_some() {
            continue;
        }
        let length = service.len();
        let message = format!(
            "no service {} is known (catalogue of {})",
            quote(&entry.text[..length]),
            catalog.date()
        );
        let span = statement.subject.span_within(entry.span, &entry.text, 0..length);
        let finding = findings.at(span, message);
        if let Some(meant) = service_meant(catalog, service) {
            finding.hint(format!("did you mean `{meant}`?"));
        }
    }
}

fn actions(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let catalog = statement.subject.catalog();
    for (entry, service, name) in entries(statement).filter(|(.., name)| !has_wildcard(name)) {
        let Some(service) = catalog.service(service) else { continue };
        if service.action(name).is_some() {
            continue;
        }
        let message =
            format!("{} is no known action (catalogue of {})", quote(&entry.text), catalog.date());
        let finding = findings.at(name_span(statement, entry), message);
        if let Some(hint) = action_meant(catalog, service, name) {
            finding.hint(hint);
        }
    }
}

fn wildcards(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let catalog = statement.subject.catalog();
    for (entry, service, name) in entries(statement).filter(|(.., name)| has_wildcard(name)) {
        let Some(service) = catalog.service(service) else { continue };
        if !catalog.matching(&entry.pattern).is_empty() {
            continue;
        }
        let message = format!(
            "{} matches no known action (catalogue of {})",
            quote(&entry.text),
            catalog.date()
        );
        let finding = findings.at(name_span(statement, entry), message);
        let stem = name.trim_matches(['*', '?']);
        if let Some(meant) = nearest_stem(service, stem) {
            finding.hint(format!("`{}` has actions that begin with `{meant}`", service.prefix));
        }
    }
}

/// The entries that name a service, with its prefix and the action in lower case.
fn entries<'s>(
    statement: &StatementView<'s>,
) -> impl Iterator<Item = (&'s ActionEntry, &'s str, &'s str)> {
    statement.written.action.entries.iter().filter_map(|entry| match &entry.pattern {
        ActionPattern::Of { service, name } => Some((entry, &**service, &**name)),
        ActionPattern::Every | ActionPattern::Nothing => None,
    })
}

fn has_wildcard(name: &str) -> bool {
    name.contains(['*', '?'])
}

fn name_span(statement: &StatementView<'_>, entry: &ActionEntry) -> Span {
    let start = entry.text.find(':').map_or(0, |colon| colon + 1);
    statement.subject.span_within(entry.span, &entry.text, start..entry.text.len())
}

fn service_meant<'c>(catalog: &'c Catalog, written: &str) -> Option<&'c str> {
    let known = OTHER_NAMES.iter().find(|(name, _)| *name == written).map(|(_, prefix)| *prefix);
    known.or_else(|| nearest(written, catalog.prefixes()))
}

/// What services are called, and the prefixes of their actions.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("alb", "elasticloadbalancing"),
    ("cloudwatchlogs", "logs"),
    ("cognito", "cognito-idp"),
    ("efs", "elasticfilesystem"),
    ("elb", "elasticloadbalancing"),
    ("elbv2", "elasticloadbalancing"),
    ("emr", "elasticmapreduce"),
    ("eventbridge", "events"),
    ("msk", "kafka"),
    ("opensearch", "es"),
    ("parameterstore", "ssm"),
    ("secretmanager", "secretsmanager"),
    ("stepfunctions", "states"),
    ("systemsmanager", "ssm"),
    ("vpc", "ec2"),
];

/// The action that a misspelt one stands for; else the service that has one of that name.
fn action_meant(catalog: &Catalog, service: &Service, name: &str) -> Option<String> {
    let names = || service.actions.iter().map(|action| &*action.name);
    if let Some(meant) = nearest(name, names()) {
        return Some(format!("did you mean `{}:{meant}`?", service.prefix));
    }
    let others = catalog.prefixes().filter_map(|prefix| catalog.service(prefix));
    let mut having = others.filter_map(|other| Some((other, other.action(name)?)));
    let (other, action) = having.next()?;
    having.next().is_none().then(|| format!("`{}:{}` has that name", other.prefix, action.name))
}

/// The beginning of an action's name, as long as the stem, that is most like it.
fn nearest_stem<'c>(service: &'c Service, stem: &str) -> Option<&'c str> {
    let length = stem.len();
    let starts = service.actions.iter().flat_map(|action| {
        let name = &*action.name;
        [length.checked_sub(1), Some(length), Some(length + 1)]
            .into_iter()
            .flatten()
            .filter_map(|end| name.get(..end))
    });
    nearest(stem, starts.filter(|start| start.len() > 2))
}
