//! Lines that say who asks about what, under which condition keys, and when.

use serde_json::{Value, json};
use std::fmt::Write;

use super::commands::{Done, Line};
use super::refusal::Refusal;
use super::session::{Change, Session};
use super::state::{Clock, State};
use super::words::{Word, as_word};
use crate::aws::{Arn, KeyType, ValueType};
use crate::text::{printable, quote};
use crate::value_set::{AddressRange, Decimal, Instant, read_base64, read_bool};

/// Fields of a caller beside its ARN.
pub(super) const PRINCIPAL_SETTINGS: &[&str] = &["id", "role", "federatedBy"];
/// Fields of a resource beside its ARN.
pub(super) const RESOURCE_SETTINGS: &[&str] = &["account"];

/// `as PRINCIPAL [id=ID] [role=ARN] [federatedBy=ARN] [tag:KEY=VALUE]`
pub(super) fn principal(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    let (name, rest) = line.first("who asks")?;
    let arn = session.principal_meant(&name.text)?;
    let mut state = State::clone(&session.state);
    let said = settings(&mut state, &arn, rest, PRINCIPAL_SETTINGS)?;
    state.principal = Some(arn.clone());
    let text = format!("questions are asked as {}{said}\n", printable(&arn));
    Ok(Change { state, text, line: again("as", &arn, rest) }.into())
}

/// `on RESOURCE [account=ID] [tag:KEY=VALUE]`
pub(super) fn resource(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    let (name, rest) = line.first("what questions are about")?;
    let arn = session.resource_meant(&name.text, None)?.text;
    let mut state = State::clone(&session.state);
    let said = settings(&mut state, &arn, rest, RESOURCE_SETTINGS)?;
    state.resource = Some(name.text.clone());
    let text = format!("questions are about {}{said}\n", printable(&arn));
    Ok(Change { state, text, line: again("on", &name.text, rest) }.into())
}

fn again(command: &str, arn: &str, rest: &[Word]) -> String {
    let rest: String = rest.iter().map(|word| [" ", &as_word(&word.text)].concat()).collect();
    format!("{command} {}{rest}", as_word(arn))
}

/// Takes what is said of a caller or a resource; gives it in words.
fn settings(
    state: &mut State,
    arn: &str,
    words: &[Word],
    known: &[&str],
) -> Result<String, Refusal> {
    let mut said = Vec::new();
    let settings = state.settings.entry(arn.to_owned()).or_default();
    for word in words {
        let (name, value) = key_and_value(word)?;
        if let Some(tag) = name.strip_prefix("tag:") {
            let tags = settings.entry("tags").or_insert_with(|| json!({}));
            if let Value::Object(tags) = tags {
                tags.insert(tag.to_owned(), json!(value));
            }
        } else if let Some(name) = known.iter().find(|one| one.eq_ignore_ascii_case(name)) {
            settings.insert((*name).to_owned(), json!(value));
        } else {
            let known: Vec<String> = known.iter().map(|one| format!("`{one}=..`")).collect();
            let known = known.join(", ");
            let message = format!("expected {known} or `tag:KEY=VALUE`, not {}", quote(&word.text));
            return Err(message.into());
        }
        said.push(printable(&word.text));
    }
    if settings.is_empty() {
        state.settings.remove(arn);
    }
    let said = said.join(", ");
    Ok(if said.is_empty() { said } else { format!(" with {said}") })
}

fn key_and_value(word: &Word) -> Result<(&str, &str), Refusal> {
    match word.text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key, value)),
        _ => Err(format!("expected KEY=VALUE, not {}", quote(&word.text)).into()),
    }
}

/// `with KEY=VALUE ..`: a key again in one line adds a value.
pub(super) fn with(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    let (_, _) = line.first("a condition key and its value")?;
    let mut state = State::clone(&session.state);
    let mut keys: Vec<String> = Vec::new();
    for word in line.words {
        let (key, value) = key_and_value(word)?;
        if !keys.iter().any(|known| known.eq_ignore_ascii_case(key)) {
            state.context.forget(key);
            keys.push(key.to_owned());
        }
        state.context.add(key, value);
    }
    Ok(said_of_keys(session, state, line, &keys))
}

/// `without KEY ..`
pub(super) fn without(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    keys_become(session, line, &Value::Null)
}

/// `unknown KEY ..`
pub(super) fn unknown(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    keys_become(session, line, &json!({ "unknown": true }))
}

fn keys_become(session: &mut Session<'_>, line: &Line<'_>, value: &Value) -> Result<Done, Refusal> {
    let (_, _) = line.first("a condition key")?;
    let mut state = State::clone(&session.state);
    let mut keys = Vec::new();
    for word in line.words {
        if word.text.contains('=') {
            let message = format!("expected a condition key, not {}", quote(&word.text));
            return Err(message.into());
        }
        state.context.forget(&word.text);
        state.context.0.insert(word.text.clone(), value.clone());
        keys.push(word.text.clone());
    }
    Ok(said_of_keys(session, state, line, &keys))
}

/// `forget [KEY ..]`
pub(super) fn forget(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    let mut state = State::clone(&session.state);
    if line.words.is_empty() {
        state.context.0.clear();
        let text = "nothing is said of any condition key\n".to_owned();
        return Ok(Change { state, text, line: "forget".to_owned() }.into());
    }
    let mut text = String::new();
    for word in line.words {
        let Some(written) = state.context.forget(&word.text) else {
            let known = session.state.context.0.keys().map(String::as_str);
            let near = super::names::did_you_mean(&word.text, known);
            return Err(format!("nothing was said of {}{near}", quote(&word.text)).into());
        };
        let _ = writeln!(text, "nothing is said of {} any more", printable(&written));
    }
    Ok(Change { state, text, line: line.again() }.into())
}

fn said_of_keys(session: &Session<'_>, state: State, line: &Line<'_>, keys: &[String]) -> Done {
    let mut text = String::new();
    for key in keys {
        let value = state.context.0.get(key).map(key_text).unwrap_or_default();
        let _ = writeln!(text, "{} {value}", printable(key));
        text += &session.note_on_key(key).unwrap_or_default();
        text += &session.note_on_values(key, state.context.0.get(key)).unwrap_or_default();
    }
    Change { state, text, line: line.again() }.into()
}

/// What is said of a key, in words.
pub(super) fn key_text(value: &Value) -> String {
    match value {
        Value::Null => "is not sent".to_owned(),
        Value::Object(_) => "is not known".to_owned(),
        Value::Array(values) => {
            let texts: Vec<String> = values.iter().map(value_text).collect();
            format!("is {}", texts.join(" and "))
        }
        value => format!("is {}", value_text(value)),
    }
}

fn value_text(value: &Value) -> String {
    value.as_str().map_or_else(|| quote(&value.to_string()), quote)
}

impl Session<'_> {
    /// That a key is most likely misspelt.
    fn note_on_key(&self, key: &str) -> Option<String> {
        let lower = key.to_lowercase();
        let catalog = self.catalog();
        let is_known = catalog.condition_key(&lower).is_some()
            || crate::aws::global_key(&lower).is_some()
            || lower.contains('/')
            || lower.starts_with("kms:encryptioncontext:");
        if is_known {
            return None;
        }
        let names: Vec<&str> = catalog.every_condition_key().map(|one| one.name).collect();
        let near = super::names::did_you_mean(key, names);
        Some(format!("note: the catalogue does not know the key {}{near}\n", quote(key)))
    }

    /// That a key cannot have a value that it was given, or not several.
    fn note_on_values(&self, key: &str, given: Option<&Value>) -> Option<String> {
        let KeyType { value: of_type, multivalued } = self.type_of(&key.to_lowercase())?;
        let given = match given? {
            Value::Array(values) => values.iter().collect(),
            value => vec![value],
        };
        let mut texts = given.iter().filter_map(|value| value.as_str());
        if let Some(wrong) = texts.find(|text| !is_of_type(text, of_type)) {
            let (key, wrong, clause) = (quote(key), quote(wrong), of_type.clause());
            let note = format!("note: {wrong} cannot be a value of {key}: {clause}\n");
            return Some(note);
        }
        let is_one_too_many = given.len() > 1 && !multivalued;
        let note = || format!("note: a request carries one value of {} at most\n", quote(key));
        is_one_too_many.then(note)
    }

    fn type_of(&self, lower: &str) -> Option<KeyType> {
        let global = crate::aws::global_key(lower).map(|key| key.entry().key_type);
        global.or_else(|| self.catalog().condition_key(lower).map(|key| key.key_type))
    }
}

/// Whether a request can carry a value for a key of this type.
fn is_of_type(value: &str, key_type: ValueType) -> bool {
    match key_type {
        ValueType::Numeric => Decimal::parse(value).is_some(),
        ValueType::Bool => read_bool(value).is_some(),
        ValueType::Date | ValueType::EpochTime => Instant::parse(value).is_some(),
        ValueType::IpAddress => AddressRange::parse(value).is_some(),
        ValueType::Binary => read_base64(value).is_some(),
        ValueType::Arn => Arn::parse(value).is_some(),
        ValueType::String => true,
    }
}

/// `now TIME|machine`
pub(super) fn now(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    let (time, _) = line.only("a time such as 2026-03-01T09:00:00Z, or `machine`")?;
    let mut state = State::clone(&session.state);
    let text = if time.text.eq_ignore_ascii_case("machine") {
        state.clock = Clock::Machine;
        "requests are made at this machine's time\n".to_owned()
    } else if Instant::parse(&time.text).is_some() {
        state.clock = Clock::At(time.text.clone());
        format!("requests are made at {}\n", printable(&time.text))
    } else {
        let time = quote(&time.text);
        return Err(format!("{time} is not a time: expected `2026-03-01T09:00:00Z`").into());
    };
    Ok(Change { state, text, line: line.again() }.into())
}
