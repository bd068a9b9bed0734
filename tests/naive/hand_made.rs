//! Short ways to write a bundle by hand.

use serde_json::{Value, json};

use crate::naive::decide;

pub(crate) const ANN: &str = "arn:aws:iam::111111111111:user/ann";
pub(crate) const ROLE: &str = "arn:aws:iam::111111111111:role/R";
pub(crate) const SESSION: &str = "arn:aws:sts::111111111111:assumed-role/R/s1";
pub(crate) const OTHER: &str = "arn:aws:iam::222222222222:role/R";
pub(crate) const ROOT: &str = "arn:aws:iam::111111111111:root";
pub(crate) const OBJECT: &str = "arn:aws:s3:::b/k";
pub(crate) const KEY: &str = "arn:aws:kms:eu-west-1:111111111111:key/k1";

/// A document of 2012 with these statements.
pub(crate) fn doc(statements: &[Value]) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// An Allow for an identity policy.
pub(crate) fn allow(action: &str, resource: &str) -> Value {
    json!({"Effect": "Allow", "Action": action, "Resource": resource})
}

/// A Deny for an identity policy.
pub(crate) fn deny(action: &str, resource: &str) -> Value {
    json!({"Effect": "Deny", "Action": action, "Resource": resource})
}

/// The statement with one element more, or another value for it.
pub(crate) fn with(mut statement: Value, element: &str, value: Value) -> Value {
    statement[element] = value;
    statement
}

/// The statement with a Condition.
pub(crate) fn when(statement: Value, condition: Value) -> Value {
    with(statement, "Condition", condition)
}

/// A document with one statement, for this principal.
pub(crate) fn for_principal(statement: Value, principal: Value) -> Value {
    doc(&[with(statement, "Principal", principal)])
}

/// A trust policy for this principal and these actions.
pub(crate) fn trust(principal: &Value) -> Value {
    doc(&[json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal})])
}

/// A request; the resource is in account 1.
pub(crate) fn ask(principal: &str, action: &str, resource: &str) -> Value {
    json!({"principal": principal, "action": action, "resource": resource, "resourceAccount": "111111111111"})
}

/// A request with context.
pub(crate) fn ask_with(principal: &str, action: &str, resource: &str, context: Value) -> Value {
    with(ask(principal, action, resource), "context", context)
}

/// Policies with one identity document.
pub(crate) fn identity(statements: &[Value]) -> Value {
    json!({"identity": [doc(statements)]})
}

/// The decision about a request must be this one.
pub(crate) fn expect(decision: &str, policies: &Value, request: &Value) {
    let bundle = json!({"policies": policies, "request": request});
    assert_eq!(decide(&bundle).as_deref(), Ok(decision), "{bundle:#}");
}
