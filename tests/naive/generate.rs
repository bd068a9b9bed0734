//! Random bundles from small vocabularies, so that policies and requests meet.
//!
//! In policies `#me`, `#role`, `#user`, `#id` and `#account` are the caller's; `@a` is the request's action, `@s` its
//! service, `@r` its resource and `@f` the front half of that resource. `settle` puts them in and removes what cannot
//! stand together.

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use crate::vocabulary::{self, Target};

/// A bundle with policies by layer and a request.
pub(crate) fn bundle() -> BoxedStrategy<Value> {
    (select(vocabulary::targets()), policies(), request())
        .prop_map(|(target, policies, request)| settle(&target, policies, request))
        .boxed()
}

/// A statement as identity policies have them.
pub(crate) fn statement() -> BoxedStrategy<Value> {
    let parts = (effect(), action(), resource(), weighted(0.6, conditions()));
    parts
        .prop_map(|(effect, action, resource, condition)| {
            build(&effect, [action, resource], condition)
        })
        .boxed()
}

fn effect() -> BoxedStrategy<String> {
    prop_oneof![5 => Just("Allow".to_owned()), 1 => Just("Deny".to_owned())].boxed()
}

type Element = (String, Value);

fn action() -> BoxedStrategy<Element> {
    let name = vocabulary::weighted(vocabulary::ACTIONS);
    let positive = name.clone().prop_map(|one| ("Action".to_owned(), one));
    let several = vec(name, 1..3).prop_map(Value::from);
    prop_oneof![
        8 => positive,
        2 => several.clone().prop_map(|list| ("Action".to_owned(), list)),
        1 => several.prop_map(|list| ("NotAction".to_owned(), list)),
    ]
    .boxed()
}

fn resource() -> BoxedStrategy<Element> {
    let name = vocabulary::weighted(vocabulary::RESOURCES);
    let positive = name.clone().prop_map(|one| ("Resource".to_owned(), one));
    let several = vec(name, 1..3).prop_map(Value::from);
    prop_oneof![
        8 => positive,
        2 => several.clone().prop_map(|list| ("Resource".to_owned(), list)),
        1 => several.prop_map(|list| ("NotResource".to_owned(), list)),
    ]
    .boxed()
}

fn build(effect: &str, elements: [Element; 2], condition: Option<Value>) -> Value {
    let mut statement = json!({ "Effect": effect });
    for (name, value) in elements {
        statement[name] = value;
    }
    if let Some(condition) = condition {
        statement["Condition"] = condition;
    }
    statement
}

fn conditions() -> BoxedStrategy<Value> {
    vec(line(), 1..3)
        .prop_map(|lines| {
            let mut block = json!({});
            for (operator, key, values) in lines {
                block[operator][key] = values;
            }
            block
        })
        .boxed()
}

/// One line of a Condition block; operators fit their keys.
fn line() -> BoxedStrategy<(String, String, Value)> {
    let set = prop_oneof![6 => Just(""), 1 => Just("ForAllValues:"), 1 => Just("ForAnyValue:")];
    let end = prop_oneof![5 => Just(""), 1 => Just("IfExists")];
    let family = select(vocabulary::families());
    (family, set, end)
        .prop_flat_map(|((bases, keys, values), set, end)| {
            let end = if bases == ["Null"] { "" } else { end };
            let operator = select(bases).prop_map(move |base| format!("{set}{base}{end}"));
            let values = prop_oneof![
                3 => select(values.clone()).prop_map(Value::from),
                1 => vec(select(values).prop_map(Value::from), 1..3).prop_map(Value::from),
            ];
            (operator, select(keys).prop_map(str::to_owned), values)
        })
        .boxed()
}

fn document(statement: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    let version =
        prop_oneof![8 => Just(Some("2012-10-17")), 1 => Just(Some("2008-10-17")), 1 => Just(None)];
    (version, vec(statement, 1..4))
        .prop_map(|(version, statements)| match version {
            Some(version) => json!({"Version": version, "Statement": statements}),
            None => json!({ "Statement": statements }),
        })
        .boxed()
}

fn with_principal() -> BoxedStrategy<Value> {
    let entry = (select(vocabulary::principals()), select(vocabulary::principals()));
    let one = entry.clone().prop_map(|(one, _)| one);
    let merged = entry.prop_map(|(mut one, more)| {
        if let (Some(one), Some(more)) = (one.as_object_mut(), more.as_object()) {
            one.extend(more.clone());
        }
        one
    });
    let name = prop_oneof![6 => Just("Principal"), 1 => Just("NotPrincipal")];
    (statement(), name, prop_oneof![2 => one, 1 => merged])
        .prop_map(|(mut statement, name, principal)| {
            let name = if principal == "*" { "Principal" } else { name };
            statement[name] = principal;
            statement
        })
        .boxed()
}

/// A statement of a resource control policy.
fn control() -> BoxedStrategy<Value> {
    statement()
        .prop_map(|mut statement| {
            statement["Effect"] = json!("Deny");
            statement["Principal"] = json!("*");
            statement["Action"] = json!("@s:*");
            if let Some(fields) = statement.as_object_mut() {
                fields.remove("NotAction");
            }
            statement
        })
        .boxed()
}

fn policies() -> BoxedStrategy<Value> {
    let level =
        || vec(prop_oneof![2 => Just(json!("FullAWSAccess")), 1 => document(statement())], 0..3);
    let controls = prop_oneof![1 => Just(json!("RCPFullAWSAccess")), 1 => document(control())];
    let endpoint =
        (document(with_principal()), select(vec![None, Some("gateway"), Some("interface")]));
    (
        vec(document(statement()), 0..4),
        weighted(0.6, document(with_principal())),
        weighted(0.2, document(statement())),
        weighted(0.2, vec(document(statement()), 0..3)),
        weighted(0.2, vec(level(), 1..3)),
        weighted(0.2, vec(vec(controls, 0..2), 1..2)),
        weighted(0.1, endpoint),
    )
        .prop_map(|(identity, resource, boundary, session, service, control, endpoint)| {
            let endpoint = endpoint.map(|(policy, kind)| match kind {
                Some(kind) => json!({"policy": policy, "type": kind}),
                None => policy,
            });
            let optional = [
                ("resource", resource),
                ("permissionsBoundary", boundary),
                ("session", session.map(Value::from)),
                ("serviceControl", service.map(|levels| json!(levels))),
                ("resourceControl", control.map(|levels| json!(levels))),
                ("vpcEndpoint", endpoint),
            ];
            let mut policies = json!({ "identity": identity });
            for (layer, value) in
                optional.into_iter().filter_map(|(layer, value)| Some((layer, value?)))
            {
                policies[layer] = value;
            }
            policies
        })
        .boxed()
}

fn request() -> BoxedStrategy<Value> {
    let given = vocabulary::context();
    let context = given
        .into_iter()
        .map(|(key, values)| weighted(0.5, select(values)).prop_map(move |v| (key, v)));
    let fields = vocabulary::fields();
    let fields = fields.into_iter().map(|(name, share, values)| {
        weighted(share, select(values)).prop_map(move |value| (name, value))
    });
    (select(vocabulary::callers()), context.collect::<Vec<_>>(), fields.collect::<Vec<_>>())
        .prop_map(|(principal, context, fields)| {
            let given = |pairs: Vec<(&str, Option<Value>)>| {
                let pairs =
                    pairs.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
                pairs.collect::<Map<String, Value>>()
            };
            let mut request = Value::Object(given(fields));
            request["principal"] = principal;
            request["context"] = Value::Object(given(context));
            request
        })
        .boxed()
}

/// Puts the target into the policies and the request, and removes what cannot stand together.
fn settle(target: &Target, policies: Value, mut request: Value) -> Value {
    let unsigned = target.action == "sts:AssumeRoleWithWebIdentity";
    if unsigned {
        request["principal"] = json!(vocabulary::PROVIDER);
    }
    let mut policies = place(&marks(target, &request["principal"]), policies);
    let caller = request["principal"].to_string();
    let has_session = [":assumed-role/", ":role/", ":federated-user/", ":root"]
        .iter()
        .any(|part| caller.contains(part));
    let has_policy = target.resource != "*" && !target.action.starts_with("iam:");
    let drops = [("session", !has_session), ("vpcEndpoint", unsigned), ("resource", !has_policy)];
    for (layer, _) in drops.iter().filter(|(_, drop)| *drop) {
        remove(&mut policies, layer);
    }
    if target.resource.contains(":role/") {
        let statements = policies.pointer_mut("/resource/Statement");
        let statements = statements.and_then(Value::as_array_mut).into_iter().flatten();
        for statement in statements {
            remove(statement, "Resource");
            remove(statement, "NotResource");
            // AWS: P-14
            if let Some(named) = statement.get("NotPrincipal").cloned() {
                statement["Principal"] = named;
                remove(statement, "NotPrincipal");
            }
        }
    }
    if policies.get("resource") == Some(&Value::Null) {
        remove(&mut policies, "resource");
    }
    if policies.get("vpcEndpoint").is_some() {
        remove(&mut request["context"], "aws:SourceIp");
    }
    settle_resource(target, &mut request);
    json!({"policies": policies, "request": request})
}

fn settle_resource(target: &Target, request: &mut Value) {
    request["action"] = json!(target.action);
    request["resourceAccount"] = json!("111111111111");
    let mut about = json!({ "arn": target.resource });
    for (name, service) in [("tags", ""), ("grants", "kms:"), ("publicAccessBlock", "s3:")] {
        let value = request[name].clone();
        remove(request, name);
        if target.action.starts_with(service) && !value.is_null() && target.resource != "*" {
            about[name] = value;
        }
    }
    request["resource"] = if target.resource == "*" { json!("*") } else { about };
}

fn remove(value: &mut Value, name: &str) {
    if let Some(fields) = value.as_object_mut() {
        fields.remove(name);
    }
}

/// What each mark stands for.
fn marks(target: &Target, principal: &Value) -> Vec<(&'static str, String)> {
    let front = match target.resource.rfind(':') {
        Some(colon) => {
            let half = (target.resource.len() - colon) / 2;
            format!("{}*", &target.resource[..=colon + half])
        }
        None => "*".to_owned(),
    };
    let service = target.action.split(':').next().unwrap_or_default().to_owned();
    let (action, resource) = (target.action.to_owned(), target.resource.to_owned());
    let mut marks = vocabulary::caller_marks(principal);
    marks.extend([("@a", action), ("@s", service), ("@r", resource), ("@f", front)]);
    marks
}

/// Puts in what the marks stand for.
fn place(marks: &[(&str, String)], value: Value) -> Value {
    match value {
        Value::String(text) => {
            marks.iter().fold(text, |text, (mark, meant)| text.replace(mark, meant)).into()
        }
        Value::Array(items) => items.into_iter().map(|item| place(marks, item)).collect(),
        Value::Object(fields) => {
            let placed = fields.into_iter().map(|(name, value)| (name, place(marks, value)));
            Value::Object(placed.collect())
        }
        other => other,
    }
}
