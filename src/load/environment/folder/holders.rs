//! Users, groups, roles and managed policies, by their files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::place::{HolderKind, Place};
use super::{FolderReader, in_account};
use crate::bundle::{Placed, Text};
use crate::environment::{
    Account, Fact, Group, ManagedPolicy, Origin, PolicyEntry, Role, StoredPolicy, User,
};
use crate::load::Loaded;
use crate::load::environment::format;

/// The files about one user, group or role, by their names.
type FilesOfHolder<'p> = Vec<(&'p str, &'p Path)>;

/// One user, group or role.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct HolderKey<'p> {
    account: Option<&'p str>,
    kind: HolderKind,
    name: &'p str,
}

impl FolderReader<'_> {
    pub(super) fn holders(&mut self, placed: &[(PathBuf, Place)]) {
        let mut holders: BTreeMap<HolderKey<'_>, FilesOfHolder<'_>> = BTreeMap::new();
        for (path, place) in placed {
            match place {
                Place::Managed { account, name } => self.managed(account.as_deref(), name, path),
                Place::Holder { account, kind, name, file } => {
                    let key = HolderKey { account: account.as_deref(), kind: *kind, name };
                    holders.entry(key).or_default().push((file, path));
                }
                _ => {}
            }
        }
        for (key, files) in holders {
            self.holder(key, &files);
        }
    }

    fn managed(&mut self, account: Option<&str>, name: &str, path: &Path) {
        let Some(document) = self.policy(path) else { return };
        let origin = document.origin.clone();
        let account = self.account(account, &origin);
        let partition = self.partition(&account);
        let arn = format!("arn:{partition}:iam::{account}:policy/{name}");
        let policy =
            ManagedPolicy { document, default_version: None, versions: Vec::new(), origin };
        let environment = in_account(&account, |held| drop(held.policies.insert(arn, policy)));
        self.lay(Ok(Loaded { environment, remarks: Vec::new() }));
    }

    fn partition(&self, account: &str) -> String {
        let known = self.whole.environment.accounts.get(account);
        let known = known.and_then(|account| account.partition.as_deref());
        known.or(self.stated.partition.as_deref()).unwrap_or("aws").to_owned()
    }

    /// A document in a file of its own, called by the file's name.
    pub(super) fn policy(&mut self, path: &Path) -> Option<StoredPolicy> {
        let text = self.text(path)?;
        let value = Placed { node: &text.node, source: &text.source };
        if text.node.get("Statement").is_none() {
            let message = "expected a policy: an object with a `Statement`";
            self.troubles.push(value.trouble("invalid-policy", message));
            return None;
        }
        let origin = Origin::new(&text.source, text.node.span);
        let name = text.source.name().to_owned();
        Some(StoredPolicy { name: name.into(), node: text.node, source: text.source, origin })
    }

    fn holder(&mut self, key: HolderKey<'_>, files: &[(&str, &Path)]) {
        let described = files.iter().find(|(name, _)| *name == key.kind.name());
        let text = match described {
            Some((_, path)) => match self.text(path) {
                Some(text) => Some(text),
                None => return,
            },
            None => None,
        };
        let rest = files.iter().filter(|(name, _)| *name != key.kind.name());
        let policies: Vec<(&str, StoredPolicy)> =
            rest.filter_map(|(name, path)| Some((*name, self.policy(path)?))).collect();
        let first = text.as_ref().map(|text| Origin::new(&text.source, text.node.span));
        let first = first.or_else(|| policies.first().map(|(_, policy)| policy.origin.clone()));
        let Some(origin) = first else { return };
        let account = self.account(key.account, &origin);
        let described =
            Described { key, text, policies, origin, partition: self.partition(&account) };
        match described.read(&account, self.files) {
            Ok(environment) => self.lay(Ok(environment)),
            Err(mistakes) => self.troubles.extend(mistakes),
        }
    }
}

/// What the files of one holder say.
struct Described<'p> {
    key: HolderKey<'p>,
    text: Option<Text>,
    policies: Vec<(&'p str, StoredPolicy)>,
    origin: Origin,
    partition: String,
}

impl Described<'_> {
    fn read(
        self,
        id: &str,
        files: &crate::load::Files,
    ) -> Result<Loaded, Vec<crate::bundle::Trouble>> {
        let mut account = match &self.text {
            None => Account::default(),
            Some(text) => {
                let place = format::Alone {
                    kind: self.key.kind.name(),
                    name: self.key.name,
                    account: id,
                    partition: &self.partition,
                };
                format::read_alone(text, files, place)?
            }
        };
        let name = self.key.name;
        let origin = self.origin.clone();
        match self.key.kind {
            HolderKind::User => {
                let user = account.users.entry(name, || User::new(origin));
                let boundary = &mut user.permissions_boundary;
                self.add(&mut user.policies, Some(boundary), None);
            }
            HolderKind::Group => {
                let group = account.groups.entry(name, || Group::new(origin));
                self.add(&mut group.policies, None, None);
            }
            HolderKind::Role => {
                let role = account.roles.entry(name, || Role::new(origin));
                let boundary = &mut role.permissions_boundary;
                self.add(&mut role.policies, Some(boundary), Some(&mut role.trust));
            }
        }
        let environment = in_account(id, |held| *held = account);
        Ok(Loaded { environment, remarks: Vec::new() })
    }

    fn add(
        self,
        policies: &mut Vec<PolicyEntry>,
        mut boundary: Option<&mut Fact<PolicyEntry>>,
        mut trust: Option<&mut Fact<StoredPolicy>>,
    ) {
        for (name, policy) in self.policies {
            match (name, &mut boundary, &mut trust) {
                ("trust", _, Some(trust)) => **trust = Fact::Is(policy),
                ("boundary", Some(boundary), _) => {
                    **boundary = Fact::Is(PolicyEntry::Inline { name: name.into(), policy });
                }
                _ => policies.push(PolicyEntry::Inline { name: name.into(), policy }),
            }
        }
    }
}
