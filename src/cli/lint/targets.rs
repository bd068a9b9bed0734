//! Which policies are meant, and what kind each is.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Lint;
use crate::aws::{Arn, PolicyKind, is_account_id};
use crate::bundle::{Text, Trouble};
use crate::catalog::Catalog;
use crate::cli::settings::Settings;
use crate::lint::{
    Mention, Mentions, Origin, Part, PolicyFile, ResourceKind, is_policy, kind_by_content,
    kind_by_name, owner_by_content,
};
use crate::load::{
    Files, Found, STDIN_NAME, find_all, find_every, path_beside, read_bytes, real_path,
    stdin_bytes, syntax_of, why_unreadable,
};
use crate::scenario::{Defaults, ScenarioFile, is_scenario};
use crate::text::{
    Arrange, Diagnostic, Node, Source, Span, Syntax, in_parallel, nearest, quote, read,
};

/// The standard input on the command line.
pub(super) const STDIN: &str = "-";

/// The longest policy that is linted, in characters that are not white space. The longest of AWS's own
/// has 152,297 (2026-09), and what is asked of each two entries of a list would take hours.
const LONGEST: usize = 196_608;

/// What paths lead to.
#[derive(Default)]
pub(super) struct Targets {
    /// Files with policies, by name.
    pub(super) files: Vec<PolicyFile>,
    /// Files that hold none.
    pub(super) skipped: Vec<String>,
    /// Files that cannot be read.
    pub(super) troubles: Vec<Trouble>,
    /// Policies that are wrong on purpose.
    pub(super) meant_wrong: usize,
}

/// What a file holds.
enum Content {
    /// A policy, which is the whole file.
    Policy(PolicyFile),
    /// Other things, with policies among them.
    Mixed {
        file: PolicyFile,
        uses: Vec<Use>,
        meant_wrong: usize,
    },
    /// No policy.
    Other(String),
    Unreadable(Vec<Trouble>),
}

/// A file that a scenario or question uses as a policy of this kind.
type Use = (PathBuf, PolicyKind);

/// How to tell what kind a policy is.
pub(super) struct Kinds<'s> {
    lint: &'s Lint,
    settings: &'s Settings,
    uses: BTreeMap<PathBuf, PolicyKind>,
}

/// What scenario files are given.
pub(super) fn defaults(settings: &Settings) -> Defaults {
    Defaults::of_vars(settings.vars.iter().map(|(name, value)| (&**name, &**value)))
}

impl Targets {
    /// Reads whatever the paths lead to.
    pub(super) fn find<'s>(
        paths: &[String],
        lint: &'s Lint,
        (settings, catalog): (&'s Settings, &Catalog),
    ) -> (Self, Kinds<'s>) {
        let mut targets = Self::default();
        let (arns, paths): (Vec<_>, Vec<_>) =
            paths.iter().partition(|path| path.starts_with("arn:"));
        let (stdin, paths): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| *path == STDIN);
        let search = find_every(&paths);
        targets.troubles.extend(search.errors.iter().map(|why| Files::trouble("", why.as_str())));
        let read = |found: &Found| content_of(found, settings);
        let mut contents: Vec<Content> = in_parallel(&search.found, read);
        contents.extend(stdin.first().map(|_| content_of_stdin(settings)));
        let kinds = Kinds { lint, settings, uses: uses_of(&contents, settings) };
        for content in contents {
            targets.take(content, &kinds);
        }
        for arn in arns {
            match managed(arn, catalog) {
                Ok(file) => targets.files.push(file),
                Err(why) => targets.troubles.push(Files::trouble("", why)),
            }
        }
        targets.files.arrange_by(|one, other| one.source.name().cmp(other.source.name()));
        targets.files.dedup_by(|one, other| one.source.name() == other.source.name());
        targets.skipped.arrange();
        (targets, kinds)
    }

    fn take(&mut self, content: Content, kinds: &Kinds<'_>) {
        match content {
            Content::Policy(file) | Content::Mixed { file, .. } if too_long(&file).is_some() => {
                self.troubles.extend(too_long(&file));
            }
            Content::Policy(mut file) => {
                kinds.tell(&mut file);
                self.files.push(file);
            }
            Content::Mixed { file, meant_wrong, .. } => {
                self.meant_wrong += meant_wrong;
                if file.parts.is_empty() {
                    self.skipped.push(file.source.name().to_owned());
                } else {
                    self.files.push(file);
                }
            }
            Content::Other(name) => self.skipped.push(name),
            Content::Unreadable(troubles) => self.troubles.extend(troubles),
        }
    }
}

impl Kinds<'_> {
    /// Says of a file that is a policy what kind it is.
    fn tell(&self, file: &mut PolicyFile) {
        let name = file.source.name().to_owned();
        for part in &mut file.parts {
            (part.kind, part.origin) = self.kind(&name, &part.node);
            part.attached_to = self.owner(&name, part);
        }
    }

    fn kind(&self, name: &str, node: &Node) -> (PolicyKind, Origin) {
        let agreed = || {
            let mut kinds = self.settings.lint.kinds.iter().filter(|one| one.is_about(name));
            Some((kinds.find_map(|one| one.kind)?, Origin::Settings))
        };
        let used = || {
            let kind = *self.uses.get(&real_path(Path::new(name)))?;
            let looks = kind_by_content(node);
            let is_trust = kind == PolicyKind::Resource && looks == PolicyKind::Trust;
            Some((if is_trust { looks } else { kind }, Origin::Scenario))
        };
        let named = || Some((kind_by_name(name, node)?, Origin::Name));
        let asked = self.lint.kind.map(|kind| (kind, Origin::Option));
        asked
            .or_else(agreed)
            .or_else(used)
            .or_else(named)
            .unwrap_or_else(|| (kind_by_content(node), Origin::Content))
    }

    fn owner(&self, name: &str, part: &Part) -> Option<ResourceKind> {
        let mut kinds = self.settings.lint.kinds.iter().filter(|one| one.is_about(name));
        let asked = self.lint.attached_to.clone();
        let agreed = || kinds.find_map(|one| one.attached_to.clone());
        let guessed = || owner_by_content(&part.node, part.kind).map(str::to_owned);
        let owner = asked.or_else(agreed).or_else(guessed)?;
        Some(ResourceKind(owner.into()))
    }

    /// Reads a changed text of a file as the file was read.
    pub(super) fn reread(
        &self,
        source: Arc<Source>,
        old: &PolicyFile,
    ) -> Result<PolicyFile, String> {
        let node = match read(&source, old.syntax.with_comments()) {
            Ok(node) => Arc::new(node),
            Err(why) => return Err(why.message),
        };
        if let [only] = &old.parts[..]
            && only.pointer.is_empty()
        {
            let part = Part { node, ..only.clone() };
            return Ok(PolicyFile { source, parts: vec![part], ..old.clone() });
        }
        let text = Text { source, node };
        match mixed(text, old.syntax, self.settings) {
            Content::Mixed { file, .. } => Ok(file),
            _ => Err("it would be no scenario file any more".to_owned()),
        }
    }
}

/// How the files are used, as scenario files say: those found, else those of the project.
fn uses_of(contents: &[Content], settings: &Settings) -> BTreeMap<PathBuf, PolicyKind> {
    let mut uses = BTreeMap::new();
    let mut note = |found: &[Use]| {
        for (path, kind) in found {
            let known = uses.entry(path.clone()).or_insert(*kind);
            *known = (*known).min(*kind);
        }
    };
    for content in contents {
        if let Content::Mixed { uses, .. } = content {
            note(uses);
        }
    }
    let has_policies = contents.iter().any(|content| matches!(content, Content::Policy(_)));
    if has_policies {
        let others = find_all(&settings.paths_or(&[])).found;
        let read = |found: &Found| content_of(&Found { named: false, ..found.clone() }, settings);
        let others: Vec<Content> = in_parallel(&others, read);
        for content in &others {
            if let Content::Mixed { uses, .. } = content {
                note(uses);
            }
        }
    }
    uses
}

fn content_of(found: &Found, settings: &Settings) -> Content {
    let name = found.path.display().to_string();
    let bytes = match read_bytes(&found.path) {
        Ok(bytes) => bytes,
        Err(why) => {
            let why = format!("cannot read {name}: {}", why_unreadable(&why));
            return Content::Unreadable(vec![Files::trouble(&name, why)]);
        }
    };
    match Source::from_bytes(name.as_str(), bytes) {
        Ok(source) => content(Arc::new(source), syntax_of(&found.path), found.named, settings),
        Err(why) if !found.named && !speaks_of_statements(&why.source) => Content::Other(name),
        Err(why) => {
            let source = Arc::new(why.source);
            Content::Unreadable(vec![Trouble { diagnostic: why.diagnostic, source }])
        }
    }
}

/// Whether a text in which bytes were replaced may be a policy, in UTF-16 as well.
fn speaks_of_statements(source: &Source) -> bool {
    source.text().replace('\0', "").contains("Statement")
}

fn content_of_stdin(settings: &Settings) -> Content {
    let bytes = match stdin_bytes() {
        Ok(bytes) => bytes,
        Err(why) => return Content::Unreadable(vec![Files::trouble(STDIN_NAME, why)]),
    };
    let is_json = matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'[' | b'/') | None);
    let syntax = if is_json { Syntax::Json } else { Syntax::Yaml };
    match Source::from_bytes(STDIN_NAME, bytes.to_vec()) {
        Ok(source) => content(Arc::new(source), syntax, true, settings),
        Err(why) => {
            let source = Arc::new(why.source);
            Content::Unreadable(vec![Trouble { diagnostic: why.diagnostic, source }])
        }
    }
}

fn content(source: Arc<Source>, syntax: Syntax, named: bool, settings: &Settings) -> Content {
    let node = match read(&source, syntax.with_comments()) {
        Ok(node) => Arc::new(node),
        Err(_) if !named && !source.text().contains("Statement") => {
            return Content::Other(source.name().to_owned());
        }
        Err(diagnostic) => return Content::Policy(broken(source, syntax, diagnostic)),
    };
    let is_question = node.get("policies").is_some() && node.get("request").is_some();
    if is_scenario(&node) || is_question {
        return mixed(Text { source, node }, syntax, settings);
    }
    if is_policy(&node) {
        return Content::Policy(whole(
            source,
            syntax,
            node,
            (PolicyKind::Identity, Origin::Content),
        ));
    }
    let name = source.name();
    if named {
        let message = format!("{} is no policy: it has no `Statement`", quote(name));
        let span = Span { start: node.span.start, end: node.span.end.min(node.span.start + 1) };
        let diagnostic = Diagnostic::error("no-policy", span, message);
        return Content::Unreadable(vec![Trouble { diagnostic, source }]);
    }
    Content::Other(name.to_owned())
}

fn broken(source: Arc<Source>, syntax: Syntax, diagnostic: Diagnostic) -> PolicyFile {
    let unreadable = Some(diagnostic);
    PolicyFile { source, syntax, parts: Vec::new(), unreadable, is_template: false }
}

fn whole(
    source: Arc<Source>,
    syntax: Syntax,
    node: Arc<Node>,
    (kind, origin): (PolicyKind, Origin),
) -> PolicyFile {
    let part = Part { node, pointer: "".into(), kind, origin, attached_to: None };
    PolicyFile { source, syntax, parts: vec![part], unreadable: None, is_template: false }
}

/// The policies inside a scenario file or question, and those that it names.
fn mixed(text: Text, syntax: Syntax, settings: &Settings) -> Content {
    let (source, is_template) = (text.source.clone(), text.node.get("cases").is_none());
    let (node, is_template) = if is_scenario(&text.node) {
        match ScenarioFile::of_with(text, &defaults(settings)) {
            Ok(file) => (file.root().clone(), is_template),
            Err(troubles) => return Content::Unreadable(troubles),
        }
    } else {
        (text.node, false)
    };
    let mentions = Mentions::of(&node);
    let parts = mentions.found.iter().filter_map(Mention::part).collect();
    let uses = mentions.found.iter().filter_map(|one| use_of(one, &source)).collect();
    let syntax = syntax.with_comments();
    let file = PolicyFile { source, syntax, parts, unreadable: None, is_template };
    Content::Mixed { file, uses, meant_wrong: mentions.meant_wrong }
}

fn use_of(mention: &Mention<'_>, source: &Source) -> Option<Use> {
    let name = mention.node.as_text().filter(|name| !name.starts_with("arn:"))?;
    Some((real_path(&path_beside(source, name)), mention.kind))
}

/// A policy in a file that is longer than what is linted.
fn too_long(file: &PolicyFile) -> Option<Trouble> {
    let length = |span: Span| {
        let text = file.source.slice(span);
        text.chars().filter(|character| !character.is_whitespace()).count()
    };
    let part = file.parts.iter().find(|part| length(part.node.span) > LONGEST)?;
    let message = format!(
        "a policy of {} characters is not linted: the longest that are have {LONGEST}",
        length(part.node.span)
    );
    let span = Span { end: part.node.span.start + 1, ..part.node.span };
    let diagnostic = Diagnostic::error("policy-too-long", span, message)
        .with_hint("split it into policies that AWS would take");
    Some(Trouble { diagnostic, source: file.source.clone() })
}

/// An AWS managed policy by its ARN.
fn managed(text: &str, catalog: &Catalog) -> Result<PolicyFile, String> {
    let policies = catalog.managed_policies();
    let arn = Arn::parse(text).ok_or_else(|| format!("{} is no ARN", quote(text)))?;
    let Some(policy) = policies.by_arn(&arn) else {
        if is_account_id(arn.account()) {
            return Err(format!(
                "{} is a policy of an account, not one of AWS's; save the document that \
                 `aws iam get-policy-version` shows, and name its file",
                quote(text)
            ));
        }
        let name = text.rsplit('/').next().unwrap_or(text);
        let near = nearest(name, policies.all().iter().map(|policy| &*policy.name));
        let near =
            near.and_then(|name| policies.by_name(name)).map(|policy| policy.arn(arn.partition()));
        let hint = near.map(|arn| format!("; did you mean `{arn}`?")).unwrap_or_default();
        return Err(format!("there is no AWS managed policy {}{hint}", quote(text)));
    };
    let line = Source::new(text, policy.document());
    let pretty = read(&line, Syntax::Json).map(|node| node.to_pretty_json(0));
    let source = Arc::new(Source::new(text, pretty.unwrap_or_else(|_| line.text().to_owned())));
    match read(&source, Syntax::Json) {
        Ok(node) => {
            let kind = (PolicyKind::Identity, Origin::Managed);
            Ok(whole(source, Syntax::Json, Arc::new(node), kind))
        }
        Err(why) => Ok(broken(source, Syntax::Json, why)),
    }
}
