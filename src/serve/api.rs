//! Questions by their paths.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::desk::{Desk, Policy, plain};
use super::server::House;
use super::{advice, answer, complete, findings};
use crate::lint::kind_name;
use crate::text::quote;
use crate::whatif::{Given, Outcome, as_word};

/// The answer to a question; `None` if there is none of that path.
pub(super) fn answer(house: &House, path: &str, body: &[u8]) -> Option<Result<Value, String>> {
    let answer = match path.strip_prefix("/api/v1/")? {
        "start" => read::<Nothing>(body).map(|_| start(house)),
        "ask" => read(body).and_then(|desk: Desk| answer::to(house, &desk)),
        "lint" => read(body).and_then(|asked| findings::of(house, &asked)),
        "complete" => read(body).and_then(|asked| complete::of(house, &asked)),
        "advice" => read(body).and_then(|desk: Desk| advice::of(house, &desk)),
        "scenario" => read(body).and_then(|desk: Desk| scenario(house, &desk)),
        "policy" => read(body).and_then(|asked| policy(house, &asked)),
        "explain" => read(body).and_then(|asked| explain(house, &asked)),
        _ => return None,
    };
    Some(answer)
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    let refused = |why: serde_json::Error| format!("this is no question: {why}");
    let value: Value = serde_json::from_slice(body).map_err(refused)?;
    if !value.is_object() {
        return Err("this is no question: expected an object".to_owned());
    }
    serde_json::from_value(value).map_err(refused)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// What was loaded.
fn start(house: &House) -> Value {
    let session = house.session();
    let policies = session.given().into_iter().map(|given| {
        let Given { kind, level, name, text } = given;
        Policy { name, kind: kind_name(kind).to_owned(), level, text }
    });
    let desk = Desk { policies: policies.collect(), ..Desk::default() };
    let counts = session.environment().map(|known| {
        json!({
            "accounts": known.accounts.len(),
            "principals": known.principals().count(),
            "resources": known.resources.len(),
        })
    });
    json!({
        "v": 1,
        "version": env!("CARGO_PKG_VERSION"),
        "desk": desk,
        "environment": counts,
        "kinds": crate::lint::KINDS.map(|(name, kind)| json!({
            "name": name,
            "title": crate::lint::kind_title(kind),
            "hasLevels": matches!(name, "scp" | "rcp"),
        })),
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyAsked {
    desk: Desk,
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pasted {
    desk: Desk,
    text: String,
}

/// What the session says of a text that is not to stay on the desk.
fn explain(house: &House, pasted: &Pasted) -> Result<Value, String> {
    let mut session = house.session();
    pasted.desk.lay_out(&mut session)?;
    let reply = session.step(&format!("paste {}", pasted.text));
    match reply.outcome {
        Outcome::Refused => Err(plain(&reply.text)),
        _ => Ok(json!({ "v": 1, "text": plain(&reply.text) })),
    }
}

/// The text of a policy of the session.
fn policy(house: &House, asked: &PolicyAsked) -> Result<Value, String> {
    let mut session = house.session();
    asked.desk.lay_out(&mut session)?;
    let reply = session.step(&format!("edit {}", as_word(&asked.name)));
    match reply.outcome {
        Outcome::WantsEditor { name, text } => Ok(json!({ "v": 1, "name": name, "text": text })),
        Outcome::Refused => Err(plain(&reply.text)),
        _ => Err(format!("there is no policy {}", quote(&asked.name))),
    }
}

/// The watch list as a scenario that expects the answers as they are.
fn scenario(house: &House, desk: &Desk) -> Result<Value, String> {
    let mut session = house.session();
    let refused = desk.lay_out(&mut session)?;
    if let Some((_, _, why)) = refused.into_iter().next() {
        return Err(why);
    }
    for question in &desk.watch {
        session.step(&format!("watch {}", question.words()));
    }
    let (text, notes) = session.export().map_err(|why| plain(&why))?;
    Ok(json!({ "v": 1, "name": "what-if.json", "text": text, "notes": notes }))
}
