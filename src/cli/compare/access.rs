//! `--access`: what must not be granted, as the AWS CLI writes it.

use std::path::Path;

use serde_json::{Value, json};

use crate::aws::PolicyKind;
use crate::bundle::Trouble;
use crate::catalog::Catalog;
use crate::load::read_source;
use crate::policy::ActionPattern;
use crate::text::quote;

/// Actions on resources; none of one is any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Access {
    pub(super) actions: Vec<String>,
    pub(super) resources: Vec<String>,
}

impl Access {
    /// Reads one argument: `actions=a,b,resources=c`, JSON, or a file of it. JSON may list several.
    ///
    /// # Errors
    /// Why it has not that form.
    pub(super) fn read(argument: &str) -> Result<Vec<Self>, String> {
        if let Some(path) = argument.strip_prefix("file://") {
            let read = read_source(Path::new(path)).map_err(|why| format!("--access: {why}"))?;
            return of_json(read.text());
        }
        if argument.trim_start().starts_with(['{', '[']) {
            return of_json(argument);
        }
        of_shorthand(argument).map(|access| vec![access])
    }

    /// What is asked about, in words.
    pub(super) fn words(&self) -> String {
        match (&*self.actions, &*self.resources) {
            (actions, []) => alternatives(actions),
            ([], resources) => format!("any action on {}", alternatives(resources)),
            (actions, resources) => {
                format!("{} on {}", alternatives(actions), alternatives(resources))
            }
        }
    }

    /// Actions that the catalogue does not have, and so may be misspelt.
    pub(super) fn unknown_actions<'a>(&'a self, catalog: &Catalog) -> Vec<&'a str> {
        let is_unknown = |text: &&String| {
            let pattern = ActionPattern::parse(text);
            pattern.is_ok_and(|pattern| catalog.matching(&pattern).is_empty())
        };
        self.actions.iter().filter(is_unknown).map(String::as_str).collect()
    }

    fn deny(&self, kind: PolicyKind) -> Value {
        let any = [String::from("*")];
        let or_any = |list: &[String]| if list.is_empty() { json!(any) } else { json!(list) };
        let deny = json!({ "Effect": "Deny", "Action": or_any(&self.actions) });
        completed(deny, kind, or_any(&self.resources))
    }
}

/// The policy that allows everything but these accesses. What looks like a variable is text there.
pub(super) fn all_but(accesses: &[Access], kind: PolicyKind) -> String {
    let allow = json!({ "Effect": "Allow", "Action": "*" });
    let mut statements = vec![completed(allow, kind, json!("*"))];
    statements.extend(accesses.iter().map(|access| access.deny(kind)));
    json!({ "Version": "2008-10-17", "Statement": statements }).to_string()
}

/// The statement with what this kind of policy asks of each.
fn completed(mut statement: Value, kind: PolicyKind, resource: Value) -> Value {
    if kind.takes_principal() {
        statement["Principal"] = json!("*");
    }
    if kind != PolicyKind::Trust {
        statement["Resource"] = resource;
    }
    statement
}

/// `a`, `b` or `c`
fn alternatives(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quote(text)).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// Reads `actions=a,b,resources=c`; a list may stand in brackets.
fn of_shorthand(argument: &str) -> Result<Access, String> {
    let mut access = Access::default();
    let mut list = None;
    for word in argument.split(',') {
        let (name, value) = match word.split_once('=') {
            Some((name @ ("actions" | "resources"), value)) => (Some(name), value),
            _ => (None, word),
        };
        match name {
            Some("actions") => list = Some(&mut access.actions),
            Some(_) => list = Some(&mut access.resources),
            None => {}
        }
        let value = value.trim().trim_start_matches('[').trim_end_matches(']');
        match &mut list {
            Some(_) if value.is_empty() => {}
            Some(list) => list.push(value.to_owned()),
            None => return Err(wrong_form(argument)),
        }
    }
    whole(access, argument)
}

fn whole(access: Access, argument: &str) -> Result<Access, String> {
    if access.actions.is_empty() && access.resources.is_empty() {
        return Err(format!("--access {} names no action and no resource", quote(argument)));
    }
    Ok(access)
}

fn wrong_form(argument: &str) -> String {
    format!(
        "--access takes actions=A,..,resources=R,.. or the same as JSON, not {}",
        quote(argument)
    )
}

fn of_json(text: &str) -> Result<Vec<Access>, String> {
    let read: Value = serde_json::from_str(text)
        .map_err(|why| format!("--access {} is no JSON: {why}", quote(text)))?;
    let one = |value: &Value| of_object(value).ok_or_else(|| wrong_form(text));
    let all: Vec<Access> = match &read {
        Value::Array(items) => items.iter().map(one).collect::<Result<_, _>>()?,
        other => vec![one(other)?],
    };
    if all.is_empty() {
        return Err(wrong_form(text));
    }
    all.into_iter().map(|access| whole(access, text)).collect()
}

fn of_object(value: &Value) -> Option<Access> {
    let mut access = Access::default();
    for (name, value) in value.as_object()? {
        let texts: Option<Vec<String>> =
            value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect();
        match &**name {
            "actions" => access.actions = texts?,
            "resources" => access.resources = texts?,
            _ => return None,
        }
    }
    Some(access)
}

/// What is wrong with the arguments for this kind of policy.
pub(super) fn refusal(accesses: &[Access], kind: PolicyKind) -> Option<String> {
    let mut actions = accesses.iter().flat_map(|access| &access.actions);
    if let Some(action) = actions.find(|action| ActionPattern::parse(action).is_err()) {
        return Some(format!("--access: {} is not an action", quote(action)));
    }
    let names_resources = accesses.iter().any(|access| !access.resources.is_empty());
    let is_refused = kind == PolicyKind::Trust && names_resources;
    is_refused.then(|| {
        "--access: a trust policy is about its role alone, and takes actions only".to_owned()
    })
}

/// The mistakes in the policy that stands for the arguments, as mistakes in the arguments.
pub(super) fn in_access(troubles: Vec<Trouble>) -> Vec<Trouble> {
    troubles
        .into_iter()
        .map(|mut trouble| {
            trouble.diagnostic.message = format!("--access: {}", trouble.diagnostic.message);
            trouble
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(actions: &[&str], resources: &[&str]) -> Access {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Access { actions: owned(actions), resources: owned(resources) }
    }

    #[test]
    fn it_is_read_as_the_aws_cli_reads_it() {
        let bucket = "arn:aws:s3:::a=b";
        for (text, expected) in [
            ("actions=s3:GetObject", access(&["s3:GetObject"], &[])),
            ("actions=s3:GetObject,s3:Put*", access(&["s3:GetObject", "s3:Put*"], &[])),
            ("actions=s3:Get*,resources=arn:aws:s3:::a=b", access(&["s3:Get*"], &[bucket])),
            ("resources=[arn:aws:s3:::a=b,x],actions=[s3:*]", access(&["s3:*"], &[bucket, "x"])),
            (r#"{"actions": ["s3:*"]}"#, access(&["s3:*"], &[])),
        ] {
            assert_eq!(Access::read(text), Ok(vec![expected]), "{text}");
        }
        let two = Access::read(r#"[{"actions": ["s3:*"]}, {"resources": ["x"]}]"#);
        assert_eq!(two, Ok(vec![access(&["s3:*"], &[]), access(&[], &["x"])]));
    }

    #[test]
    fn what_names_nothing_is_refused() {
        for text in [
            "",
            "s3:GetObject",
            "actions=",
            "actions=,resources=",
            "action=s3:*",
            "{}",
            "[]",
            "[1]",
            r#"{"actions": "s3:*"}"#,
            r#"{"actions": [1]}"#,
            r#"{"action": ["s3:*"]}"#,
            "{",
        ] {
            assert!(Access::read(text).is_err(), "{text}");
        }
    }
}
