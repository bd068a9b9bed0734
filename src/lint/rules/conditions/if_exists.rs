//! `IfExists` on keys that strangers can do without.

use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "ifexists-weakens-security-condition",
    severity: Severity::SecurityWarning,
    what: "an Allow with `IfExists` on a key that says who asks or from where",
    why: "With `IfExists` the condition holds for every request that lacks the key, and the key is \
          missing for just those that it should keep out: `aws:SourceVpce` for requests from the \
          internet, `aws:SourceIp` for requests through somebody's VPC endpoint, \
          `aws:PrincipalOrgID` for accounts without an organization. Write the operator without \
          `IfExists`. Addresses and VPC keys tested in one statement make up for each other, and are \
          spared.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEqualsIfExists": {"aws:SourceVpce": "vpce-0a1b2c3d4e5f60718"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-0a1b2c3d4e5f60718"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

/// Keys of requests through VPC endpoints.
const OF_ENDPOINTS: &[&str] = &["aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip"];

/// Keys that tell a principal or a resource of the own organization.
const OF_ORGANIZATIONS: &[&str] =
    &["aws:principalorgid", "aws:principalorgpaths", "aws:resourceorgid", "aws:resourceorgpaths"];

/// Keys that tell on whose behalf a service asks, or which principal it is; they matter where
/// strangers can be named.
const OF_CALLERS: &[&str] = &[
    "aws:principalarn",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
];

// AWS: C-4
fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let statement = &condition.statement;
    let is_open = condition.operator.if_exists && !condition.is_negated() && statement.grants();
    if !is_open || is_made_up_for(statement, &condition.lower_key) {
        return;
    }
    let key = &*condition.lower_key;
    let names_principals = statement.written.principal.is_some();
    let is_about_callers = OF_CALLERS.contains(&key) && names_principals;
    let is_about_networks = OF_ENDPOINTS.contains(&key) || key == "aws:sourceip";
    if is_about_networks || is_about_callers || OF_ORGANIZATIONS.contains(&key) {
        let key = quote(&condition.written.key);
        findings
            .at(condition.written.operator_span, format!("requests without {key} are allowed, too"))
            .hint("write the operator without `IfExists`");
    }
}

/// Whether the statement asks for the key elsewhere, or for what requests without it carry.
fn is_made_up_for(statement: &StatementView<'_>, lower_key: &str) -> bool {
    let asks = |key: &str| statement.conditions_on(key).any(|one| !one.holds_without_key());
    let asks_any = |keys: &[&str]| keys.iter().any(|key| asks(key));
    let tests_any = |keys: &[&str]| keys.iter().any(|key| statement.tests(key));
    asks(lower_key)
        || asks_any(&["aws:principalisawsservice", "aws:viaawsservice", "aws:calledvia"])
        || match lower_key {
            "aws:sourceip" => tests_any(OF_ENDPOINTS),
            key if OF_ENDPOINTS.contains(&key) => {
                statement.tests("aws:sourceip") || asks_any(OF_ENDPOINTS)
            }
            key if key.starts_with("aws:principalorg") => {
                asks_any(&["aws:principalorgid", "aws:principalorgpaths"])
            }
            key if key.starts_with("aws:resourceorg") => {
                asks_any(&["aws:resourceorgid", "aws:resourceorgpaths", "aws:resourceaccount"])
            }
            _ => false,
        }
}
