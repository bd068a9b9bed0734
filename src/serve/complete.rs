//! How a field of the page may go on.

use serde::Deserialize;
use serde_json::{Value, json};

use super::desk::Desk;
use super::server::House;
use crate::aws::{ActionName, GLOBAL_KEYS};
use crate::catalog::Catalog;
use crate::environment::Environment;

/// What somebody has typed so far.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    field: Field,
    text: String,
    /// The action of the question, which says what resources look like.
    #[serde(default)]
    action: String,
    /// What a line is about to change.
    #[serde(default)]
    desk: Desk,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Field {
    Principal,
    Action,
    Resource,
    Key,
    Line,
}

/// How many proposals fit on a page.
const MOST: usize = 50;

/// A proposal and what is to be said of it.
type Proposal = (String, String);

/// Proposals, the likeliest first.
pub(super) fn of(house: &House, asked: &Asked) -> Result<Value, String> {
    if asked.field == Field::Line {
        return line(house, asked);
    }
    let session = house.session();
    let (catalog, typed) = (session.aws(), asked.text.trim().to_lowercase());
    let environment = session.environment();
    let found = match asked.field {
        Field::Principal => principals(environment, &typed),
        Field::Action => actions(catalog, &typed),
        Field::Resource => resources(environment, catalog, (&typed, &asked.action)),
        Field::Key => keys(catalog, &typed),
        Field::Line => Vec::new(),
    };
    let items: Vec<Value> = found
        .into_iter()
        .take(MOST)
        .map(|(text, description)| json!({ "text": text, "description": description }))
        .collect();
    Ok(json!({ "v": 1, "items": items }))
}

/// How a line of a session may go on; each proposal tells what it takes the place of.
fn line(house: &House, asked: &Asked) -> Result<Value, String> {
    let mut session = house.session();
    asked.desk.lay_out(&mut session)?;
    let text = &asked.text;
    let items = session.complete(text, text.len()).into_iter().take(MOST).map(|one| {
        let start = text.get(..one.range.start).unwrap_or_default().encode_utf16().count();
        json!({ "text": one.text, "description": one.description, "start": start })
    });
    Ok(json!({ "v": 1, "items": items.collect::<Vec<_>>() }))
}

/// Those that begin with what was typed, then those that hold it.
fn fitting(all: impl Iterator<Item = Proposal>, typed: &str) -> Vec<Proposal> {
    let (mut first, mut then) = (Vec::new(), Vec::new());
    for one in all {
        match one.0.to_lowercase().find(typed) {
            Some(0) => first.push(one),
            Some(_) if then.len() < MOST => then.push(one),
            _ => {}
        }
        if first.len() >= MOST {
            return first;
        }
    }
    first.extend(then);
    first
}

fn principals(environment: Option<&Environment>, typed: &str) -> Vec<Proposal> {
    let known = environment.into_iter().flat_map(Environment::principals);
    let named: Vec<Proposal> = known
        .filter(|one| {
            one.name.to_lowercase().contains(typed) || one.arn().to_lowercase().contains(typed)
        })
        .map(|one| (one.arn(), format!("{} {}", one.kind, one.name)))
        .take(MOST)
        .collect();
    let others = [("anonymous", "nobody in particular"), ("s3.amazonaws.com", "a service")];
    let others = others.map(|(text, what)| (text.to_owned(), what.to_owned()));
    named.into_iter().chain(fitting(others.into_iter(), typed)).collect()
}

fn actions(catalog: &Catalog, typed: &str) -> Vec<Proposal> {
    if let Some((prefix, rest)) = typed.split_once(':') {
        let of_service = catalog.service(prefix).map_or(&[][..], |service| &service.actions);
        let named =
            of_service.iter().map(|one| (one.name.to_string(), one.access_level.name().to_owned()));
        let found = fitting(named, rest).into_iter();
        return found.map(|(name, what)| (format!("{prefix}:{name}"), what)).collect();
    }
    let services = catalog.prefixes().map(|prefix| (format!("{prefix}:"), "a service".to_owned()));
    let mut found = fitting(services, typed);
    if typed.len() > 2 {
        let all = catalog.every_action().filter(|one| one.action.lower_name.contains(typed));
        let named = all.map(|one| (one.full_name(), one.action.access_level.name().to_owned()));
        found.extend(named.take(MOST));
    }
    found
}

fn resources(
    environment: Option<&Environment>,
    catalog: &Catalog,
    (typed, action): (&str, &str),
) -> Vec<Proposal> {
    let known = environment.into_iter().flat_map(|known| known.resources.iter());
    let known = known.map(|(arn, _)| (arn.to_owned(), "in the environment".to_owned()));
    let mut found = fitting(known, typed);
    let name = ActionName::parse(action);
    let Some(of_service) = name.as_ref().and_then(|name| catalog.action(name)) else {
        return found;
    };
    if of_service.action.is_wildcard_only() {
        found.insert(0, ("*".to_owned(), "the action takes no resource".to_owned()));
    }
    for (_, kind) in of_service.service.resource_types_of(of_service.action) {
        let formats = kind.arn_formats.iter().map(|format| {
            (
                format.replace("${Partition}", "aws"),
                format!("a {}: fill in what is in braces", kind.name),
            )
        });
        found.extend(fitting(formats, typed));
    }
    found
}

fn keys(catalog: &Catalog, typed: &str) -> Vec<Proposal> {
    let global = GLOBAL_KEYS.iter().map(|key| (key.name.to_owned(), key.present.to_owned()));
    let known = catalog.every_condition_key().filter(|key| !key.name.contains('$'));
    let known = known.map(|key| (key.name.to_owned(), String::new()));
    let mut found = fitting(global, typed);
    found.extend(fitting(known, typed));
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|(name, _)| seen.insert(name.to_lowercase()));
    found
}
