//! An explanation as people read it: what, why, what was closest, what is missing, what it rests on.

use anstyle::{AnsiColor, Style};

use super::compared::{place_name, statement_name};
use super::excerpt::excerpt;
use super::explanation::{AllowedWhen, DecidedBy, Explanation, NearMiss, StatementPlace};
use super::supply::Supply;
use crate::aws::{PolicyType, UNKNOWN_PREFIX};
use crate::evaluate::Decision;
use crate::policy::Effect;
use crate::request::{Note, Request, RequestContext};
use crate::text::{RenderStyle, printable};

const MOST_NEAR_MISSES: usize = 3;
const MOST_STATEMENTS: usize = 5;

/// Explains a call. `authorizations` are all that it needs, the call's own first; the one that
/// decided is told first, and whole.
pub fn describe(
    decision: Decision,
    authorizations: &[(&RequestContext, &Explanation)],
    style: RenderStyle,
    supply: Supply,
) -> String {
    let deciding = authorizations.iter().position(|(_, one)| one.decision == decision).unwrap_or(0);
    let mut page = Page { text: String::new(), style, supply };
    if let (Some((own, _)), true) = (authorizations.first(), deciding > 0) {
        page.verdict(&own.request, decision);
        page.line("because it needs more than that permission:");
        page.line("");
    }
    if let Some((context, explanation)) = authorizations.get(deciding) {
        page.supply = supply.of(deciding);
        page.whole(&context.request, explanation);
    }
    let others = authorizations.iter().enumerate().filter(|(number, _)| *number != deciding);
    for (number, (context, explanation)) in others {
        page.supply = supply.of(number);
        page.line("");
        let is_added = explanation.notes.iter().any(|note| note.rule.0 == "R-10");
        page.line(match number {
            0 => "The call itself:",
            _ if is_added => "The call also needs this, which the question does not name:",
            _ => "The call also needs this:",
        });
        if explanation.decision == Decision::Allowed {
            page.verdict(&context.request, explanation.decision);
            page.because(&context.request, explanation);
            let granting = explanation.matched.iter();
            let granting = granting.filter(|one| Some(one.layer) == explanation.decided_by);
            page.places("by", &granting.take(1).collect::<Vec<_>>());
        } else {
            page.whole(&context.request, explanation);
        }
    }
    page.text
}

/// Lists Denies that came close, after a blank line; empty if there are none.
pub fn closest_denies(near: &[&NearMiss], style: RenderStyle) -> String {
    let mut page = Page { text: String::new(), style, supply: Supply::Scenario };
    page.listed("Closest to denying it:", near);
    page.text
}

/// Why it was decided so, in one line: `no identity-based policy allows s3:GetObject here`.
pub fn reason(request: &Request, explanation: &Explanation) -> String {
    let action = request.action.as_str();
    match (explanation.decision, explanation.decided_by) {
        (Decision::Undecided, _) => "the answer hangs on what nobody said".to_owned(),
        (Decision::Allowed, Some(layer)) => format!("{} allows it", named(layer)),
        (Decision::ExplicitDeny, Some(layer)) => format!("{} denies it", named(layer)),
        (Decision::ImplicitDeny, Some(layer)) => nothing_allows(layer, action),
        (_, None) => settled(&explanation.notes),
    }
}

struct Page {
    text: String,
    style: RenderStyle,
    supply: Supply,
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

fn style_of(decision: Decision) -> Style {
    let colour = match decision {
        Decision::Allowed => AnsiColor::Green,
        Decision::Undecided => AnsiColor::Yellow,
        Decision::ImplicitDeny | Decision::ExplicitDeny => AnsiColor::Red,
    };
    colour.on_default().bold()
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn painted(&self, text: &str, style: Style) -> String {
        self.style.painted(text, style)
    }

    fn whole(&mut self, request: &Request, explanation: &Explanation) {
        self.verdict(request, explanation.decision);
        self.because(request, explanation);
        self.excerpts(explanation);
        self.allowed_elsewhere(explanation);
        self.near_misses(explanation);
        self.allowed_when(explanation);
        self.missing(explanation);
        self.notes(explanation);
    }

    fn verdict(&mut self, request: &Request, decision: Decision) {
        let verdict = match decision {
            Decision::Allowed => "Allowed",
            Decision::Undecided => "Undecided",
            Decision::ImplicitDeny => "Denied (implicit deny)",
            Decision::ExplicitDeny => "Denied (explicit deny)",
        };
        let verdict = self.painted(verdict, style_of(decision));
        let (action, resource) = (request.action.as_str(), printable(request.resource.text()));
        let caller = printable(&request.principal.text);
        self.line(&format!("{verdict}: {action} on {resource} as {caller}"));
    }

    fn because(&mut self, request: &Request, explanation: &Explanation) {
        self.line(&format!("because {}", reason(request, explanation)));
    }

    /// The statements of the deciding layer with their lines; after an explicit deny the others, too.
    fn excerpts(&mut self, explanation: &Explanation) {
        let is_shown = |place: &&StatementPlace| match explanation.decision {
            Decision::Allowed => Some(place.layer) == explanation.decided_by,
            Decision::ExplicitDeny => true,
            Decision::ImplicitDeny | Decision::Undecided => false,
        };
        let mut shown = explanation.matched.iter().filter(is_shown);
        if let Some(first) = shown.next() {
            self.excerpt(first);
        }
        let others: Vec<&StatementPlace> = shown.collect();
        self.places("and so does", &others);
    }

    fn excerpt(&mut self, place: &StatementPlace) {
        let lines = excerpt(place);
        let width = lines.iter().map(|(number, _)| number.len()).max().unwrap_or(1);
        let arrow = self.painted(&format!("{}-->", " ".repeat(width)), DIM);
        let name =
            place.policy_name().map_or_else(String::new, |name| format!(" ({})", printable(name)));
        self.line(&format!("{arrow} {}{name}", place_name(place)));
        for (number, line) in lines {
            let number = self.painted(&format!("{number:>width$} |"), DIM);
            self.line(format!("{number} {line}").trim_end());
        }
    }

    fn places(&mut self, what: &str, places: &[&StatementPlace]) {
        for place in places.iter().take(MOST_STATEMENTS) {
            self.line(&format!("{what} {} ({})", statement_name(place), kind_of(place.layer)));
        }
        if places.len() > MOST_STATEMENTS {
            self.line(&format!("{what} {} more", places.len() - MOST_STATEMENTS));
        }
    }

    /// After an implicit deny: what allows, though not enough.
    fn allowed_elsewhere(&mut self, explanation: &Explanation) {
        if explanation.decision != Decision::ImplicitDeny {
            return;
        }
        let allows: Vec<&StatementPlace> =
            explanation.matched.iter().filter(|place| place.effect == Effect::Allow).collect();
        self.places("though allowed by", &allows);
    }

    fn near_misses(&mut self, explanation: &Explanation) {
        let heading = match explanation.decision {
            Decision::Undecided => "May allow it:",
            _ => "Closest to allowing it:",
        };
        self.near_misses_of(explanation, Effect::Allow, heading);
        self.near_misses_of(explanation, Effect::Deny, "May deny it:");
    }

    fn near_misses_of(&mut self, explanation: &Explanation, effect: Effect, heading: &str) {
        let of_effect = |one: &&NearMiss| one.statement.effect == effect;
        let near: Vec<&NearMiss> = explanation.near_misses.iter().filter(of_effect).collect();
        self.listed(heading, &near);
    }

    fn listed(&mut self, heading: &str, near: &[&NearMiss]) {
        if near.is_empty() {
            return;
        }
        self.line("");
        let heading = self.painted(heading, BOLD);
        self.line(&heading);
        for one in near.iter().take(MOST_NEAR_MISSES) {
            self.near_miss(one);
        }
        if near.len() > MOST_NEAR_MISSES {
            self.line("  and others");
        }
    }

    fn near_miss(&mut self, near: &NearMiss) {
        let place = &near.statement;
        self.line(&format!("  {} ({})", statement_name(place), kind_of(place.layer)));
        for miss in &near.misses {
            let position = place.source.position(miss.span.start);
            let mark = if miss.open { '?' } else { 'x' };
            let at = self.painted(&format!("{}:{}", position.line, position.column), DIM);
            let name = self.painted(&printable(&miss.name), BOLD);
            self.line(&format!("    {mark} {name} at {at}: {}", miss.message));
        }
    }

    fn allowed_when(&mut self, explanation: &Explanation) {
        let AllowedWhen { ways, others } = &explanation.allowed_when;
        if ways.is_empty() && others.is_none() {
            return;
        }
        self.line("");
        let heading = self.painted("Allowed when:", BOLD);
        self.line(&heading);
        for (number, way) in ways.iter().chain(others).enumerate() {
            let or = if number == 0 { "" } else { "or " };
            self.line(&format!("  {or}{way}"));
        }
    }

    fn missing(&mut self, explanation: &Explanation) {
        if explanation.missing_context.is_empty() && explanation.missing_policies.is_empty() {
            return;
        }
        let heading = match explanation.decision {
            Decision::Undecided => "To decide it, say:",
            _ => "Explicit or implicit hangs on:",
        };
        self.line("");
        let heading = self.painted(heading, BOLD);
        self.line(&heading);
        for policy in &explanation.missing_policies {
            self.line(&format!("  {}", self.supply.policy(*policy)));
        }
        let missing = &explanation.missing_context;
        let (unknown, missing): (Vec<_>, Vec<_>) =
            missing.iter().partition(|one| one.key.starts_with(UNKNOWN_PREFIX));
        for unknown in unknown {
            self.line(&format!("  {}", unknown.reason));
        }
        for missing in missing {
            let key = printable(&missing.key);
            let option = self.painted(&self.supply.fact(&key), BOLD);
            self.line(&format!("  {option}"));
            self.line(&format!("    {}", missing.reason));
        }
    }

    fn notes(&mut self, explanation: &Explanation) {
        let notes = &explanation.notes;
        let (Some(first), false) = (notes.first(), says_all(explanation)) else { return };
        self.line("");
        let heading = self.painted("Rests on:", BOLD);
        self.line(&heading);
        for note in notes {
            let rule = self.painted(&note.rule.to_string(), BOLD);
            self.line(&format!("  {rule}: {}", printable(&note.message)));
        }
        let which = if notes.len() == 1 { "it" } else { "the first" };
        let hint = format!("`iamsim rule {}` explains {which}", first.rule);
        let hint = self.painted(&hint, DIM);
        self.line(&format!("  {hint}"));
    }
}

/// Whether the only note has been told as the reason.
fn says_all(explanation: &Explanation) -> bool {
    explanation.decided_by.is_none()
        && explanation.decision != Decision::Undecided
        && explanation.notes.len() == 1
}

/// Rules that settle a decision without a policy.
const SETTLING: &[&str] = &["T-5", "T-6", "T-8", "X-3", "R-14", "D-16", "X-2", "D-8"];

fn settled(notes: &[Note]) -> String {
    let settling = notes.iter().find(|note| SETTLING.contains(&note.rule.0));
    settling.map_or_else(
        || "no policy is asked".to_owned(),
        |note| format!("{} ({}; `iamsim rule {}` explains it)", note.message, note.rule, note.rule),
    )
}

fn kind_of(layer: DecidedBy) -> String {
    match layer.level {
        Some(level) => format!("{} of level {level}", layer.policy_type),
        None => layer.policy_type.to_string(),
    }
}

fn named(layer: DecidedBy) -> String {
    let article = match layer.policy_type {
        PolicyType::Identity => "an",
        PolicyType::Session | PolicyType::ServiceControl | PolicyType::ResourceControl => "a",
        PolicyType::Resource | PolicyType::PermissionsBoundary | PolicyType::VpcEndpoint => "the",
    };
    format!("{article} {}", kind_of(layer))
}

// AWS: D-23
fn nothing_allows(layer: DecidedBy, action: &str) -> String {
    let kind = kind_of(layer);
    match layer.policy_type {
        PolicyType::PermissionsBoundary | PolicyType::VpcEndpoint => {
            format!("the {kind} does not allow {action} here")
        }
        _ => format!("no {kind} allows {action} here"),
    }
}
