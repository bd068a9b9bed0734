//! Quotas of services on the policies of their resources.

use crate::aws::PolicyKind;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::subject::Subject;
use crate::policy::Statement;
use crate::text::{Severity, Span};

pub(super) static RULE: Rule = Rule {
    code: "policy-exceeds-quota-of-resource-type",
    severity: Severity::Warning,
    what: "a resource-based policy with more than its service stores",
    why: "Services set limits of their own on the policies of their resources, in characters, and Amazon SQS \
          also in statements, principals, conditions and actions. What exceeds them is refused when it is \
          saved. Join statements, use wildcards where they say the same, or test an organization instead of \
          listing its accounts. The rule knows what the policy is attached to only if somebody says so; the \
          limit of all resource-based policies is checked in any case.",
    kinds: &[PolicyKind::Resource],
    page: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html",
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags", "sqs:PurgeQueue", "sqs:ReceiveMessage", "sqs:SendMessage"], "Resource": "arn:aws:sqs:eu-west-1:111122223333:reports"}]}"#,
    )
    .attached_to("AWS::SQS::Queue"),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": ["sqs:DeleteMessage", "sqs:Get*", "sqs:ReceiveMessage", "sqs:SendMessage"], "Resource": "arn:aws:sqs:eu-west-1:111122223333:reports"}]}"#,
    )
    .attached_to("AWS::SQS::Queue"),
    logic: Logic::Policy(find),
};

/// How much a service takes.
struct Quota {
    /// `CloudFormation`'s name of the type.
    of: &'static str,
    /// As people know it.
    name: &'static str,
    characters: usize,
    counts: Option<Counts>,
}

/// Numbers that Amazon SQS limits besides.
struct Counts {
    statements: usize,
    principals: usize,
    conditions: usize,
    actions_of_statement: usize,
}

/// Limits below that of all resource-based policies, from the services' pages on quotas and the limits
/// that their API references give for the parameter.
const QUOTAS: &[Quota] = &[
    Quota {
        of: "AWS::ApiGateway::RestApi",
        name: "an API of API Gateway",
        characters: 8_192,
        counts: None,
    },
    Quota {
        of: "AWS::ECR::Repository",
        name: "a repository of Amazon ECR",
        characters: 10_240,
        counts: None,
    },
    Quota { of: "AWS::Events::EventBus", name: "an event bus", characters: 10_240, counts: None },
    Quota {
        of: "AWS::SQS::Queue",
        name: "a queue of Amazon SQS",
        characters: 8_192,
        counts: Some(Counts {
            statements: 20,
            principals: 50,
            conditions: 10,
            actions_of_statement: 7,
        }),
    },
];

fn find(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let attached_to = subject.attached_to();
    let Some(quota) = QUOTAS.iter().find(|quota| Some(quota.of) == attached_to) else { return };
    let mut exceeds = |place: Span, what: &str, count: usize, limit: usize| {
        if count > limit {
            let name = quota.name;
            let message = format!("{count} {what}, and the policy of {name} may have {limit}");
            findings.at(place, message);
        }
    };
    let whole = subject.document().span;
    let start = Span { end: whole.end.min(whole.start + 1), ..whole };
    exceeds(start, "characters", whole.range().len(), quota.characters);
    let Some(counts) = &quota.counts else { return };
    let statements = &subject.document().statements;
    let principals =
        |one: &Statement| one.principal.as_ref().map_or(0, |element| element.entries.len());
    let all = |count: &dyn Fn(&Statement) -> usize| statements.iter().map(count).sum::<usize>();
    exceeds(start, "statements", statements.len(), counts.statements);
    exceeds(start, "principals", all(&principals), counts.principals);
    exceeds(start, "conditions", all(&|one| one.conditions.len()), counts.conditions);
    for action in statements.iter().map(|statement| &statement.action) {
        let limit = counts.actions_of_statement;
        exceeds(action.span, "actions in a statement", action.entries.len(), limit);
    }
}
