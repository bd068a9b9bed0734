//! `why not` and `apply`: what would turn an answer, and doing it.

use std::fmt::Write;
use std::sync::Arc;

use super::commands::{Done, Line, find};
use super::holders::{Holder, arn_of, holders};
use super::known::{Known, known, unit_name};
use super::loading::layer_name;
use super::refusal::Refusal;
use super::reply::{Outcome, Reply};
use super::session::Session;
use super::watch::question_text;
use super::words::{as_word, split};
use crate::aws::{PolicyKind, PolicyType};
use crate::environment::{Environment, Fact, Unit};
use crate::evaluate::Decision;
use crate::explain::DecidedBy;
use crate::request::Principal;
use crate::suggest::{self, Advice, Change, ContextSuggestion, Setting, Suggestion};
use crate::text::{Diff, RenderStyle, Source, printable};

/// Something that was suggested.
#[derive(Clone, Debug)]
pub(super) enum Advised {
    /// A change of a policy.
    Policy(Suggestion),
    /// Values of condition keys.
    Context(ContextSuggestion),
    /// Several changes, which count together.
    Together(Vec<Suggestion>),
}

/// How many suggestions are shown.
const MOST: usize = 5;
const CONTEXT_LINES: usize = 2;

/// `why not [N]`
pub(super) fn why_not(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    let question = session.question_of_number(line)?;
    let read = session.question(&question)?;
    let environment = session.state.environment.clone();
    let known = suggest::Known {
        keys: session.reader.keys(),
        catalog: Some(session.catalog()),
        environment: environment.as_deref(),
    };
    let advice = Advice::on(&read, known);
    let mut text = format!("{}: {}\n", verdict(advice.decision), question_text(&question));
    let mut all: Vec<Advised> = Vec::new();
    let shown = advice.suggestions.iter().take(MOST);
    all.extend(shown.cloned().map(Advised::Policy));
    all.extend(advice.contexts.iter().take(MOST).cloned().map(Advised::Context));
    all.extend(advice.together.clone().map(|together| Advised::Together(together.edits)));
    if let Some(why) = &advice.no_single_edit {
        let _ = writeln!(text, "no single edit turns it: {}", printable(why));
    }
    for hang in &advice.hangs_on {
        let _ = writeln!(text, "hangs on: {}", printable(hang));
    }
    for (number, one) in all.iter().enumerate() {
        text += &session.advised_text(number + 1, one, &advice);
    }
    let more = advice.suggestions.len().saturating_sub(MOST);
    if more > 0 {
        let _ = writeln!(text, "and {more} wider ones");
    }
    if all.is_empty() {
        text += "nothing that was tried turns it\n";
    } else {
        text += "`apply N` does it in the session\n";
    }
    if advice.is_bounded {
        text += "note: more could have been tried than was\n";
    }
    session.last = Some(question);
    session.advised = all;
    Ok(Reply::told(text).into())
}

fn verdict(decision: Decision) -> &'static str {
    match decision {
        Decision::Allowed => "allowed",
        Decision::ImplicitDeny => "denied (implicit)",
        Decision::ExplicitDeny => "denied (explicit)",
        Decision::Undecided => "undecided",
    }
}

impl Session<'_> {
    fn advised_text(&self, number: usize, one: &Advised, advice: &Advice) -> String {
        match one {
            Advised::Policy(one) => {
                let mut text = suggestion_text(number, one);
                let also =
                    if advice.decision == Decision::Allowed { "takes away" } else { "allows" };
                let _ = writeln!(text, "   what else it {also}: {}", one.breadth.words());
                text + &self.change_text(one)
            }
            Advised::Context(one) => {
                let settings: Vec<String> = one.settings.iter().map(Setting::words).collect();
                format!("{number}. if {}\n", settings.join(" and "))
            }
            Advised::Together(edits) => {
                let mut text = format!("{number}. these together:\n");
                for edit in edits {
                    text += &suggestion_text(0, edit);
                    text += &self.change_text(edit);
                }
                text
            }
        }
    }

    /// The diff of a suggestion, or the document that it adds.
    fn change_text(&self, one: &Suggestion) -> String {
        match &one.change {
            Change::Document(json) => {
                json.lines().map(|line| ["   ", &printable(line), "\n"].concat()).collect()
            }
            Change::Detached => String::new(),
            Change::Edits(_) => {
                let in_file = || {
                    let new = one.edited_text().unwrap_or_default();
                    let source: &Source = &one.source;
                    (source.name().to_owned(), source.text().to_owned(), new)
                };
                let (name, old, new) = self.edited_policy(one).unwrap_or_else(in_file);
                Diff::between(&old, &new, CONTEXT_LINES).unified(
                    &name,
                    &name,
                    RenderStyle::Coloured,
                )
            }
        }
    }

    /// The policy of the session that a suggestion edits: its name, its text, and its text afterwards.
    pub(super) fn edited_policy(&self, one: &Suggestion) -> Option<(String, String, String)> {
        let whole = one.edited_text()?;
        let all = known(&self.state);
        let holds = |known: &&Known<'_>| {
            let span = known.policy.span();
            Arc::ptr_eq(&known.policy.source, &one.source)
                && span.start <= one.span.start
                && one.span.end <= span.end
        };
        let found = all.iter().find(holds)?;
        let (before, range) = (one.source.text(), found.policy.span().range());
        let old = found.text();
        if old == before {
            return Some((found.name.clone(), old, whole));
        }
        let tail = before.len().checked_sub(range.end)?;
        let document = whole.get(range.start..whole.len().checked_sub(tail)?)?;
        let read =
            crate::text::read(&Source::new("", document), crate::text::Syntax::JsonWithComments);
        let new = read.ok()?.to_pretty_json(0) + "\n";
        Some((found.name.clone(), old, new))
    }

    /// The line that does what was suggested; `None` if the session has no line for it.
    pub(super) fn line_for(&self, one: &Suggestion) -> Option<String> {
        match &one.change {
            Change::Edits(_) => {
                let (name, _, new) = self.edited_policy(one)?;
                Some(format!("edit {} {}", as_word(&name), as_word(&new)))
            }
            Change::Document(json) => self.line_for_document(one.layer, json),
            Change::Detached => {
                let environment = self.state.environment.as_deref();
                let holder = environment.and_then(|known| {
                    holders(known).find(|holder| {
                        holder.policies(known).iter().any(|entry| entry.name() == &*one.policy)
                            && self.concerns(holder)
                    })
                });
                let from = holder.map(|holder| format!(" from {}", as_word(&arn_of(&holder))));
                Some(format!("detach {}{}", as_word(&one.policy), from.unwrap_or_default()))
            }
        }
    }

    /// Whether a holder is the one behind the last question, or one of its groups.
    fn concerns(&self, holder: &Holder) -> bool {
        let asked = self.last.as_ref();
        let own = asked.and_then(|asked| self.state.holder_behind(&asked.principal));
        let Some((own, environment)) = own.zip(self.state.environment.as_deref()) else {
            return false;
        };
        let user = environment.accounts.get(&own.account).and_then(|one| one.users.get(&own.name));
        let in_group = user.is_some_and(|user| user.groups.contains(&holder.name));
        own == *holder || (in_group && holder.account == own.account)
    }

    fn line_for_document(&self, layer: DecidedBy, json: &str) -> Option<String> {
        let asked = self.last.as_ref()?;
        let json = as_word(json);
        let has_tree = |known: &&Environment| !super::organization::places(known).is_empty();
        let environment = self.state.environment.as_deref();
        let as_layer = |kind| format!("load {json} as {}", layer_name(kind));
        let at_level = |kind: PolicyKind, account: Option<&str>| {
            let level = layer.level.unwrap_or_default();
            let place =
                environment.filter(has_tree).and_then(|known| place_of(known, account?, level));
            let place = place.unwrap_or_else(|| level.to_string());
            format!("{} {json} at {}", layer_name(kind), as_word(&place))
        };
        let layers = &self.state.layers;
        match layer.policy_type {
            PolicyType::Identity => {
                let holder = self.state.holder_behind(&asked.principal);
                match holder.filter(|_| layers.identity.is_none()) {
                    Some(holder) => Some(format!("attach {json} to {}", as_word(&arn_of(&holder)))),
                    None if layers.identity.is_some() || environment.is_none() => {
                        Some(as_layer(PolicyKind::Identity))
                    }
                    None => None,
                }
            }
            PolicyType::Resource if environment.is_some() && layers.resource.is_none() => {
                let role = asked.resource.contains(":role/");
                let (command, word) = if role { ("trust", "of") } else { ("policy", "on") };
                Some(format!("set {command} {json} {word} {}", as_word(&asked.resource)))
            }
            PolicyType::Resource => Some(as_layer(PolicyKind::Resource)),
            PolicyType::PermissionsBoundary => Some(as_layer(PolicyKind::PermissionsBoundary)),
            PolicyType::Session => Some(as_layer(PolicyKind::Session)),
            PolicyType::VpcEndpoint => Some(as_layer(PolicyKind::VpcEndpoint)),
            PolicyType::ServiceControl => {
                let caller = Principal::parse(&asked.principal).ok();
                let account = caller.as_ref().and_then(|one| one.account.as_deref());
                Some(at_level(PolicyKind::ServiceControl, account))
            }
            PolicyType::ResourceControl => {
                let arn = crate::aws::Arn::parse(&asked.resource);
                let owner = arn
                    .zip(environment)
                    .and_then(|(arn, known)| known.target(&arn).account.map(str::to_owned));
                Some(at_level(PolicyKind::ResourceControl, owner.as_deref()))
            }
        }
    }
}

/// A suggestion in a line, and in another what else it allows or takes away.
pub(super) fn heading(one: &Suggestion) -> String {
    let line = suggestion_text(0, one);
    format!("{}\n{}", line.trim_start_matches([' ', '-']).trim_end(), one.breadth.words())
}

fn suggestion_text(number: usize, one: &Suggestion) -> String {
    let number = if number == 0 { "   -".to_owned() } else { format!("{number}.") };
    let place = one.place().map_or_else(String::new, |place| format!(" ({place})"));
    format!("{number} {}{place}, {}\n", printable(&one.what), one.layer.policy_type)
}

/// The unit or account above an account at this level, root 0.
fn place_of(environment: &Environment, account: &str, level: usize) -> Option<String> {
    let Fact::Is(organization) = &environment.organization else { return None };
    let root = organization.root.as_ref()?;
    let mut above = Vec::new();
    below(root, account, &mut above).then_some(())?;
    above.push(account.to_owned());
    let place = above.get(level)?;
    Some(if level == 0 { "root".to_owned() } else { place.clone() })
}

fn below(unit: &Unit, account: &str, above: &mut Vec<String>) -> bool {
    above.push(unit_name(unit).to_owned());
    let is_here = unit.accounts.iter().any(|one| *one.id == *account);
    if is_here || unit.units.iter().any(|unit| below(unit, account, above)) {
        return true;
    }
    above.pop();
    false
}

/// `apply N`
pub(super) fn apply(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    let (word, _) = line.only("the number of a suggestion")?;
    let number = word.text.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let advised = number.and_then(|number| session.advised.get(number)).cloned();
    let Some(advised) = advised else {
        let message = "`why not` gives suggestions their numbers";
        return Err(line.refusal(message));
    };
    let none = || Refusal::from("the session has no line for that: `edit` the policy");
    let lines: Vec<String> = match &advised {
        Advised::Policy(one) => vec![session.line_for(one).ok_or_else(none)?],
        Advised::Together(all) => {
            let lines = all.iter().map(|one| session.line_for(one).ok_or_else(none));
            lines.collect::<Result<_, _>>()?
        }
        Advised::Context(one) => one.settings.iter().map(setting_line).collect(),
    };
    session.follow_all(&lines)
}

fn setting_line(setting: &Setting) -> String {
    match setting {
        Setting::With { key, value } => format!("with {}", as_word(&format!("{key}={value}"))),
        Setting::Without { key } => format!("without {}", as_word(key)),
    }
}

impl Session<'_> {
    /// Follows lines as one change; if one is refused, nothing changes.
    pub(super) fn follow_all(&mut self, lines: &[String]) -> Result<Done, Refusal> {
        let before = self.state.clone();
        let (mut text, mut written) = (String::new(), Vec::new());
        for line in lines {
            let done = self.follow_one(line);
            match done {
                Ok(Done::Changed(change) | Done::Loaded(change, _)) => {
                    text += &change.text;
                    written.push(change.line);
                    self.state = Arc::new(change.state);
                }
                Ok(Done::Reply(_)) => {}
                Err(why) => {
                    self.state = before;
                    return Err(why);
                }
            }
        }
        let state = std::mem::replace(&mut self.state, before);
        if written.is_empty() {
            return Ok(Reply::told(text).with(Outcome::Told).into());
        }
        let state = super::state::State::clone(&state);
        Ok(super::session::Change { state, text, line: written.join("\n") }.into())
    }

    fn follow_one(&mut self, text: &str) -> Result<Done, Refusal> {
        let words = split(text).map_err(|why| Refusal::from(why.message(text)))?;
        let (command, used) = find(&words)?;
        (command.run)(self, &Line { command, words: &words[used..] })
    }
}
