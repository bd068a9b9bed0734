//! Brings parts into the one form that equal patterns share.

use super::Part;

pub(super) fn normalize(parts: impl IntoIterator<Item = Part>) -> Box<[Part]> {
    let mut pending = Pending::default();
    for part in parts {
        pending.push(part);
    }
    pending.flush_wildcards();
    pending.flush_literal();
    pending.done.into()
}

// INVARIANT: either `literal` is empty or there is no pending wildcard.
#[derive(Default)]
struct Pending {
    done: Vec<Part>,
    literal: String,
    any_characters: usize,
    any_run: bool,
}

impl Pending {
    fn push(&mut self, part: Part) {
        match part {
            Part::Literal(text) if text.is_empty() => {}
            Part::Literal(text) => {
                self.flush_wildcards();
                self.literal.push_str(&text);
            }
            Part::AnyRun => {
                self.flush_literal();
                self.any_run = true;
            }
            Part::AnyCharacter => {
                self.flush_literal();
                self.any_characters += 1;
            }
            Part::Variable(id) => {
                self.flush_wildcards();
                self.flush_literal();
                self.done.push(Part::Variable(id));
            }
        }
    }

    fn flush_literal(&mut self) {
        if !self.literal.is_empty() {
            let text = std::mem::take(&mut self.literal);
            self.done.push(Part::Literal(text.into()));
        }
    }

    fn flush_wildcards(&mut self) {
        let any_characters = std::mem::take(&mut self.any_characters);
        self.done.extend(std::iter::repeat_n(Part::AnyCharacter, any_characters));
        if std::mem::take(&mut self.any_run) {
            self.done.push(Part::AnyRun);
        }
    }
}
