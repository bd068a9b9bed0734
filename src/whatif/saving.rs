//! `save`: the questions that were asked, as a scenario.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::changed_layers::Changed;
use super::commands::{Done, Line};
use super::layers::{Plain, PlainLayers};
use super::refusal::{Refusal, in_a_line, note_lines};
use super::reply::Reply;
use super::session::Session;
use super::state::Clock;
use super::watch::{Asked, Watched};
use crate::bundle::{Text, Trouble};
use crate::environment::Environment;
use crate::evaluate::Silent;
use crate::load::{create, read_source, relative, replace};
use crate::scenario::{Outcome, ScenarioFile, Written, WrittenCase, run_file};
use crate::text::{Node, Source, Syntax, printable, read};

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
    let failing = session.failing(path, &text);
    let count = session.watched.iter().filter(|one| one.answer.decision.is_some()).count();
    let cases = if count == 1 { "1 case".to_owned() } else { format!("{count} cases") };
    let file = printable(&path.display().to_string());
    let notes = note_lines(notes.into_iter().chain(failing));
    Ok(Reply::told(format!("{file} holds {cases}: `iamsim test {file}`\n{notes}")).into())
}

impl Session<'_> {
    /// That cases of a file that was written do not come out as they did here.
    fn failing(&self, path: &Path, text: &str) -> Option<String> {
        let first =
            |troubles: Vec<Trouble>| format!("the file has a mistake: {}", in_a_line(&troubles));
        let read = || {
            let source = Source::new(path.display().to_string(), text);
            let text = Text::read(source, Syntax::JsonWithComments);
            let file = ScenarioFile::of(text.map_err(|trouble| first(vec![trouble]))?);
            let report = run_file(&file.map_err(first)?, self.files, &|_| true, &mut Silent);
            report.cases.map_err(first)
        };
        let cases = match read() {
            Ok(cases) => cases,
            Err(why) => return Some(why),
        };
        let other = cases.iter().filter(|case| !matches!(case.outcome, Outcome::Passed)).count();
        (other > 0).then(|| {
            format!(
                "{other} of them come out otherwise there: it does not hold all that holds here"
            )
        })
    }

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
        let nothing = Environment::default();
        let changed = Changed::of(&self.state, &nothing);
        let mut writing = Writing {
            session: self,
            folder,
            notes: Vec::new(),
            changed,
            parties: [Vec::new(), Vec::new()],
            is_shared: false,
        };
        let answered = self.watched.iter().filter(|one| one.answer.decision.is_some());
        let answered: Vec<&Watched> = answered.collect();
        if answered.is_empty() {
            return Err("nothing was asked yet that has an answer: `can ACTION`".into());
        }
        let left = self.watched.len() - answered.len();
        if left > 0 {
            writing.notes.push(format!("{left} without an answer are left out"));
        }
        let mut written = writing.written(&answered)?;
        written.escape();
        let Writing { mut notes, changed, .. } = writing;
        notes.extend(changed.into_iter().flat_map(|changed| changed.notes));
        Ok((written.to_json(), notes))
    }
}

struct Writing<'a, 'f> {
    session: &'a Session<'f>,
    folder: Option<&'a Path>,
    notes: Vec<String>,
    /// What the session changed of an environment.
    changed: Option<Changed<'a>>,
    /// Callers, and resources, that have a name in the file: their ARNs, and what is said of each.
    parties: [Vec<Party>; 2],
    /// Whether the policy of the resource is the same for all cases, and stands in front of them.
    is_shared: bool,
}

/// A caller or a resource of which the file says more than its ARN.
struct Party {
    arn: String,
    name: String,
    node: Node,
}

const CALLERS: usize = 0;
const RESOURCES: usize = 1;

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
        self.cases(watched, &mut written)?;
        let [callers, resources] = std::mem::take(&mut self.parties);
        let members = |all: Vec<Party>| all.into_iter().map(|one| (one.name, one.node)).collect();
        (written.principals, written.resources) = (members(callers), members(resources));
        Ok(written)
    }

    /// The cases; layers that the session changed and that all of them have stand in front.
    fn cases(&mut self, watched: &[&Watched], written: &mut Written) -> Result<(), Refusal> {
        let endpoint = self.changed.as_mut().and_then(Changed::endpoint);
        written.policies.extend(endpoint.map(|node| ("vpcEndpoint", node)));
        let resources = || watched.iter().map(|one| &*one.question.resource);
        let controls: Vec<Option<Node>> = resources().map(|arn| self.control_of(arn)).collect();
        let policies: Vec<Option<Node>> = resources().map(|arn| self.policy_of(arn)).collect();
        let policy = shared(&policies);
        self.is_shared = policy.is_some();
        written.policies.extend(policy.map(|node| ("resource", node)));
        let control = shared(&controls);
        let is_shared = control.is_some();
        written.policies.extend(control.map(|node| ("resourceControl", node)));
        let mut names = BTreeSet::new();
        for (one, control) in watched.iter().zip(controls) {
            let own = control.filter(|_| !is_shared);
            written.cases.push(self.case(one, own, &mut names)?);
        }
        Ok(())
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
        control: Option<Node>,
        names: &mut BTreeSet<String>,
    ) -> Result<WrittenCase, Refusal> {
        let Asked { principal, action, resource } = &one.question;
        let base = format!("{} {action} on {resource}", last_part(principal));
        let name = free(&base, ", ", |name| names.contains(name));
        names.insert(name.clone());
        let mut fields = vec![
            ("principal", self.party(CALLERS, principal)?),
            ("action", Node::of_text(action.as_str())),
            ("resource", self.party(RESOURCES, resource)?),
        ];
        let control = control.map(|node| Node::of_members([("resourceControl", node)]));
        fields.extend(control.map(|node| ("policies", node)));
        let expect = one.answer.decision.map_or("", crate::evaluate::Decision::name);
        fields.push(("expect", Node::of_text(expect)));
        Ok(WrittenCase { name, fields })
    }

    /// A caller or a resource as a case names it: by its name in the file, if that says more of it.
    fn party(&mut self, side: usize, arn: &str) -> Result<Node, Refusal> {
        if let Some(known) = self.parties[side].iter().find(|one| one.arn == arn) {
            return Ok(Node::of_text(known.name.as_str()));
        }
        let mut members = vec![("arn".to_owned(), Node::of_text(arn))];
        for (name, value) in self.session.state.settings.get(arn).into_iter().flatten() {
            members.push((name.clone(), node_of(value)?));
        }
        if let Some(changed) = &mut self.changed {
            members.extend(if side == CALLERS {
                let policies = changed.of_caller(arn);
                let policies = (!policies.is_empty()).then(|| Node::of_members(policies));
                policies.map(|node| ("policies".to_owned(), node))
            } else {
                let own = changed.policy_of(arn).filter(|_| !self.is_shared);
                own.map(|node| ("policy".to_owned(), node))
            });
        }
        if members.len() == 1 {
            return Ok(Node::of_text(arn));
        }
        let all = &mut self.parties[side];
        let name = free(&party_name(arn), "-", |name| all.iter().any(|one| one.name == name));
        let node = Node::of_members(members);
        all.push(Party { arn: arn.to_owned(), name: name.clone(), node });
        Ok(Node::of_text(name))
    }

    fn policy_of(&self, resource: &str) -> Option<Node> {
        self.changed.as_ref()?.policy_of(resource)
    }

    fn control_of(&mut self, resource: &str) -> Option<Node> {
        self.changed.as_mut()?.control_of(resource)
    }
}

/// The layer that all cases have, if they have the same.
fn shared(all: &[Option<Node>]) -> Option<Node> {
    let text = |node: &Option<Node>| node.as_ref().map(Node::to_json_line);
    let first = all.first()?;
    let is_shared = all.iter().all(|one| text(one) == text(first));
    first.clone().filter(|_| is_shared)
}

fn last_part(arn: &str) -> &str {
    arn.rsplit([':', '/']).next().unwrap_or(arn)
}

/// What the file calls a caller or a resource: a word that cannot be taken for anything else.
fn party_name(arn: &str) -> String {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "-_".contains(char);
    let last = last_part(arn).split('.').next().unwrap_or_default();
    let name: String = last.chars().filter(|char| is_plain(*char)).take(LONGEST_NAME).collect();
    let is_free = !name.is_empty() && name != "anonymous" && name.len() < LONGEST_NAME;
    if is_free { name } else { "one".to_owned() }
}

/// Longer names could be taken for ids.
const LONGEST_NAME: usize = 40;

/// The name, or the first of `name-2`, `name-3` .. that is not taken.
fn free(name: &str, between: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let others = (2_usize..).map(|number| format!("{name}{between}{number}"));
    let mut all = std::iter::once(name.to_owned()).chain(others);
    all.find(|name| !is_taken(name)).unwrap_or_default()
}

fn node_of(value: &Value) -> Result<Node, Refusal> {
    let source = Source::new("", value.to_string());
    read(&source, Syntax::Json).map_err(|why| why.message.into())
}
