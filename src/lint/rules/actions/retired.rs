//! Actions that AWS no longer lists.

use super::each_named;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "retired-action",
    severity: Severity::Suggestion,
    what: "an action that AWS's reference no longer lists",
    why: "The action stood in AWS's service authorization reference and no longer does: the feature \
          was withdrawn or renamed. The entry does no harm, but whoever relies on it is likely to \
          need another. Look the feature up and take the entry out.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "trustedadvisor:CreateEngagement", "Resource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "trustedadvisor:DescribeChecks", "Resource": "*"}]}"#,
    ),
    logic: Logic::Statement(find),
};

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let catalog = statement.subject.catalog();
    for (entry, one) in each_named(statement) {
        if one.action.is_legacy {
            let name = quote(&one.full_name());
            let message =
                format!("AWS's reference no longer lists {name} (catalogue of {})", catalog.date());
            findings.at(entry.span, message);
        }
    }
}
