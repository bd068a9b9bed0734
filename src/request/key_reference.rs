//! What a reference of AWS's services says of condition keys, as plain data.

use std::collections::HashMap;
use std::sync::Arc;

use super::context::is_named;
use super::question::{ActionFacts, Request};
use crate::aws::{GlobalKeyIndex, KeyType, global_key, key};
use crate::text::nearest;
use crate::value_set::Pattern;

/// The condition keys that a reference knows.
#[derive(Debug)]
pub struct KnownKeys {
    /// The day of the reference.
    pub date: Box<str>,
    keys: Box<[KnownKey]>,
    /// By what stands before the first `:` of their names; families under nothing where that varies.
    of_service: HashMap<Box<str>, OfService>,
    /// Keys from this number on come with calls of any service.
    of_any_service: usize,
}

/// One of them.
#[derive(Debug)]
pub struct KnownKey {
    /// As the reference writes it: `ec2:ResourceTag/${TagKey}`.
    pub name: Box<str>,
    /// Its type.
    pub key_type: KeyType,
    lower: Box<str>,
}

/// The keys whose names begin with the same service.
#[derive(Debug, Default)]
struct OfService {
    /// The numbers of those whose names do not vary, sorted by name.
    exact: Vec<usize>,
    families: Vec<Family>,
}

#[derive(Debug)]
struct Family {
    start: Box<str>,
    pattern: Pattern,
    number: usize,
}

/// The keys that come with a call, as a reference has them.
#[derive(Clone, Debug, Default)]
pub struct KeyReference {
    /// The keys of all services; `None` if there is no reference.
    pub known: Option<Arc<KnownKeys>>,
    /// The numbers of those that the service sends with the action on the resource; `None` if the
    /// reference does not know the action.
    pub sent: Option<Arc<[u16]>>,
}

/// What a reference says of a key in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The service sends it, at least sometimes, or a session carries it to every service.
    Sent,
    /// The service never sends it with this action on this resource.
    NeverSent,
    /// The reference knows no such key.
    NotKnown,
    /// Nobody can say: there is no reference, or it does not know the action.
    Open,
}

impl KnownKey {
    /// A key under its name in a reference.
    pub fn new(name: &str, key_type: KeyType) -> Self {
        Self { name: name.into(), key_type, lower: name.to_lowercase().into() }
    }

    fn family(&self, number: usize) -> Option<Family> {
        let (start, _) = self.lower.split_once("${")?;
        let mut pieces = self.lower.split("${");
        let mut text = pieces.next()?.to_owned();
        for piece in pieces {
            text.push('*');
            text.push_str(piece.split_once('}').map_or("", |(_, rest)| rest));
        }
        Some(Family { start: start.into(), pattern: Pattern::glob(&text), number })
    }
}

impl KnownKeys {
    /// The keys of services in the order of their lower-case names, and those that come with calls of
    /// any service.
    pub fn new(date: &str, of_services: Vec<KnownKey>, of_any_service: Vec<KnownKey>) -> Self {
        let first = of_services.len();
        let keys: Box<[KnownKey]> = of_services.into_iter().chain(of_any_service).collect();
        let mut of_service: HashMap<Box<str>, OfService> = HashMap::new();
        for (number, key) in keys.iter().enumerate() {
            let family = key.family(number);
            let fixed = family.as_ref().map_or(&*key.lower, |family| &*family.start);
            let own = of_service.entry(service_of(fixed).into()).or_default();
            match family {
                Some(family) => own.families.push(family),
                None => own.exact.push(number),
            }
        }
        for own in of_service.values_mut() {
            own.exact.sort_by(|one, other| keys[*one].lower.cmp(&keys[*other].lower));
            own.exact.dedup_by(|later, first| keys[*later].lower == keys[*first].lower);
        }
        Self { date: date.into(), keys, of_service, of_any_service: first }
    }

    /// The key of a name in lower case, or its family: `aws:requesttag/team`.
    pub fn find(&self, lower_name: &str) -> Option<&KnownKey> {
        self.keys.get(self.number(lower_name)?)
    }

    fn number(&self, lower_name: &str) -> Option<usize> {
        let own = self.of_service.get(service_of(lower_name));
        let named = own.map_or(&[][..], |own| &own.exact);
        if let Ok(place) = named.binary_search_by(|key| (*self.keys[*key].lower).cmp(lower_name)) {
            return Some(named[place]);
        }
        let fits = |family: &&Family| {
            lower_name.starts_with(&*family.start) && family.pattern.matches(lower_name)
        };
        let open = self.of_service.get("");
        let families = open.into_iter().chain(own).flat_map(|own| &own.families);
        families.filter(fits).map(|family| family.number).min()
    }

    /// The key that somebody most likely meant: one of the same service, else one of the same name.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let lower = name.to_lowercase();
        let (prefix, own) = lower.split_once(':')?;
        let service = |key: &&KnownKey| {
            key.lower.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(':'))
        };
        let twin =
            |key: &&KnownKey| key.lower.strip_suffix(own).is_some_and(|start| start.ends_with(':'));
        let names = |fits: &dyn Fn(&&KnownKey) -> bool| -> Vec<&str> {
            self.keys.iter().filter(fits).map(|key| &*key.name).collect()
        };
        nearest(name, names(&service)).or_else(|| nearest(name, names(&twin)))
    }
}

/// What stands before the first `:` of a name; nothing if there is none.
fn service_of(name: &str) -> &str {
    name.split_once(':').map_or("", |(service, _)| service)
}

impl KeyReference {
    /// What is known of a key of the name in lower case.
    // AWS: C-36
    pub fn standing(&self, lower_name: &str) -> Standing {
        let Some(known) = &self.known else { return Standing::Open };
        let (number, sent) = (known.number(lower_name), self.sent.as_deref());
        match (number, sent) {
            (None, _) if is_from_provider(lower_name) => Standing::Open,
            (None, _) => Standing::NotKnown,
            (Some(_), None) => Standing::Open,
            (Some(number), Some(sent)) => {
                let is_sent = sent.iter().any(|one| usize::from(*one) == number);
                let is_carried =
                    number >= known.of_any_service || is_carried_by_session(lower_name);
                if is_sent || is_carried { Standing::Sent } else { Standing::NeverSent }
            }
        }
    }

    /// The type of a key of the name in lower case.
    // AWS: K-7
    pub fn key_type(&self, lower_name: &str) -> Option<KeyType> {
        Some(self.known.as_ref()?.find(lower_name)?.key_type)
    }
}

impl Request {
    /// Whether the service never sends a key of the name in lower case. Of the global keys only those
    /// of tags depend on the service, and only the catalogue tells.
    // AWS: C-36
    pub fn leaves_out(&self, lower_name: &str) -> bool {
        let is_global = global_key(lower_name).is_some();
        match &self.facts.context_keys {
            Some(sent) => !is_global && !sent.iter().any(|pattern| is_named(lower_name, pattern)),
            None if global_key(lower_name).is_some_and(|key| !is_tag_of_call(key)) => false,
            None => self.facts.reference.standing(lower_name) == Standing::NeverSent,
        }
    }

    /// The type of a key, in lower case, as the action's facts give it.
    pub fn declared_type(&self, lower_name: &str) -> Option<KeyType> {
        self.facts.key_type(lower_name)
    }
}

impl ActionFacts {
    /// The type of a service's key of the name in lower case.
    // AWS: K-7
    pub fn key_type(&self, lower_name: &str) -> Option<KeyType> {
        self.given_type(lower_name).or_else(|| self.reference.key_type(lower_name))
    }

    /// The same, as far as it was given and not looked up.
    pub fn given_type(&self, lower_name: &str) -> Option<KeyType> {
        let fits = |(pattern, _): &&(Box<str>, KeyType)| is_named(lower_name, pattern);
        self.key_types.iter().find(fits).map(|(_, key_type)| *key_type)
    }
}

/// Whether it depends on the service which of the key's tags come with a call.
// AWS: C-36
pub(super) fn is_tag_of_call(global: GlobalKeyIndex) -> bool {
    matches!(global, key::RESOURCE_TAG | key::REQUEST_TAG | key::TAG_KEYS)
}

/// Whether the key is one of an identity provider's.
fn is_from_provider(lower_name: &str) -> bool {
    let prefix = lower_name.rsplit_once(':').map_or("", |(prefix, _)| prefix);
    prefix == "saml" || prefix.contains('.')
}

/// Claims of identity providers that stay with the session and so come with calls of any service.
// AWS: K-5
const CLAIMS_OF_SESSION: &[&str] =
    &["aud", "sub", "amr", "oaud", "id", "app_id", "user_id", "sub_type", "namequalifier"];

fn is_carried_by_session(lower_name: &str) -> bool {
    let claim = lower_name.rsplit_once(':').map_or("", |(_, claim)| claim);
    is_from_provider(lower_name) && CLAIMS_OF_SESSION.contains(&claim)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::ValueType;

    fn reference(sent: Option<&[u16]>) -> KeyReference {
        let key = |name: &str| KnownKey::new(name, KeyType::single(ValueType::String));
        let of_services =
            ["ec2:ResourceTag/${Key}", "idp.example.com:repo", "idp.example.com:sub", "s3:prefix"];
        let known = KnownKeys::new(
            "2026-01-01",
            of_services.map(key).into(),
            vec![key("ec2:SourceInstanceARN")],
        );
        KeyReference { known: Some(Arc::new(known)), sent: sent.map(Arc::from) }
    }

    #[test]
    fn sent_never_sent_and_not_known_are_told_apart() {
        let standing = |name: &str| reference(Some(&[0])).standing(name);
        assert_eq!(standing("ec2:resourcetag/team"), Standing::Sent);
        assert_eq!(standing("ec2:resourcetag"), Standing::NotKnown);
        assert_eq!(standing("s3:prefix"), Standing::NeverSent);
        assert_eq!(standing("s3:prefx"), Standing::NotKnown);
        assert_eq!(standing("ec2:sourceinstancearn"), Standing::Sent);
        assert_eq!(standing("idp.example.com:sub"), Standing::Sent);
        assert_eq!(standing("idp.example.com:repo"), Standing::NeverSent);
        assert_eq!(standing("other.example.com:repo"), Standing::Open);
    }

    #[test]
    fn without_the_action_only_the_keys_are_known() {
        assert_eq!(reference(None).standing("s3:prefix"), Standing::Open);
        assert_eq!(reference(None).standing("s3:prefx"), Standing::NotKnown);
        assert_eq!(KeyReference::default().standing("s3:prefix"), Standing::Open);
        assert_eq!(reference(None).key_type("s3:prefix"), Some(KeyType::single(ValueType::String)));
        assert_eq!(KeyReference::default().key_type("s3:prefix"), None);
    }
}
