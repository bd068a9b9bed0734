//! What AWS would not save, as far as it would change what a policy means.

use serde_json::{Map, Value};

use super::condition::{operator, texts};
use super::document::list;
use super::text;

const ELEMENTS: &[&str] = &[
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

const PAIRS: &[(&str, &str)] =
    &[("Action", "NotAction"), ("Resource", "NotResource"), ("Principal", "NotPrincipal")];

/// Refuses a bundle one of whose policies has no one meaning.
pub(crate) fn bundle(bundle: &Value) -> Result<(), String> {
    let policies = &bundle["policies"];
    let also = list(&bundle["request"]["alsoRequires"]);
    let own = also.iter().chain([&bundle["request"]]).map(|one| &one["resource"]["policy"]);
    for policy in own {
        documents("resource", policy)?;
    }
    for (layer, value) in policies.as_object().into_iter().flatten() {
        let value =
            if layer == "vpcEndpoint" { value.get("policy").unwrap_or(value) } else { value };
        documents(layer, value)?;
    }
    Ok(())
}

fn documents(layer: &str, value: &Value) -> Result<(), String> {
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| documents(layer, item)),
        Value::Object(_) => document(layer, value),
        _ => Ok(()),
    }
}

fn document(layer: &str, document: &Value) -> Result<(), String> {
    let fields = document.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
    // AWS: S-4
    if let Some(unknown) =
        fields.into_iter().find(|name| !["Version", "Id", "Statement"].contains(name))
    {
        return Err(format!("invalid-policy-element {unknown}"));
    }
    // AWS: S-7
    let version = document.get("Version").and_then(Value::as_str).unwrap_or("2008-10-17");
    if !["2012-10-17", "2008-10-17"].contains(&version) {
        return Err("invalid-version".to_owned());
    }
    // AWS: S-1
    let statements = document.get("Statement").ok_or("missing-statement")?;
    list(statements).iter().try_for_each(|one| statement(layer, one, version == "2012-10-17"))
}

fn statement(layer: &str, statement: &Value, expands: bool) -> Result<(), String> {
    let fields = statement.as_object().ok_or("data-type-mismatch")?;
    // AWS: S-4
    if let Some(unknown) = fields.keys().find(|name| !ELEMENTS.contains(&name.as_str())) {
        return Err(format!("invalid-policy-element {unknown}"));
    }
    // AWS: S-1
    if let Some((one, _)) =
        PAIRS.iter().find(|(a, b)| fields.contains_key(*a) && fields.contains_key(*b))
    {
        return Err(format!("unsupported-element-combination {one}"));
    }
    // AWS: S-3
    if !["Allow", "Deny"]
        .contains(&fields.get("Effect").and_then(Value::as_str).unwrap_or_default())
    {
        return Err("invalid-effect".to_owned());
    }
    for action in list(&statement["Action"]).iter().chain(&list(&statement["NotAction"])) {
        self::action(action.as_str().unwrap_or_default())?;
    }
    for entry in list(&statement["Resource"]).iter().chain(&list(&statement["NotResource"])) {
        resource(layer, entry.as_str().unwrap_or_default(), expands)?;
    }
    elements_of(layer, fields)?;
    resource_control(layer, statement)?;
    condition(&statement["Condition"], expands)
}

/// S-13: who is named in policies of a resource, and only there; a trust policy names no resource.
fn elements_of(layer: &str, fields: &Map<String, Value>) -> Result<(), String> {
    let has = |one: &str, other: &str| fields.contains_key(one) || fields.contains_key(other);
    let names = has("Principal", "NotPrincipal");
    if ["identity", "permissionsBoundary", "session", "serviceControl"].contains(&layer) && names {
        return Err("unsupported-principal".to_owned());
    }
    if !has("Action", "NotAction") {
        return Err("missing-action".to_owned());
    }
    if !has("Resource", "NotResource") && layer != "resource" {
        return Err("missing-resource".to_owned());
    }
    Ok(())
}

fn action(entry: &str) -> Result<(), String> {
    let Some((prefix, _)) = entry.split_once(':') else {
        return if entry == "*" {
            Ok(())
        } else {
            Err(format!("missing-service-in-action {entry}"))
        };
    };
    // AWS: A-3
    if prefix.contains(['*', '?']) { Err("wildcard-in-service-prefix".to_owned()) } else { Ok(()) }
}

fn resource(layer: &str, entry: &str, expands: bool) -> Result<(), String> {
    let parts = text::parts(entry, expands)?;
    let is_short = entry != "*" && text::six(&parts).len() < 6;
    // AWS: R-7
    match layer {
        "serviceControl" if is_short && !entry.ends_with('*') => {
            Err("missing-arn-field".to_owned())
        }
        "resourceControl" if is_short => Err("missing-arn-field".to_owned()),
        _ => Ok(()),
    }
}

/// S-15: what a resource control policy may say.
fn resource_control(layer: &str, statement: &Value) -> Result<(), String> {
    let is_full = statement["Action"] == "*"
        && statement["Resource"] == "*"
        && statement["Effect"] == "Allow";
    if layer != "resourceControl" || is_full {
        return Ok(());
    }
    if statement["Effect"] != "Deny" {
        return Err("rcp-syntax-error-allow".to_owned());
    }
    if !statement["NotAction"].is_null()
        || list(&statement["Action"]).iter().any(|action| action == "*")
    {
        return Err("rcp-syntax-error-action".to_owned());
    }
    if statement["Principal"] == "*" {
        Ok(())
    } else {
        Err("rcp-syntax-error-principal".to_owned())
    }
}

fn condition(block: &Value, expands: bool) -> Result<(), String> {
    for (name, lines) in block.as_object().into_iter().flatten() {
        let base = operator(name)?.base;
        let lines = lines.as_object().ok_or("data-type-mismatch")?;
        let mut seen = Vec::new();
        for (key, wanted) in lines {
            // AWS: S-6
            let lower = key.to_ascii_lowercase();
            if seen.contains(&lower) {
                return Err("duplicate-keys-with-different-case".to_owned());
            }
            seen.push(lower);
            values(wanted, expands && (base.starts_with("string") || base.starts_with("arn")))?;
        }
    }
    Ok(())
}

fn values(wanted: &Value, expands: bool) -> Result<(), String> {
    // AWS: S-10
    if list(wanted).iter().any(Value::is_null) || wanted.is_null() {
        return Err("data-type-mismatch".to_owned());
    }
    texts(wanted).iter().try_for_each(|text| text::parts(text, expands).map(drop))
}
