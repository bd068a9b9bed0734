//! What single services do differently: step 0 of the recipe, and what feeds its later steps.

use serde_json::Value;

use super::Answer;
use super::condition::operator;
use super::document::{Document, Layer, list};
use super::keys::Keys;
use super::principal::{Named, name};
use super::request::{Authorization, Kind};
use super::state::{State, state};

/// A decision that no policy can change.
pub(crate) fn decided(ask: &Authorization, keys: &Keys) -> Option<Answer> {
    // AWS: T-5
    if ask.is("sts:GetCallerIdentity") || ask.is("sts:GetSessionToken") {
        return Some(Answer::Allowed);
    }
    let denied = is_limited_session(ask, keys) || is_protected(ask) || is_aws_alias(ask);
    denied.then_some(Answer::ImplicitDeny)
}

/// T-6: a federated user, or a user who is known to ask with temporary credentials.
fn is_limited_session(ask: &Authorization, keys: &Keys) -> bool {
    let (is_iam, is_sts) = (ask.service() == "iam", ask.service() == "sts");
    match ask.caller.kind {
        Kind::Federated => is_iam || is_sts,
        Kind::User if has_session_token(ask) => {
            let with_mfa = keys.get("aws:multifactorauthpresent").is_some_and(|v| *v == ["true"]);
            (is_iam && !with_mfa) || (is_sts && !ask.is("sts:AssumeRole"))
        }
        _ => false,
    }
}

fn has_session_token(ask: &Authorization) -> bool {
    matches!(state(ask, "aws:tokenissuetime"), Ok(State::Present | State::Values(_)))
}

/// The keys that step 0 asks for.
pub(crate) fn keys_asked(ask: &Authorization) -> Vec<String> {
    let asks = ask.caller.kind == Kind::User && ask.service() == "iam" && has_session_token(ask);
    let mfa = asks.then(|| "aws:multifactorauthpresent".to_owned());
    let grants = list(&ask.about["grants"]).into_iter().filter(|_| is_constrained(ask));
    let granted = grants.flat_map(|grant| pairs(&grant["Constraints"]));
    mfa.into_iter().chain(granted.map(|(key, _)| key)).collect()
}

/// T-8: roles and policies that belong to AWS.
fn is_protected(ask: &Authorization) -> bool {
    let verb = ask.action.split(':').nth(1).unwrap_or_default().to_ascii_lowercase();
    let reads = ["get", "list", "generate", "simulate"].iter().any(|start| verb.starts_with(start));
    let part = ask.resource_part();
    let reserved = part.starts_with("role/aws-reserved/");
    let linked = part.starts_with("role/aws-service-role/");
    let managed = part.starts_with("policy/") && ask.segment(4) == "aws";
    let passes = reserved && ask.is("iam:PassRole");
    let lifecycle =
        linked && (ask.is("iam:CreateServiceLinkedRole") || ask.is("iam:DeleteServiceLinkedRole"));
    ask.service() == "iam" && !reads && !passes && !lifecycle && (reserved || linked || managed)
}

/// the aliases of AWS's own keys.
fn is_aws_alias(ask: &Authorization) -> bool {
    let changes = ["kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"]
        .iter()
        .any(|action| ask.is(action));
    changes && ask.resource_part().starts_with("alias/aws/")
}

/// T-4: these calls are not signed.
pub(crate) fn is_unsigned(ask: &Authorization) -> bool {
    ask.is("sts:AssumeRoleWithSAML") || ask.is("sts:AssumeRoleWithWebIdentity")
}

/// D-17: the owner's root can always repair a bucket policy.
pub(crate) fn ignores_bucket_policy_deny(ask: &Authorization) -> bool {
    let repairs = ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"];
    let owns = ask.caller.kind == Kind::Root && !ask.is_cross_account();
    owns && repairs.iter().any(|action| ask.is(action))
}

/// how the grants of a key name the caller.
pub(crate) fn granted(ask: &Authorization, keys: &Keys) -> Vec<Named> {
    let operation = ask.action.split(':').nth(1).unwrap_or_default();
    let grants = if ask.is_kms_key() { list(&ask.about["grants"]) } else { Vec::new() };
    let covers = |grant: &Value| {
        let operations = list(&grant["Operations"]);
        let listed =
            operations.iter().filter_map(Value::as_str).any(|o| o.eq_ignore_ascii_case(operation));
        listed && (!is_constrained(ask) || constraint_holds(&grant["Constraints"], ask, keys))
    };
    let names = |grant: &Value| {
        let service = grant["GranteeServicePrincipal"].as_str();
        let by_service = service.and_then(|text| name("Service", text, &ask.caller, keys));
        by_service.or_else(|| name("AWS", grant["GranteePrincipal"].as_str()?, &ask.caller, keys))
    };
    grants.iter().filter(|grant| covers(grant)).filter_map(names).collect()
}

/// Constraints count for operations with an encryption context.
fn is_constrained(ask: &Authorization) -> bool {
    let with_context = ["kms:Encrypt", "kms:Decrypt", "kms:CreateGrant"].iter().any(|o| ask.is(o));
    let action = ask.action.to_ascii_lowercase();
    with_context || action.contains(":generatedatakey") || action.contains(":reencrypt")
}

fn pairs(constraints: &Value) -> Vec<(String, String)> {
    ["EncryptionContextEquals", "EncryptionContextSubset"]
        .iter()
        .filter_map(|form| constraints[form].as_object())
        .flatten()
        // AWS: K-6
        .map(|(key, value)| {
            let key = format!("{CONTEXT}{}", key.to_ascii_lowercase());
            (key, value.as_str().unwrap_or_default().to_owned())
        })
        .collect()
}

const CONTEXT: &str = "kms:encryptioncontext:";

fn constraint_holds(constraints: &Value, ask: &Authorization, keys: &Keys) -> bool {
    let wanted = pairs(constraints);
    let all = wanted.iter().all(|(key, value)| {
        keys.get(key).is_some_and(|given| given == std::slice::from_ref(value))
    });
    let given = ask.context.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    let mut given = given.filter(|(key, _)| key.starts_with(CONTEXT));
    let exact = constraints["EncryptionContextEquals"].is_object();
    all && (!exact || given.all(|(key, _)| wanted.iter().any(|(listed, _)| listed == key)))
}

/// whether public access settings keep this caller out.
pub(crate) fn is_blocked_as_public(ask: &Authorization, policy: &Document) -> bool {
    let restricts =
        ask.about["publicAccessBlock"]["RestrictPublicBuckets"] == true && ask.service() == "s3";
    let inside = ask.caller.kind == Kind::Service
        || (ask.caller.account.is_some() && !ask.is_cross_account());
    restricts && !inside && policy.statements.iter().any(is_public)
}

fn is_public(statement: &Value) -> bool {
    let names_all = |value: &Value| value == "*" || list(value).iter().any(|v| v == "*");
    let principal = &statement["Principal"];
    let open = !statement["NotPrincipal"].is_null()
        || names_all(principal)
        || principal.as_object().into_iter().flatten().any(|(_, value)| names_all(value));
    let conditions = statement["Condition"].as_object().into_iter().flatten();
    let mut lines = conditions.flat_map(|(name, lines)| {
        let lines = lines.as_object().into_iter().flatten();
        lines.map(move |(key, value)| (name, key, value))
    });
    statement["Effect"] == "Allow"
        && open
        && !lines.any(|(name, key, value)| is_pinned(name, key, value))
}

const PINS: &[&str] = &[
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:sourceip",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
];

/// Pinned: a positive operator, a key that says who, and fixed values.
fn is_pinned(name: &str, key: &str, value: &Value) -> bool {
    let Ok(operator) = operator(name) else { return false };
    let positive = !operator.base.contains("not") && operator.base != "null";
    let certain = !operator.if_exists && operator.set != Some(true);
    let key = key.to_ascii_lowercase();
    let fixed = super::condition::texts(value).iter().all(|text| match key.as_str() {
        "aws:sourceip" => is_narrow(text),
        _ => !text.contains(['*', '?', '$']),
    });
    positive && certain && PINS.contains(&key.as_str()) && fixed
}

fn is_narrow(network: &str) -> bool {
    let Some((address, length)) = network.split_once('/') else { return true };
    let least = if address.contains(':') { 32 } else { 8 };
    length.parse::<u32>().is_ok_and(|length| length >= least)
}

/// D-5: who is outside the reach of service control policies.
pub(crate) fn is_free_of_service_control(ask: &Authorization) -> bool {
    let signed_as_account =
        matches!(ask.caller.kind, Kind::User | Kind::Session | Kind::Federated | Kind::Root);
    let caller = ask.caller.account.as_deref();
    !signed_as_account || is_unsigned(ask) || is_service_linked(ask) || is_free_account(ask, caller)
}

/// D-7: who and what is outside the reach of resource control policies.
pub(crate) fn is_free_of_resource_control(ask: &Authorization) -> bool {
    let supported = match ask.facts["resourceControl"].as_bool() {
        Some(fact) => fact,
        // AWS: D-6
        None => RESOURCE_CONTROL.contains(&ask.service().as_str()),
    };
    let free = is_free_account(ask, ask.account.as_deref());
    !supported || is_service_linked(ask) || ask.is("kms:RetireGrant") || free
}

fn is_free_account(ask: &Authorization, account: Option<&str>) -> bool {
    let Some(account) = account else { return false };
    let accounts = &ask.organization["accounts"];
    let manages = ask.organization["managementAccount"] == account;
    manages || (accounts.is_object() && accounts.get(account).is_none())
}

/// D-22: roles that belong to a service.
fn is_service_linked(ask: &Authorization) -> bool {
    let role = ask.caller.role.as_deref().unwrap_or_default();
    role.contains(":role/aws-service-role/")
        || (!ask.caller.knows_path && ask.caller.name.starts_with("AWSServiceRoleFor"))
}

/// The layer that a document of this kind belongs to still counts for this caller.
pub(crate) fn counts(ask: &Authorization, layer: Layer) -> bool {
    let kind = ask.caller.kind;
    match layer {
        // AWS: D-16, D-19, D-20, T-4
        Layer::Identity | Layer::Boundary => {
            let signs = matches!(kind, Kind::User | Kind::Session | Kind::Federated);
            signs && !ask.caller.is_root() && !is_unsigned(ask)
        }
        Layer::Session => {
            !matches!(kind, Kind::Service | Kind::Provider | Kind::Anonymous) && !is_unsigned(ask)
        }
        Layer::ServiceControl => !is_free_of_service_control(ask),
        Layer::ResourceControl => !is_free_of_resource_control(ask),
        Layer::Resource | Layer::Endpoint { .. } => true,
    }
}

const RESOURCE_CONTROL: &[&str] = &[
    "aoss",
    "appconfig",
    "appstream",
    "autoscaling",
    "autoscaling-plans",
    "budgets",
    "clouddirectory",
    "cloudfront",
    "cloudsearch",
    "cloudtrail-data",
    "codeartifact",
    "codebuild",
    "codecommit",
    "codepipeline",
    "cognito-identity",
    "cognito-idp",
    "comprehend",
    "comprehendmedical",
    "compute-optimizer",
    "cost-optimization-hub",
    "dax",
    "dsql",
    "dynamodb",
    "ecr",
    "ecr-public",
    "events",
    "firehose",
    "fis",
    "fms",
    "gamelift",
    "health",
    "inspector-scan",
    "kendra",
    "kinesisvideo",
    "kms",
    "logs",
    "memorydb",
    "networkmonitor",
    "notifications",
    "opensearch",
    "pca-connector-ad",
    "personalize",
    "polly",
    "pricing",
    "resource-groups",
    "rolesanywhere",
    "s3",
    "secretsmanager",
    "servicediscovery",
    "signin",
    "sqs",
    "sts",
    "support",
    "swf",
    "textract",
    "timestream-influxdb",
    "transcribe",
    "transfer",
    "translate",
    "wafv2",
    "workspaces",
    "xray",
];
