//! ARNs with a region or an account where resources of their type have none, or without one where
//! they have.

use super::arn::{Field, WrittenArn};
use super::formats::{self, Format};
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;
use crate::text::{Severity, quote};

const EMPTY_QUEUE_REGION: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs::111122223333:jobs"}]}"#;
const QUEUE: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:jobs"}]}"#;
const ROLE_IN_REGION: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam:us-east-1:111122223333:role/reports"}]}"#;
const ROLE_WITHOUT_ACCOUNT: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam:::role/reports"}]}"#;
const ROLE: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/reports"}]}"#;
const BUCKET_IN_ACCOUNT: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3::111122223333:reports/*"}]}"#;
const BUCKET: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#;

pub(super) static MISSING_ARN_REGION: Rule = Rule {
    code: "missing-arn-region",
    severity: Severity::Error,
    what: "an ARN without a region where every such resource has one",
    why: "An ARN matches part by part, and an empty part matches only an empty one. Resources of \
          this type always have a region in their ARN, so the entry matches none of them. Name the \
          region, or write `*` for every region.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(EMPTY_QUEUE_REGION),
    quiet: Example::identity(QUEUE),
    logic: Logic::Statement(|statement, findings| {
        missing(*statement, Field::Region, findings);
    }),
};

pub(super) static ARN_REGION_NOT_ALLOWED: Rule = Rule {
    code: "arn-region-not-allowed",
    severity: Severity::Error,
    what: "an ARN with a region where no such resource has one",
    why: "An ARN matches part by part. Resources of this type, such as IAM roles and S3 buckets, have \
          no region in their ARN, so an entry with one matches none of them. Leave the part empty: \
          `arn:aws:iam::111122223333:role/reports`.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(ROLE_IN_REGION),
    quiet: Example::identity(ROLE),
    logic: Logic::Statement(|statement, findings| {
        not_allowed(*statement, Field::Region, findings);
    }),
};

pub(super) static MISSING_ARN_ACCOUNT: Rule = Rule {
    code: "missing-arn-account",
    severity: Severity::Warning,
    what: "an ARN without an account where every such resource has one",
    why: "An ARN matches part by part, and an empty part matches only an empty one. Resources of \
          this type have an account in their ARN, so the entry matches none of them. Name the \
          account, or write `*` for every account. AWS's check of policies calls this an error; it is \
          a warning here because some resources that AWS itself owns have no account, and the \
          catalogue does not list them all.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(ROLE_WITHOUT_ACCOUNT),
    quiet: Example::identity(ROLE),
    logic: Logic::Statement(|statement, findings| {
        missing(*statement, Field::Account, findings);
    }),
};

pub(super) static ARN_ACCOUNT_NOT_ALLOWED: Rule = Rule {
    code: "arn-account-not-allowed",
    severity: Severity::Error,
    what: "an ARN with an account where no such resource has one",
    why: "An ARN matches part by part. Resources of this type, such as S3 buckets and objects, have \
          no account in their ARN, so an entry with one matches none of them. Leave the part empty, \
          and test `aws:ResourceAccount` to say whose bucket it must be.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(BUCKET_IN_ACCOUNT),
    quiet: Example::identity(BUCKET),
    logic: Logic::Statement(|statement, findings| {
        not_allowed(*statement, Field::Account, findings);
    }),
};

fn missing(statement: StatementView<'_>, field: Field, findings: &mut Findings<'_>) {
    let name = name(field);
    let is_empty = |arn: &WrittenArn<'_>| arn.field(field).is_empty();
    let has_one = |format: &Format<'_>| format.always_has(field);
    for arn in plain_arns(statement).filter(is_empty) {
        if field == Field::Account && is_owned_by_aws(&arn) {
            continue;
        }
        if fits_only(statement, &arn, has_one) {
            findings
                .at(arn.span(field), format!("resources like {} have {name}", quote(arn.text())))
                .hint(format!("name {}, or write `*` for all", the(field)));
        }
    }
}

fn not_allowed(statement: StatementView<'_>, field: Field, findings: &mut Findings<'_>) {
    let name = name(field);
    let is_given = |arn: &WrittenArn<'_>| !arn.pattern(field).matches("");
    let has_none = |format: &Format<'_>| format.field(field).is_empty();
    for arn in plain_arns(statement).filter(is_given) {
        if fits_only(statement, &arn, has_none) {
            let message = format!(
                "{} stands for {name}, but no such resource has one",
                quote(arn.field(field))
            );
            findings.at(arn.span(field), message).hint("leave the part empty");
        }
    }
}

fn plain_arns(statement: StatementView<'_>) -> impl Iterator<Item = WrittenArn<'_>> {
    WrittenArn::all(statement).filter(|arn| !arn.is_void())
}

/// Whether all forms that the ARN may have are like this, and there is one.
fn fits_only(
    statement: StatementView<'_>,
    arn: &WrittenArn<'_>,
    is_like: impl Fn(&Format<'_>) -> bool,
) -> bool {
    let formats = formats::fitting(statement.subject.catalog(), arn);
    !formats.is_empty() && formats.iter().all(is_like)
}

fn name(field: Field) -> &'static str {
    if field == Field::Region { "a region" } else { "an account" }
}

fn the(field: Field) -> &'static str {
    if field == Field::Region { "the region" } else { "the account" }
}

/// Services and starts of the resource parts of what AWS owns, which has no account in its ARN.
/// Source: the services' pages, and AWS's managed policies.
const OWNED_BY_AWS: &[(&str, &str)] = &[
    ("bedrock", "foundation-model"),
    ("ec2", "image"),
    ("ec2", "snapshot"),
    ("elasticbeanstalk", "platform"),
    ("elasticbeanstalk", "solutionstack"),
    ("resource-explorer-2", "view"),
    ("ssm", "automation-definition"),
    ("ssm", "document"),
    ("ssm", "parameter"),
    ("ssm", "patchbaseline"),
];

fn is_owned_by_aws(arn: &WrittenArn<'_>) -> bool {
    let (service, resource) = (arn.field(Field::Service), arn.field(Field::Resource));
    let is_of = |(owner, start): &(&str, &str)| *owner == service && resource.starts_with(start);
    OWNED_BY_AWS.iter().any(is_of)
}
