//! An ARN whose account is no account number.

use super::arn::{Field, WrittenArn};
use super::formats;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;

use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "invalid-arn-account",
    severity: Severity::Error,
    what: "an ARN whose account is not twelve digits",
    why: "The fifth part of an ARN is an account number of twelve digits, or `aws` and a few other \
          words where AWS itself owns the resource. Anything else matches no resource, so an Allow \
          grants nothing and a Deny does not deny. A leading zero lost by a spreadsheet or by YAML, \
          hyphens, and a placeholder that nobody filled in are the usual causes.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:11122223333:jobs"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:jobs"}]}"#,
    ),
    logic: Logic::Statement(find),
};

/// Owners of resources that belong to no customer. Source: ARNs in AWS's documentation and in its
/// managed policies.
const AWS_OWNERS: &[&str] =
    &["aws", "aws-managed", "aws-marketplace", "cloudfront", "elasticbeanstalk", "third-party"];

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let catalog = statement.subject.catalog();
    for arn in WrittenArn::all(*statement).filter(|arn| !arn.is_void()) {
        let written = arn.field(Field::Account);
        if can_be_account(written) || AWS_OWNERS.contains(&written) {
            continue;
        }
        let takes = |format: &formats::Format<'_>| format.field(Field::Account) == written;
        if formats::fitting(catalog, &arn).iter().any(takes) {
            continue;
        }
        let finding = findings.at(arn.span(Field::Account), message(written));
        if let Some(hint) = hint(written) {
            finding.hint(hint);
        }
    }
}

/// Whether some account number fits.
fn can_be_account(written: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || byte == b'?';
    let digits = written.bytes().filter(|byte| is_digit(*byte)).count();
    let stars = written.bytes().filter(|byte| *byte == b'*').count();
    let fits = if stars > 0 { digits <= 12 } else { digits == 12 };
    written.is_empty() || (fits && digits + stars == written.len())
}

fn message(written: &str) -> String {
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    if digits == written.len() {
        format!("the account {} has {digits} digits, not twelve", quote(written))
    } else {
        format!("{} is no account number", quote(written))
    }
}

fn hint(written: &str) -> Option<String> {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == 12 && written.len() > 12 {
        return Some(format!("write `{digits}`"));
    }
    let lost = (written.len() == digits.len()).then(|| 12_usize.checked_sub(digits.len()))??;
    (lost < 4).then(|| format!("if leading zeros were lost, write `{digits:0>12}`"))
}
