//! A few names that everybody knows, for requests that policies leave open.

use crate::aws::ActionName;
use crate::catalog::Touched;
use crate::policy::ActionPattern;
use crate::value_set::Pattern;

/// The region of made-up resources.
pub(super) const REGION: &str = "us-east-1";

/// Actions that stand for their service, and the resource that each is asked on; `ACCOUNT` stands
/// for the account.
const ACTIONS: &[(&str, &str)] = &[
    ("s3:GetObject", "arn:aws:s3:::example-bucket/example.txt"),
    ("s3:PutObject", "arn:aws:s3:::example-bucket/example.txt"),
    ("s3:DeleteObject", "arn:aws:s3:::example-bucket/example.txt"),
    ("s3:ListBucket", "arn:aws:s3:::example-bucket"),
    ("s3:GetBucketLocation", "arn:aws:s3:::example-bucket"),
    ("s3:CreateBucket", "arn:aws:s3:::example-bucket"),
    ("s3:ListAllMyBuckets", "*"),
    ("ec2:DescribeInstances", "*"),
    ("ec2:RunInstances", "arn:aws:ec2:us-east-1:ACCOUNT:instance/i-0123456789abcdef0"),
    ("ec2:StartInstances", "arn:aws:ec2:us-east-1:ACCOUNT:instance/i-0123456789abcdef0"),
    ("ec2:TerminateInstances", "arn:aws:ec2:us-east-1:ACCOUNT:instance/i-0123456789abcdef0"),
    ("iam:GetUser", "arn:aws:iam::ACCOUNT:user/bob"),
    ("iam:CreateUser", "arn:aws:iam::ACCOUNT:user/bob"),
    ("iam:ListUsers", "*"),
    ("iam:PassRole", "arn:aws:iam::ACCOUNT:role/example"),
    ("sts:AssumeRole", "arn:aws:iam::ACCOUNT:role/example"),
    ("sts:AssumeRoleWithWebIdentity", "arn:aws:iam::ACCOUNT:role/example"),
    ("sts:AssumeRoleWithSAML", "arn:aws:iam::ACCOUNT:role/example"),
    ("sts:TagSession", "arn:aws:iam::ACCOUNT:role/example"),
    ("sts:SetSourceIdentity", "arn:aws:iam::ACCOUNT:role/example"),
    ("sts:GetSessionToken", "*"),
    ("kms:Decrypt", "arn:aws:kms:us-east-1:ACCOUNT:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
    ("kms:Encrypt", "arn:aws:kms:us-east-1:ACCOUNT:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
    (
        "kms:GenerateDataKey",
        "arn:aws:kms:us-east-1:ACCOUNT:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    ),
    ("kms:DescribeKey", "arn:aws:kms:us-east-1:ACCOUNT:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
    (
        "kms:ScheduleKeyDeletion",
        "arn:aws:kms:us-east-1:ACCOUNT:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    ),
    ("kms:ListKeys", "*"),
    ("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:ACCOUNT:table/example"),
    ("dynamodb:PutItem", "arn:aws:dynamodb:us-east-1:ACCOUNT:table/example"),
    ("dynamodb:ListTables", "*"),
    ("sqs:SendMessage", "arn:aws:sqs:us-east-1:ACCOUNT:example"),
    ("sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:ACCOUNT:example"),
    ("sns:Publish", "arn:aws:sns:us-east-1:ACCOUNT:example"),
    ("sns:Subscribe", "arn:aws:sns:us-east-1:ACCOUNT:example"),
    ("lambda:InvokeFunction", "arn:aws:lambda:us-east-1:ACCOUNT:function:example"),
    ("lambda:UpdateFunctionCode", "arn:aws:lambda:us-east-1:ACCOUNT:function:example"),
    ("lambda:ListFunctions", "*"),
    (
        "secretsmanager:GetSecretValue",
        "arn:aws:secretsmanager:us-east-1:ACCOUNT:secret:example-AbCdEf",
    ),
    (
        "secretsmanager:PutSecretValue",
        "arn:aws:secretsmanager:us-east-1:ACCOUNT:secret:example-AbCdEf",
    ),
    ("ssm:GetParameter", "arn:aws:ssm:us-east-1:ACCOUNT:parameter/example"),
    ("ssm:PutParameter", "arn:aws:ssm:us-east-1:ACCOUNT:parameter/example"),
    ("logs:PutLogEvents", "arn:aws:logs:us-east-1:ACCOUNT:log-group:example:log-stream:example"),
    ("logs:CreateLogGroup", "arn:aws:logs:us-east-1:ACCOUNT:log-group:example"),
    ("cloudwatch:PutMetricData", "*"),
    ("organizations:ListAccounts", "*"),
    ("organizations:LeaveOrganization", "*"),
];

/// An action and whether its name is made up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SomeAction {
    pub(super) name: Box<str>,
    pub(super) made_up: bool,
}

/// Actions that a pattern covers: those of `pool`, then those that everybody knows.
pub(super) fn some_actions(pattern: &ActionPattern, pool: &[Box<str>]) -> Vec<SomeAction> {
    let known = ACTIONS.iter().map(|(name, _)| Box::from(*name));
    let real = pool.iter().cloned().chain(known).filter(|name| covers(pattern, name));
    let mut some: Vec<SomeAction> = Vec::new();
    for name in real {
        if !some.iter().any(|other| other.name.eq_ignore_ascii_case(&name)) {
            some.push(SomeAction { name, made_up: false });
        }
    }
    some
}

/// Whether a pattern covers an action's full name.
fn covers(pattern: &ActionPattern, action: &str) -> bool {
    match pattern {
        ActionPattern::Every => true,
        ActionPattern::Of { service, name } => {
            let own = action.split_once(':');
            own.filter(|(own, _)| own.eq_ignore_ascii_case(service)).is_some_and(|(_, own)| {
                let is_whole = !name.contains(['*', '?']);
                own.eq_ignore_ascii_case(name)
                    || !is_whole && Pattern::glob(name).matches(&own.to_ascii_lowercase())
            })
        }
        ActionPattern::Nothing => false,
    }
}

/// Names that nobody has for what a pattern covers.
pub(super) fn invented(pattern: &ActionPattern) -> Vec<SomeAction> {
    let names = match pattern {
        ActionPattern::Of { service, name } if name.contains(['*', '?']) => {
            invented_for(&format!("{service}:{name}"))
        }
        ActionPattern::Of { .. } | ActionPattern::Every | ActionPattern::Nothing => Vec::new(),
    };
    names.into_iter().map(|name| SomeAction { name, made_up: true }).collect()
}

/// `s3:GetExample` and `s3:GetAnother` for `s3:Get*`.
pub(super) fn invented_for(pattern: &str) -> Vec<Box<str>> {
    let filled = |(run, one): (&str, &str)| {
        pattern.replacen('*', run, 1).replace('*', "").replace('?', one).into()
    };
    [("Example", "x"), ("Another", "y")].map(filled).into()
}

/// The resource that an action is usually asked on; `None` for an action that we do not know.
pub(super) fn usual_resource(action: &str, place: Touched<'_>) -> Option<String> {
    let found = ACTIONS.iter().find(|(name, _)| name.eq_ignore_ascii_case(action));
    found.map(|(_, arn)| placed(arn, place))
}

/// The resources that actions of a service are asked on.
pub(super) fn resources_of_service<'a>(
    service: &'a str,
    place: Touched<'a>,
) -> impl Iterator<Item = String> + 'a {
    let is_of =
        move |(name, arn): &&(&str, &str)| *arn != "*" && name.split(':').next() == Some(service);
    ACTIONS.iter().filter(is_of).map(move |(_, arn)| placed(arn, place))
}

fn placed(arn: &str, place: Touched<'_>) -> String {
    arn.replace("ACCOUNT", place.account).replace(REGION, place.region)
}

/// Whether an action may well be asked on such a resource: S3 tells buckets from objects.
pub(super) fn suits(action: &str, resource: &str) -> bool {
    let (Some(action), true) = (ActionName::parse(action), resource.starts_with("arn:aws:s3:::"))
    else {
        return true;
    };
    if action.service() != "s3" {
        return true;
    }
    action.name() != "listallmybuckets"
        && action.name().contains("bucket") != resource.contains('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_one_that_is_named_or_known() {
        let pool = ["s3:GetBucketAcl".into()];
        let first = |pattern: &ActionPattern| {
            let some = some_actions(pattern, &pool).into_iter().next();
            some.map(|some| some.name.to_string())
        };
        let of = |service: &str, name: &str| {
            first(&ActionPattern::Of { service: service.into(), name: name.into() })
        };
        assert_eq!(of("s3", "get*"), Some("s3:GetBucketAcl".to_owned()));
        assert_eq!(of("s3", "put*"), Some("s3:PutObject".to_owned()));
        assert_eq!(of("x", "get*"), None);
        let get = ActionPattern::Of { service: "x".into(), name: "get*".into() };
        let made_up = |name: &str| SomeAction { name: name.into(), made_up: true };
        assert_eq!(invented(&get), ["x:getExample", "x:getAnother"].map(made_up));
        assert_eq!(first(&ActionPattern::Nothing), None);
    }
}
