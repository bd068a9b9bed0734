//! Steps on `Principal` and `NotPrincipal`.

use super::values::{Listed, dropped, value_text};
use crate::aws::{Arn, PolicyKind};
use crate::evaluate::{Element, Silent, Truth, names_caller};
use crate::policy::{PrincipalEntry, PrincipalValue};
use crate::request::{Principal, PrincipalKind};
use crate::scenario::mutants::change::{Change, Spot, object, text_value};
use crate::scenario::mutants::grounds::{Grounds, Step, becomes, shown};
use crate::scenario::mutants::mutant::Mutant;
use crate::scenario::mutants::operator::{Operator, Reach};
use crate::text::{Key, Value};

/// Each principal wider and narrower, each of several gone.
pub(super) fn steps(on: &Grounds<'_>, mutants: &mut Vec<Mutant>) {
    // AWS: S-15
    if on.kinds.contains(&PolicyKind::ResourceControl) {
        return;
    }
    let Some((spot, negated)) = on.element("Principal", "NotPrincipal") else { return };
    let Some(written) = &on.written.principal else { return };
    let types = spot.members();
    let items: Vec<Spot<'_>> = match spot.node.value {
        Value::Object(_) => types.iter().flat_map(|(_, values)| values.items()).collect(),
        _ => vec![spot.clone()],
    };
    let alone = items.len() == 1;
    for (entry, item) in written.entries.iter().zip(items) {
        let entry = Entry { on, written: entry, item, whole: &spot, alone, negated };
        mutants.extend(entry.wider());
        mutants.extend(entry.narrower());
    }
    dropped_types(on, &types, negated, mutants);
}

fn dropped_types(
    on: &Grounds<'_>,
    types: &[(&Key, Spot<'_>)],
    negated: bool,
    mutants: &mut Vec<Mutant>,
) {
    let what = || "of a caller".to_owned();
    for (key, values) in types {
        let (spot, element) = (values.clone(), Element::Principal);
        dropped(on, &Listed { spot, element, negated, what: what() }, mutants);
        if let [only] = values.items().as_slice()
            && types.len() > 1
        {
            let value = value_text(&only.node.value);
            mutants.push(on.mutant(Step {
                operator: Operator::DropValue,
                reach: Reach::Narrower.negated(negated),
                element,
                span: key.span,
                changes: vec![Change::Remove(values.path.clone())],
                description: format!("{} is dropped", shown(&format!("{}: {value}", key.text))),
                telling: format!("of a caller whom only {} names", shown(&value)),
            }));
        }
    }
}

struct Entry<'a> {
    on: &'a Grounds<'a>,
    written: &'a PrincipalEntry,
    item: Spot<'a>,
    /// The element's value.
    whole: &'a Spot<'a>,
    /// Whether the element names nobody else.
    alone: bool,
    negated: bool,
}

impl Entry<'_> {
    fn step(&self, operator: Operator, change: Change, new: &str) -> Mutant {
        let old = &*self.written.text;
        let (reach, large, small) = match operator {
            Operator::NarrowPrincipal => (Reach::Narrower, old, new),
            _ => (Reach::Wider, new, old),
        };
        self.on.mutant(Step {
            operator,
            reach: reach.negated(self.negated),
            element: Element::Principal,
            span: self.item.node.span,
            changes: vec![change],
            description: becomes(old, new),
            telling: format!(
                "of a caller whom {} names and {} does not",
                shown(large),
                shown(small)
            ),
        })
    }

    fn wider(&self) -> Option<Mutant> {
        let new = match &self.written.value {
            PrincipalValue::AssumedRole(arn) => role_of(arn)?,
            PrincipalValue::Role(arn)
            | PrincipalValue::User(arn)
            | PrincipalValue::FederatedUser(arn) => root(arn.partition(), arn.account()),
            PrincipalValue::Account { .. } | PrincipalValue::UniqueId(_) => "*".to_owned(),
            PrincipalValue::Federated(_)
            | PrincipalValue::Service(_)
            | PrincipalValue::CanonicalUser(_) => return self.everyone(),
            PrincipalValue::Everyone | PrincipalValue::Nobody => return None,
        };
        // AWS: P-14
        if self.negated && new == "*" {
            return None;
        }
        let change = Change::Put(self.item.path.clone(), text_value(&*new));
        Some(self.step(Operator::WidenPrincipal, change, &new))
    }

    /// Only as a whole can the element name everyone where the type of this entry cannot.
    fn everyone(&self) -> Option<Mutant> {
        let change = Change::Put(self.whole.path.clone(), text_value("*"));
        let can = self.alone && !self.negated;
        can.then(|| self.step(Operator::WidenPrincipal, change, "*"))
    }

    fn narrower(&self) -> Option<Mutant> {
        let mut callers = self.on.asked.callers.iter();
        let new = match &self.written.value {
            PrincipalValue::Account { .. } => callers.find_map(|caller| {
                let grants = names_caller_of(&self.written.value, caller, self.on);
                grants.then(|| entity(caller)).flatten()
            })?,
            PrincipalValue::Everyone => callers.find_map(|caller| {
                let account = caller.account.as_ref().filter(|_| caller.has_credentials())?;
                Some(root(&caller.partition, account))
            })?,
            _ => return None,
        };
        let path = self.item.path.clone();
        let change = match self.whole.node.value {
            Value::Object(_) => Change::Put(path, text_value(&*new)),
            _ => Change::Put(path, object("AWS", &text_value(&*new), self.item.node.span)),
        };
        Some(self.step(Operator::NarrowPrincipal, change, &new))
    }
}

fn names_caller_of(value: &PrincipalValue, caller: &Principal, on: &Grounds<'_>) -> bool {
    let mut requests = on.asked.requests.iter().map(|context| &context.request);
    let request = requests.find(|request| request.principal.text == caller.text);
    request.is_some_and(|request| names_caller(value, request, &mut Silent).most() == Truth::True)
}

fn root(partition: &str, account: &str) -> String {
    format!("arn:{partition}:iam::{account}:root")
}

fn role_of(session: &Arn) -> Option<String> {
    let role = session.resource().split('/').nth(1)?;
    Some(format!("arn:{}:iam::{}:role/{role}", session.partition(), session.account()))
}

/// The user, role or session that a policy can name for a caller.
fn entity(caller: &Principal) -> Option<String> {
    match &caller.kind {
        PrincipalKind::User { arn } | PrincipalKind::FederatedUser { arn, .. } => {
            Some(arn.as_str().to_owned())
        }
        PrincipalKind::RoleSession { role: Some(role), path_known: true, .. } => {
            Some(role.as_str().to_owned())
        }
        PrincipalKind::RoleSession { session: Some(_), .. } => Some(caller.text.to_string()),
        PrincipalKind::RoleSession { .. }
        | PrincipalKind::Root
        | PrincipalKind::Federated { .. }
        | PrincipalKind::Service { .. }
        | PrincipalKind::CanonicalUser { .. }
        | PrincipalKind::Anonymous => None,
    }
}
