//! What kind of policy a document is, by its looks.

use crate::aws::{Arn, PolicyKind};
use crate::text::{Key, Node, Value, nearest};

/// The kinds and what people call them on the command line and in `iamsim.toml`.
pub const KINDS: [(&str, PolicyKind); 8] = [
    ("identity", PolicyKind::Identity),
    ("resource", PolicyKind::Resource),
    ("trust", PolicyKind::Trust),
    ("permissions-boundary", PolicyKind::PermissionsBoundary),
    ("session", PolicyKind::Session),
    ("scp", PolicyKind::ServiceControl),
    ("rcp", PolicyKind::ResourceControl),
    ("vpc-endpoint", PolicyKind::VpcEndpoint),
];

/// The name of a kind: `scp`.
pub fn kind_name(kind: PolicyKind) -> &'static str {
    KINDS.iter().find(|(_, known)| *known == kind).map_or("", |(name, _)| name)
}

/// The name of a kind in a sentence: `a service control policy`.
pub fn kind_title(kind: PolicyKind) -> &'static str {
    match kind {
        PolicyKind::Identity => "an identity-based policy",
        PolicyKind::PermissionsBoundary => "a permissions boundary",
        PolicyKind::Session => "a session policy",
        PolicyKind::Resource => "a resource-based policy",
        PolicyKind::Trust => "a role's trust policy",
        PolicyKind::ServiceControl => "a service control policy",
        PolicyKind::ResourceControl => "a resource control policy",
        PolicyKind::VpcEndpoint => "a VPC endpoint policy",
    }
}

/// The kind of that name.
///
/// # Errors
/// Which names there are, or the nearest.
pub fn kind_named(name: &str) -> Result<PolicyKind, String> {
    if let Some((_, kind)) = KINDS.iter().find(|(known, _)| *known == name) {
        return Ok(*kind);
    }
    let known = KINDS.map(|(known, _)| known);
    let hint = match nearest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", known.join(", ")),
    };
    Err(format!("there is no kind {} of policies; {hint}", crate::text::quote(name)))
}

/// How the kind of a policy is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// `--kind` says so.
    Option,
    /// `iamsim.toml` says so.
    Settings,
    /// A scenario file or question uses it so.
    Scenario,
    /// The name of the file or of a folder says so.
    Name,
    /// It looks so.
    Content,
    /// It is one of AWS's managed policies.
    Managed,
}

impl Origin {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Option => "option",
            Self::Settings => "settings",
            Self::Scenario => "scenario",
            Self::Name => "name",
            Self::Content => "content",
            Self::Managed => "managed",
        }
    }
}

/// Whether a tree is meant as a policy: it has `Statement`, or something that was meant so.
pub fn is_policy(node: &Node) -> bool {
    node.get("Statement").is_some() || near_miss(node).is_some()
}

/// What was probably meant as `Statement`.
pub(super) fn near_miss(node: &Node) -> Option<&Key> {
    let Value::Object(members) = &node.value else { return None };
    let is_near = |key: &str| nearest(key, ["Statement"]).is_some() && key != "Statement";
    let has_no_other = || {
        let is_of_policy = |key: &str| is_near(key) || BESIDE_STATEMENT.contains(&key);
        members.iter().all(|member| is_of_policy(&member.key.text))
    };
    let holds_statements = |value: &Node| match items(value) {
        [] => has_no_other(),
        items => items.iter().any(is_statement),
    };
    let found =
        members.iter().find(|member| is_near(&member.key.text) && holds_statements(&member.value));
    found.map(|member| &member.key)
}

/// What else a policy has.
const BESIDE_STATEMENT: [&str; 3] = ["$schema", "Id", "Version"];

fn is_statement(node: &Node) -> bool {
    ["Effect", "Action", "NotAction"].iter().any(|name| node.get(name).is_some())
}

/// What kind a policy most likely is.
pub fn kind_by_content(node: &Node) -> PolicyKind {
    let statements = statements(node);
    let has = |name: &str| statements.iter().any(|one| one.get(name).is_some());
    let all = |is: fn(&Node) -> bool| !statements.is_empty() && statements.iter().all(is);
    if !has("Principal") && !has("NotPrincipal") {
        let is_guardrail = statements.iter().any(denies_root);
        return if is_guardrail { PolicyKind::ServiceControl } else { PolicyKind::Identity };
    }
    if all(limits_everybody) {
        return PolicyKind::ResourceControl;
    }
    let names_resources = has("Resource") || has("NotResource");
    if !names_resources && all(is_about_sts) { PolicyKind::Trust } else { PolicyKind::Resource }
}

/// The other kinds that a policy may as well be which looks like this one.
pub(super) fn kinds_alike(node: &Node, kind: PolicyKind) -> &'static [PolicyKind] {
    let statements = statements(node);
    let only_denies =
        !statements.is_empty() && statements.iter().all(|one| has_effect(one, "Deny"));
    let is_for_all = statements.iter().all(|one| is(one, "Principal", "*"));
    match kind {
        PolicyKind::Identity if only_denies => &[PolicyKind::ServiceControl],
        PolicyKind::Resource if is_for_all => &[PolicyKind::VpcEndpoint],
        _ => &[],
    }
}

/// Words in names of files and folders.
const WORDS: [(&str, PolicyKind); 16] = [
    ("scp", PolicyKind::ServiceControl),
    ("scps", PolicyKind::ServiceControl),
    ("rcp", PolicyKind::ResourceControl),
    ("rcps", PolicyKind::ResourceControl),
    ("boundary", PolicyKind::PermissionsBoundary),
    ("boundaries", PolicyKind::PermissionsBoundary),
    ("session", PolicyKind::Session),
    ("sessions", PolicyKind::Session),
    ("trust", PolicyKind::Trust),
    ("trusts", PolicyKind::Trust),
    ("vpce", PolicyKind::VpcEndpoint),
    ("endpoint", PolicyKind::VpcEndpoint),
    ("endpoints", PolicyKind::VpcEndpoint),
    ("servicecontrol", PolicyKind::ServiceControl),
    ("resourcecontrol", PolicyKind::ResourceControl),
    ("permissionsboundary", PolicyKind::PermissionsBoundary),
];

/// Words that mean something else together: what a policy is about, not what it is.
const ABOUT: [(&str, &str); 7] = [
    ("session", "duration"),
    ("session", "manager"),
    ("session", "name"),
    ("session", "tag"),
    ("session", "tags"),
    ("session", "token"),
    ("zero", "trust"),
];

/// The kind that a path tells, the file's own name before its folders', if the policy can be one.
pub fn kind_by_name(path: &str, node: &Node) -> Option<PolicyKind> {
    let looks = kind_by_content(node);
    let is_of_resource = || {
        let is_one = |one: &Node| one.get("Resource").is_some() && !is_about_sts(one);
        statements(node).iter().any(is_one)
    };
    let fits = |kind: &PolicyKind| {
        kind.takes_principal() == looks.takes_principal()
            && (*kind != PolicyKind::Trust || !is_of_resource())
    };
    path.rsplit(['/', '\\']).find_map(word_in).filter(fits)
}

fn word_in(part: &str) -> Option<PolicyKind> {
    let lower = part.to_ascii_lowercase();
    let words: Vec<&str> = lower.split(|char: char| !char.is_ascii_alphanumeric()).collect();
    let is_about = |first: usize| {
        let pair = words.get(first).zip(words.get(first + 1));
        pair.is_some_and(|(first, second)| ABOUT.contains(&(*first, *second)))
    };
    let kind_of = |word: &str| WORDS.iter().find(|(known, _)| *known == word).map(|one| one.1);
    let tells = |at: &usize| !is_about(*at) && !at.checked_sub(1).is_some_and(is_about);
    (0..words.len()).filter(tells).find_map(|at| kind_of(words[at]))
}

/// Services whose resources have policies, and what the owner of one is.
const OWNERS: [(&str, &str); 11] = [
    ("dynamodb", "AWS::DynamoDB::Table"),
    ("ecr", "AWS::ECR::Repository"),
    ("es", "AWS::OpenSearchService::Domain"),
    ("events", "AWS::Events::EventBus"),
    ("kinesis", "AWS::Kinesis::Stream"),
    ("kms", "AWS::KMS::Key"),
    ("lambda", "AWS::Lambda::Function"),
    ("s3", "AWS::S3::Bucket"),
    ("secretsmanager", "AWS::SecretsManager::Secret"),
    ("sns", "AWS::SNS::Topic"),
    ("sqs", "AWS::SQS::Queue"),
];

/// What a policy is most likely attached to: what all of its actions and resources are about.
pub fn owner_by_content(node: &Node, kind: PolicyKind) -> Option<&'static str> {
    match kind {
        PolicyKind::Trust => return Some("AWS::IAM::AssumeRolePolicyDocument"),
        PolicyKind::Resource => {}
        _ => return None,
    }
    let statements = statements(node);
    let texts = |name: &'static str| {
        statements.iter().filter_map(move |one| one.get(name)).flat_map(items).map(Node::as_text)
    };
    let arns = || texts("Resource").flatten().filter(|text| *text != "*");
    let mut services = texts("Action")
        .map(|text| text.and_then(|text| text.split_once(':')).map(|(service, _)| service))
        .chain(arns().map(|text| Arn::parse(text).map(|_| text.split(':').nth(2).unwrap_or(""))));
    let first = services.next()??;
    if !services.all(|service| service.is_some_and(|other| other.eq_ignore_ascii_case(first))) {
        return None;
    }
    if arns().any(|arn| arn.contains(":accesspoint/")) {
        return (first == "s3").then_some("AWS::S3::AccessPoint");
    }
    OWNERS.iter().find(|(service, _)| first.eq_ignore_ascii_case(service)).map(|(_, owner)| *owner)
}

fn items(node: &Node) -> &[Node] {
    match &node.value {
        Value::List(items) => items,
        _ => std::slice::from_ref(node),
    }
}

fn statements(node: &Node) -> &[Node] {
    node.get("Statement").map_or(&[], items)
}

fn is(node: &Node, name: &str, text: &str) -> bool {
    node.get(name).and_then(Node::as_text) == Some(text)
}

fn has_effect(statement: &Node, effect: &str) -> bool {
    is(statement, "Effect", effect)
}

fn limits_everybody(statement: &Node) -> bool {
    has_effect(statement, "Deny")
        && is(statement, "Resource", "*")
        && is(statement, "Principal", "*")
}

fn is_about_sts(statement: &Node) -> bool {
    let actions = statement.get("Action").map_or(&[][..], items);
    let is_sts = |action: &Node| {
        action.as_text().is_some_and(|text| text.to_ascii_lowercase().starts_with("sts:"))
    };
    !actions.is_empty() && actions.iter().all(is_sts)
}

/// Whether a statement denies something to a root user, whom identity-based policies do not reach.
fn denies_root(statement: &Node) -> bool {
    let members = |node: &'_ Node| match &node.value {
        Value::Object(members) => members.clone(),
        _ => Vec::new(),
    };
    let operators = statement.get("Condition").map_or_else(Vec::new, members);
    let mut keys = operators.iter().flat_map(|operator| members(&operator.value));
    let is_root = |value: &Node| value.as_text().is_some_and(|text| text.ends_with(":root"));
    has_effect(statement, "Deny")
        && keys.any(|key| {
            key.key.text.eq_ignore_ascii_case("aws:PrincipalArn")
                && items(&key.value).iter().any(is_root)
        })
}
