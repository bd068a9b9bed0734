//! Resources, by their files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::FolderReader;
use super::place::Place;
use crate::aws::Arn;
use crate::bundle::Placed;
use crate::environment::{Environment, Fact, Resource};
use crate::load::environment::format;
use crate::load::{Loaded, aws_cli};
use crate::text::quote;

/// The file that says which resource a folder is about, and what else is known of it.
const RESOURCE: &str = "resource";

/// The file that holds its policy.
const POLICY: &str = "policy";

/// The files about one resource, by their names.
type FilesOfResource<'p> = Vec<(&'p str, &'p Path)>;

impl FolderReader<'_> {
    pub(super) fn resources(&mut self, placed: &[(PathBuf, Place)]) {
        let mut folders: BTreeMap<(Option<&str>, &str), FilesOfResource<'_>> = BTreeMap::new();
        for (path, place) in placed {
            if let Place::Resource { account, folder, file } = place {
                let files = folders.entry((account.as_deref(), folder)).or_default();
                files.push((file, path));
            }
        }
        for ((account, _), files) in folders {
            self.resource(account, &files);
        }
    }

    fn resource(&mut self, account: Option<&str>, files: &[(&str, &Path)]) {
        let named = files.iter().find(|(name, _)| *name == RESOURCE);
        let Some((_, path)) = named else {
            self.strays.extend(files.iter().map(|(_, path)| path.to_path_buf()));
            return;
        };
        let Some((arn, mut resource)) = self.described(path) else { return };
        let parsed = Arn::parse(&arn);
        let in_arn = parsed.as_ref().map(Arn::account).filter(|account| !account.is_empty());
        let in_arn = in_arn.map(Box::from);
        let stated = account.map(Box::from).or_else(|| self.stated.account.clone());
        let owner = resource.account.take().or(in_arn).or(stated);
        resource.account.clone_from(&owner);
        let stated = crate::load::Stated { account: owner, ..self.stated.clone() };
        let policy = files.iter().find(|(name, _)| *name == POLICY);
        if let Some(policy) = policy.and_then(|(_, path)| self.policy(path)) {
            resource.policy = Fact::Is(policy);
        }
        let mut environment = Environment::default();
        environment.resources.insert(arn.clone(), resource);
        self.lay(Ok(Loaded { environment, remarks: Vec::new() }));
        let outputs = files.iter().filter(|(name, _)| !matches!(*name, RESOURCE | POLICY));
        for (command, path) in outputs {
            let Some(text) = self.text(path) else { continue };
            let loaded = aws_cli::read_about(&text, command, &arn, &stated);
            self.lay(loaded);
        }
    }

    /// The ARN and what else `resource.json` says.
    fn described(&mut self, path: &Path) -> Option<(Box<str>, Resource)> {
        let text = self.text(path)?;
        let value = Placed { node: &text.node, source: &text.source };
        let Some(arn) = value.node.get("arn").map(|arn| value.at(arn)) else {
            self.troubles.push(value.trouble("missing-field", "the resource has no `arn`"));
            return None;
        };
        let name = arn.text().map_err(|trouble| self.troubles.push(trouble)).ok()?;
        if Arn::parse(name).is_none() {
            let message = format!("{} is not an ARN", quote(name));
            self.troubles.push(arn.trouble("invalid-arn", message));
            return None;
        }
        match format::read_resource(&text, self.files) {
            Ok(resource) => Some((name.into(), resource)),
            Err(mistakes) => {
                self.troubles.extend(mistakes);
                None
            }
        }
    }
}
