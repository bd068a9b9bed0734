//! A request as it is written, read once: who asks, for what, in which account.

use serde_json::Value;

/// What kind of caller this is; K-1's table and D-9's rows hang on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    User,
    Session,
    Federated,
    Root,
    Service,
    Provider,
    Anonymous,
}

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) kind: Kind,
    /// The text as the request gives it.
    pub(crate) arn: String,
    pub(crate) account: Option<String>,
    /// User name, role name or federated name, without its path.
    pub(crate) name: String,
    /// The role's ARN, of a session.
    pub(crate) role: Option<String>,
    pub(crate) knows_path: bool,
    pub(crate) session: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) federated_by: Option<String>,
    pub(crate) tags: Option<Value>,
}

impl Caller {
    /// D-16: a root user, or a session that one federated.
    pub(crate) fn is_root(&self) -> bool {
        let by_root = self.federated_by.as_ref().is_some_and(|by| by.ends_with(":root"));
        self.kind == Kind::Root || (self.kind == Kind::Federated && by_root)
    }
}

/// One authorization: a call may need several.
#[derive(Clone, Debug)]
pub(crate) struct Authorization {
    pub(crate) caller: Caller,
    pub(crate) action: String,
    pub(crate) resource: String,
    /// The object form of the resource, or null.
    pub(crate) about: Value,
    pub(crate) account: Option<String>,
    pub(crate) context: Value,
    pub(crate) facts: Value,
    pub(crate) organization: Value,
    pub(crate) now: Option<String>,
    pub(crate) exact: bool,
    /// Policies by layer, the resource policy replaced by this resource's.
    pub(crate) policies: Value,
}

impl Authorization {
    pub(crate) fn service(&self) -> String {
        self.action.split(':').next().unwrap_or_default().to_ascii_lowercase()
    }

    pub(crate) fn is(&self, action: &str) -> bool {
        self.action.eq_ignore_ascii_case(action)
    }

    pub(crate) fn is_cross_account(&self) -> bool {
        self.account != self.caller.account
    }

    /// Actions whose resource policy is the trust policy of a role.
    pub(crate) fn is_trust(&self) -> bool {
        let on_role = self.resource_part().starts_with("role/") && self.segment(2) == "iam";
        on_role && TRUST.iter().any(|action| self.is(action))
    }

    pub(crate) fn is_kms_key(&self) -> bool {
        // AWS: X-1
        self.service() == "kms"
            && self.segment(2) == "kms"
            && self.resource_part().starts_with("key/")
    }

    pub(crate) fn resource_part(&self) -> String {
        self.segment(5)
    }

    pub(crate) fn segment(&self, index: usize) -> String {
        self.resource.splitn(6, ':').nth(index).unwrap_or_default().to_owned()
    }
}

const TRUST: &[&str] = &[
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:TagSession",
    "sts:SetSourceIdentity",
];

/// All authorizations of a bundle's call, the call's own first.
pub(crate) fn authorizations(bundle: &Value) -> Result<Vec<Authorization>, String> {
    let (request, policies) = (&bundle["request"], &bundle["policies"]);
    let main = authorization(request, policies.clone(), &Value::Null)?;
    let more = request["alsoRequires"].as_array().into_iter().flatten();
    let rest = more.map(|also| also_required(request, also, &main));
    std::iter::once(Ok(main.clone())).chain(rest).collect()
}

fn also_required(
    request: &Value,
    also: &Value,
    main: &Authorization,
) -> Result<Authorization, String> {
    let mut own = request.clone();
    for field in ["action", "resource", "resourceAccount", "actionFacts"] {
        own[field] = match (also.get(field), field) {
            (Some(given), _) => given.clone(),
            (None, "action") => continue,
            (None, _) => Value::Null,
        };
    }
    let mut policies = main.policies.clone();
    let same = arn_of(&own["resource"])? == main.resource;
    if same && own["resource"].is_string() {
        own["resource"] = request["resource"].clone();
    }
    if let (false, Some(layers)) = (same, policies.as_object_mut()) {
        layers.remove("resource");
    }
    authorization(&own, policies, &also["context"])
}

fn authorization(
    request: &Value,
    mut policies: Value,
    more: &Value,
) -> Result<Authorization, String> {
    let action = request["action"].as_str().ok_or("invalid-request: action")?.to_owned();
    let caller = caller(&request["principal"], &action)?;
    let about = request["resource"].clone();
    let mut resource = arn_of(&about)?;
    if let Some(policy) = about.get("policy") {
        policies["resource"] = policy.clone();
    }
    if request["actionFacts"]["wildcardOnly"] == true && resource != "*" {
        return Err("invalid-request: the action takes no resource".to_owned());
    }
    // AWS: R-9
    if action.eq_ignore_ascii_case("s3:ListAllMyBuckets") && resource == "*" {
        "arn:aws:s3:::*".clone_into(&mut resource);
    }
    let exact = request["exactContext"] == true;
    check_pattern(&action, &resource, exact)?;
    let context = merged(&request["context"], more);
    let account = resource_account(request, &resource, &context, &caller)?;
    Ok(Authorization {
        caller,
        action,
        resource,
        about,
        account,
        context,
        facts: request["actionFacts"].clone(),
        organization: request["organization"].clone(),
        now: request["now"].as_str().map(str::to_owned),
        exact,
        policies,
    })
}

fn check_pattern(action: &str, resource: &str, exact: bool) -> Result<(), String> {
    let literal = exact || resource == "*" || action.eq_ignore_ascii_case("s3:ListAllMyBuckets");
    if !literal && resource.contains(['*', '?']) {
        return Err("unsupported: a pattern as the request's resource (R-15)".to_owned());
    }
    if resource != "*" && super::text::arn(resource).is_none() {
        return Err("invalid-arn-prefix: resource".to_owned());
    }
    Ok(())
}

fn arn_of(resource: &Value) -> Result<String, String> {
    let text = resource.as_str().or_else(|| resource["arn"].as_str());
    Ok(text.ok_or("invalid-request: resource")?.to_owned())
}

/// Keys in lower case; the second context adds to the first or overrides it.
fn merged(first: &Value, second: &Value) -> Value {
    let both = [first, second].into_iter().filter_map(Value::as_object).flatten();
    both.map(|(key, value)| (key.to_ascii_lowercase(), value.clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// D-15: the account that owns the resource.
fn resource_account(
    request: &Value,
    resource: &str,
    context: &Value,
    caller: &Caller,
) -> Result<Option<String>, String> {
    let in_arn = super::text::arn(resource).map(|parts| parts[4].clone());
    let said = [
        request["resourceAccount"].as_str().map(str::to_owned),
        request["resource"]["account"].as_str().map(str::to_owned),
        in_arn.filter(|account| is_account(account)),
        context["aws:resourceaccount"].as_str().map(str::to_owned),
    ];
    let mut given = said.into_iter().flatten();
    let Some(first) = given.next() else { return Ok(caller.account.clone()) };
    match given.find(|other| *other != first) {
        Some(_) => Err("conflicting-account".to_owned()),
        None => Ok(Some(first)),
    }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

fn caller(principal: &Value, action: &str) -> Result<Caller, String> {
    let arn = arn_of(principal).map_err(|_| "invalid-request: principal")?;
    let field = |name: &str| principal[name].as_str().map(str::to_owned);
    let mut caller = Caller {
        kind: kind(&arn, action)?,
        arn: arn.clone(),
        account: super::text::arn(&arn)
            .map(|parts| parts[4].clone())
            .filter(|account| is_account(account)),
        name: String::new(),
        role: None,
        knows_path: true,
        session: None,
        id: field("id"),
        federated_by: field("federatedBy"),
        tags: principal.get("tags").cloned(),
    };
    let part: Vec<&str> = arn.splitn(6, ':').last().unwrap_or_default().split('/').collect();
    part.last().copied().unwrap_or_default().clone_into(&mut caller.name);
    if caller.kind == Kind::Session {
        name_session(&mut caller, &part, field("role"));
    }
    Ok(caller)
}

fn name_session(caller: &mut Caller, part: &[&str], role: Option<String>) {
    if part[0] == "role" {
        caller.role = Some(caller.arn.clone());
        return;
    }
    part.get(1).copied().unwrap_or_default().clone_into(&mut caller.name);
    caller.session = part.get(2).map(|name| (*name).to_owned());
    caller.knows_path = role.is_some();
    let path = if caller.name.starts_with("AWSReservedSSO_") {
        "aws-reserved/sso.amazonaws.com/"
    } else {
        ""
    };
    let partition = caller.arn.split(':').nth(1).unwrap_or_default();
    let account = caller.account.clone().unwrap_or_default();
    caller.role =
        role.or_else(|| Some(format!("arn:{partition}:iam::{account}:role/{path}{}", caller.name)));
}

fn kind(arn: &str, action: &str) -> Result<Kind, String> {
    let web = action.eq_ignore_ascii_case("sts:AssumeRoleWithWebIdentity");
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let part = parts.get(5).copied().unwrap_or_default();
    let first = part.split('/').next().unwrap_or_default();
    Ok(match (parts.len(), first) {
        (6, "user") => Kind::User,
        (6, "role" | "assumed-role") => Kind::Session,
        (6, "federated-user") => Kind::Federated,
        (6, "root") => Kind::Root,
        (6, "saml-provider" | "oidc-provider") => Kind::Provider,
        (1, _) if arn == "anonymous" => Kind::Anonymous,
        // AWS: P-9
        (1, _) if web && PROVIDERS.contains(&arn) => Kind::Provider,
        (1, _) if arn.contains(".amazonaws.com") => Kind::Service,
        _ => return Err(format!("invalid-principal {arn}")),
    })
}

const PROVIDERS: &[&str] = &[
    "cognito-identity.amazonaws.com",
    "www.amazon.com",
    "graph.facebook.com",
    "accounts.google.com",
];
