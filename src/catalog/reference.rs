//! The catalogue: what is known of AWS's services.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use super::embedded::{INDEX, NAMES, service_body};
use super::index::{Bytes, Index, Lists};
use super::managed::ManagedPolicies;
use super::mistake::{hidden, mistake};
use super::raw::RawService;
use super::resource_type::with_stars;
use super::service::{AccessLevel, Action, DependentActions, KeySet, Service};
use crate::aws::{ActionName, KeyType, ValueType};
use crate::policy::ActionPattern;
use crate::request::KnownKeys;
use crate::text::{Diagnostic, Source, Span, quote};
use crate::value_set::Pattern;

/// The service authorization reference and AWS's managed policies. Of what comes with the program
/// nothing is read until it is asked for.
#[derive(Debug)]
pub struct Catalog {
    /// What the index points into.
    text: Cow<'static, str>,
    /// Whether the services are those of the program, packed one by one; else they stand in the text.
    is_embedded: bool,
    index: Cow<'static, Index>,
    services: Box<[OnceLock<Option<Service>>]>,
    managed: ManagedPolicies,
    pub(super) known_keys: OnceLock<Arc<KnownKeys>>,
    /// The keys of whose names a part varies, global ones first; found once.
    families: OnceLock<Box<[(Bytes, u8)]>>,
    /// By the service part of ARNs, in lower case, the services that have such resources; found once.
    arn_services: OnceLock<HashMap<Box<str>, Box<[usize]>>>,
}

/// A condition key as the catalogue names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConditionKey<'c> {
    /// `s3:prefix`; what varies stands as `${TagKey}`.
    pub name: &'c str,
    /// Its type.
    pub key_type: KeyType,
}

/// An action and its service.
#[derive(Clone, Copy, Debug)]
pub struct ActionOfService<'c> {
    /// The service.
    pub service: &'c Service,
    /// The action.
    pub action: &'c Action,
}

impl ActionOfService<'_> {
    /// `s3:GetObject`
    pub fn full_name(&self) -> String {
        format!("{}:{}", self.service.prefix, self.action.name)
    }
}

impl Catalog {
    /// What comes with the program.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Catalog> = OnceLock::new();
        EMBEDDED.get_or_init(Self::default)
    }

    /// The same with newer data: a catalogue or a collection of managed policies, told by its
    /// content.
    ///
    /// # Errors
    /// If it is neither, with the place.
    pub fn renewed(self, source: &Source) -> Result<Self, Diagnostic> {
        let text = source.text();
        if let Some(hidden) = hidden(source) {
            return Err(hidden);
        }
        if ManagedPolicies::is_collection(text) {
            let managed = ManagedPolicies::read(text).map_err(|why| mistake(source, &why, true))?;
            return Ok(Self { managed, ..self });
        }
        let index = Index::of(text).map_err(|why| mistake(source, &why, false))?;
        let services = index.services.iter().map(|_| OnceLock::new()).collect();
        let (text, index) = (Cow::Owned(text.to_owned()), Cow::Owned(index));
        let renewed = Self {
            text,
            is_embedded: false,
            index,
            services,
            managed: self.managed,
            ..Self::default()
        };
        renewed.check_vocabulary()?;
        Ok(renewed)
    }

    /// Finds types and access levels that the program does not know.
    fn check_vocabulary(&self) -> Result<(), Diagnostic> {
        let unknown = |names: &[Bytes], is_known: &dyn Fn(&str) -> bool| {
            names.iter().copied().find(|name| !is_known(self.slice(*name)))
        };
        let types = unknown(&self.index.types, &|name| KeyType::parse(name).is_some());
        let levels = unknown(&self.index.levels, &|name| AccessLevel::parse(name).is_some());
        let (what, bytes) = match (types, levels) {
            (Some(bytes), _) => ("type of condition keys", bytes),
            (None, Some(bytes)) => ("access level", bytes),
            (None, None) => return Ok(()),
        };
        let message = format!("{} is no {what} that is known here", quote(self.slice(bytes)));
        Err(Diagnostic::error(CODE, Span { start: bytes.0, end: bytes.1 }, message))
    }

    /// The day of the data: `2026-09-26`.
    pub fn date(&self) -> &str {
        self.slice(self.index.date)
    }

    /// AWS's managed policies.
    pub fn managed_policies(&self) -> &ManagedPolicies {
        &self.managed
    }

    /// The prefixes of all services, in order.
    pub fn prefixes(&self) -> impl Iterator<Item = &str> {
        self.index.services.iter().map(|(prefix, _)| self.slice(*prefix))
    }

    /// The service of a prefix in lower case.
    pub fn service(&self, prefix: &str) -> Option<&Service> {
        let services = &self.index.services;
        let index = services.binary_search_by(|(name, _)| self.slice(*name).cmp(prefix)).ok()?;
        self.numbered(index)
    }

    /// The services some of whose resources have ARNs with this service part, in lower case: mostly
    /// the one whose prefix it is.
    pub fn services_with_arns(&self, part: &str) -> impl Iterator<Item = &Service> {
        let all = self.arn_services.get_or_init(|| self.by_arn_service());
        let found = all.get(part).map_or(&[][..], |numbers| numbers);
        found.iter().filter_map(|number| self.numbered(*number))
    }

    fn by_arn_service(&self) -> HashMap<Box<str>, Box<[usize]>> {
        let mut all: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for number in 0..self.services.len() {
            let types = self.numbered(number).into_iter().flat_map(|one| &one.resource_types);
            for format in types.flat_map(|of| &of.arn_formats) {
                let part = format.split(':').nth(2).unwrap_or_default();
                all.entry(part.to_ascii_lowercase()).or_default().insert(number);
            }
        }
        all.into_iter().map(|(part, all)| (part.into(), all.into_iter().collect())).collect()
    }

    fn numbered(&self, number: usize) -> Option<&Service> {
        self.services.get(number)?.get_or_init(|| self.read(number)).as_ref()
    }

    fn read(&self, index: usize) -> Option<Service> {
        let (prefix, body) = self.index.services[index];
        // INVARIANT: every service was read once when the index was made.
        let body = self.body(body)?;
        let raw: RawService<'_> = serde_json::from_str(&body).ok()?;
        let levels = self.index.levels.iter();
        let levels: Vec<AccessLevel> = levels
            .map(|name| AccessLevel::parse(self.slice(*name)).unwrap_or(AccessLevel::Write))
            .collect();
        Some(Service::read(self.slice(prefix), &raw, &levels))
    }

    fn body(&self, bytes: Bytes) -> Option<Cow<'_, str>> {
        if self.is_embedded {
            return service_body(bytes).map(Cow::Owned);
        }
        Some(Cow::Borrowed(self.slice(bytes)))
    }

    /// An action by its name.
    pub fn action(&self, name: &ActionName) -> Option<ActionOfService<'_>> {
        let service = self.service(name.service())?;
        let action = service.action(name.name())?;
        Some(ActionOfService { service, action })
    }

    /// The actions that an entry of a policy matches, in order.
    pub fn matching(&self, entry: &ActionPattern) -> Vec<ActionOfService<'_>> {
        match entry {
            ActionPattern::Nothing => Vec::new(),
            ActionPattern::Every => self.every_action().collect(),
            ActionPattern::Of { service, name } => {
                let Some(service) = self.service(service) else { return Vec::new() };
                let found = service.actions_matching(name);
                found.map(|action| ActionOfService { service, action }).collect()
            }
        }
    }

    /// Every action of every service, in order.
    pub fn every_action(&self) -> impl Iterator<Item = ActionOfService<'_>> {
        let services = self.prefixes().filter_map(|prefix| self.service(prefix));
        services.flat_map(|service| {
            service.actions.iter().map(move |action| ActionOfService { service, action })
        })
    }

    /// The keys of a set.
    pub fn condition_keys(&self, set: KeySet) -> impl Iterator<Item = ConditionKey<'_>> {
        self.members(set).iter().map(|key| self.key(self.index.keys[usize::from(*key)]))
    }

    /// The numbers of a set's keys among [`Self::keys_of_services`].
    pub(super) fn members(&self, set: KeySet) -> &[u16] {
        list(&self.index.sets, set.0)
    }

    /// The keys that belong to services, in the order of their lower-case names.
    pub(super) fn keys_of_services(&self) -> impl Iterator<Item = ConditionKey<'_>> {
        self.index.keys.iter().map(|key| self.key(*key))
    }

    /// The keys that come with calls of any service.
    pub(super) fn global_keys(&self) -> impl Iterator<Item = ConditionKey<'_>> {
        self.index.global.iter().map(|key| self.key(*key))
    }

    /// The actions of a list: `iam:PassRole`.
    pub fn dependent_actions(&self, of: DependentActions) -> impl Iterator<Item = &str> {
        list(&self.index.dependent, of.0).iter().map(|name| self.slice(*name))
    }

    /// A condition key by its name in lower case, global ones included. The key of a tag is found
    /// under its family: `aws:requesttag/team` as `aws:RequestTag/${TagKey}`.
    pub fn condition_key(&self, lower_name: &str) -> Option<ConditionKey<'_>> {
        let (global, keys) = (&self.index.global, &self.index.keys);
        let named = |key: &&(Bytes, u8)| self.slice(key.0).eq_ignore_ascii_case(lower_name);
        let of_service = || Some(&keys[usize::from(self.key_number(lower_name)?)]);
        let exact = global.iter().find(named).or_else(of_service);
        if let Some(key) = exact {
            return Some(self.key(*key));
        }
        let varies = |key: &&(Bytes, u8)| self.slice(key.0).contains("${");
        let families = || global.iter().chain(keys.iter()).filter(varies).copied().collect();
        let families = self.families.get_or_init(families).iter();
        families.map(|key| self.key(*key)).find(|key| key.stands_for(lower_name))
    }

    /// The number of a service's condition key of exactly this name in lower case.
    pub(super) fn key_number(&self, lower_name: &str) -> Option<u16> {
        let compare = |(name, _): &(Bytes, u8)| compare_lower(self.slice(*name), lower_name);
        let index = self.index.keys.binary_search_by(compare).ok()?;
        u16::try_from(index).ok()
    }

    /// The names of all condition keys, global ones first.
    pub fn every_condition_key(&self) -> impl Iterator<Item = ConditionKey<'_>> {
        self.index.global.iter().chain(self.index.keys.iter()).map(|key| self.key(*key))
    }

    fn key(&self, (name, of_type): (Bytes, u8)) -> ConditionKey<'_> {
        let of_type = self.slice(self.index.types[usize::from(of_type)]);
        let key_type = KeyType::parse(of_type).unwrap_or(KeyType::single(ValueType::String));
        ConditionKey { name: self.slice(name), key_type }
    }

    fn slice(&self, (start, end): Bytes) -> &str {
        self.text.get(start as usize..end as usize).unwrap_or("")
    }
}

/// What comes with the program, of which nothing has been read yet.
impl Default for Catalog {
    fn default() -> Self {
        Self {
            text: Cow::Borrowed(NAMES),
            is_embedded: true,
            index: Cow::Borrowed(&INDEX),
            services: INDEX.services.iter().map(|_| OnceLock::new()).collect(),
            managed: ManagedPolicies::embedded(),
            known_keys: OnceLock::new(),
            families: OnceLock::new(),
            arn_services: OnceLock::new(),
        }
    }
}

impl ConditionKey<'_> {
    /// Whether this is the key of a name in lower case, or the family to which it belongs.
    pub fn stands_for(&self, lower_name: &str) -> bool {
        let Some(fixed) = self.name.find("${") else {
            return self.name.eq_ignore_ascii_case(lower_name);
        };
        let start = lower_name.get(..fixed);
        if !start.is_some_and(|start| start.eq_ignore_ascii_case(&self.name[..fixed])) {
            return false;
        }
        let pattern = with_stars(self.name).to_ascii_lowercase();
        Pattern::glob(&pattern).matches(lower_name)
    }
}

const CODE: &str = "invalid-catalogue";

fn list<T: Copy>(lists: &Lists<T>, number: u16) -> &[T] {
    let number = usize::from(number);
    let start = number.checked_sub(1).map_or(0, |before| lists.ends[before] as usize);
    &lists.members[start..lists.ends[number] as usize]
}

fn compare_lower(name: &str, lower: &str) -> Ordering {
    name.bytes().map(|byte| byte.to_ascii_lowercase()).cmp(lower.bytes())
}
