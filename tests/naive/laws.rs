//! Laws that every evaluator keeps: each compares the decision about a bundle with that about a changed one.

use serde_json::{Value, json};

/// An evaluator; `None` where it refuses the bundle.
pub(crate) type Decide = fn(&Value) -> Option<String>;

/// What a law found wrong.
pub(crate) type Verdict = Result<(), String>;

fn judge(law: &str, holds: bool, changed: &Value) -> Verdict {
    if holds { Ok(()) } else { Err(format!("{law}; changed to {changed:#}")) }
}

fn is(decision: Option<&String>, word: &str) -> bool {
    decision.is_some_and(|decision| decision == word)
}

fn denied(decision: Option<&String>) -> bool {
    is(decision, "explicitDeny") || is(decision, "implicitDeny")
}

/// A Deny that matches is final.
pub(crate) fn deny_wins(decide: Decide, bundle: &Value, _: &Value) -> Verdict {
    let caller = bundle["request"]["principal"].to_string();
    let has_identity = [":user/", ":role/", ":assumed-role/", ":federated-user/"]
        .iter()
        .any(|part| caller.contains(part));
    // AWS: T-5
    if !has_identity || bundle["request"]["action"] == "sts:GetCallerIdentity" {
        return Ok(());
    }
    let changed = add(bundle, &json!({"Effect": "Deny", "Action": "*", "Resource": "*"}));
    judge(
        "an explicit deny wins",
        decide(&changed).is_none_or(|answer| denied(Some(&answer))),
        &changed,
    )
}

/// Order and repetition of statements, documents and values do not matter.
pub(crate) fn order_is_nothing(decide: Decide, bundle: &Value, _: &Value) -> Verdict {
    let mut changed = bundle.clone();
    for (layer, value) in changed["policies"].as_object_mut().into_iter().flatten() {
        for document in documents(value) {
            if let Some(statements) = document["Statement"].as_array_mut() {
                statements.reverse();
                statements.extend(statements.clone());
            }
        }
        if let (true, Some(list)) =
            (["identity", "session"].contains(&layer.as_str()), value.as_array_mut())
        {
            list.reverse();
            list.extend(list.clone());
        }
    }
    judge("order and repetition do not matter", decide(bundle) == decide(&changed), &changed)
}

/// One more Deny never allows.
pub(crate) fn deny_never_allows(decide: Decide, bundle: &Value, statement: &Value) -> Verdict {
    let mut statement = statement.clone();
    statement["Effect"] = json!("Deny");
    let changed = add(bundle, &statement);
    let fine = !is(decide(&changed).as_ref(), "allowed") || !denied(decide(bundle).as_ref());
    judge("adding a deny never allows", fine, &changed)
}

/// A wider Allow never denies what was allowed.
pub(crate) fn wider_never_denies(decide: Decide, bundle: &Value, _: &Value) -> Verdict {
    // AWS: X-4
    let by_settings = bundle["request"]["resource"]["publicAccessBlock"].is_object();
    if by_settings || !is(decide(bundle).as_ref(), "allowed") {
        return Ok(());
    }
    for widen in [widen_action, widen_resource, widen_condition] {
        let mut changed = bundle.clone();
        let layers = changed["policies"].as_object_mut().into_iter().flatten();
        for statement in layers.flat_map(|(_, value)| documents(value)).flat_map(statements) {
            if statement["Effect"] == "Allow" {
                widen(statement);
            }
        }
        judge("a wider allow never denies", !denied(decide(&changed).as_ref()), &changed)?;
    }
    Ok(())
}

fn widen_action(statement: &mut Value) {
    replace(statement, &["Action", "NotAction"], Some(("Action", "*")));
}

fn widen_resource(statement: &mut Value) {
    if statement.get("Resource").or(statement.get("NotResource")).is_some() {
        replace(statement, &["Resource", "NotResource"], Some(("Resource", "*")));
    }
}

fn widen_condition(statement: &mut Value) {
    replace(statement, &["Condition"], None);
}

fn replace(statement: &mut Value, old: &[&str], new: Option<(&str, &str)>) {
    if let Some(fields) = statement.as_object_mut() {
        fields.retain(|name, _| !old.contains(&name.as_str()));
        fields.extend(new.map(|(name, value)| (name.to_owned(), json!(value))));
    }
}

/// What is learned about an unknown key never turns a decision round.
pub(crate) fn learning_keeps(decide: Decide, bundle: &Value, _: &Value) -> Verdict {
    if bundle["request"]["exactContext"] == true {
        return Ok(());
    }
    let before = decide(bundle);
    for (key, value) in lessons() {
        let mut changed = bundle.clone();
        let Some(context) = changed["request"]["context"].as_object_mut() else { return Ok(()) };
        let gives = |wanted: &str| context.keys().any(|given| given.eq_ignore_ascii_case(wanted));
        let settled_by_tag_keys = key.starts_with("aws:RequestTag/") && gives("aws:TagKeys");
        if gives(key) || settled_by_tag_keys || is_never_sent(bundle, key) {
            continue;
        }
        context.insert(key.to_owned(), value);
        let after = decide(&changed);
        let turned = (is(before.as_ref(), "allowed") && denied(after.as_ref()))
            || (denied(before.as_ref()) && is(after.as_ref(), "allowed"));
        judge("learning a key never turns a decision round", !turned, &changed)?;
    }
    Ok(())
}

/// C-36: the request says that the service does not send the key, so nothing is left to learn.
fn is_never_sent(bundle: &Value, key: &str) -> bool {
    let sent = bundle["request"]["actionFacts"]["contextKeys"].as_array();
    !key.starts_with("aws:") && sent.is_some_and(|keys| !keys.contains(&json!(key)))
}

fn lessons() -> Vec<(&'static str, Value)> {
    vec![
        ("s3:prefix", json!("home/ann/")),
        ("s3:prefix", Value::Null),
        ("s3:max-keys", json!("10")),
        ("aws:TagKeys", json!(["team", "y"])),
        ("aws:TagKeys", Value::Null),
        ("aws:RequestTag/team", json!("ann")),
        ("test:blob", json!("YWI=")),
    ]
}

/// The bundle with one more statement in a document of its own.
fn add(bundle: &Value, statement: &Value) -> Value {
    let mut changed = bundle.clone();
    let document = json!({"Version": "2012-10-17", "Statement": [statement]});
    match changed["policies"]["identity"].as_array_mut() {
        Some(list) => list.push(document),
        None => changed["policies"]["identity"] = json!([document]),
    }
    changed
}

/// All documents of a layer, however deep they stand.
fn documents(value: &mut Value) -> Vec<&mut Value> {
    if value.get("policy").is_some() {
        return documents(&mut value["policy"]);
    }
    match value {
        Value::Array(items) => items.iter_mut().flat_map(documents).collect(),
        Value::Object(_) => vec![value],
        _ => Vec::new(),
    }
}

fn statements(document: &mut Value) -> Vec<&mut Value> {
    document["Statement"].as_array_mut().into_iter().flatten().collect()
}
