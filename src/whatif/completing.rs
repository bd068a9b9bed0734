//! What may come next in a line that somebody types.

use std::ops::Range;

use super::commands::find;
use super::holders::holders;
use super::known::known;
use super::loading::LAYER_NAMES;
use super::organization::places;
use super::session::Session;
use super::table::COMMANDS;
use super::words::{Word, as_word, split};
use crate::text::{Arrange, printable};

/// Something that may stand at a place of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What it takes the place of, in bytes of the line.
    pub range: Range<usize>,
    /// What comes there.
    pub text: String,
    /// What it is, for people; harmless to a terminal.
    pub description: String,
}

/// What a line wants at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Command,
    Principal,
    PrincipalOrAction,
    Action,
    Resource,
    Key,
    KeyToGive,
    KeyGiven,
    Policy,
    Holder,
    HolderOrAction,
    Place,
    Layer,
    Shown,
    Service,
    Time,
    Fixed(&'static [&'static str]),
}

/// How many are offered.
const MOST: usize = 100;

impl Session<'_> {
    /// What may stand at this place of a line, of all that the session and the catalogue know. Files
    /// are the caller's to offer.
    pub fn complete(&self, line: &str, position: usize) -> Vec<Completion> {
        let mut end = position.min(line.len());
        while !line.is_char_boundary(end) {
            end -= 1;
        }
        let before = &line[..end];
        let Ok(mut words) = split(before) else { return Vec::new() };
        let is_open = words.last().is_some_and(|word| word.range.end == end);
        if !is_open && before.contains('#') && split(&format!("{before} x")).as_ref() == Ok(&words)
        {
            return Vec::new();
        }
        let last = if is_open { words.pop() } else { None };
        let (range, typed) = last.map_or((end..end, String::new()), |one| (one.range, one.text));
        let found = self.candidates(slot(&words), &typed);
        let completion = |(text, description): (String, String)| Completion {
            range: range.clone(),
            text,
            description: printable(&description),
        };
        found.into_iter().take(MOST).map(completion).collect()
    }

    fn candidates(&self, slot: Slot, typed: &str) -> Vec<(String, String)> {
        let lower = typed.to_lowercase();
        match slot {
            Slot::Command => commands(&lower),
            Slot::Principal => self.principals_like(&lower),
            Slot::PrincipalOrAction => {
                let mut all = self.principals_like(&lower);
                all.truncate(MOST / 2);
                all.extend(self.actions_like(&lower));
                all
            }
            Slot::Action => self.actions_like(&lower),
            Slot::Resource => self.resources_like(&lower),
            Slot::Key => self.keys_like(&lower, ""),
            Slot::KeyToGive => self.keys_like(&lower, "="),
            Slot::KeyGiven => {
                let keys = self.state.context.0.keys();
                starting(&lower, keys.map(|key| (key.clone(), "given".to_owned())))
            }
            Slot::Policy => self.policies_like(&lower),
            Slot::Holder => self.holders_like(&lower),
            Slot::HolderOrAction => {
                let mut all = self.holders_like(&lower);
                all.truncate(MOST / 2);
                all.extend(self.actions_like(&lower));
                all
            }
            Slot::Place => {
                let places = self.state.environment.as_deref().map(places).unwrap_or_default();
                starting(&lower, places.into_iter().map(|one| (one, "organization".to_owned())))
            }
            Slot::Layer => {
                let names = LAYER_NAMES.iter();
                starting(
                    &lower,
                    names.map(|(name, kind)| ((*name).to_owned(), kind.policy_type().to_string())),
                )
            }
            Slot::Shown => {
                let things = ["principals", "policies", "resources", "context", "changes"];
                let mut all = fixed(&lower, &things);
                all.extend(self.policies_like(&lower));
                all.extend(self.holders_like(&lower));
                all
            }
            Slot::Service => {
                let services = self.catalog().prefixes();
                starting(&lower, services.map(|one| (one.to_owned(), "service".to_owned())))
            }
            Slot::Time => {
                let now = self.machine_time.iter().cloned();
                let times = now.chain(["machine".to_owned()]);
                starting(&lower, times.map(|one| (one, "time".to_owned())))
            }
            Slot::Fixed(words) => fixed(&lower, words),
        }
    }

    fn principals_like(&self, lower: &str) -> Vec<(String, String)> {
        let Some(environment) = &self.state.environment else { return Vec::new() };
        let fits = environment.principals().filter_map(|one| {
            let is_name = has_start(one.name, lower);
            let is_arn =
                lower.starts_with("arn:") || (lower.len() > 1 && "arn:".starts_with(lower));
            let arn = (is_name || is_arn).then(|| one.arn())?;
            let text = if is_name { one.name.to_owned() } else { arn.clone() };
            (is_name || has_start(&arn, lower)).then(|| (as_word(&text), arn))
        });
        fits.take(MOST).collect()
    }

    fn holders_like(&self, lower: &str) -> Vec<(String, String)> {
        let Some(environment) = &self.state.environment else { return Vec::new() };
        let fits = holders(environment).filter(|one| has_start(&one.name, lower));
        fits.take(MOST).map(|one| (as_word(&one.name), one.to_string())).collect()
    }

    fn actions_like(&self, lower: &str) -> Vec<(String, String)> {
        let catalog = self.catalog();
        let Some((prefix, name)) = lower.split_once(':') else {
            let prefixes = catalog.prefixes().map(|one| (format!("{one}:"), "service".to_owned()));
            return starting(lower, prefixes);
        };
        let Some(service) = catalog.service(prefix) else { return Vec::new() };
        let fits = service.actions.iter().filter(|one| one.lower_name.starts_with(name));
        let described = |one: &crate::catalog::Action| {
            (format!("{prefix}:{}", one.name), one.access_level.name().to_owned())
        };
        fits.take(MOST).map(described).collect()
    }

    fn resources_like(&self, lower: &str) -> Vec<(String, String)> {
        let known = self.state.environment.iter().flat_map(|one| one.resources.iter());
        let of_environment = known.map(|(arn, _)| (arn, "resource"));
        let asked = self.watched.iter().map(|one| (&*one.question.resource, "asked about"));
        let mut all: Vec<(String, String)> = Vec::new();
        for (arn, what) in of_environment.chain(asked) {
            let part = arn.splitn(6, ':').nth(5).unwrap_or(arn);
            let is_new = !all.iter().any(|(known, _)| known == arn);
            if is_new && (has_start(arn, lower) || has_start(part, lower)) {
                all.push((as_word(arn), what.to_owned()));
            }
            if all.len() == MOST {
                break;
            }
        }
        all
    }

    fn keys_like(&self, lower: &str, end: &str) -> Vec<(String, String)> {
        let keys = self.reader.keys();
        let used = keys.ids().map(|id| keys.name(id)).filter(|name| has_start(name, lower));
        let used: Vec<&str> = used.collect();
        let catalog = self.catalog();
        let mut all: Vec<(String, String)> = Vec::new();
        let known = catalog.every_condition_key().filter(|key| has_start(key.name, lower));
        for key in known {
            let is_used = used.iter().any(|one| one.eq_ignore_ascii_case(key.name));
            let what = if is_used { "tested by policies" } else { "condition key" };
            let name = key.name.split("${").next().unwrap_or(key.name);
            let end = if name.len() < key.name.len() { "" } else { end };
            all.push((format!("{name}{end}"), what.to_owned()));
        }
        all.arrange_by_key(|(_, what)| what == "condition key");
        all
    }

    fn policies_like(&self, lower: &str) -> Vec<(String, String)> {
        let known = known(&self.state);
        let names = known.iter().filter_map(|one| {
            let last = one.name.rsplit('/').next().unwrap_or_default();
            let fits = has_start(&one.name, lower) || has_start(last, lower);
            fits.then(|| (as_word(&one.name), one.kind.policy_type().to_string()))
        });
        let mut all: Vec<(String, String)> = names.take(MOST).collect();
        if lower.len() > 1 {
            let managed = self.catalog().managed_policies().all().iter();
            let fits = managed.filter(|one| has_start(&one.name, lower));
            all.extend(fits.take(MOST).map(|one| (one.name.to_string(), "of AWS".to_owned())));
        }
        all
    }
}

fn has_start(text: &str, lower: &str) -> bool {
    text.get(..lower.len()).is_some_and(|start| start.eq_ignore_ascii_case(lower))
}

fn starting(lower: &str, all: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    all.filter(|(text, _)| has_start(text, lower)).take(MOST).collect()
}

fn fixed(lower: &str, words: &[&str]) -> Vec<(String, String)> {
    starting(lower, words.iter().map(|word| ((*word).to_owned(), String::new())))
}

fn commands(lower: &str) -> Vec<(String, String)> {
    let all = COMMANDS.iter().map(|one| (one.name.to_owned(), one.summary.to_owned()));
    starting(lower, all)
}

/// What is wanted behind these words.
fn slot(words: &[Word]) -> Slot {
    let Some(first) = words.first() else { return Slot::Command };
    let Ok((command, used)) = find(words) else {
        return match first.text.to_lowercase().as_str() {
            "who" | "what" if words.len() == 1 => Slot::Fixed(&["can"]),
            "set" if words.len() == 1 => Slot::Fixed(&["boundary", "trust", "policy"]),
            _ => Slot::Fixed(&[]),
        };
    };
    let rest: Vec<String> = words[used..].iter().map(|word| word.text.to_lowercase()).collect();
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    behind(command.name, &rest)
}

fn behind(command: &str, rest: &[&str]) -> Slot {
    let is_action = |word: &&str| Session::looks_like_action(word);
    let after = |word: &str| rest.iter().position(|one| *one == word).map(|at| rest.len() - at - 1);
    let has_action = rest.iter().any(is_action);
    match command {
        "as" if rest.is_empty() => Slot::Principal,
        "on" if rest.is_empty() => Slot::Resource,
        "can" | "watch" => match (after("on"), has_action, rest.len()) {
            (Some(0), _, _) => Slot::Resource,
            (_, true, _) if rest.last().is_some_and(is_action) => Slot::Resource,
            (None, false, 0) => Slot::PrincipalOrAction,
            (None, false, 1) => Slot::Action,
            _ => Slot::Fixed(&[]),
        },
        "who can" => {
            if after("on").is_some() {
                Slot::Resource
            } else {
                Slot::Action
            }
        }
        "what can" => match (after("on"), rest.len()) {
            (Some(_), _) => Slot::Resource,
            (None, 0) => Slot::Principal,
            (None, _) => Slot::Service,
        },
        "why" if rest.is_empty() => Slot::Fixed(&["not"]),
        "with" => Slot::KeyToGive,
        "without" | "unknown" => Slot::Key,
        "forget" => Slot::KeyGiven,
        "now" if rest.is_empty() => Slot::Time,
        "show" if rest.is_empty() => Slot::Shown,
        "edit" if rest.is_empty() => Slot::Policy,
        "load" if after("as") == Some(0) => Slot::Layer,
        "help" if rest.is_empty() => Slot::Command,
        "unwatch" if rest.is_empty() => Slot::Fixed(&["all"]),
        "attach" => policy_and(rest, "to", Slot::Holder),
        "detach" => policy_and(rest, "from", Slot::Holder),
        "set boundary" | "set trust" => policy_and(rest, "of", Slot::Holder),
        "set policy" => policy_and(rest, "on", Slot::Resource),
        "scp" | "rcp" => policy_and(rest, "at", Slot::Place),
        "allow" | "deny" => match (after("on"), rest.len()) {
            (Some(_), _) => Slot::Resource,
            (None, 0) => Slot::HolderOrAction,
            (None, _) => Slot::Action,
        },
        _ => Slot::Fixed(&[]),
    }
}

/// A policy, a preposition, and what it is about.
fn policy_and(rest: &[&str], preposition: &'static str, last: Slot) -> Slot {
    match rest {
        [] => Slot::Policy,
        [_] => match preposition {
            "to" => Slot::Fixed(&["to"]),
            "from" => Slot::Fixed(&["from"]),
            "of" => Slot::Fixed(&["of"]),
            "on" => Slot::Fixed(&["on"]),
            _ => Slot::Fixed(&["at"]),
        },
        [_, one] if *one == preposition => last,
        _ => Slot::Fixed(&[]),
    }
}
