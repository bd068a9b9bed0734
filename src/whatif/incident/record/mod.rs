//! In: a record of CloudTrail. Out: the request that it tells of, if it was refused.

mod caller;
mod keys;
mod parameters;
mod target;

use super::action::Resolved;
use super::message::refusals;
use super::model::{Denied, Incident, IncidentKind};
use crate::aws::{ActionName, is_account_id};
use crate::catalog::Catalog;
use crate::policy::Spanned;
use crate::text::{Node, quote};

/// What the code of an error says where access was refused.
const REFUSALS: [&str; 9] = [
    "accessdenied",
    "unauthorized",
    "notauthorized",
    "authorizationerror",
    "authorizationfailure",
    "authfailure",
    "forbidden",
    "kmsaccessdenied",
    "notauthorised",
];

/// Whether a value is a record.
pub(super) fn is_record(node: &Node) -> bool {
    node.get("eventName").is_some() && node.get("eventSource").is_some()
}

/// The request of a record; `None` if it was not refused.
pub(super) fn of_record(node: &Node, catalog: &Catalog) -> Option<Incident> {
    let record = Record { node, catalog };
    let message = record.text("errorMessage").unwrap_or_default();
    let told = refusals(message, catalog).into_iter().next();
    let code = record.text("errorCode").unwrap_or_default().to_ascii_lowercase();
    let code = code.replace(['.', '_', '-'], "");
    if !REFUSALS.iter().any(|refusal| code.contains(refusal)) && (told.is_none() || code.is_empty())
    {
        return None;
    }
    let mut incident = Incident::new(IncidentKind::Record, node.span);
    incident.denied = Some(Denied::default());
    incident.time = record.text("eventTime").map(Box::from);
    incident.account = record.text("recipientAccountId").map(Box::from);
    incident.request_id = record.text("requestID").map(Box::from);
    record.set_action(&mut incident);
    caller::set_caller(&record, &mut incident);
    if let Some(told) = told {
        let span = node.get("errorMessage").map_or(node.span, |message| message.span);
        agree(&mut incident, told.moved_to(span));
    }
    target::set_target(&record, &mut incident);
    keys::set_keys(&record, &mut incident);
    incident.miss("resource", "the record names no resource of the action's types");
    Some(incident)
}

/// A record and what is known of AWS.
pub(super) struct Record<'a> {
    pub(super) node: &'a Node,
    pub(super) catalog: &'a Catalog,
}

impl<'a> Record<'a> {
    /// The text at a path of members.
    pub(super) fn text(&self, path: &str) -> Option<&'a str> {
        self.at(path)?.as_text().filter(|text| !text.is_empty())
    }

    pub(super) fn at(&self, path: &str) -> Option<&'a Node> {
        path.split('/').try_fold(self.node, |node, name| node.get(name))
    }

    /// The account whose record it is, else the caller's.
    pub(super) fn account(&self) -> Option<&'a str> {
        let recipient = self.text("recipientAccountId").or(self.text("userIdentity/accountId"));
        recipient.filter(|account| is_account_id(account))
    }

    fn set_action(&self, incident: &mut Incident) {
        let (source, name) = (self.text("eventSource"), self.text("eventName"));
        let (source, name) = (source.unwrap_or_default(), name.unwrap_or_default());
        let resolved = Resolved::of_event(self.catalog, source, name);
        let span = self.at("eventName").map_or(self.node.span, |node| node.span);
        let is_action = |action: &String| ActionName::parse(action).is_some();
        let action = resolved.action.filter(is_action);
        incident.action = action.map(|action| Spanned { value: action.into(), span });
        incident.candidates = resolved.candidates;
        incident.remarks.extend(resolved.remark);
        incident.miss("action", resolved.why);
    }
}

/// Takes what the message says. Where it and the record differ, the message tells what was refused,
/// and both are shown.
fn agree(incident: &mut Incident, told: Incident) {
    let parts = [
        (&mut incident.principal, told.principal, "caller"),
        (&mut incident.action, told.action, "action"),
    ];
    for (own, told, what) in parts {
        let Some(told) = told else { continue };
        match own {
            Some(own) if !own.value.eq_ignore_ascii_case(&told.value) => {
                let (record, message) = (quote(&own.value), quote(&told.value));
                incident.remarks.push(format!(
                    "the {what} is {record} in the record and {message} in its `errorMessage`, which counts"
                ));
                *own = told;
            }
            Some(_) => {}
            None => *own = Some(told),
        }
    }
    if incident.action.is_some() {
        incident.candidates.clear();
    }
    let (principal, action) = (incident.principal.is_some(), incident.action.is_some());
    incident.untold.retain(|one| match one.what {
        "principal" => !principal,
        "action" => !action,
        _ => true,
    });
    incident.resource = told.resource;
    incident.denied = told.denied;
    incident.request_id = incident.request_id.take().or(told.request_id);
    incident.remarks.extend(told.remarks);
}
