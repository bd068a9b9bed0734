//! CloudFormation templates.

use std::fmt::Write as _;
use std::path::Path;

use iamsim::environment::{Account, Environment, Fact, PolicyEntry, Resource, StoredPolicy};
use iamsim::load::{LoadedEnvironment, Stated, environment};
use iamsim::text::{Node, Value};

fn sorted(node: &Node) -> Node {
    let value = match &node.value {
        Value::Object(members) => {
            let mut members = members.clone();
            members.sort_by(|one, two| one.key.text.cmp(&two.key.text));
            for member in &mut members {
                member.value = sorted(&member.value);
            }
            Value::Object(members)
        }
        Value::List(items) => Value::List(items.iter().map(sorted).collect()),
        other => other.clone(),
    };
    Node { value, ..node.clone() }
}

fn policy(policy: &StoredPolicy) -> String {
    format!("{} {}", policy.name, sorted(&policy.node).to_json_line())
}

fn entry(entry: &PolicyEntry) -> String {
    match entry {
        PolicyEntry::Attached { arn, .. } => format!("attached {arn}"),
        PolicyEntry::Inline { policy: document, .. } => format!("inline {}", policy(document)),
        PolicyEntry::Unknown { unknown, .. } => format!("unknown {unknown}"),
    }
}

fn fact<T>(fact: &Fact<T>, shown: impl Fn(&T) -> String) -> String {
    match fact {
        Fact::Unsaid => "unsaid".to_owned(),
        Fact::None => "none".to_owned(),
        Fact::Is(value) => shown(value),
    }
}

fn resource(shown: &mut String, arn: &str, resource: &Resource) {
    let Resource { account, tags, public_access_block, aliases, .. } = resource;
    let policy = fact(&resource.policy, policy);
    writeln!(shown, "resource {arn} of {account:?} {tags:?} {public_access_block:?} {aliases:?}")
        .unwrap();
    writeln!(shown, "  policy {policy}").unwrap();
}

fn account(shown: &mut String, account: &Account) {
    let mut policies = |holder: String, policies: &[PolicyEntry]| {
        writeln!(shown, "{holder}").unwrap();
        for policy in policies {
            writeln!(shown, "  {}", entry(policy)).unwrap();
        }
    };
    for (name, user) in account.users.iter() {
        let boundary = fact(&user.permissions_boundary, entry);
        let (path, tags, groups) = (&user.path, &user.tags, &user.groups);
        let holder = format!("user {name} {path:?} {tags:?} in {groups:?} boundary {boundary}");
        policies(holder, &user.policies);
    }
    for (name, group) in account.groups.iter() {
        policies(format!("group {name} {:?}", group.path), &group.policies);
    }
    for (name, role) in account.roles.iter() {
        let boundary = fact(&role.permissions_boundary, entry);
        let trust = fact(&role.trust, policy);
        let (path, tags) = (&role.path, &role.tags);
        let holder = format!("role {name} {path:?} {tags:?} boundary {boundary}\n  trust {trust}");
        policies(holder, &role.policies);
    }
    for (arn, managed) in account.policies.iter() {
        writeln!(shown, "policy {arn} {}", policy(&managed.document)).unwrap();
    }
}

/// What an environment says, places left out.
fn shown(environment: &Environment) -> String {
    let mut shown = String::new();
    for (id, held) in environment.accounts.iter() {
        writeln!(shown, "account {id} {:?}", held.partition).unwrap();
        account(&mut shown, held);
    }
    for (arn, known) in environment.resources.iter() {
        resource(&mut shown, arn, known);
    }
    for (id, endpoint) in environment.endpoints.iter() {
        let policy = fact(&endpoint.policy, policy);
        let (kind, vpc, service) = (endpoint.kind, &endpoint.vpc, &endpoint.service);
        writeln!(shown, "endpoint {id} {kind:?} {vpc:?} {service:?}\n  policy {policy}").unwrap();
    }
    for (name, unknown) in &environment.unknowns {
        writeln!(shown, "unknown {name}: {}", unknown.why).unwrap();
    }
    shown
}

fn load(path: &Path) -> Result<LoadedEnvironment, String> {
    environment(&[path], &Stated::default())
        .map_err(|troubles| troubles.iter().map(|it| format!("{it}\n")).collect())
}

#[test]
#[ignore]
fn scratch() {
    let list = std::fs::read_to_string("/tmp/cfn_files.txt").unwrap();
    for file in list.lines() {
        let out = match load(Path::new(file)) {
            Ok(loaded) => {
                let remarks: String =
                    loaded.remarks.iter().map(|it| format!("remark {it}\n")).collect();
                format!("{}---\n{remarks}", shown(&loaded.environment))
            }
            Err(why) => format!("error {why}"),
        };
        let name = file.replace('/', "_");
        std::fs::write(format!("/tmp/cfn_out/{name}.txt"), out).unwrap();
    }
}
