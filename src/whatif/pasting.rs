//! `paste` and `explain`: what AWS said when it refused a call, asked of the session's policies.
//! Tokens go to `tokens`.

use std::fmt::Write;
use std::sync::Arc;

use serde_json::Value;

use super::commands::Done;
use super::incident::{Comparison, Incident, IncidentKind, read};
use super::refusal::Refusal;
use super::reply::Reply;
use super::session::Session;
use super::watch::Asked;
use super::words::as_word;
use crate::bundle::{Question, Verdict};
use crate::evaluate::{Decision, evaluate};
use crate::explain::{Supply, Trace};
use crate::load::read_source;
use crate::text::{Source, printable};

/// The name of the text that somebody pastes.
const PASTED: &str = "<pasted>";

/// The text behind `paste`, of a line that is one.
pub(super) fn text_pasted(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let end = line.find(char::is_whitespace).unwrap_or(line.len());
    let (word, text) = line.split_at(end);
    word.eq_ignore_ascii_case("paste").then_some(text)
}

impl Session<'_> {
    /// `explain FILE`
    pub(super) fn explain_file(&mut self, file: &str) -> Result<Done, Refusal> {
        self.expect_reading()?;
        let source = Arc::new(read_source(std::path::Path::new(file))?);
        self.explain(&source)
    }

    /// `paste TEXT`
    pub(super) fn paste(&mut self, text: &str) -> Result<Done, Refusal> {
        if text.trim().is_empty() {
            let message = "nothing was pasted: expected an AccessDenied message, a CloudTrail record, a \
                           decoded authorization message or a token behind `paste`";
            return Err(message.into());
        }
        self.explain(&Arc::new(Source::new(PASTED, text)))
    }

    /// Makes the session's what the first refused call of a text tells, and asks it.
    fn explain(&mut self, source: &Arc<Source>) -> Result<Done, Refusal> {
        let findings = read(source, self.catalog())?;
        let mut incidents = findings.incidents.into_iter();
        let Some(mut incident) = incidents.next() else {
            return Err("it tells of no refused call".into());
        };
        if let (IncidentKind::Token, Some(claims)) = (incident.kind, &incident.claims) {
            return self.explain_token(claims);
        }
        self.say_more(&mut incident);
        let asked = asked(&incident)?;
        let lines = lines(&incident);
        let change = match self.follow_all(&lines)? {
            Done::Changed(change) | Done::Loaded(change, _) => change,
            Done::Reply(reply) => return Ok(reply.into()),
        };
        let changed = self.done(Ok(Done::Changed(change)));
        let mut reply = self.answer(&asked)?;
        reply.text.insert_str(0, &(changed.text + "\n"));
        reply.text += &self.compared(&incident, &asked);
        let more = incidents.count();
        if more > 0 {
            let _ = writeln!(
                reply.text,
                "note: {more} more are told there: `iamsim explain` takes all"
            );
        }
        reply.turned = changed.turned;
        Ok(reply.into())
    }

    /// What the text does not tell and the session knows.
    fn say_more(&self, incident: &mut Incident) {
        let missing = incident.missing();
        let said = |text: &Option<String>| {
            text.as_deref()
                .map(|text| crate::policy::Spanned { value: text.into(), span: incident.span })
        };
        let (principal, resource) = (said(&self.state.principal), said(&self.state.resource));
        if missing.contains(&"principal") && principal.is_some() {
            incident.principal = principal;
        }
        if missing.contains(&"resource") {
            incident.resource = resource;
        }
    }

    /// AWS's word against that of the session's policies.
    fn compared(&mut self, incident: &Incident, asked: &Asked) -> String {
        let Some(denied) = &incident.denied else { return String::new() };
        let Ok(question) = self.question(asked) else { return String::new() };
        let verdict = Verdict::on::<true>(&question, self.reader.keys());
        let mut trace = Trace::<true>::default();
        self.walk(&question, &verdict, &mut trace);
        let comparison = Comparison::of(denied, &verdict, &trace, Supply::Session);
        let look = comparison.look.iter().map(|look| format!("  {}\n", printable(look)));
        format!("\n{}\n", printable(&comparison.sentence)) + &look.collect::<String>()
    }

    pub(super) fn walk(&self, question: &Question, verdict: &Verdict, trace: &mut Trace<true>) {
        let came_to_it =
            |one: &crate::bundle::Decided| one.explanation.decision == verdict.decision;
        let deciding = verdict.authorizations.iter().position(came_to_it);
        let contexts = question.contexts(self.reader.keys());
        if let Some((context, policies)) = contexts.get(deciding.unwrap_or(0)) {
            let _: Decision = evaluate(policies, context, trace);
        }
    }
}

/// The question, if all of it is told.
fn asked(incident: &Incident) -> Result<Asked, Refusal> {
    let missing = incident.missing();
    let text = |found: &Option<crate::policy::Spanned<Box<str>>>| {
        found.as_ref().map(|one| one.value.to_string()).unwrap_or_default()
    };
    if let Some(first) = missing.first() {
        let why = incident.untold.iter().find(|one| one.what == *first);
        let why =
            why.map_or_else(|| format!("it does not tell the {first}"), |one| one.why.clone());
        let how = match *first {
            "principal" => "; `as PRINCIPAL` says it".to_owned(),
            "resource" => "; `on RESOURCE` says it".to_owned(),
            _ if incident.candidates.is_empty() => "; `can ACTION` asks".to_owned(),
            _ => format!("; it may be {}: `can ACTION` asks", incident.candidates.join(", ")),
        };
        return Err(format!("{why}{how}").into());
    }
    Ok(Asked {
        principal: text(&incident.principal),
        action: text(&incident.action),
        resource: text(&incident.resource),
    })
}

/// The lines that say what an incident tells beside its question.
fn lines(incident: &Incident) -> Vec<String> {
    let request = incident.request();
    let mut lines = Vec::new();
    match request.get("principal") {
        Some(Value::Object(caller)) => {
            let text = |name: &str| caller.get(name).and_then(Value::as_str);
            let parts = ["id", "role", "federatedBy"].into_iter();
            let parts = parts.filter_map(|name| Some(as_word(&format!("{name}={}", text(name)?))));
            let arn = as_word(text("arn").unwrap_or_default());
            lines.push(format!("as {arn} {}", parts.collect::<Vec<_>>().join(" ")));
        }
        Some(Value::String(arn)) => lines.push(format!("as {}", as_word(arn))),
        _ => {}
    }
    if let (Some(Value::String(resource)), Some(Value::String(account))) =
        (request.get("resource"), request.get("resourceAccount"))
    {
        lines.push(format!("on {} account={}", as_word(resource), as_word(account)));
    }
    if let Some(Value::String(time)) = request.get("now") {
        lines.push(format!("now {}", as_word(time)));
    }
    for (key, value) in incident.context_fields() {
        let with =
            |value: &Value| as_word(&format!("{key}={}", value.as_str().unwrap_or_default()));
        lines.push(match &value {
            Value::Null => format!("without {}", as_word(&key)),
            Value::Array(values) => {
                format!("with {}", values.iter().map(with).collect::<Vec<_>>().join(" "))
            }
            value => format!("with {}", with(value)),
        });
    }
    lines
}

impl From<Box<Reply>> for Done {
    fn from(reply: Box<Reply>) -> Self {
        Self::Reply(reply)
    }
}
