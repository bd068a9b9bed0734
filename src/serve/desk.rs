//! What a page holds: policies, the question, what is said of condition keys, the watch list.

use serde::{Deserialize, Serialize};

use crate::lint::kind_named;
use crate::whatif::{Given, Outcome, Session, as_word};

/// Everything that a page holds.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Desk {
    /// Policies of layers.
    pub(super) policies: Vec<Policy>,
    /// Policies of the environment that are other ones now.
    pub(super) edits: Vec<Edit>,
    /// Other changes: lines of a session.
    pub(super) changes: Vec<String>,
    pub(super) principal: String,
    pub(super) action: String,
    pub(super) resource: String,
    pub(super) context: Vec<Key>,
    pub(super) now: Option<String>,
    pub(super) watch: Vec<Question>,
}

/// A policy of a layer.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Policy {
    pub(super) name: String,
    /// As `iamsim lint --kind` has them.
    pub(super) kind: String,
    pub(super) level: Option<usize>,
    /// `null` for a policy of AWS's own.
    pub(super) text: Option<String>,
}

/// Another text of a policy.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Edit {
    pub(super) name: String,
    pub(super) text: String,
}

/// What is said of a condition key.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) state: KeyState,
    #[serde(default)]
    pub(super) values: Vec<String>,
}

/// How a request stands to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum KeyState {
    Given,
    Absent,
    Unknown,
}

/// A question of the watch list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Question {
    pub(super) principal: String,
    pub(super) action: String,
    pub(super) resource: String,
    /// What it was answered when it was put there; the page's own.
    #[serde(default)]
    pub(super) was: Option<String>,
}

impl Question {
    /// The question as words of a line.
    pub(super) fn words(&self) -> String {
        let Self { principal, action, resource, .. } = self;
        format!("{} {} on {}", as_word(principal), as_word(action), as_word(resource))
    }
}

/// What of a desk could not be laid out, each by the part of the desk and its number there.
pub(super) type Refused = Vec<(&'static str, usize, String)>;

/// How many questions, policies or keys a desk may have.
const MOST: usize = 1000;
/// The deepest level of an organization that AWS allows: root, five units, account.
const LEVELS: usize = 7;

impl Desk {
    /// Expects that the desk is one that a page could have.
    pub(super) fn expect_sound(&self) -> Result<(), String> {
        let Self { policies, edits, changes, context, watch, .. } = self;
        let counts = [policies.len(), edits.len(), changes.len(), context.len(), watch.len()];
        if counts.iter().any(|count| *count > MOST) {
            return Err(format!("a desk has at most {MOST} of anything"));
        }
        if policies.iter().any(|one| one.level.is_some_and(|level| level >= LEVELS)) {
            return Err(format!("an organization has at most {LEVELS} levels"));
        }
        Ok(())
    }

    /// Lays the desk out in a session.
    pub(super) fn lay_out(&self, session: &mut Session<'_>) -> Result<Refused, String> {
        self.expect_sound()?;
        let given = self.policies.iter().map(Policy::given).collect::<Result<Vec<_>, _>>()?;
        let told = |(number, why): (usize, String)| ("policies", number, plain(&why));
        let mut refused: Refused = session.give(&given).into_iter().map(told).collect();
        for (part, number, line) in self.lines() {
            let reply = session.step(&line);
            if reply.outcome == Outcome::Refused {
                refused.push((part, number, plain(&reply.text)));
            }
        }
        for (number, Edit { name, text }) in self.edits.iter().enumerate() {
            let reply = session.edited(name, text);
            if reply.outcome == Outcome::Refused {
                refused.push(("edits", number, plain(&reply.text)));
            }
        }
        Ok(refused)
    }

    /// What is said as lines, with what each is about.
    fn lines(&self) -> Vec<(&'static str, usize, String)> {
        let mut lines = Vec::new();
        for (number, key) in self.context.iter().enumerate() {
            lines.push(("context", number, key.line()));
        }
        let time = self.now.iter().filter(|time| !time.is_empty());
        lines.extend(time.map(|time| ("now", 0, format!("now {}", as_word(time)))));
        let asks = [("as", "principal", &self.principal), ("on", "resource", &self.resource)];
        let asks = asks.into_iter().filter(|(.., text)| !text.trim().is_empty());
        lines.extend(
            asks.map(|(name, part, text)| (part, 0, format!("{name} {}", as_word(text.trim())))),
        );
        for (number, line) in self.changes.iter().enumerate() {
            lines.push(("changes", number, line.clone()));
        }
        lines
    }
}

impl Policy {
    fn given(&self) -> Result<Given, String> {
        let Self { name, kind, level, text } = self;
        let kind = kind_named(kind)?;
        Ok(Given { kind, level: *level, name: name.clone(), text: text.clone() })
    }
}

impl Key {
    fn line(&self) -> String {
        let Self { name, state, values } = self;
        match state {
            KeyState::Absent => format!("without {}", as_word(name)),
            KeyState::Unknown => format!("unknown {}", as_word(name)),
            KeyState::Given => {
                let words =
                    values.iter().map(|value| format!(" {}", as_word(&format!("{name}={value}"))));
                std::iter::once("with".to_owned()).chain(words).collect()
            }
        }
    }
}

/// A reply without colours and the line break at its end.
pub(super) fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string().trim_end().to_owned()
}
