//! What a call was about: the resource that the record lists, or the ARN that its parameters make.

use super::super::model::Incident;
use super::Record;
use super::caller::partition;
use super::parameters::{parameters, part};
use crate::aws::{ActionName, Arn, is_account_id};
use crate::catalog::{ActionOfService, ResourceType};
use crate::policy::Spanned;
use crate::text::{Arrange, Node, Value};

type Found = Spanned<Box<str>>;

pub(super) fn set_target(record: &Record<'_>, incident: &mut Incident) {
    let action = incident.action.as_ref().and_then(|found| ActionName::parse(&found.value));
    let Some(action) = action.and_then(|name| record.catalog.action(&name)) else {
        incident.resource = incident.resource.take().or_else(|| only_listed(record));
        return;
    };
    if incident.resource.is_none() {
        incident.resource = listed(record, action).or_else(|| from_parameters(record, action));
    }
    let can_do_without = action.action.resources.iter().all(|used| !used.required);
    if incident.resource.is_none() && can_do_without {
        incident.resource = Some(Spanned { value: "*".into(), span: record.node.span });
        if !action.action.is_wildcard_only() {
            let message =
                "the record names no resource, and the action can do without: taken to be `*`";
            incident.remarks.push(message.to_owned());
        }
    }
    incident.resource_account = owner(record, incident.resource.as_ref());
}

/// The resources that the record lists, with their accounts.
fn resources<'a>(record: &Record<'a>) -> Vec<(&'a Node, &'a str, Option<&'a str>)> {
    let Some(Value::List(items)) = record.at("resources").map(|node| &node.value) else {
        return Vec::new();
    };
    let told = |item: &'a Node| {
        let arn = item.get("ARN").or(item.get("arn"))?;
        Some((arn, arn.as_text()?, item.get("accountId").and_then(Node::as_text)))
    };
    items.iter().filter_map(told).collect()
}

/// The one that the record lists, where nothing is known of the action.
fn only_listed(record: &Record<'_>) -> Option<Found> {
    match &*resources(record) {
        [(node, arn, _)] => Some(Spanned { value: (*arn).into(), span: node.span }),
        _ => None,
    }
}

/// How well a resource fits a type of the action's.
fn fit(action: ActionOfService<'_>, arn: &Arn) -> Option<usize> {
    let types = action.service.resource_types_of(action.action);
    types.filter_map(|(used, kind)| Some(kind.fit(arn)? * 2 + usize::from(used.required))).max()
}

/// The one of the resources listed that fits the action best.
fn listed(record: &Record<'_>, action: ActionOfService<'_>) -> Option<Found> {
    let fitting = resources(record).into_iter().filter_map(|(node, text, _)| {
        let arn = Arn::parse(text)?;
        Some((fit(action, &arn)?, node, text))
    });
    let best = fitting.max_by_key(|(fit, _, _)| *fit);
    best.map(|(_, node, text)| Spanned { value: text.into(), span: node.span })
}

/// The ARN that the parameters make, for the types of the action's, the required and longer first.
fn from_parameters(record: &Record<'_>, action: ActionOfService<'_>) -> Option<Found> {
    let given = parameters(record.at("requestParameters"));
    for (_, node) in &given {
        let arn = node.as_text().and_then(Arn::parse);
        if let Some(arn) = arn.filter(|arn| fit(action, arn).is_some()) {
            return Some(Spanned { value: arn.as_str().into(), span: node.span });
        }
    }
    let mut types: Vec<(bool, &ResourceType)> = action
        .service
        .resource_types_of(action.action)
        .map(|(used, kind)| (used.required, kind))
        .collect();
    types.arrange_by_key(|(required, _)| !required);
    let formats = types.iter().flat_map(|(_, kind)| &kind.arn_formats);
    let span = record.at("requestParameters").map_or(record.node.span, |node| node.span);
    let made: Vec<(usize, String)> =
        formats.filter_map(|format| filled(record, &given, format)).collect();
    let most = made.iter().map(|(parts, _)| *parts).max()?;
    let (_, arn) = made.into_iter().find(|(parts, _)| *parts == most)?;
    Some(Spanned { value: arn.into(), span })
}

/// A format with its parts filled in, and how many of them the parameters gave.
fn filled(record: &Record<'_>, given: &[(String, &Node)], format: &str) -> Option<(usize, String)> {
    let mut pieces = format.split("${");
    let mut arn = pieces.next()?.to_owned();
    let mut parts = 0;
    for piece in pieces {
        let (variable, rest) = piece.split_once('}')?;
        match variable {
            "Partition" => arn.push_str(partition(record)),
            "Region" => arn.push_str(record.text("awsRegion")?),
            "Account" => arn.push_str(record.account()?),
            name => {
                let value = part(given, name)?;
                arn.push_str(name_in(value, &arn));
                parts += 1;
            }
        }
        arn.push_str(rest);
    }
    (parts > 0).then_some((parts, arn))
}

/// The name that a URL or a prefixed name ends with.
fn name_in<'v>(value: &'v str, before: &str) -> &'v str {
    let is_url = value.starts_with("https://");
    let value = value.rsplit('/').next().filter(|_| is_url).unwrap_or(value);
    let prefix = before.rsplit(':').next().unwrap_or_default();
    let value = value.strip_prefix(prefix).unwrap_or(value);
    if prefix.ends_with('/') { value.trim_start_matches('/') } else { value }
}

/// Whose the resource is, where its ARN does not tell.
fn owner(record: &Record<'_>, resource: Option<&Found>) -> Option<Box<str>> {
    let resource = resource?;
    let is_open = Arn::parse(&resource.value).is_some_and(|arn| arn.account().is_empty());
    let mut listed = resources(record).into_iter();
    let told = listed.find_map(|(_, arn, account)| {
        let is_it = *arn == *resource.value || resource.value.starts_with(&format!("{arn}/"));
        account.filter(|account| is_it && is_account_id(account))
    });
    told.filter(|_| is_open).map(Box::from)
}
