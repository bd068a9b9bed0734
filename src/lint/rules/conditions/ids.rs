//! Values of keys whose form is known: accounts, organizations, VPCs, endpoints, KMS keys.

use crate::aws::{Arn, is_account_id};
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::policy::{Template, TemplatePart};
use crate::text::{Severity, quote};

use super::form::{is_organization, is_path, is_resource_id};

pub(super) static VPC: Rule = Rule {
    code: "invalid-vpc-format",
    severity: Severity::Error,
    what: "a value of `aws:SourceVpc` that is no id of a VPC",
    why: "The id of a VPC is `vpc-` and 8 or 17 letters and digits. A comparison with anything else \
          never fits: an Allow grants nothing, and a negated Deny hits everybody.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-0a1b2c"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-0a1b2c3d"}}}]}"#,
    ),
    logic: Logic::Condition(find_vpc),
};

pub(super) static ENDPOINT: Rule = Rule {
    code: "invalid-vpce-format",
    severity: Severity::Error,
    what: "a value of `aws:SourceVpce` that is no id of a VPC endpoint",
    why: "The id of a VPC endpoint is `vpce-` and 8 or 17 letters and digits. A comparison with anything \
          else never fits: an Allow grants nothing, and a negated Deny hits everybody.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:SourceVpce": "vpc-0a1b2c3d"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-0a1b2c3d"}}}]}"#,
    ),
    logic: Logic::Condition(find_endpoint),
};

pub(super) static ACCOUNT: Rule = Rule {
    code: "invalid-account-value",
    severity: Severity::Warning,
    what: "a value that is compared with an account and is no account number",
    why: "The number of an account has twelve digits, leading zeros included. A comparison with anything \
          else never fits, so an Allow grants nothing, and a negated Deny hits everybody.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceAccount": "11112222333"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceAccount": "111122223333"}}}]}"#,
    ),
    logic: Logic::Condition(find_account),
};

pub(super) static ORGANIZATION: Rule = Rule {
    code: "invalid-organization-value",
    severity: Severity::Warning,
    what: "a value that is compared with an organization or its paths and is neither",
    why: "The id of an organization is `o-` and 10 to 32 lower-case letters and digits. A path is the \
          organization, the root and the units below it, each followed by a slash: \
          `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/`. A comparison with anything else never fits; most \
          often the last slash is missing.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceOrgID": "r-ab12"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceOrgID": "o-a1b2c3d4e5"}}}]}"#,
    ),
    logic: Logic::Condition(find_organization),
};

pub(super) static KMS: Rule = Rule {
    code: "invalid-kms-key-value",
    severity: Severity::Error,
    what: "a value that is compared with a KMS key and is no key's ARN",
    why: "S3 compares this key with the ARN of a KMS key. An alias, a key's id alone or anything else \
          never fits. Write `arn:aws:kms:region:account:key/id`.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": "alias/reports"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"}}}]}"#,
    ),
    logic: Logic::Condition(find_kms),
};

/// Keys whose values are accounts, from the user guide's page on global condition keys and the
/// service authorization reference.
const OF_ACCOUNTS: &[&str] = &[
    "aws:principalaccount",
    "aws:resourceaccount",
    "aws:sourceaccount",
    "aws:sourceowner",
    "aws:vpceaccount",
    "kms:calleraccount",
    "s3:dataaccesspointaccount",
    "s3:resourceaccount",
];

/// Keys whose values are organizations.
const OF_ORGANIZATIONS: &[&str] =
    &["aws:principalorgid", "aws:resourceorgid", "aws:sourceorgid", "aws:vpceorgid"];

/// Keys whose values are paths in organizations.
const OF_PATHS: &[&str] =
    &["aws:principalorgpaths", "aws:resourceorgpaths", "aws:sourceorgpaths", "aws:vpceorgpaths"];

fn find_vpc(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    if condition.lower_key == "aws:sourcevpc" {
        let is_id = |text: &str| is_resource_id(text, "vpc-");
        each_unfit(condition, "no id of a VPC", is_id, findings);
    }
}

fn find_endpoint(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    if condition.lower_key == "aws:sourcevpce" {
        let is_id = |text: &str| is_resource_id(text, "vpce-");
        each_unfit(condition, "no id of a VPC endpoint", is_id, findings);
    }
}

fn find_account(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let key = &*condition.lower_key;
    let is_account =
        |text: &str| is_account_id(text) || (key == "aws:principalaccount" && text == "anonymous");
    if OF_ACCOUNTS.contains(&key) {
        each_unfit(condition, "no account number of twelve digits", is_account, findings);
    }
}

fn find_organization(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let key = &*condition.lower_key;
    if OF_ORGANIZATIONS.contains(&key) {
        each_unfit(condition, "no id of an organization", is_organization, findings);
    } else if OF_PATHS.contains(&key) {
        each_unfit(condition, "no path that ends in a slash", is_path, findings);
    }
}

fn find_kms(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let is_key = |text: &str| {
        Arn::parse(text).is_some_and(|arn| {
            arn.service() == "kms" && arn.resource().starts_with("key/") && !arn.region().is_empty()
        })
    };
    if condition.lower_key == "s3:x-amz-server-side-encryption-aws-kms-key-id" {
        each_unfit(condition, "no ARN of a KMS key", is_key, findings);
    }
}

/// Reports the values that are plain text and do not have the form.
fn each_unfit(
    condition: &ConditionView<'_>,
    what: &str,
    has_form: impl Fn(&str) -> bool,
    findings: &mut Findings<'_>,
) {
    if !condition.operator.test.takes_variables() {
        return;
    }
    for value in &condition.written.values {
        let Some(text) = plain(condition, &value.text) else { continue };
        if !has_form(&text) {
            findings.at(value.span, format!("{} is {what}", quote(&value.text)));
        }
    }
}

/// The value, if it holds no wildcards and no variables. What other rules report, wildcards under an
/// operator that knows none, counts as wildcards.
fn plain(condition: &ConditionView<'_>, text: &str) -> Option<String> {
    let version = condition.statement.subject.document().version;
    let template = Template::parse(text, version, true).ok()?;
    match &*template.parts {
        [] => Some(String::new()),
        [TemplatePart::Literal(text)] => Some(text.to_string()),
        _ => None,
    }
}
