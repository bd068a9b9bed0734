//! Conditions of a template: true, false, or hanging on a value that nobody knows. What hangs on
//! one is worked out for either case.

use super::scope::{NOT_UNDERSTOOD, Scope, text_of, whole_hole};
use super::value::function_of;
use crate::aws::{holds_unknown, key_of_unknown};
use crate::text::{Node, Span, Value, quote};

/// A comparison that nobody can decide: whether both texts are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Leaf {
    /// The side with an unknown value.
    pub(super) left: Box<str>,
    /// The other.
    pub(super) right: Box<str>,
}

/// One of the two ways that a comparison may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Assumed {
    pub(super) leaf: Leaf,
    pub(super) equal: bool,
}

/// Whether a condition holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    Known(bool),
    Unknown(Leaf),
}

/// The first comparison on the way that nobody can decide.
#[derive(Clone, Debug)]
pub(super) enum Met {
    /// Nobody asks for it.
    Unasked,
    /// None yet.
    Nothing,
    /// This.
    Leaf(Leaf),
}

/// On how many comparisons one thing may hang before it counts as unknown altogether.
const FORKS: usize = 5;

impl Scope<'_> {
    /// Whether the condition of that name holds.
    pub(super) fn condition(&mut self, name: &str, span: Span) -> Truth {
        if let Some(truth) = self.truths.get(name) {
            return truth.clone();
        }
        let whole = format!("${{{}}}", key_of_unknown(&format!("Conditions.{name}")));
        if let Some(known) = self.assumed.iter().find(|known| *known.leaf.left == *whole) {
            return Truth::Known(known.equal);
        }
        let pending = format!("condition {name}");
        let Some(node) = self.template.conditions.get(name).copied() else {
            let message = format!("the template has no condition {}", quote(name));
            self.remark(NOT_UNDERSTOOD, span, message);
            return self.opaque(name, span);
        };
        if self.pending.contains(&pending) || self.is_deep() {
            let message = format!("the condition {} refers to itself", quote(name));
            self.remark(NOT_UNDERSTOOD, span, message);
            return self.opaque(name, span);
        }
        self.pending.push(pending);
        let truth = self.truth(node);
        self.pending.pop();
        self.truths.insert(name.into(), truth.clone());
        truth
    }

    /// Whether what stands here holds.
    pub(super) fn truth(&mut self, node: &Node) -> Truth {
        let parts = |node: &Node| match &node.value {
            Value::List(items) => items.clone(),
            _ => vec![node.clone()],
        };
        match function_of(node) {
            Some(("Condition", name)) => match name.as_text() {
                Some(text) => self.condition(text, name.span),
                None => self.not_a_condition(node),
            },
            Some(("Fn::Not", argument)) => match parts(argument).as_slice() {
                [part] => match self.truth(part) {
                    Truth::Known(holds) => Truth::Known(!holds),
                    unknown @ Truth::Unknown(_) => unknown,
                },
                _ => self.not_a_condition(node),
            },
            Some(("Fn::And", argument)) => self.all(&parts(argument), true),
            Some(("Fn::Or", argument)) => self.all(&parts(argument), false),
            Some(("Fn::Equals", argument)) => match parts(argument).as_slice() {
                [left, right] => self.equal(left, right),
                _ => self.not_a_condition(node),
            },
            _ => match (&node.value, node.as_text()) {
                (Value::Bool(holds), _) => Truth::Known(*holds),
                (_, Some("true")) => Truth::Known(true),
                (_, Some("false")) => Truth::Known(false),
                _ => self.not_a_condition(node),
            },
        }
    }

    /// `And` if all must hold, else `Or`.
    fn all(&mut self, parts: &[Node], must: bool) -> Truth {
        let mut unknown = None;
        for part in parts {
            match self.truth(part) {
                Truth::Known(holds) if holds != must => return Truth::Known(!must),
                Truth::Known(_) => {}
                Truth::Unknown(leaf) => unknown = unknown.or(Some(leaf)),
            }
        }
        unknown.map_or(Truth::Known(must), Truth::Unknown)
    }

    fn equal(&mut self, left: &Node, right: &Node) -> Truth {
        let (left, right) = (self.compared(left), self.compared(right));
        if left == right {
            return Truth::Known(true);
        }
        if !holds_unknown(&left) && !holds_unknown(&right) {
            return Truth::Known(false);
        }
        let swap = whole_hole(&left).is_none() && holds_unknown(&right);
        let (left, right) = if swap { (right, left) } else { (left, right) };
        self.undecided(Leaf { left, right })
    }

    fn compared(&mut self, node: &Node) -> Box<str> {
        match self.value(node) {
            Some(value) => text_of(&value).unwrap_or_else(|| {
                let message = format!("expected a text, found {}", value.kind());
                self.remark(NOT_UNDERSTOOD, node.span, message);
                value.to_json_line().into()
            }),
            None => "".into(),
        }
    }

    fn undecided(&self, leaf: Leaf) -> Truth {
        let equal_to_another = |known: &&Assumed| {
            let both_known = !holds_unknown(&known.leaf.right) && !holds_unknown(&leaf.right);
            known.equal && known.leaf.left == leaf.left && both_known
        };
        match self.assumed.iter().find(|known| known.leaf == leaf) {
            Some(known) => Truth::Known(known.equal),
            None if self.assumed.iter().any(|known| equal_to_another(&known)) => {
                Truth::Known(false)
            }
            None => Truth::Unknown(leaf),
        }
    }

    fn not_a_condition(&mut self, node: &Node) -> Truth {
        self.remark(NOT_UNDERSTOOD, node.span, "this condition is not understood");
        let name = node.to_json_line();
        self.opaque(&name, node.span)
    }

    /// A condition of which only the name is known.
    pub(super) fn opaque(&mut self, name: &str, span: Span) -> Truth {
        let why = "whether the condition holds";
        let left = self.hole(&format!("Conditions.{name}"), why, span);
        self.undecided(Leaf { left, right: "true".into() })
    }

    /// What `make` gives, once for each way in which comparisons may go that it hangs on. Each
    /// comes with what is assumed, which is more than what is assumed already.
    pub(super) fn forked<T>(
        &mut self,
        make: &mut dyn FnMut(&mut Self) -> T,
    ) -> Vec<(Vec<Assumed>, T)> {
        let outer = std::mem::replace(&mut self.met, Met::Nothing);
        let value = make(self);
        let met = std::mem::replace(&mut self.met, outer);
        let Met::Leaf(leaf) = met else { return vec![(self.assumed.clone(), value)] };
        let mut all = Vec::new();
        for equal in [true, false] {
            let mut assumed = self.assumed.clone();
            assumed.push(Assumed { leaf: leaf.clone(), equal });
            all.extend(self.under(assumed, |scope| scope.forked(make)));
        }
        all
    }

    /// Works something out under assumptions.
    pub(super) fn under<T>(
        &mut self,
        assumed: Vec<Assumed>,
        make: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let assumed = std::mem::replace(&mut self.assumed, assumed);
        let truths = std::mem::take(&mut self.truths);
        let value = make(self);
        (self.assumed, self.truths) = (assumed, truths);
        value
    }

    /// Whether what hangs on this comparison is worked out for both ways.
    pub(super) fn may_fork(&mut self, leaf: &Leaf) -> bool {
        if self.assumed.len() >= FORKS {
            return false;
        }
        if matches!(self.met, Met::Nothing) {
            self.met = Met::Leaf(leaf.clone());
        }
        matches!(self.met, Met::Leaf(_))
    }
}
