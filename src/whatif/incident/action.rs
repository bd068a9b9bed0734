//! The IAM action of an event or an operation.

use super::action_table::{EVENTS, SERVICES};
use crate::aws::ActionName;
use crate::catalog::Catalog;
use crate::text::quote;

/// How many candidates are shown.
const MOST: usize = 6;

/// What an event or an operation means to IAM.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    /// The action, where there is one.
    pub(super) action: Option<String>,
    /// Else what it may be.
    pub(super) candidates: Vec<String>,
    /// What people should know about it.
    pub(super) remark: Option<String>,
    /// Why there is no action.
    pub(super) why: String,
}

impl Resolved {
    /// The action of an event of CloudTrail.
    pub(super) fn of_event(catalog: &Catalog, source: &str, name: &str) -> Self {
        let services = services(catalog, source);
        if let Some(action) = services.iter().find_map(|service| known(catalog, service, name)) {
            return action;
        }
        if services.iter().any(|service| service == "apigateway") {
            return of_apigateway(name);
        }
        let candidates = candidates(catalog, &services, name);
        let why = format!("no action is known for the event {} of {}", quote(name), quote(source));
        Self { candidates, why, ..Self::default() }
    }

    /// The action of an operation, of which the service may not be told.
    pub(super) fn of_operation(catalog: &Catalog, service: Option<&str>, name: &str) -> Self {
        if let Some(service) = service {
            let lower = service.to_ascii_lowercase().replace(' ', "");
            return Self::of_event(catalog, &lower, name);
        }
        let mut known: Vec<String> =
            catalog.prefixes().filter_map(|prefix| known(catalog, prefix, name)?.action).collect();
        let why = format!("the message names the operation {} only", quote(name));
        match (known.len(), known.pop()) {
            (1, action) => Self { action, ..Self::default() },
            (_, last) => {
                known.extend(last);
                known.truncate(MOST);
                Self { candidates: known, why, ..Self::default() }
            }
        }
    }
}

/// The prefixes that the source of an event may stand for.
fn services(catalog: &Catalog, source: &str) -> Vec<String> {
    let lower = source.to_ascii_lowercase();
    let host = lower.trim_end_matches(".cn").trim_end_matches(".amazonaws.com");
    let named = SERVICES.iter().filter(|(name, _)| *name == host).map(|(_, prefix)| *prefix);
    let labels = host.rsplit('.').chain(std::iter::once(host));
    let known = labels.filter(|label| catalog.service(label).is_some());
    let mut found: Vec<String> = named.chain(known).map(str::to_owned).collect();
    found.dedup();
    found
}

/// The action of this event, if it is sure.
fn known(catalog: &Catalog, service: &str, event: &str) -> Option<Resolved> {
    let named = EVENTS.iter().filter(|(of, _, _)| *of == service);
    let other = named.clone().find(|(_, name, _)| name.eq_ignore_ascii_case(event));
    if let Some((_, _, action)) = other {
        let action = full(catalog, service, action)?;
        let remark = format!("IAM's action for the event {} is {action}", quote(event));
        return Some(Resolved {
            action: Some(action),
            remark: Some(remark),
            ..Resolved::default()
        });
    }
    let dated = without_date(event);
    let renamed = named.clone().find(|(_, name, _)| name.eq_ignore_ascii_case(dated));
    let spellings = [Some(event), renamed.map(|(_, _, action)| *action), Some(dated)];
    let action = spellings.into_iter().flatten().find_map(|name| full(catalog, service, name))?;
    Some(Resolved { action: Some(action), ..Resolved::default() })
}

/// The name as the catalogue spells it.
fn full(catalog: &Catalog, service: &str, name: &str) -> Option<String> {
    let name = ActionName::parse(&format!("{service}:{name}"))?;
    Some(catalog.action(&name)?.full_name())
}

/// The name of an event without the date of its version: `ListFunctions20150331`,
/// `CreateDistribution2020_05_31`, `UpdateFunctionCode20150331v2`.
fn without_date(event: &str) -> &str {
    let versioned = event.rsplit_once('v').filter(|(name, version)| {
        name.ends_with(|char: char| char.is_ascii_digit())
            && !version.is_empty()
            && version.bytes().all(|byte| byte.is_ascii_digit())
    });
    let dated = versioned.map_or(event, |(name, _)| name);
    let bare = dated.trim_end_matches(|char: char| char.is_ascii_digit() || char == '_');
    let is_date = dated.len() - bare.len() >= 8 && !bare.is_empty();
    if is_date { bare } else { event }
}

/// Actions of the service that have the event's name in theirs, or are spelt like it.
fn candidates(catalog: &Catalog, services: &[String], event: &str) -> Vec<String> {
    let lower = without_date(event).to_ascii_lowercase();
    let mut found = Vec::new();
    for service in services.iter().filter_map(|prefix| catalog.service(prefix)) {
        let is_like = |name: &str| name.contains(&*lower) || lower.contains(name);
        let like = service.actions.iter().filter(|action| is_like(&action.lower_name));
        found.extend(like.map(|action| format!("{}:{}", service.prefix, action.name)));
    }
    if found.is_empty() {
        let near = services.iter().map(|service| format!("{service}:{lower}"));
        found.extend(near.flat_map(|name| catalog.nearest_actions(&name)));
    }
    found.truncate(MOST);
    found
}

/// IAM's actions for API Gateway are the methods of HTTP.
fn of_apigateway(event: &str) -> Resolved {
    const METHODS: [(&str, &str); 8] = [
        ("Get", "GET"),
        ("Delete", "DELETE"),
        ("Update", "PATCH"),
        ("Create", "POST"),
        ("Put", "PUT"),
        ("Import", "POST"),
        ("Tag", "PUT"),
        ("Untag", "DELETE"),
    ];
    let method = METHODS.iter().find(|(start, _)| event.starts_with(start));
    let action = method.map(|(_, method)| format!("apigateway:{method}"));
    let remark = action.as_ref().map(|action| {
        format!(
            "IAM's actions for API Gateway are methods of HTTP: {} is taken to be {action}",
            quote(event)
        )
    });
    let candidates = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    let candidates = candidates.iter().filter(|_| action.is_none());
    Resolved {
        candidates: candidates.map(|method| format!("apigateway:{method}")).collect(),
        action,
        remark,
        why: format!(
            "IAM's actions for API Gateway are methods of HTTP, and {} tells none",
            quote(event)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(source: &str, event: &str, action: &str) {
        let resolved = Resolved::of_event(Catalog::embedded(), source, event);
        assert_eq!(resolved.action.as_deref(), Some(action), "{resolved:?}");
    }

    #[test]
    fn events_become_actions() {
        is("s3.amazonaws.com", "ListObjects", "s3:ListBucket");
        is("s3.amazonaws.com", "HeadObject", "s3:GetObject");
        is("s3.amazonaws.com", "GetObject", "s3:GetObject");
        is("lambda.amazonaws.com", "Invoke", "lambda:InvokeFunction");
        is("lambda.amazonaws.com", "ListFunctions20150331", "lambda:ListFunctions");
        is("lambda.amazonaws.com", "UpdateFunctionCode20150331v2", "lambda:UpdateFunctionCode");
        is(
            "cloudfront.amazonaws.com",
            "CreateDistribution2020_05_31",
            "cloudfront:CreateDistribution",
        );
        is("monitoring.amazonaws.com", "PutMetricData", "cloudwatch:PutMetricData");
        is("runtime.sagemaker.amazonaws.com", "InvokeEndpoint", "sagemaker:InvokeEndpoint");
        is("apigateway.amazonaws.com", "CreateRestApi", "apigateway:POST");
    }

    #[test]
    fn what_is_not_known_is_said_with_what_it_may_be() {
        let unknown = Resolved::of_event(Catalog::embedded(), "s3.amazonaws.com", "PutBucketPolic");
        assert_eq!(unknown.action, None);
        assert!(unknown.candidates.contains(&"s3:PutBucketPolicy".to_owned()), "{unknown:?}");
        let nothing = Resolved::of_event(Catalog::embedded(), "x", "\u{202e}");
        assert_eq!((nothing.action, nothing.candidates.len()), (None, 0));
        let several = Resolved::of_operation(Catalog::embedded(), None, "TagResource");
        assert_eq!((several.action, several.candidates.len()), (None, MOST));
    }

    #[test]
    fn every_event_of_the_table_leads_to_an_action() {
        for (service, event, action) in EVENTS {
            let found = full(Catalog::embedded(), service, action);
            assert!(found.is_some(), "{service}:{action} for {event}");
        }
        for (source, prefix) in SERVICES {
            assert!(Catalog::embedded().service(prefix).is_some(), "{source}: {prefix}");
        }
    }

    #[test]
    fn only_whole_dates_are_versions() {
        assert_eq!(without_date("GetFunction20150331v2"), "GetFunction");
        assert_eq!(without_date("UpdateInstanceV2"), "UpdateInstanceV2");
        assert_eq!(without_date("20150331"), "20150331");
        assert_eq!(without_date("ListObjectsV2"), "ListObjectsV2");
        assert_eq!(without_date("é"), "é");
    }
}
