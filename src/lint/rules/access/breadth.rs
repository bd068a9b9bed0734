//! How much a list of actions comes to.

use crate::catalog::{AccessLevel, ActionOfService};

/// `412 actions: 120 write, 14 permissions management`; the levels that only look are not told.
pub(super) fn comes_to(actions: &[ActionOfService<'_>]) -> String {
    let told = [AccessLevel::Write, AccessLevel::Tagging, AccessLevel::PermissionsManagement];
    let count = |level| actions.iter().filter(|one| one.action.access_level == level).count();
    let levels = told.map(|level| (count(level), level.name().to_lowercase()));
    let levels = levels.iter().filter(|(count, _)| *count > 0);
    let levels: Vec<String> = levels.map(|(count, name)| format!("{count} {name}")).collect();
    let all = counted(actions.len(), "action");
    if levels.is_empty() { all } else { format!("{all}: {}", levels.join(", ")) }
}

/// `1 action`, `2 actions`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// The first few of some names, and how many more there are.
pub(super) fn first_few(names: &[String]) -> String {
    const MOST: usize = 3;
    let shown = names.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(MOST) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
