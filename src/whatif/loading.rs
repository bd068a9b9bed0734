//! Lines that read files.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::commands::{Done, Line};
use super::documents::typed;
use super::layers::Plain;
use super::refusal::{Refusal, drawn};
use super::scenario_files::Scenario;
use super::session::{Change, Session};
use super::state::{Base, State};
use super::words::Word;
use crate::aws::{PolicyKind, is_account_id};
use crate::bundle::{Placed, Text, is_built_in_name};
use crate::environment::{Environment, StoredPolicy};
use crate::load::{Files, LoadedEnvironment, Stated, environment, syntax_of};
use crate::policy::{Reading, parse};
use crate::scenario::is_scenario;
use crate::text::{Node, Severity, printable, quote};

/// What people call the layers.
pub(super) const LAYER_NAMES: &[(&str, PolicyKind)] = &[
    ("identity", PolicyKind::Identity),
    ("resource", PolicyKind::Resource),
    ("trust", PolicyKind::Trust),
    ("boundary", PolicyKind::PermissionsBoundary),
    ("session", PolicyKind::Session),
    ("scp", PolicyKind::ServiceControl),
    ("rcp", PolicyKind::ResourceControl),
    ("endpoint", PolicyKind::VpcEndpoint),
];

/// The layer of a name.
pub(super) fn layer_named(text: &str) -> Option<PolicyKind> {
    let found = LAYER_NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
    found.map(|(_, kind)| *kind)
}

/// The name of a layer.
pub(super) fn layer_name(kind: PolicyKind) -> &'static str {
    LAYER_NAMES.iter().find(|(_, known)| *known == kind).map_or("", |(name, _)| name)
}

/// What a line of `load` asks for.
struct Wanted {
    files: Vec<String>,
    layer: Option<(PolicyKind, Option<usize>)>,
    /// Of a scenario file the case whose circumstances are to hold.
    case: Option<String>,
    stated: Stated,
}

/// What a word of `load` is.
enum Found {
    Policy(PolicyKind, Option<usize>, Plain),
    Scenario(Text),
    /// A source of an environment.
    Source,
}

/// `load FILE.. [as LAYER [LEVEL]]`, `load FILE case NAME`
pub(super) fn load(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    let wanted = wanted(line)?;
    let mut state = State::clone(&session.state);
    let mut base = Base::clone(&state.base);
    let (mut text, mut sources): (String, Vec<PathBuf>) = (String::new(), Vec::new());
    let mut cases = Vec::new();
    for file in &wanted.files {
        match session.found(file, &wanted)? {
            Found::Policy(kind, level, plain) => {
                let _ =
                    writeln!(text, "{} is {}", printable(&plain.name), layer_words(kind, level));
                base.layers.put(kind, level, plain.clone());
                state.layers.put(kind, level, plain);
            }
            Found::Scenario(read) => {
                let wanted = Scenario { name: file, text: read, case: wanted.case.as_deref() };
                let taken = session.take_scenario(&wanted, &mut state, &mut base)?;
                text += &taken.told;
                cases.extend(taken.cases);
            }
            Found::Source => sources.push(file.into()),
        }
    }
    if !sources.is_empty() {
        let stated = match &state.environment {
            Some(known) => wanted.stated.beside(known),
            None => wanted.stated.clone(),
        };
        let loaded = environment(&sources, &stated)?;
        text += &told(&loaded);
        base.sources.extend(sources.iter().cloned());
        base.is_stated |= wanted.stated.account.is_some() || wanted.stated.region.is_some();
        base.environment = Some(laid(base.environment.as_ref(), &loaded));
        state.environment = Some(laid(state.environment.as_ref(), &loaded));
        session.read_anew(&state);
    }
    state.base = Arc::new(base);
    let change = Change { state, text, line: line.again() };
    Ok(if cases.is_empty() { change.into() } else { Done::Loaded(Box::new(change), cases) })
}

/// What was loaded over what was there.
pub(super) fn laid(
    there: Option<&Arc<Environment>>,
    loaded: &LoadedEnvironment,
) -> Arc<Environment> {
    let mut environment = there.map(|there| Environment::clone(there)).unwrap_or_default();
    environment.merge(loaded.environment.clone());
    Arc::new(environment)
}

fn wanted(line: &Line<'_>) -> Result<Wanted, Refusal> {
    let is = |word: &Word, name: &str| !word.is_quoted && word.text.eq_ignore_ascii_case(name);
    let is_end = |word: &Word| is(word, "as") || is(word, "case");
    let at = line.words.iter().position(is_end);
    let (files, layer) = line.words.split_at(at.unwrap_or(line.words.len()));
    let (layer, case) = match layer {
        [case, named @ ..] if is(case, "case") => (&[][..], Some(words_of(line, named)?)),
        layer => (layer, None),
    };
    let layer = match layer {
        [] => None,
        [_, name] => Some((kind_named(line, name)?, None)),
        [_, name, level] => Some((kind_named(line, name)?, Some(level_of(line, level)?))),
        _ => return Err(line.refusal("expected a layer behind `as`")),
    };
    let (mut named, mut stated) = (Vec::new(), Stated::default());
    for word in files {
        match word.text.split_once('=').filter(|_| !word.is_quoted) {
            Some(("account", id)) if is_account_id(id) => stated.account = Some(id.into()),
            Some(("account", _)) => return Err(line.refusal("an account is twelve digits")),
            Some(("region", region)) => stated.region = Some(region.into()),
            _ => named.push(word.text.clone()),
        }
    }
    if named.is_empty() {
        return Err(line.refusal("a file is missing"));
    }
    Ok(Wanted { files: named, layer, case, stated })
}

/// The name of a case, which may have spaces without quotes.
fn words_of(line: &Line<'_>, words: &[Word]) -> Result<String, Refusal> {
    let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    if words.is_empty() {
        return Err(line.refusal("expected the name of a case behind `case`"));
    }
    Ok(words.join(" "))
}

fn kind_named(line: &Line<'_>, word: &Word) -> Result<PolicyKind, Refusal> {
    let refused = || {
        let near =
            super::names::did_you_mean(&word.text, LAYER_NAMES.iter().map(|(name, _)| *name));
        line.refusal(&format!("{} is no layer{near}", quote(&word.text)))
    };
    layer_named(&word.text).ok_or_else(refused)
}

/// The deepest level of an organization that AWS allows: root, five units, account.
const MOST_LEVELS: usize = 7;

fn level_of(line: &Line<'_>, word: &Word) -> Result<usize, Refusal> {
    let level = word.text.parse().ok().filter(|level| *level < MOST_LEVELS);
    level.ok_or_else(|| line.refusal(&format!("{} is no level: 0 is the root", quote(&word.text))))
}

/// `a service control policy of level 1`
fn layer_words(kind: PolicyKind, level: Option<usize>) -> String {
    match kind {
        PolicyKind::Trust => "a role's trust policy".to_owned(),
        PolicyKind::ServiceControl | PolicyKind::ResourceControl => {
            format!("a {} of level {}", kind.policy_type(), level.unwrap_or_default())
        }
        PolicyKind::Identity => format!("an {}", kind.policy_type()),
        _ => format!("the {}", kind.policy_type()),
    }
}

impl Session<'_> {
    /// What a file or a name is.
    fn found(&mut self, file: &str, wanted: &Wanted) -> Result<Found, Refusal> {
        if let Some(name) = self.built_in(file) {
            let (kind, level) = wanted.layer.unwrap_or((PolicyKind::Identity, None));
            let plain = Plain {
                key: name.as_str().into(),
                name: name.into(),
                policy: None,
                is_typed: false,
            };
            return Ok(Found::Policy(kind, level, plain));
        }
        if file.starts_with('{') {
            let (kind, level) = wanted.layer.unwrap_or((PolicyKind::Identity, None));
            let name = self.free_layer_name(kind);
            let policy = typed(&name, file, kind)?;
            let text = Text { source: policy.source.clone(), node: policy.node.clone() };
            let plain = Plain { is_typed: true, ..self.plain(&name, &text, kind)? };
            return Ok(Found::Policy(kind, level, plain));
        }
        self.expect_reading()?;
        let path = Path::new(file);
        if path.is_dir() {
            return Ok(Found::Source);
        }
        let syntax = syntax_of(path);
        let looked = read(path, syntax.with_comments())?;
        let is_policy = looked.node.get("Statement").is_some() || wanted.layer.is_some();
        if !is_policy && is_scenario(&looked.node) {
            return Ok(Found::Scenario(looked));
        }
        if wanted.case.is_some() {
            return Err(format!("{} is no scenario file: it has no case", quote(file)).into());
        }
        if !is_policy {
            return Ok(Found::Source);
        }
        let text = read(path, syntax)?;
        let (kind, level) = wanted.layer.unwrap_or((guessed(&text.node), None));
        let plain = self.plain(file, &text, kind)?;
        Ok(Found::Policy(kind, level, plain))
    }

    /// The first of the names `identity-1`, `identity-2` .. that no policy of a layer has.
    fn free_layer_name(&self, kind: PolicyKind) -> String {
        let all = self.state.layers.all();
        let taken = |name: &str| all.iter().any(|(_, _, one)| &*one.name == name);
        let mut names = (1_usize..).map(|number| format!("{}-{number}", layer_name(kind)));
        names.find(|name| !taken(name)).unwrap_or_default()
    }

    /// The name of a policy that stands in no file: AWS's own.
    pub(super) fn built_in(&self, text: &str) -> Option<String> {
        if is_built_in_name(text) {
            return Some(text.to_owned());
        }
        let policies = self.catalog().managed_policies();
        policies.by_name(text).map(|policy| policy.arn("aws"))
    }

    /// A text as a policy of a layer, checked.
    pub(super) fn plain(
        &mut self,
        name: &str,
        text: &Text,
        kind: PolicyKind,
    ) -> Result<Plain, Refusal> {
        check(Placed { node: &text.node, source: &text.source }, kind)?;
        let policy = StoredPolicy::in_place(name, &text.source, Node::clone(&text.node));
        let plain =
            Plain { key: self.new_key(), name: name.into(), policy: Some(policy), is_typed: false };
        plain.shelve(&mut self.reader);
        Ok(plain)
    }
}

/// Refuses a document with the mistakes that AWS would refuse.
pub(super) fn check(document: Placed<'_>, kind: PolicyKind) -> Result<(), Refusal> {
    let parsed = parse(document.node, kind, Reading::Strict);
    if parsed.document.is_some() {
        return Ok(());
    }
    let errors = parsed.diagnostics.into_iter().filter(|one| one.severity == Severity::Error);
    let place = |diagnostic| crate::bundle::Trouble { diagnostic, source: document.source.clone() };
    Err(errors.map(place).collect::<Vec<_>>().into())
}

/// Reads a file in this language.
pub(super) fn read(path: &Path, syntax: crate::text::Syntax) -> Result<Text, Refusal> {
    Files::read(path, syntax).map_err(|why| match why {
        Ok(trouble) => trouble.into(),
        Err(message) => message.into(),
    })
}

/// The layer of a policy by whether its statements name principals.
pub(super) fn guessed(document: &Node) -> PolicyKind {
    let has = |name: &str| statements(document).iter().any(|one| one.get(name).is_some());
    let is_assuming = |statement: &&Node| {
        let actions = statement.get("Action").map(Node::one_or_more).unwrap_or_default();
        let mut names = actions.iter().filter_map(Node::as_text);
        statement.get("Resource").is_none()
            && !actions.is_empty()
            && names.all(|action| action.to_lowercase().starts_with("sts:"))
    };
    let all = statements(document).iter().collect::<Vec<_>>();
    match has("Principal") || has("NotPrincipal") {
        true if all.iter().all(is_assuming) => PolicyKind::Trust,
        true => PolicyKind::Resource,
        false => PolicyKind::Identity,
    }
}

fn statements(document: &Node) -> &[Node] {
    document.get("Statement").map(Node::one_or_more).unwrap_or_default()
}

/// How many remarks on sources are shown.
const TOLD: usize = 5;

fn told(loaded: &LoadedEnvironment) -> String {
    let mut text: String = loaded.remarks.iter().take(TOLD).map(drawn).collect();
    let more = loaded.remarks.len().saturating_sub(TOLD) + loaded.differences.len();
    if more > 0 {
        let _ = writeln!(
            text,
            "note: {more} more to be said of the sources: `iamsim env show` lists all"
        );
    }
    let Environment { accounts, resources, .. } = &loaded.environment;
    let count = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    };
    let principals = loaded.environment.principals().count();
    let parts = [
        count(accounts.len(), "account"),
        format!("{principals} users and roles"),
        count(resources.len(), "resource"),
    ];
    text + &format!("loaded {}\n", parts.join(", "))
}

/// `reset`
pub(super) fn reset(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    line.nothing()?;
    let state = State::of(&session.state.base);
    let text = "back to what was loaded\n".to_owned();
    Ok(Change { state, text, line: "reset".to_owned() }.into())
}
