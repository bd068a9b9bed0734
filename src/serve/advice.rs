//! What would turn an answer, and the desk on which it is done.

use serde_json::{Value, json};

use super::desk::{Desk, Edit, Key, KeyState, plain};
use super::server::House;
use crate::whatif::{Outcome, Session, Step, as_word};

/// Suggestions for the question of a desk: in words, and for each the desk with it done.
pub(super) fn of(house: &House, desk: &Desk) -> Result<Value, String> {
    let mut session = house.session();
    if let Some((_, _, why)) = desk.lay_out(&mut session)?.into_iter().next() {
        return Err(why);
    }
    let asked = session.step(&format!("can {}", as_word(desk.action.trim())));
    if asked.outcome == Outcome::Refused {
        return Err(plain(&asked.text));
    }
    let reply = session.step("why not");
    let items = session.advised().into_iter().map(|advised| {
        let done = advised.steps.map(|steps| desk.with(&session, &steps));
        json!({ "text": plain(&advised.text), "desk": done })
    });
    Ok(json!({ "v": 1, "text": plain(&reply.text), "items": items.collect::<Vec<_>>() }))
}

impl Desk {
    /// The desk after these steps.
    fn with(&self, session: &Session<'_>, steps: &[Step]) -> Self {
        let mut desk = self.clone();
        for step in steps {
            desk.take(session, step);
        }
        desk
    }

    fn take(&mut self, session: &Session<'_>, step: &Step) {
        match step {
            Step::Edit { name, text } => {
                let is_given = session.given().iter().any(|given| given.name == *name);
                let own = self.policies.iter_mut().find(|one| is_given && one.name == *name);
                if let Some(policy) = own {
                    policy.text = Some(text.clone());
                } else {
                    self.edits.retain(|edit| edit.name != *name);
                    self.edits.push(Edit { name: name.clone(), text: text.clone() });
                }
            }
            Step::Key { name, value } => {
                self.context.retain(|key| !key.name.eq_ignore_ascii_case(name));
                let state = if value.is_some() { KeyState::Given } else { KeyState::Absent };
                let values = value.iter().cloned().collect();
                self.context.push(Key { name: name.clone(), state, values });
            }
            Step::Line(line) => self.changes.push(line.clone()),
        }
    }
}
