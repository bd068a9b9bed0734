//! What people read.

use std::fmt::Write as _;

use super::ask::Asked;
use super::command::check_command;
use super::{Explained, Explanations, Outcome};
use crate::catalog::Catalog;
use crate::explain::{Supply, describe};
use crate::text::{RenderStyle, printable, quote};
use crate::whatif::incident::{Claims, Incident, IncidentKind, Known, Untold};

impl Explanations {
    /// All of them, one after the other.
    pub(super) fn text(&self, catalog: &Catalog) -> String {
        let mut pages: Vec<String> = Vec::new();
        for one in &self.all {
            pages.push(self.page(one, catalog));
        }
        if self.skipped > 0 {
            let (count, verb) = counted(self.skipped, "other record tells", "other records tell");
            pages.push(format!("{count} {verb} of no refused call\n"));
        }
        pages.join("\n")
    }

    fn page(&self, one: &Explained, catalog: &Catalog) -> String {
        let Explained { incident, outcome } = one;
        let mut page = self.head(incident);
        page.push_str(&facts(incident));
        for remark in &incident.remarks {
            let _ = writeln!(page, "note: {}", printable(remark));
        }
        for Untold { what, why } in &incident.untold {
            let _ = writeln!(page, "not told: the {what}; {}", printable(why));
        }
        match outcome {
            Outcome::Asked(asked) => page.push_str(&answered(asked)),
            Outcome::NotAsked => page.push_str(&not_asked(incident, catalog)),
            Outcome::Incomplete => page.push_str(&incomplete(incident)),
            Outcome::Refused(_) => page.push_str("\nno answer: the request cannot be asked\n"),
        }
        if let (Outcome::NotAsked, None) = (outcome, &incident.claims) {
            let _ = writeln!(
                page,
                "\nTo ask the policies, name them here, or there:\n  {}",
                check_command(incident)
            );
        }
        page
    }

    /// What it is, and where it stands.
    fn head(&self, incident: &Incident) -> String {
        let name = printable(self.source.name());
        let line = self.source.position(incident.span.start).line;
        let place = match incident.kind {
            IncidentKind::Token => name,
            _ => format!("{name}:{line}"),
        };
        let times = match incident.count {
            1 => String::new(),
            count => format!(", {count} times"),
        };
        let decoded = match incident.kind {
            IncidentKind::Token => ", decoded and not verified",
            _ => "",
        };
        format!("{} ({place}{times}{decoded})\n", sentence(incident.kind.name()))
    }
}

fn counted<'w>(count: usize, one: &'w str, several: &'w str) -> (usize, &'w str) {
    (count, if count == 1 { one } else { several })
}

/// What is told of the request.
fn facts(incident: &Incident) -> String {
    let mut text = String::new();
    let found = |found: &Option<crate::policy::Spanned<Box<str>>>| {
        found.as_ref().map(|found| printable(&found.value))
    };
    let plain = |text: &Option<Box<str>>| text.as_ref().map(|text| printable(text));
    let lines = [
        ("principal", found(&incident.principal)),
        ("role", plain(&incident.role)),
        ("action", found(&incident.action)),
        ("resource", found(&incident.resource)),
        ("time", plain(&incident.time)),
        ("account", plain(&incident.account)),
        ("request id", plain(&incident.request_id)),
    ];
    for (name, value) in lines {
        if let Some(value) = value {
            let _ = writeln!(text, "  {name:<11}{value}");
        }
    }
    for (key, known) in &incident.context {
        let value = match known {
            Known::Absent => "absent".to_owned(),
            Known::Values(values) => {
                values.iter().map(|one| quote(one)).collect::<Vec<_>>().join(", ")
            }
        };
        let _ = writeln!(text, "  {:<11}{} is {value}", "key", printable(key));
    }
    if !incident.candidates.is_empty() {
        let _ = writeln!(
            text,
            "  {:<11}{}; --action says which",
            "may be",
            incident.candidates.join(", ")
        );
    }
    if let Some(denied) = &incident.denied {
        let _ = writeln!(text, "  {:<11}{}", "AWS said", denied.named());
        if let Some(policy) = &denied.policy {
            let _ = writeln!(text, "  {:<11}{}", "policy", printable(policy));
        }
    }
    text
}

/// The answer of the policies, and AWS's word against it.
fn answered(asked: &Asked) -> String {
    let parts = asked.verdict.authorizations.iter();
    let parts: Vec<_> = parts.map(|one| (&one.context, &one.explanation)).collect();
    let mut text = String::from("\n");
    text += &describe(asked.verdict.decision, &parts, RenderStyle::Coloured, Supply::CommandLine);
    if !asked.claims.is_empty() {
        text.push_str("\nClaim by claim:\n");
        asked.claims.iter().for_each(|test| text.push_str(&test.text()));
    }
    for reason in &asked.refused {
        let _ = writeln!(text, "\nAWS STS refuses it whatever the policies say: {reason}");
    }
    if let Some(advice) = &asked.advice {
        let narrowest = advice.narrowest_text(RenderStyle::Coloured);
        let _ = write!(text, "{}{narrowest}", if narrowest.is_empty() { "" } else { "\n" });
    }
    if let Some(comparison) = &asked.comparison {
        let _ = writeln!(text, "\n{}", sentence(&comparison.sentence));
        if let Some(look) = &comparison.look {
            let _ = writeln!(text, "Look at: {look}");
        }
    }
    text
}

/// A sentence of its own on a page begins with a capital.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|char| char.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

/// Where to look, while no policies were named.
fn not_asked(incident: &Incident, catalog: &Catalog) -> String {
    let mut text = String::new();
    if let Some(denied) = &incident.denied {
        let _ = writeln!(text, "\nLook at: {}", denied.where_to_look(Supply::CommandLine));
    }
    if let Some(claims) = &incident.claims {
        text.push_str(&keys_of(claims, catalog));
    }
    text
}

/// The keys that a token makes, without their values.
fn keys_of(claims: &Claims, catalog: &Catalog) -> String {
    let keys = claims.keys(catalog);
    let keys: Vec<String> = keys.iter().map(|key| printable(key)).collect();
    format!(
        "\nCondition keys that it makes: {}\n--resource-policy FILE names the trust policy of the role, or --env the account it is in\n",
        keys.join(", ")
    )
}

/// What to say so that it can be asked.
fn incomplete(incident: &Incident) -> String {
    let options = incident.missing().into_iter().map(|what| match what {
        "principal" => "--as PRINCIPAL",
        "action" => "--action ACTION",
        _ if incident.kind == IncidentKind::Token => "--role ARN",
        _ => "--resource ARN",
    });
    format!("\nnot asked: too little is told; add {}\n", options.collect::<Vec<_>>().join(" "))
}
