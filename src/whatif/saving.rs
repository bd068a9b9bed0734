//! `save`: the questions that were asked, as a scenario.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use super::commands::{Done, Line};
use super::layers::{Plain, PlainLayers};
use super::refusal::{Refusal, note_lines};
use super::reply::Reply;
use super::session::Session;
use super::state::{Clock, State};
use super::watch::{Asked, Watched};
use crate::aws::Arn;
use crate::environment::{Environment, Fact, Held, StoredPolicy};
use crate::load::{create, read_source, relative, replace};
use crate::request::Principal;
use crate::scenario::{Written, WrittenCase};
use crate::text::{Node, Source, Syntax, printable, quote, read};

/// `save FILE [--force]`
pub(super) fn save(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    if !session.powers.writes_files {
        return Err("files cannot be written here".into());
    }
    let (file, rest) = line.first("a file")?;
    let bare = file.text.strip_suffix('!').filter(|bare| !bare.is_empty());
    let is_forced = match rest {
        [] => bare.is_some(),
        [one] if one.text == "--force" => true,
        _ => return Err(line.refusal("expected nothing behind the file but --force")),
    };
    let path = Path::new(bare.unwrap_or(&file.text));
    let folder = path.parent().unwrap_or(Path::new(""));
    let (text, notes) = session.scenario(Some(folder))?;
    let there = if is_forced && path.exists() { Some(read_source(path)?) } else { None };
    match there {
        Some(old) => replace(path, old.text(), &text)?,
        None => create(path, &text).map_err(|why| {
            let hint = if path.exists() { "; `save FILE --force` writes over it" } else { "" };
            format!("{why}{hint}")
        })?,
    }
    let count = session.watched.iter().filter(|one| one.answer.decision.is_some()).count();
    let cases = if count == 1 { "1 case".to_owned() } else { format!("{count} cases") };
    let file = printable(&path.display().to_string());
    let notes = note_lines(notes);
    Ok(Reply::told(format!("{file} holds {cases}: `iamsim test {file}`\n{notes}")).into())
}

impl Session<'_> {
    /// The questions on the watch list as a scenario file that stands in `folder`, which expects the
    /// answers as they are now; with what could not be kept. Without a folder files are named as
    /// they were loaded.
    ///
    /// # Errors
    /// If nothing was asked.
    pub fn export(&self) -> Result<(String, Vec<String>), String> {
        self.scenario(None).map_err(|Refusal(text)| text)
    }

    fn scenario(&self, folder: Option<&Path>) -> Result<(String, Vec<String>), Refusal> {
        let mut writing = Writing { session: self, folder, notes: Vec::new() };
        let answered = self.watched.iter().filter(|one| one.answer.decision.is_some());
        let answered: Vec<&Watched> = answered.collect();
        if answered.is_empty() {
            return Err("nothing was asked yet that has an answer: `can ACTION`".into());
        }
        let left = self.watched.len() - answered.len();
        if left > 0 {
            writing.notes.push(format!("{left} without an answer are left out"));
        }
        let written = writing.written(&answered)?;
        Ok((written.to_json(), writing.notes))
    }
}

struct Writing<'a, 'f> {
    session: &'a Session<'f>,
    folder: Option<&'a Path>,
    notes: Vec<String>,
}

impl Writing<'_, '_> {
    fn written(&mut self, watched: &[&Watched]) -> Result<Written, Refusal> {
        let state = &*self.session.state;
        let mut written =
            Written { title: "What was asked in a session".to_owned(), ..Written::default() };
        let sources = state.base.sources.iter();
        let sources: Vec<Node> =
            sources.map(|path| Node::of_text(self.named(&path.to_string_lossy()))).collect();
        if !sources.is_empty() {
            written.fields.push(("environment", Node::of_items(sources)));
        }
        if state.environment.is_some() && state.base.sources.is_empty() {
            self.notes.push(
                "which files the environment came from is not known here: name them under \
                 `environment`"
                    .to_owned(),
            );
        }
        if state.base.is_stated {
            self.notes.push(
                "sources were loaded with an account or a region of their own: `iamsim.toml` can say \
                 them to `iamsim test`"
                    .to_owned(),
            );
        }
        let now = match &state.clock {
            Clock::At(time) => Some(time),
            Clock::Machine => self.session.machine_time.as_ref(),
        };
        written.fields.extend(now.map(|now| ("now", Node::of_text(now.as_str()))));
        written.policies = self.layers(&state.layers);
        for (key, value) in &state.context.0 {
            written.context.push((key.clone(), node_of(value)?));
        }
        let mut names = BTreeSet::new();
        for one in watched {
            written.cases.push(self.case(one, &mut names)?);
        }
        Ok(written)
    }

    /// How the file names another.
    fn named(&self, path: &str) -> String {
        self.folder.map_or_else(|| path.to_owned(), |folder| relative(Path::new(path), folder))
    }

    fn layers(&self, layers: &PlainLayers) -> Vec<(&'static str, Node)> {
        let list = |all: &Vec<Plain>| Node::of_items(all.iter().map(|one| self.plain(one)));
        let levels = |all: &Vec<Vec<Plain>>| Node::of_items(all.iter().map(list));
        let layers = [
            ("identity", layers.identity.as_ref().map(list)),
            ("resource", layers.resource.as_ref().map(|one| self.plain(one))),
            (
                "permissionsBoundary",
                layers.permissions_boundary.as_ref().map(|one| self.plain(one)),
            ),
            ("session", layers.session.as_ref().map(list)),
            ("serviceControl", layers.service_control.as_ref().map(levels)),
            ("resourceControl", layers.resource_control.as_ref().map(levels)),
            ("vpcEndpoint", layers.vpc_endpoint.as_ref().map(|one| self.plain(one))),
        ];
        layers.into_iter().filter_map(|(name, node)| Some((name, node?))).collect()
    }

    /// A policy by its file if it came from one and is as it was, else as it is.
    fn plain(&self, plain: &Plain) -> Node {
        let loaded = self.session.state.base.layers.all();
        let is_loaded = loaded.iter().any(|(_, _, one)| one.key == plain.key);
        match &plain.policy {
            None => Node::of_text(&*plain.name),
            Some(_) if is_loaded && !plain.is_typed => Node::of_text(self.named(&plain.name)),
            Some(policy) => Node::clone(&policy.node),
        }
    }

    fn case(
        &mut self,
        one: &Watched,
        names: &mut BTreeSet<String>,
    ) -> Result<WrittenCase, Refusal> {
        let Asked { principal, action, resource } = &one.question;
        let short = |arn: &str| arn.rsplit([':', '/']).next().unwrap_or(arn).to_owned();
        let base = format!("{} {action} on {resource}", short(principal));
        let mut name = base.clone();
        let mut number = 1;
        while !names.insert(name.clone()) {
            number += 1;
            name = format!("{base}, {number}");
        }
        let mut fields = vec![
            ("principal", self.party(principal)?),
            ("action", Node::of_text(action.as_str())),
            ("resource", self.party(resource)?),
        ];
        let policies = self.changed(&one.question);
        if !policies.is_empty() {
            fields.push(("policies", Node::of_members(policies)));
        }
        let expect = one.answer.decision.map_or("", crate::evaluate::Decision::name);
        fields.push(("expect", Node::of_text(expect)));
        Ok(WrittenCase { name, fields })
    }

    fn party(&self, arn: &str) -> Result<Node, Refusal> {
        match self.session.state.settings.get(arn) {
            None => Ok(Node::of_text(arn)),
            Some(settings) => {
                let mut members = vec![("arn".to_owned(), Node::of_text(arn))];
                for (name, value) in settings {
                    members.push((name.clone(), node_of(value)?));
                }
                Ok(Node::of_members(members))
            }
        }
    }

    /// The layers that the session changed of what the environment's files say.
    fn changed(&mut self, asked: &Asked) -> Vec<(&'static str, Node)> {
        let state = self.session.state.clone();
        let State { environment: Some(now), layers: named, base, .. } = &*state else {
            return Vec::new();
        };
        let empty = Environment::default();
        let before = base.environment.as_deref().unwrap_or(&empty);
        let mut all = Vec::new();
        if let Ok(principal) = Principal::parse(&asked.principal) {
            let (old, new) = (before.caller(&principal), now.caller(&principal));
            if named.identity.is_none() && !same_list(&old.identity, &new.identity) {
                all.extend(self.list(&new.identity).map(|node| ("identity", node)));
            }
            if named.permissions_boundary.is_none()
                && !same_fact(old.permissions_boundary, new.permissions_boundary)
            {
                let node = match &new.permissions_boundary {
                    Fact::Is(held) => self.held(held),
                    Fact::None | Fact::Unsaid => Some(Node::made(crate::text::Value::Null)),
                };
                all.extend(node.map(|node| ("permissionsBoundary", node)));
            }
            if named.service_control.is_none()
                && !same_levels(&old.service_control, &new.service_control)
            {
                let levels = self.levels(&new.service_control);
                all.extend(levels.map(|node| ("serviceControl", node)));
            }
        }
        if let Some(arn) = Arn::parse(&asked.resource) {
            let (old, new) = (before.target(&arn), now.target(&arn));
            if named.resource.is_none() && !same_policy(&old.policy, &new.policy) {
                let node = match new.policy {
                    Fact::Is(policy) => Node::clone(&policy.node),
                    Fact::None | Fact::Unsaid => Node::made(crate::text::Value::Null),
                };
                all.push(("resource", node));
            }
            if named.resource_control.is_none()
                && !same_levels(&old.resource_control, &new.resource_control)
            {
                let levels = self.levels(&new.resource_control);
                all.extend(levels.map(|node| ("resourceControl", node)));
            }
        }
        all
    }

    fn levels(&mut self, levels: &[Vec<Held<'_>>]) -> Option<Node> {
        let levels = levels.iter().map(|level| self.list(level));
        levels.collect::<Option<Vec<Node>>>().map(Node::of_items)
    }

    fn list(&mut self, all: &[Held<'_>]) -> Option<Node> {
        let all = all.iter().map(|one| self.held(one)).collect::<Option<Vec<Node>>>();
        all.map(Node::of_items)
    }

    /// A policy as a scenario holds it; one that nobody knows cannot be kept, which is told.
    fn held(&mut self, held: &Held<'_>) -> Option<Node> {
        match held {
            Held::Stored(policy) => Some(Node::clone(&policy.node)),
            Held::OfAws(name, _) => Some(Node::of_text(*name)),
            Held::Missing(name, _) | Held::Unknown(name, _) | Held::Rest { name, .. } => {
                let note = format!(
                    "what {} says is not known, so a change beside it is not kept",
                    quote(name)
                );
                if !self.notes.contains(&note) {
                    self.notes.push(note);
                }
                None
            }
        }
    }
}

fn node_of(value: &Value) -> Result<Node, Refusal> {
    let source = Source::new("", value.to_string());
    read(&source, Syntax::Json).map_err(|why| why.message.into())
}

fn is_same(one: &StoredPolicy, other: &StoredPolicy) -> bool {
    Arc::ptr_eq(&one.node, &other.node) || one.says_the_same(other)
}

fn same_held(one: &Held<'_>, other: &Held<'_>) -> bool {
    match (one, other) {
        (Held::Stored(one), Held::Stored(other)) => is_same(one, other),
        (Held::OfAws(one, _), Held::OfAws(other, _))
        | (Held::Missing(one, _), Held::Missing(other, _))
        | (Held::Unknown(one, _), Held::Unknown(other, _)) => one == other,
        (Held::Rest { kind, name, .. }, Held::Rest { kind: other_kind, name: other, .. }) => {
            kind == other_kind && name == other
        }
        _ => false,
    }
}

fn same_list(one: &[Held<'_>], other: &[Held<'_>]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same_held(one, other))
}

fn same_levels(one: &[Vec<Held<'_>>], other: &[Vec<Held<'_>>]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same_list(one, other))
}

fn same_fact(one: Fact<Held<'_>>, other: Fact<Held<'_>>) -> bool {
    match (one, other) {
        (Fact::Is(one), Fact::Is(other)) => same_held(&one, &other),
        (Fact::None | Fact::Unsaid, Fact::None | Fact::Unsaid) => true,
        _ => false,
    }
}

fn same_policy(one: &Fact<&StoredPolicy>, other: &Fact<&StoredPolicy>) -> bool {
    match (one, other) {
        (Fact::Is(one), Fact::Is(other)) => is_same(one, other),
        (Fact::None, Fact::None) | (Fact::Unsaid, Fact::Unsaid) => true,
        _ => false,
    }
}
