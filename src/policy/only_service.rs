//! The one service that asks a policy.

use std::collections::BTreeSet;

use super::{ActionPattern, PolicyDocument};
use crate::aws::{Arn, PolicyKind};

impl PolicyDocument {
    /// The service of which alone actions ask the policy, in lower case: that of the resource which
    /// the policy hangs on. `None` if other services ask it too, or if it does not say what it hangs
    /// on.
    pub fn only_service(&self, kind: PolicyKind) -> Option<Box<str>> {
        match kind {
            PolicyKind::Trust => Some("sts".into()),
            PolicyKind::Resource => {
                let owners = self.owning_services();
                only(if owners.is_empty() { self.services_of_actions() } else { owners })
            }
            PolicyKind::Identity
            | PolicyKind::PermissionsBoundary
            | PolicyKind::Session
            | PolicyKind::ServiceControl
            | PolicyKind::ResourceControl
            | PolicyKind::VpcEndpoint => None,
        }
    }

    /// The services of the resources that are named.
    fn owning_services(&self) -> BTreeSet<Box<str>> {
        let elements = self.statements.iter().filter_map(|statement| statement.resource.as_ref());
        let arns = elements.flat_map(|element| &element.entries);
        arns.filter_map(|entry| Arn::parse(&entry.text))
            .map(|arn| arn.service().to_ascii_lowercase().into())
            .collect()
    }

    /// The services of the actions that are named.
    fn services_of_actions(&self) -> BTreeSet<Box<str>> {
        let entries = self.statements.iter().flat_map(|statement| &statement.action.entries);
        let service = |pattern: &ActionPattern| match pattern {
            ActionPattern::Of { service, .. } => Some(service.clone()),
            ActionPattern::Every | ActionPattern::Nothing => None,
        };
        entries.filter_map(|entry| service(&entry.pattern)).collect()
    }
}

fn only(mut services: BTreeSet<Box<str>>) -> Option<Box<str>> {
    let first = services.pop_first()?;
    (services.is_empty() && !first.contains(['*', '?', '$'])).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Reading, parse};
    use crate::text::{Comments, Source, read_json};

    fn only_service(kind: PolicyKind, statements: &str) -> Option<Box<str>> {
        let text = format!(r#"{{ "Version": "2012-10-17", "Statement": [{statements}] }}"#);
        let node = read_json(&Source::new("p", text), Comments::Refused).unwrap();
        parse(&node, kind, Reading::AsStored).document.unwrap().only_service(kind)
    }

    #[test]
    fn a_resource_is_asked_about_by_its_own_service() {
        let allow =
            |elements: &str| format!(r#"{{ "Effect": "Allow", "Principal": "*", {elements} }}"#);
        let bucket = allow(r#""Action": "*", "Resource": "arn:aws:s3:::b/*""#);
        let key = allow(r#""Action": "kms:*", "Resource": "*""#);
        let queue =
            allow(r#""Action": "sqs:*", "Resource": "arn:aws:sqs:us-east-1:111122223333:q""#);
        let open = allow(r#""Action": "*", "Resource": "*""#);
        let table = [
            (vec![&bucket], Some("s3")),
            (vec![&key], Some("kms")),
            (vec![&bucket, &open], Some("s3")),
            (vec![&bucket, &queue], None),
            (vec![&open], None),
        ];
        for (statements, expected) in table {
            let text = statements.into_iter().cloned().collect::<Vec<_>>().join(", ");
            assert_eq!(only_service(PolicyKind::Resource, &text).as_deref(), expected, "{text}");
            assert_eq!(only_service(PolicyKind::VpcEndpoint, &text), None);
        }
        let trust = allow(r#""Action": "sts:AssumeRole""#);
        assert_eq!(only_service(PolicyKind::Trust, &trust).as_deref(), Some("sts"));
    }
}
