//! Condition keys that do not exist.

use super::names::{Standing, standing};
use crate::aws::GLOBAL_KEYS;
use crate::catalog::Catalog;
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;

use crate::text::{Severity, nearest, quote};

pub(super) static INVALID_GLOBAL_CONDITION_KEY: Rule = Rule {
    code: "invalid-global-condition-key",
    severity: Severity::Warning,
    what: "a key that begins with `aws:` and is no global condition key",
    why: "AWS stores a policy with a key that does not exist, and no request ever carries it: a \
          positive test in an Allow grants nothing, a negated one restricts nothing, and a Deny \
          denies never or always. AWS's check of policies calls this an error; it is a warning here \
          because AWS may have added the key since the catalogue was made.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"IpAddress": {"aws:SourceIpp": "203.0.113.0/24"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}]}"#,
    ),
    logic: Logic::Condition(global),
};

pub(super) static INVALID_SERVICE_CONDITION_KEY: Rule = Rule {
    code: "invalid-service-condition-key",
    severity: Severity::Warning,
    what: "a condition key that its service does not have",
    why: "AWS stores a policy with a key that does not exist, and no request ever carries it: a \
          positive test in an Allow grants nothing, a negated one restricts nothing, and a Deny \
          denies never or always. AWS's check of policies calls this an error; it is a warning here \
          because the service may have added the key since the catalogue was made.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::reports", "Condition": {"StringLike": {"s3:prefx": "2026/*"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::reports", "Condition": {"StringLike": {"s3:prefix": "2026/*"}}}]}"#,
    ),
    logic: Logic::Condition(of_service),
};

fn global(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let catalog = condition.statement.subject.catalog();
    if condition.lower_key == REPLACED
        || standing(catalog, &condition.lower_key) != Standing::UnknownGlobal
    {
        return;
    }
    let names = GLOBAL_KEYS.iter().map(|key| key.name);
    report(condition, catalog, &names.collect::<Vec<_>>(), findings);
}

/// An old key that has a finding of its own.
const REPLACED: &str = "aws:arn";

fn of_service(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let catalog = condition.statement.subject.catalog();
    if standing(catalog, &condition.lower_key) != Standing::UnknownOfService {
        return;
    }
    let prefix = condition.lower_key.split(':').next().unwrap_or("");
    let is_of_prefix = |name: &&str| {
        let own = name.split(':').next().unwrap_or("");
        own.eq_ignore_ascii_case(prefix)
    };
    let names = catalog.every_condition_key().map(|key| key.name).filter(is_of_prefix);
    report(condition, catalog, &names.collect::<Vec<_>>(), findings);
}

fn report(
    condition: &ConditionView<'_>,
    catalog: &Catalog,
    known: &[&str],
    findings: &mut Findings<'_>,
) {
    let written = &condition.written.key;
    let message =
        format!("no condition key {} is known (catalogue of {})", quote(written), catalog.date());
    let finding = findings.at(condition.written.key_span, message);
    let as_family = format!("{written}/");
    let mut starts = known.iter().filter_map(|name| name.split_inclusive('/').next());
    if let Some(family) = starts.find(|start| start.eq_ignore_ascii_case(&as_family)) {
        finding.hint(format!("name a tag: `{family}team`"));
    } else if let Some(meant) = nearest(written, known.iter().copied()) {
        finding.hint(format!("did you mean {}?", quote(meant)));
    }
}
