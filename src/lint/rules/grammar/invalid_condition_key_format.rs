//! Condition keys without a service.

use crate::aws::GLOBAL_KEYS;
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::{Severity, nearest, quote};

pub(super) static RULE: Rule = Rule {
    code: "invalid-condition-key-format",
    severity: Severity::Error,
    what: "a condition key that is not made of a service and a name",
    why: "A condition key is a prefix, a colon and a name: `aws:SourceIp`, `s3:prefix`. No \
          request carries a key without them, so a test of it never holds, its negation always \
          does, and an Allow may be wider than it reads. Global keys have the prefix `aws`.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"IpAddress": {"SourceIp": "203.0.113.0/24"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let key = &*condition.written.key;
    if key.split_once(':').is_some_and(|(prefix, name)| !prefix.is_empty() && !name.is_empty()) {
        return;
    }
    let message = format!("{} is no condition key: no request carries it", quote(key));
    findings.at(condition.written.key_span, message).hint(meant(key).map_or_else(
        || "write `service:name`, such as `aws:SourceIp`".to_owned(),
        |name| format!("did you mean `{name}`?"),
    ));
}

/// The global key whose name this is without its prefix, or nearly.
fn meant(key: &str) -> Option<&'static str> {
    let full = format!("aws:{}", key.trim_matches(':'));
    nearest(&full, GLOBAL_KEYS.iter().map(|known| known.name).filter(|name| !name.ends_with('/')))
}
