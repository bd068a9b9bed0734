//! Keys whose value the caller makes up.

use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;

use crate::policy::ConditionTest;
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "untrustworthy-condition-key",
    severity: Severity::SecurityWarning,
    what: "a condition on a header that anybody can send",
    why: "`aws:referer` and `aws:UserAgent` are headers that the client fills in as it likes. A test of \
          them keeps honest browsers apart and stops nobody who means harm. Use a key that AWS vouches \
          for: `aws:PrincipalArn`, `aws:SourceVpce`, `aws:SourceIp`, or signed URLs for web pages.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        crate::aws::PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringLike": {"aws:referer": "https://www.example.com/*"}}}]}"#,
    ),
    quiet: Example::of(
        crate::aws::PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

/// Source: the pages on both keys, which say that they can be forged.
pub(in crate::lint::rules) const FORGEABLE: &[&str] = &["aws:referer", "aws:useragent"];

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let is_tested =
        condition.operator.test != ConditionTest::Null || !condition.written.values.is_empty();
    if is_tested && FORGEABLE.contains(&&*condition.lower_key) {
        let key = quote(&condition.written.key);
        findings
            .at(condition.written.key_span, format!("any caller can send whatever {key} it likes"))
            .hint("test a key that AWS fills in, such as `aws:PrincipalArn` or `aws:SourceVpce`");
    }
}
