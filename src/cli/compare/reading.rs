//! Policies as the command line names them.

use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::arguments::{CommonArguments, PolicyTypeArgument};
use crate::bundle::{Placed, PolicyReader, Text, Trouble};
use crate::cli::check::ARGUMENTS;
use crate::compare::Side;
use crate::compile::{CompiledPolicy, Layer};
use crate::load::{Files, STDIN_NAME, stdin_bytes};
use crate::policy::Reading;
use crate::request::ContextKeys;
use crate::text::{Diagnostic, Severity, Source, Span, Syntax, quote};

/// The standard input on the command line.
const STDIN: &str = "-";

/// The standard input as a file that other commands open.
const STDIN_FILE: &str = "/dev/stdin";

/// What is said of a trust policy for everybody.
const FOR_EVERYBODY: &str = "role-trust-policy-unsupported-wildcard-in-principal";

/// Policies that count together.
pub(super) struct NamedSide {
    /// Under which names `iamsim check` takes them.
    pub(super) names: Vec<String>,
    /// The policies.
    pub(super) side: Side,
}

impl NamedSide {
    /// What people call the policies.
    pub(super) fn titles(&self) -> Vec<String> {
        let title =
            |name: &String| if name == STDIN_FILE { STDIN_NAME.to_owned() } else { name.clone() };
        self.names.iter().map(title).collect()
    }
}

/// What arguments name, under names that a reader knows.
pub(super) struct Names<'d> {
    files: &'d Files,
    /// Documents that stand in no file, by the names that stand for them.
    shelved: Vec<(String, Text)>,
}

impl<'d> Names<'d> {
    /// Nothing is named yet.
    pub(super) fn new(files: &'d Files) -> Self {
        Self { files, shelved: Vec::new() }
    }

    /// Another reader of the same documents.
    pub(super) fn reader(&self, reading: Reading) -> PolicyReader<'d> {
        let mut reader = PolicyReader::new(self.files, reading);
        for (name, text) in &self.shelved {
            reader.shelve(name, text.clone());
        }
        reader
    }

    /// The name under which a reader finds the policy: that of a file, an ARN, or one of its own for
    /// what stands in no file.
    ///
    /// # Errors
    /// What cannot be read.
    pub(super) fn name_of(
        &mut self,
        option: &str,
        argument: &str,
        reader: &mut PolicyReader<'_>,
    ) -> Result<String, Trouble> {
        if argument == STDIN {
            return self.stdin(reader);
        }
        if argument.trim_start().starts_with('{') {
            let start = format!("<{option}");
            let count = self.shelved.iter().filter(|(name, _)| name.starts_with(&start)).count();
            let number = if count == 0 { String::new() } else { format!(" {}", count + 1) };
            let name = format!("<{option}{number}>");
            let text = Text::read(Source::new(name.as_str(), argument), Syntax::Json)?;
            return Ok(self.shelve(&name, text, reader));
        }
        let path = argument.strip_prefix("file://").or(argument.strip_prefix("fileb://"));
        if let Some(path) = path {
            return Ok(path.to_owned());
        }
        let managed = self.files.known_catalog().managed_policies().by_name(argument);
        let managed = managed.filter(|_| !Path::new(argument).exists());
        Ok(managed.map_or_else(|| argument.to_owned(), |policy| policy.arn("aws")))
    }

    fn stdin(&mut self, reader: &mut PolicyReader<'_>) -> Result<String, Trouble> {
        if self.shelved.iter().any(|(name, _)| name == STDIN_FILE) {
            return Err(mistaken("the standard input is one policy, and stands for two here"));
        }
        let bytes = stdin_bytes().map_err(|why| Files::trouble(ARGUMENTS, why))?;
        let is_json = matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'[' | b'/') | None);
        let syntax = if is_json { Syntax::JsonWithComments } else { Syntax::Yaml };
        let source = Source::from_bytes(STDIN_NAME, bytes.to_vec())
            .map_err(|why| Trouble { diagnostic: why.diagnostic, source: Arc::new(why.source) })?;
        let text = Text::read(source, syntax)?;
        Ok(self.shelve(STDIN_FILE, text, reader))
    }

    fn shelve(&mut self, name: &str, text: Text, reader: &mut PolicyReader<'_>) -> String {
        reader.shelve(name, text.clone());
        self.shelved.push((name.to_owned(), text));
        name.to_owned()
    }
}

/// Reads policies of one kind, each once.
pub(super) struct PolicyArguments<'d> {
    reader: PolicyReader<'d>,
    names: Names<'d>,
    policy_type: PolicyTypeArgument,
    warnings: Vec<Trouble>,
}

impl<'d> PolicyArguments<'d> {
    /// Nothing is read yet.
    pub(super) fn new(common: &CommonArguments, files: &'d Files) -> Self {
        Self {
            reader: PolicyReader::new(files, common.reading()),
            names: Names::new(files),
            policy_type: common.policy_type(),
            warnings: Vec::new(),
        }
    }

    /// The keys that the policies test.
    pub(super) fn keys(&self) -> &ContextKeys {
        self.reader.keys()
    }

    /// What the arguments name.
    pub(super) fn names(&self) -> &Names<'d> {
        &self.names
    }

    /// The warnings found so far; they are handed out once.
    pub(super) fn take_warnings(&mut self) -> Vec<Trouble> {
        self.warnings.extend(self.reader.take_warnings());
        std::mem::take(&mut self.warnings)
    }

    /// Reads what an option names.
    ///
    /// # Errors
    /// Every mistake of every policy.
    pub(super) fn side(
        &mut self,
        option: &str,
        arguments: &[String],
    ) -> Result<NamedSide, Vec<Trouble>> {
        let (mut names, mut policies, mut troubles) = (Vec::new(), Vec::new(), Vec::new());
        for argument in arguments {
            match self.named(option, argument) {
                Ok((name, policy)) => {
                    names.push(name);
                    policies.push(policy);
                }
                Err(mistakes) => troubles.extend(mistakes),
            }
        }
        if !troubles.is_empty() {
            return Err(troubles);
        }
        Ok(NamedSide { names, side: self.side_of(policies) })
    }

    /// A policy that is made of arguments, and is for everybody on purpose.
    ///
    /// # Errors
    /// Every mistake in it, and whatever matches nothing.
    pub(super) fn made(&mut self, document: &str) -> Result<NamedSide, Vec<Trouble>> {
        let text = Text::read(Source::new(ARGUMENTS, document), Syntax::Json);
        let text = text.map_err(|why| vec![why])?;
        let placed = Placed { node: &text.node, source: &text.source };
        self.warnings.extend(self.reader.take_warnings());
        let policy = self.reader.policy(placed, self.policy_type.kind(), &String::new)?;
        let mut suspects = self.reader.take_warnings();
        suspects.retain(|suspect| suspect.diagnostic.code != FOR_EVERYBODY);
        if !suspects.is_empty() {
            return Err(suspects.into_iter().map(as_error).collect());
        }
        Ok(NamedSide { names: Vec::new(), side: self.side_of(vec![policy]) })
    }

    fn side_of(&self, policies: Vec<Arc<CompiledPolicy>>) -> Side {
        let layer: Layer = policies.into_iter().collect();
        match self.policy_type {
            PolicyTypeArgument::Identity => Side::identity(layer),
            PolicyTypeArgument::Resource | PolicyTypeArgument::Trust => Side::resource(layer),
        }
    }

    fn named(
        &mut self,
        option: &str,
        argument: &str,
    ) -> Result<(String, Arc<CompiledPolicy>), Vec<Trouble>> {
        let name = self.names.name_of(option, argument, &mut self.reader);
        let name = name.map_err(|why| vec![why])?;
        let word = Text::read(Source::new(ARGUMENTS, json!(name).to_string()), Syntax::Json);
        let word = word.map_err(|why| vec![why])?;
        let placed = Placed { node: &word.node, source: &word.source };
        let policy = self.reader.policy(placed, self.policy_type.kind(), &String::new);
        let hinted = |trouble| self.hinted(trouble, &name);
        let policy =
            policy.map_err(|troubles| troubles.into_iter().map(hinted).collect::<Vec<_>>());
        Ok((name, policy?))
    }

    /// The trouble, with what to do if the policy was taken for what it is not, or is no file.
    fn hinted(&self, trouble: Trouble, name: &str) -> Trouble {
        let is_resource = self.policy_type != PolicyTypeArgument::Identity;
        match trouble.diagnostic.code {
            "unsupported-principal" if !is_resource => {
                trouble.with_hint("`--policy-type resource` compares resource-based policies")
            }
            "missing-principal" if is_resource => {
                trouble.with_hint("`--policy-type identity` compares identity-based policies")
            }
            Trouble::UNREADABLE if !name.contains(['/', '.']) => {
                let near = self.names.files.known_catalog().managed_policies().nearest(name);
                let hint = near.map(|near| format!("AWS has {}", quote(&near.name)));
                hint.map_or(trouble.clone(), |hint| trouble.with_hint(hint))
            }
            _ => trouble,
        }
    }
}

fn as_error(mut trouble: Trouble) -> Trouble {
    trouble.diagnostic.severity = Severity::Error;
    trouble
}

/// A mistake in the arguments.
pub(super) fn mistaken(message: impl Into<String>) -> Trouble {
    let diagnostic = Diagnostic::error("invalid-arguments", Span::default(), message);
    Trouble { diagnostic, source: Arc::new(Source::new(ARGUMENTS, "")) }
}
