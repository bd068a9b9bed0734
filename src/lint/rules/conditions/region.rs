//! Regions that AWS does not have, as values of conditions.

use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::rules::resources::regions::{DATE, REGIONS, is_some_region};
use crate::policy::{ConditionFamily, ConditionTest};
use crate::text::{Severity, nearest, quote};

use super::known_values::pattern;

pub(super) static RULE: Rule = Rule {
    code: "invalid-region",
    severity: Severity::Warning,
    what: "a condition on the region with a value that is no region",
    why: "The value is compared with the name of a region, and AWS has none of this name, in capital \
          letters or small ones as they are written here: a positive comparison never holds, a negated \
          one always does. AWS's check of policies calls this an error; it is a warning here because \
          AWS may have opened a region since this program was made.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*", "Condition": {"StringEquals": {"aws:RequestedRegion": "us-est-1"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*", "Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

/// Keys whose values are regions, from the service authorization reference.
const OF_REGIONS: &[&str] = &["account:targetregion", "aws:requestedregion", "ec2:region"];

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let test = condition.operator.test;
    let ignores_case = matches!(
        test,
        ConditionTest::StringEqualsIgnoreCase | ConditionTest::StringNotEqualsIgnoreCase
    );
    let is_of_region = OF_REGIONS.contains(&&*condition.lower_key);
    if !is_of_region || test.family() != ConditionFamily::Text {
        return;
    }
    for value in &condition.written.values {
        let lower = value.text.to_ascii_lowercase();
        let compared = if ignores_case { &*lower } else { &*value.text };
        let is_known = pattern(condition, compared).is_none_or(|pattern| is_some_region(&pattern));
        if is_known {
            continue;
        }
        let message = format!("AWS has no region {} (list of {DATE})", quote(&value.text));
        let found = findings.at(value.span, message);
        if let Some(meant) = nearest(&value.text, REGIONS.iter().copied()) {
            found.hint(format!("did you mean `{meant}`?"));
        }
    }
}
