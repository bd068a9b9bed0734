//! An environment written out by hand: what it means for one question, layer by layer, as a bundle.

use serde_json::{Map, Value, json};

use super::dice::{ALIAS, KEY};

/// The account and the two kinds of name of a user or role in an ARN.
fn parts(arn: &str) -> Option<(&str, &str, &str)> {
    let mut parts = arn.splitn(6, ':').skip(2);
    let (service, account, rest) = (parts.next()?, parts.nth(1)?, parts.next()?);
    let (kind, path) = rest.split_once('/')?;
    match (service, kind) {
        ("iam", "user") => Some((account, "users", path.rsplit('/').next()?)),
        ("iam", "role") => Some((account, "roles", path.rsplit('/').next()?)),
        ("sts", "assumed-role") => Some((account, "roles", path.split('/').next()?)),
        _ => None,
    }
}

fn documents(account: &Value, entries: &Value) -> Vec<Value> {
    let document = |entry: &Value| match entry.as_str() {
        Some(name) => account["policies"][name].clone(),
        None => entry["document"].clone(),
    };
    entries.as_array().into_iter().flatten().map(document).collect()
}

/// Levels of policies above an account, the root's first.
fn levels(environment: &Value, account: &str, layer: &str, everything: &str) -> Option<Value> {
    let root = environment["organization"].get("root")?;
    let unit = &root["units"][0];
    let below = |level: &Value| {
        let accounts = level["accounts"].as_array().cloned().unwrap_or_default();
        accounts.into_iter().find(|one| one["id"] == account)
    };
    let path = match (below(root), below(unit)) {
        (Some(member), _) => vec![root.clone(), member],
        (None, Some(member)) => vec![root.clone(), unit.clone(), member],
        (None, None) => return None,
    };
    let level = |level: &Value| level.get(layer).cloned().unwrap_or(json!([everything]));
    Some(path.iter().map(level).collect())
}

fn paths(organization: &Value) -> Value {
    let mut paths = Map::new();
    let root = &organization["root"];
    for (level, path) in [
        (root, "o-exampleorg1/r-ab12/"),
        (&root["units"][0], "o-exampleorg1/r-ab12/ou-ab12-11111111/"),
    ] {
        for account in level["accounts"].as_array().into_iter().flatten() {
            paths.insert(account["id"].as_str().unwrap().into(), path.into());
        }
    }
    paths.into()
}

/// The resource that has the policy, and the one that is asked about.
fn holder(resource: &str) -> (&str, &str) {
    match resource {
        ALIAS => (KEY, KEY),
        _ if resource.starts_with("arn:aws:s3:::") => {
            (resource.split('/').next().unwrap(), resource)
        }
        _ => (resource, resource),
    }
}

/// A caller with the policies of its own, and its account.
fn caller<'p>(
    environment: &Value,
    principal: &'p str,
    policies: &mut Map<String, Value>,
) -> (Value, &'p str) {
    let mut caller = json!({"arn": principal});
    let Some((account, kind, name)) = parts(principal) else {
        return (caller, principal.split(':').nth(4).unwrap_or_default());
    };
    let held = &environment["accounts"][account];
    let one = &held[kind][name];
    let mut identity = documents(held, &one["policies"]);
    for group in one["groups"].as_array().into_iter().flatten() {
        identity.extend(documents(held, &held["groups"][group.as_str().unwrap()]["policies"]));
    }
    policies.insert("identity".into(), identity.into());
    if let Some(boundary) = one["permissionsBoundary"].as_str() {
        policies.insert("permissionsBoundary".into(), held["policies"][boundary].clone());
    }
    caller["id"] = one["id"].clone();
    if let Some(tags) = one.get("tags") {
        caller["tags"] = tags.clone();
    }
    if kind == "roles" {
        let path = one["path"].as_str().unwrap();
        caller["role"] = format!("arn:aws:iam::{account}:role{path}{name}").into();
    }
    (caller, account)
}

/// The bundle of a question that an environment is around.
pub(crate) fn written_out(
    environment: &Value,
    principal: &str,
    (action, resource): (&str, &str),
    context: &Value,
) -> Value {
    let mut policies = Map::new();
    let mut request = json!({"action": action, "context": context});
    let (caller, account_of_caller) = caller(environment, principal, &mut policies);
    let control = levels(environment, account_of_caller, "serviceControl", "FullAWSAccess");
    policies.extend(control.map(|levels| ("serviceControl".to_owned(), levels)));
    let (holder, asked) = holder(resource);
    if resource == ALIAS {
        request["context"]["kms:RequestAlias"] = "alias/app".into();
    }
    let mut target = json!({"arn": asked});
    let mut owner = asked.split(':').nth(4).unwrap_or_default().to_owned();
    if let Some((account, "roles", name)) = parts(asked) {
        let role = &environment["accounts"][account]["roles"][name];
        policies.insert("resource".into(), role["trust"].clone());
        target["tags"] = role["tags"].clone();
    } else {
        let known = &environment["resources"][holder];
        policies.extend(known.get("policy").map(|policy| ("resource".to_owned(), policy.clone())));
        if holder == asked {
            target["tags"] = known["tags"].clone();
        }
        target["publicAccessBlock"] = known["publicAccessBlock"].clone();
        owner = known["account"].as_str().unwrap_or(&owner).to_owned();
    }
    target.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    if !owner.is_empty() {
        target["account"] = owner.as_str().into();
    }
    let control = levels(environment, &owner, "resourceControl", "RCPFullAWSAccess");
    policies.extend(control.map(|levels| ("resourceControl".to_owned(), levels)));
    let endpoint = &environment["endpoints"]["vpce-1"];
    if context.get("aws:SourceVpce").is_some() && !endpoint.is_null() {
        let endpoint_and_kind = json!({"policy": endpoint["policy"], "type": endpoint["type"]});
        policies.insert("vpcEndpoint".into(), endpoint_and_kind);
        request["context"]["aws:SourceVpc"] = endpoint["vpc"].clone();
    }
    match environment.get("organization") {
        None => {}
        Some(Value::Null) => request["organization"] = json!({"accounts": {}}),
        Some(known) => {
            request["organization"] = json!({
                "id": known["id"], "managementAccount": known["managementAccount"],
                "accounts": paths(known)});
        }
    }
    request["principal"] =
        if caller.as_object().unwrap().len() == 1 { principal.into() } else { caller };
    request["resource"] = if asked == "*" { "*".into() } else { target };
    json!({"policies": policies, "request": request})
}
