//! The same request for another action.

use super::draft::Draft;
use super::known::SomeAction;
use super::near::with_action;
use super::scene::Scene;
use crate::evaluate::StatementAt;

impl Scene<'_> {
    /// A request for this action to which a statement applies, near one to which it applies; `None`
    /// if none was found that AWS sees.
    pub fn acting(&self, at: StatementAt, near: &Draft, action: &str) -> Option<Draft> {
        let subject = self.subject(at)?;
        let some = SomeAction { name: action.into(), made_up: false };
        let moved = subject.satisfied(with_action(&subject, near, some)).ok()?;
        (*moved.action == *action && self.is_real(&moved)).then(|| self.settle(&moved))?
    }
}
