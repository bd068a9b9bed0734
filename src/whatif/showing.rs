//! `show`: what a session holds.

use std::fmt::Write;

use super::commands::{Done, Line};
use super::holders::{Holder, HolderKind};
use super::known;
use super::loading::layer_name;
use super::refusal::Refusal;
use super::reply::Reply;
use super::session::{Session, shown};
use super::setting::key_text;
use super::state::Clock;
use crate::environment::{Environment, Fact, PolicyEntry};
use crate::text::{columns, printable, quote};

/// How many things of a kind are listed.
const MOST: usize = 40;

/// `show [principals|policies|resources|context|changes|POLICY|PRINCIPAL]`
pub(super) fn show(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    let [word] = line.words else {
        if line.words.is_empty() {
            return Ok(Reply::told(session.overview()).into());
        }
        return Err(line.refusal("expected one thing to show"));
    };
    let text = match word.text.to_lowercase().as_str() {
        "principals" => session.principals(),
        "policies" => session.policies(),
        "resources" => session.resources(),
        "context" => session.context(),
        "changes" => session.changes(),
        _ => session.one(&word.text)?,
    };
    Ok(Reply::told(text).into())
}

/// So many of them, and how many are left.
fn listed(lines: impl ExactSizeIterator<Item = String>, none: &str) -> String {
    let count = lines.len();
    let mut text: String = lines.take(MOST).map(|line| line + "\n").collect();
    if count > MOST {
        let _ = writeln!(text, "and {} more", count - MOST);
    }
    if text.is_empty() { format!("{none}\n") } else { text }
}

impl Session<'_> {
    fn overview(&self) -> String {
        let state = &self.state;
        let said = |what: &Option<String>| {
            what.as_deref().map_or_else(|| "not said".to_owned(), printable)
        };
        let time = match (&state.clock, &self.machine_time) {
            (Clock::At(time), _) => printable(time),
            (Clock::Machine, Some(now)) => format!("this machine's, {now}"),
            (Clock::Machine, None) => "not said".to_owned(),
        };
        let loaded = state.environment.as_deref().map_or_else(
            || "no environment".to_owned(),
            |known| {
                let (principals, resources) = (known.principals().count(), known.resources.len());
                format!("{principals} users and roles, {resources} resources")
            },
        );
        let rows = [
            ("as", said(&state.principal)),
            ("on", said(&state.resource)),
            ("time", time),
            ("loaded", loaded),
            ("policies by layer", state.layers.all().len().to_string()),
            ("condition keys", state.context.0.len().to_string()),
            ("changes", self.lines_of_changes().count().to_string()),
            ("watched", self.watched.len().to_string()),
        ];
        columns(&rows.map(|(name, value)| vec![name.to_owned(), value]))
    }

    fn principals(&self) -> String {
        let Some(environment) = &self.state.environment else {
            return "no environment is loaded\n".to_owned();
        };
        let all: Vec<String> = environment.principals().map(|one| printable(&one.arn())).collect();
        listed(all.into_iter(), "the environment has no users and roles")
    }

    fn policies(&self) -> String {
        let known = known::known(&self.state);
        let by_name =
            self.state.layers.all().into_iter().filter(|(_, _, one)| one.policy.is_none());
        let line = |kind, name: &str| format!("{:<10}{}", layer_name(kind), printable(name));
        let all = known.iter().map(|one| line(one.kind, &one.name));
        let all: Vec<String> =
            all.chain(by_name.map(|(kind, _, one)| line(kind, &one.name))).collect();
        listed(all.into_iter(), "the session has no policies")
    }

    fn resources(&self) -> String {
        let Some(environment) = &self.state.environment else {
            return "no environment is loaded\n".to_owned();
        };
        let line = |(arn, resource): (&str, &crate::environment::Resource)| {
            let policy = match &resource.policy {
                Fact::Is(_) => "with a policy",
                Fact::None => "without a policy",
                Fact::Unsaid => "its policy is not said",
            };
            format!("{}  {policy}", printable(arn))
        };
        let all: Vec<String> = environment.resources.iter().map(line).collect();
        listed(all.into_iter(), "the environment has no resources")
    }

    fn context(&self) -> String {
        let keys = self.state.context.0.iter();
        let all: Vec<String> =
            keys.map(|(key, value)| format!("{} {}", printable(key), key_text(value))).collect();
        listed(all.into_iter(), "nothing is said of any condition key")
    }

    fn changes(&self) -> String {
        let lines: Vec<String> = self.lines_of_changes().map(shown).collect();
        listed(lines.into_iter(), "nothing was changed")
    }

    /// A policy, or who has which.
    fn one(&self, name: &str) -> Result<String, Refusal> {
        if let Some(found) = known::find(&self.state, name)? {
            let shown: String = found.text().lines().map(|line| printable(line) + "\n").collect();
            let origin = printable(&found.policy.origin.to_string());
            return Ok(format!("{} ({origin})\n{shown}", printable(&found.name)));
        }
        if self.state.environment.is_none() {
            return Err(format!("the session has no policy {}", quote(name)).into());
        }
        let holder = self.state.holder_meant(name).map_err(|Refusal(_)| {
            Refusal::from(format!("there is no policy, user, group or role {}", quote(name)))
        })?;
        let environment = self.state.environment.as_deref();
        Ok(environment.map(|known| holder_text(&holder, known)).unwrap_or_default())
    }
}

fn holder_text(holder: &Holder, environment: &Environment) -> String {
    let mut text = format!("{} of account {}\n", printable(&holder.to_string()), holder.account);
    let entry = |entry: &PolicyEntry| match entry {
        PolicyEntry::Inline { name, .. } => format!("{} (inline)", printable(name)),
        PolicyEntry::Attached { arn, .. } => printable(arn),
        PolicyEntry::Unknown { unknown, .. } => format!("not known: {}", printable(unknown)),
    };
    let account = environment.accounts.get(&holder.account);
    let user = account.and_then(|one| one.users.get(&holder.name));
    let role = account.and_then(|one| one.roles.get(&holder.name));
    let (user, role) = match holder.kind {
        HolderKind::User => (user, None),
        HolderKind::Role => (None, role),
        HolderKind::Group => (None, None),
    };
    for policy in holder.policies(environment) {
        let _ = writeln!(text, "  policy    {}", entry(policy));
    }
    for group in user.iter().flat_map(|user| &user.groups) {
        let _ = writeln!(text, "  group     {}", printable(group));
    }
    let boundary = user.map(|one| &one.permissions_boundary);
    let boundary = boundary.or(role.map(|one| &one.permissions_boundary));
    if let Some(Fact::Is(boundary)) = boundary {
        let _ = writeln!(text, "  boundary  {}", entry(boundary));
    }
    let tags = user.map(|one| &one.tags).or(role.map(|one| &one.tags));
    if let Some(Fact::Is(tags)) = tags {
        for (key, value) in tags {
            let _ = writeln!(text, "  tag       {}={}", printable(key), printable(value));
        }
    }
    if role.is_some_and(|one| one.trust.is_said()) {
        let _ = writeln!(text, "  trust     {}/trust", printable(&holder.to_string()));
    }
    text
}
