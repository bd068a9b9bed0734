//! The parameters of a call.

use crate::text::{Node, Value};

/// How deep parameters are looked for.
const DEEPEST: usize = 5;

/// Parameters that fill a part of an ARN although they are called otherwise: the part, and the names.
const CALLED: &[(&str, &[&str])] = &[
    ("objectname", &["key"]),
    ("keyid", &["keyid", "targetkeyid"]),
    ("alias", &["aliasname"]),
    ("queuename", &["queuename", "queueurl"]),
    ("secretid", &["secretid", "name"]),
    ("loggroupname", &["loggroupname", "loggroupidentifier"]),
    ("dbinstancename", &["dbinstanceidentifier"]),
    ("dbclusterinstancename", &["dbclusteridentifier"]),
    ("snapshotname", &["dbsnapshotidentifier"]),
    ("parameternamewithoutleadingslash", &["name"]),
    ("documentname", &["documentname", "name"]),
    ("statemachinename", &["statemachinename", "name"]),
    ("topicname", &["topicname", "name"]),
    ("repositoryname", &["repositoryname"]),
    ("clustername", &["clustername", "cluster", "name"]),
    ("volumeid", &["volumeid"]),
    ("streamname", &["streamname"]),
    ("projectname", &["projectname", "name"]),
    ("stackname", &["stackname"]),
    ("rulename", &["rule", "name"]),
    ("eventbusname", &["eventbusname", "name"]),
    ("workgroupname", &["workgroup"]),
    ("deliverystreamname", &["deliverystreamname"]),
];

/// All texts among the parameters, with their names in lower case; of a list the first.
pub(super) fn parameters(node: Option<&Node>) -> Vec<(String, &Node)> {
    let mut found = Vec::new();
    if let Some(node) = node {
        gather(node, DEEPEST, &mut found);
    }
    found
}

fn gather<'n>(node: &'n Node, depth: usize, found: &mut Vec<(String, &'n Node)>) {
    let Value::Object(members) = &node.value else { return };
    for member in members {
        let value = first(&member.value);
        match &value.value {
            Value::Text(text) if !text.is_empty() => found.push((plain(&member.key.text), value)),
            Value::Object(_) if depth > 0 => gather(value, depth - 1, found),
            _ => {}
        }
    }
}

fn first(node: &Node) -> &Node {
    match &node.value {
        Value::List(items) => items.first().unwrap_or(node),
        _ => node,
    }
}

/// A name without what services write differently.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|char| char.to_ascii_lowercase()).collect()
}

/// The value of a part of an ARN: `RoleNameWithPath` is the parameter `roleName`.
pub(super) fn part<'n>(parameters: &[(String, &'n Node)], variable: &str) -> Option<&'n str> {
    let plain = plain(variable);
    let bare = plain.strip_suffix("withpath").unwrap_or(&plain);
    let named = |wanted: &str| {
        let found = parameters.iter().find(|(name, _)| name == wanted);
        found.and_then(|(_, node)| node.as_text())
    };
    let called = CALLED.iter().find(|(part, _)| *part == bare);
    named(bare).or_else(|| called.and_then(|(_, names)| names.iter().find_map(|name| named(name))))
}
