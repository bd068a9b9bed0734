//! AWS's managed policies.

use std::borrow::Cow;
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::embedded::{managed_block, managed_names};
use super::entries::Entries;
use super::index::IndexError;
use crate::aws::Arn;
use crate::text::nearest;

/// All managed policies of AWS, by name.
#[derive(Debug)]
pub struct ManagedPolicies {
    policies: OnceLock<Box<[ManagedPolicy]>>,
}

/// One of them, in its default version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagedPolicy {
    /// `AmazonS3ReadOnlyAccess`
    pub name: Cow<'static, str>,
    /// `/`, `/service-role/`, ..
    pub path: Cow<'static, str>,
    /// `v3`
    pub version: Cow<'static, str>,
    /// The day of the last change: `2024-11-05`.
    pub updated: Cow<'static, str>,
    document: Document,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Document {
    /// First byte of the block, and the document's bytes within it.
    Packed(usize, usize, usize),
    Text(Box<str>),
}

impl ManagedPolicies {
    pub(super) fn embedded() -> Self {
        Self { policies: OnceLock::new() }
    }

    /// Whether a text looks like a collection of managed policies rather than a catalogue.
    pub(super) fn is_collection(text: &str) -> bool {
        serde_json::from_str::<Outline<'_>>(text).is_ok_and(|outline| outline.policies.is_some())
    }

    pub(super) fn read(text: &str) -> Result<Self, IndexError> {
        let mut collection: Collection<'_> =
            serde_json::from_str(text).map_err(|why| IndexError::of_json(text, &why))?;
        collection.policies.0.sort_by_key(|(name, _)| *name);
        collection.check(text)?;
        let policy = |(name, (path, version, updated, document)): (&str, Written<'_>)| {
            let owned = |text: &str| Cow::Owned(text.to_owned());
            let document = Document::Text(document.get().into());
            let [name, path, version, updated] = [name, path, version, updated].map(owned);
            ManagedPolicy { name, path, version, updated, document }
        };
        let policies: Box<[ManagedPolicy]> =
            collection.policies.0.into_iter().map(policy).collect();
        Ok(Self { policies: policies.into() })
    }

    /// All of them, by name.
    pub fn all(&self) -> &[ManagedPolicy] {
        self.policies
            .get_or_init(|| managed_names().lines().filter_map(ManagedPolicy::named).collect())
    }

    /// The policy of an ARN in any partition: `arn:aws:iam::aws:policy/service-role/NAME`.
    pub fn by_arn(&self, arn: &Arn) -> Option<&ManagedPolicy> {
        let is_managed =
            arn.service() == "iam" && arn.region().is_empty() && arn.account() == "aws";
        let path_and_name = arn.resource().strip_prefix("policy").filter(|_| is_managed)?;
        let (path, name) = path_and_name.split_at(path_and_name.rfind('/')? + 1);
        self.by_name(name).filter(|policy| policy.path == path)
    }

    /// The policy of a name, without its path.
    pub fn by_name(&self, name: &str) -> Option<&ManagedPolicy> {
        let policies = self.all();
        let found = policies.binary_search_by(|policy| (*policy.name).cmp(name));
        found.ok().map(|index| &policies[index])
    }

    /// The policy that somebody most likely means who writes this name: the shortest that begins
    /// with it or contains it, else the nearest.
    pub fn nearest(&self, name: &str) -> Option<&ManagedPolicy> {
        let lower = name.to_lowercase();
        let at = |policy: &ManagedPolicy| policy.name.to_lowercase().find(&lower);
        let containing = self.all().iter().filter_map(|policy| Some((at(policy)?, policy)));
        let whole = containing.filter(|_| lower.len() >= SHORTEST);
        let meant = whole.min_by_key(|(at, policy)| (*at > 0, policy.name.len()));
        let near = || nearest(name, self.all().iter().map(|policy| &*policy.name));
        meant.map(|(_, policy)| policy).or_else(|| self.by_name(near()?))
    }

    /// The day of the latest change to any of them.
    pub fn date(&self) -> &str {
        self.all().iter().map(|policy| &*policy.updated).max().unwrap_or("")
    }
}

/// A text of fewer characters says too little about a name.
const SHORTEST: usize = 4;

impl ManagedPolicy {
    fn named(line: &'static str) -> Option<Self> {
        let mut fields = line.split('\t');
        let mut text = || fields.next().map(Cow::Borrowed);
        let (name, path, version, updated) = (text()?, text()?, text()?, text()?);
        let mut number = || fields.next()?.parse().ok();
        let document = Document::Packed(number()?, number()?, number()?);
        Some(Self { name, path, version, updated, document })
    }

    /// `arn:aws:iam::aws:policy/service-role/NAME`
    pub fn arn(&self, partition: &str) -> String {
        format!("arn:{partition}:iam::aws:policy{}{}", self.path, self.name)
    }

    /// The document on one line of JSON.
    pub fn document(&self) -> Cow<'_, str> {
        match &self.document {
            Document::Text(text) => Cow::Borrowed(text),
            Document::Packed(block, start, end) => {
                // INVARIANT: the blocks were made by the build; a test reads every document.
                let block = managed_block(*block).unwrap_or_default();
                Cow::Owned(block.get(*start..*end).unwrap_or_default().to_owned())
            }
        }
    }
}

type Written<'t> = (&'t str, &'t str, &'t str, &'t RawValue);

#[derive(Deserialize)]
struct Outline<'t> {
    #[serde(borrow)]
    policies: Option<&'t RawValue>,
}

#[derive(Deserialize)]
struct Collection<'t> {
    #[serde(borrow)]
    policies: Entries<'t, Written<'t>>,
}

impl Collection<'_> {
    fn check(&self, text: &str) -> Result<(), IndexError> {
        self.policies.check_names(text)?;
        for (name, (path, _, _, document)) in &self.policies.0 {
            let at = |part: &str, message: String| Err(IndexError::at(text, part, message));
            if name.is_empty() || name.contains(['/', ':', '\t']) {
                return at(name, format!("`{name}` is no name of a policy"));
            }
            if !path.starts_with('/') || !path.ends_with('/') {
                return at(path, format!("the path of `{name}` does not begin and end with `/`"));
            }
            if !document.get().starts_with('{') {
                return at(document.get(), format!("the document of `{name}` is no object"));
            }
        }
        Ok(())
    }
}
