//! `edit` and `diff`: policies as texts.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::commands::{Done, Line};
use super::documents::typed;
use super::holders::{arn_of, holders};
use super::known::{self, Known};
use super::organization::attached_in_organization;
use super::refusal::Refusal;
use super::reply::{Outcome, Reply};
use super::session::{Change, Session};
use super::state::State;
use super::words::as_word;
use crate::environment::{Environment, Fact, PolicyEntry};
use crate::text::{Diff, RenderStyle, printable};

/// `edit POLICY [TEXT]`
pub(super) fn edit(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    let (word, rest) = line.first("a policy")?;
    let found = known::expect(&session.state, &word.text)?;
    let name = found.name.clone();
    match rest {
        [] => {
            let kept = session.kept.as_ref().filter(|(kept, _)| *kept == name);
            let text = kept.map_or_else(|| found.text(), |(_, text)| text.clone());
            let told = Reply::told("");
            Ok(told.with(Outcome::WantsEditor { name, text }).into())
        }
        [text] => session.edit_as(&name, &text.text),
        _ => Err(line.refusal("expected one text behind the policy")),
    }
}

impl Session<'_> {
    /// Takes the text that somebody made of a policy. A text with mistakes is refused, and kept: it
    /// is what `edit` opens next.
    pub fn edited(&mut self, name: &str, text: &str) -> Reply {
        let done = self.edit_as(name, text);
        if done.is_err() {
            self.kept = Some((name.to_owned(), text.to_owned()));
        }
        let kept = |Refusal(mut why)| {
            let _ =
                writeln!(why, "what was typed is kept: `edit {}` opens it again", as_word(name));
            Refusal(why)
        };
        self.done(done.map_err(kept))
    }

    fn edit_as(&mut self, name: &str, text: &str) -> Result<Done, Refusal> {
        let found = known::expect(&self.state, name)?;
        if found.text() == text || found.policy.source.text() == text {
            self.kept = None;
            return Ok(Reply::told(format!("{} stays as it is\n", printable(name))).into());
        }
        let (slot, kind, called) = (found.slot.clone(), found.kind, found.policy.name.clone());
        let mut policy = typed(&found.name, text, kind)?;
        policy.name = called;
        let line = format!("edit {} {}", as_word(&found.name), as_word(text));
        let key = self.new_key();
        let mut state = State::clone(&self.state);
        state.replace(&slot, policy, key);
        for (_, _, plain) in state.layers.all() {
            plain.shelve(&mut self.reader);
        }
        self.kept = None;
        let text = format!("{} is another\n", printable(name));
        Ok(Change { state, text, line }.into())
    }
}

/// `diff`
pub(super) fn diff(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    line.nothing()?;
    let text = session.diff(RenderStyle::Coloured);
    let none = || "no policy is another than what was loaded\n".to_owned();
    Ok(Reply::told(if text.is_empty() { none() } else { text }).into())
}

impl Session<'_> {
    /// The session's changes to policies as a unified diff; empty if there are none.
    pub fn diff(&self, style: RenderStyle) -> String {
        let base = State::of(&self.state.base);
        let (old, new) = (known::known(&base), known::known(&self.state));
        let mut text = attachments(base.environment.as_deref(), self.state.environment.as_deref());
        let same = |one: &Known<'_>, other: &Known<'_>| {
            std::sync::Arc::ptr_eq(&one.policy.node, &other.policy.node)
        };
        for one in &old {
            let now = new.iter().find(|other| other.slot == one.slot);
            if !now.is_some_and(|now| same(one, now)) {
                text += &between(Some(one), now, style);
            }
        }
        for one in &new {
            if !old.iter().any(|other| other.slot == one.slot) {
                text += &between(None, Some(one), style);
            }
        }
        text
    }
}

const NOWHERE: &str = "/dev/null";
const CONTEXT: usize = 3;

fn between(old: Option<&Known<'_>>, new: Option<&Known<'_>>, style: RenderStyle) -> String {
    let text = |one: Option<&Known<'_>>| one.map(Known::text).unwrap_or_default();
    let name = |one: Option<&Known<'_>>| one.map_or(NOWHERE, |one| &one.name).to_owned();
    let (before, after) = (text(old), text(new));
    if before == after {
        return String::new();
    }
    Diff::between(&before, &after, CONTEXT).unified(&name(old), &name(new), style)
}

/// What is attached to users, groups and roles, and is not any more.
fn attachments(old: Option<&Environment>, new: Option<&Environment>) -> String {
    let (Some(old), Some(new)) = (old, new) else { return String::new() };
    let (before, after) = (attached(old), attached(new));
    let mut text = String::new();
    for (policy, place) in before.difference(&after) {
        let _ = writeln!(text, "detached: {} from {}", printable(policy), printable(place));
    }
    for (policy, place) in after.difference(&before) {
        let _ = writeln!(text, "attached: {} to {}", printable(policy), printable(place));
    }
    text
}

/// Policies that are kept elsewhere than where they are attached, and where that is.
fn attached(environment: &Environment) -> BTreeSet<(String, String)> {
    let mut all = BTreeSet::new();
    let mut add = |entry: &PolicyEntry, place: String| {
        if matches!(entry, PolicyEntry::Attached { .. }) {
            all.insert((entry.name().to_owned(), place));
        }
    };
    for holder in holders(environment) {
        let place = arn_of(&holder);
        holder.policies(environment).iter().for_each(|entry| add(entry, place.clone()));
        if let Fact::Is(boundary) = holder.boundary(environment) {
            add(boundary, format!("the boundary of {place}"));
        }
    }
    for (place, entry) in attached_in_organization(environment) {
        add(entry, place);
    }
    all
}
