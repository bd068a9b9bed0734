//! Why an element of a statement does not fit, or may not.

use super::compared::{some_of, ticked, value};
use super::condition_miss::{Tested, variables_in};
use super::explanation::Miss;
use super::reason::{Asked, Reason};
use super::trace::StatementTrace;
use crate::evaluate::{Element, Gate, Truth, Unknown};
use crate::policy::{
    ActionElement, PrincipalElement, PrincipalEntry, PrincipalValue, ResourceElement,
};
use crate::request::{Endpoint, PrincipalKind, ResourceTarget};
use crate::text::Span;
use crate::value_set::Pattern;

/// Says what an element compared. `None` for an element that the document does not hold.
pub(super) fn miss(
    reason: &Reason<'_>,
    statement: &StatementTrace,
    asked: Asked<'_>,
    element: Element,
    truth: Truth,
) -> Option<Miss> {
    let told = Told { reason, statement, asked, truth };
    let (name, span, message) = match element {
        Element::Principal => told.principal(),
        Element::Action => told.action(),
        Element::Resource => told.resource(asked.written.resource.as_ref()?),
        Element::Condition(number) => told.condition(number)?,
    };
    Some(Miss { element, name, span, open: truth == Truth::Unknown, message })
}

type Parts = (String, Span, String);

struct Told<'a> {
    reason: &'a Reason<'a>,
    statement: &'a StatementTrace,
    asked: Asked<'a>,
    truth: Truth,
}

impl Told<'_> {
    fn principal(&self) -> Parts {
        let Some(element) = &self.asked.written.principal else {
            let message = "the statement names no principal, and so never matches (S-18)";
            return ("Principal".to_owned(), self.asked.written.span, message.to_owned());
        };
        let name = if element.negated { "NotPrincipal" } else { "Principal" };
        let caller = ticked(&self.reason.request().principal.text);
        let entries = some_of(element.entries.iter().map(|entry| value(&entry.text)));
        let message = match (self.truth, element.negated) {
            (Truth::Unknown, _) => self.open_principal(&entries),
            (_, true) => format!("names the caller, {caller}"),
            (_, false) if element.entries.is_empty() => "names nobody".to_owned(),
            (_, false) => {
                format!("names {entries}; the caller is {caller}{}", self.naming_hint(element))
            }
        };
        (name.to_owned(), element.span, message)
    }

    fn open_principal(&self, entries: &str) -> String {
        let unknowns = self.reason.record.unknowns(self.statement).iter();
        let mut about = unknowns.filter(|(element, _)| *element == Some(Element::Principal));
        match about.next().map(|(_, unknown)| unknown) {
            Some(Unknown::SessionName) => {
                format!("names {entries}; the caller's session name is not given")
            }
            Some(Unknown::Path) => {
                format!("names {entries}; the caller's path is not known")
            }
            Some(Unknown::PrincipalId) => {
                format!("names {entries}; the caller's unique id is not given")
            }
            Some(Unknown::FederatedBy) => {
                format!("names {entries}; who federated the caller is not given")
            }
            _ => format!("names {entries}; whether that is the caller is not known"),
        }
    }

    /// The slips that people make when they name a principal.
    fn naming_hint(&self, element: &PrincipalElement) -> &'static str {
        let caller = &self.reason.request().principal.kind;
        let is_role = matches!(caller, PrincipalKind::RoleSession { .. });
        let slip = |entry: &PrincipalEntry| match &entry.value {
            PrincipalValue::Nobody => {
                Some("; the entry names nobody: `*` is no wildcard in it (P-4)")
            }
            PrincipalValue::AssumedRole(arn)
                if is_role && arn.resource().matches('/').count() > 2 =>
            {
                Some("; the ARN of a session holds no path (P-5)")
            }
            PrincipalValue::Account { .. } if is_gateway(self) => {
                Some("; in a gateway endpoint's policy an account is its root user alone (S-19)")
            }
            PrincipalValue::UniqueId(_) => Some("; unique ids outlive what they named (P-12)"),
            _ => None,
        };
        element.entries.iter().find_map(slip).unwrap_or_default()
    }

    fn action(&self) -> Parts {
        let element: &ActionElement = &self.asked.written.action;
        let name = if element.negated { "NotAction" } else { "Action" };
        let action = ticked(self.reason.request().action.as_str());
        let entries = some_of(element.entries.iter().map(|entry| ticked(&entry.text)));
        let message = match (element.entries.is_empty(), element.negated) {
            (true, _) => "lists no actions".to_owned(),
            (false, true) => format!("leaves out {action}: {entries}"),
            (false, false) => format!("{entries} does not cover {action}"),
        };
        (name.to_owned(), element.span, message)
    }

    fn resource(&self, element: &ResourceElement) -> Parts {
        let name = if element.negated { "NotResource" } else { "Resource" };
        let target = ticked(self.reason.request().resource.text());
        let texts = element.entries.iter().map(|entry| &*entry.text);
        let entries = some_of(element.entries.iter().map(|entry| ticked(&entry.text)));
        let variables = variables_in(self.reason, texts, self.asked.policy.document.version);
        let message = match (self.truth, element.negated) {
            _ if element.entries.is_empty() => "lists no resources".to_owned(),
            (Truth::Unknown, _) => format!("{entries} may match {target}{variables}"),
            (_, true) => format!("leaves out {target}: {entries}{variables}"),
            (_, false) => {
                let hint = self.resource_hint(element);
                format!("{entries} does not match {target}{variables}{hint}")
            }
        };
        (name.to_owned(), element.span, message)
    }

    fn resource_hint(&self, element: &ResourceElement) -> &'static str {
        let target = &self.reason.request().resource;
        if matches!(target, ResourceTarget::Wildcard) {
            return "; the request is for no single resource, and only `*` matches that (R-8)";
        }
        let text = target.text();
        let slip = |entry: &str| match entry {
            _ if entry.strip_suffix("/*") == Some(text) && entry.contains(":s3:") => {
                Some("; it covers what is in the bucket, not the bucket (R-13)")
            }
            _ if is_bucket_of(entry, text) => Some("; it is the bucket, not what is in it (R-13)"),
            _ if entry.eq_ignore_ascii_case(text) => {
                Some("; letter case counts after the fifth colon (R-5)")
            }
            _ if crosses_colon(entry, text) => {
                Some("; `*` does not run past a colon before the sixth part (R-2)")
            }
            _ => None,
        };
        element.entries.iter().find_map(|entry| slip(&entry.text)).unwrap_or_default()
    }

    fn condition(&self, number: usize) -> Option<Parts> {
        let written = self.asked.written.conditions.get(number)?;
        let tested = Tested {
            reason: self.reason,
            written,
            compiled: self.asked.compiled.conditions.get(number)?,
            version: self.asked.policy.document.version,
            remarks: self.reason.record.remarks(self.statement),
            effect: self.asked.written.effect,
            truth: self.truth,
        };
        Some((written.operator_text.to_string(), written.span, tested.message()))
    }
}

fn is_gateway(told: &Told<'_>) -> bool {
    let endpoint = told.reason.request().endpoint;
    told.statement.at.gate == Gate::VpcEndpoint && endpoint == Some(Endpoint::Gateway)
}

fn is_bucket_of(entry: &str, object: &str) -> bool {
    entry.contains(":s3:") && object.strip_prefix(entry).is_some_and(|rest| rest.starts_with('/'))
}

/// Whether an entry would match if its wildcards ran past colons anywhere.
// AWS: R-2
fn crosses_colon(entry: &str, target: &str) -> bool {
    let has_early_star = entry.split(':').take(5).any(|segment| segment.contains('*'));
    has_early_star && !entry.contains("${") && Pattern::glob(entry).matches(target)
}

/// The same for a whole element.
pub(super) fn would_cross(asked: Asked<'_>, reason: &Reason<'_>) -> bool {
    let target = reason.request().resource.text();
    let resource = asked.written.resource.as_ref();
    resource.is_some_and(|element| {
        element.entries.iter().any(|entry| crosses_colon(&entry.text, target))
    })
}
