//! `aws iam get-user-policy`, `get-group-policy` and `get-role-policy`

use crate::bundle::{Placed, Text, Trouble};
use crate::environment::{Account, Environment, Group, Origin, PolicyEntry, Removals, Role, User};
use crate::load::authorization_details::{Findings, Shape, document};
use crate::load::{ACCOUNT_NOT_SAID, Loaded, Stated};
use crate::text::Node;

const OUTPUT: Shape = Shape {
    what: "the output",
    read: &["UserName", "GroupName", "RoleName", "PolicyName", "PolicyDocument"],
    passed_over: &["ResponseMetadata"],
};

/// The fields that say who holds a policy, and how answers call such a holder.
const HOLDERS: [(&str, &str); 3] =
    [("UserName", "user"), ("GroupName", "group"), ("RoleName", "role")];

/// Whether a command printed an inline policy and who holds it.
pub(super) fn is_inline_policy(output: &Node) -> bool {
    let fields = ["PolicyName", "PolicyDocument"];
    fields.iter().all(|field| output.get(field).is_some())
        && HOLDERS.iter().any(|(field, _)| output.get(field).is_some())
}

/// Reads it: its holder is known in part.
pub(super) fn inline_policy(text: &Text, stated: &Stated) -> Result<Loaded, Vec<Trouble>> {
    let mut findings = Findings::default();
    let mut environment = Environment::default();
    let placed = Placed { node: &text.node, source: &text.source };
    let id = stated.account.as_deref().unwrap_or(ACCOUNT_NOT_SAID);
    if stated.account.is_none() {
        let message = format!("this does not say of which account it is: counted to `{id}`");
        findings.remark((&text.source, text.node.span), "account-not-said", message);
        findings.hint("`--account` names the account");
    }
    if let Some((kind, holder, entry)) = held(placed, &mut findings) {
        let account = environment.accounts.entry(id, Account::default);
        put(account, (kind, holder), entry);
    }
    findings.finish(environment)
}

fn held<'n>(
    placed: Placed<'n>,
    findings: &mut Findings,
) -> Option<(&'static str, &'n str, PolicyEntry)> {
    let output = OUTPUT.open(placed, findings)?;
    let (field, kind) = HOLDERS.into_iter().find(|(field, _)| output.get(field).is_some())?;
    let holder = output.needed(field, findings)?;
    let name = output.needed("PolicyName", findings)?;
    let node = output.get("PolicyDocument")?;
    let policy = findings.keep(document(node, &format!("{kind}/{holder}/{name}")))?;
    Some((kind, holder, PolicyEntry::Inline { name: name.into(), policy }))
}

fn put(account: &mut Account, (kind, holder): (&str, &str), entry: PolicyEntry) {
    let origin: Origin = entry.origin().clone();
    let partial = Some(Removals::default());
    let policies = vec![entry];
    match kind {
        "user" => {
            let user = User { policies, partial, ..User::new(origin) };
            account.users.insert(holder, user);
        }
        "group" => {
            let group = Group { policies, partial, ..Group::new(origin) };
            account.groups.insert(holder, group);
        }
        _ => {
            let role = Role { policies, partial, ..Role::new(origin) };
            account.roles.insert(holder, role);
        }
    }
}
