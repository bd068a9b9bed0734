//! What keys do.

use std::env;
use std::fs;
use std::path::PathBuf;

use reedline::{
    EditCommand, EditMode, Emacs, KeyCode, KeyModifiers, Keybindings, ReedlineEvent, Vi,
    default_emacs_keybindings, default_vi_insert_keybindings, default_vi_normal_keybindings,
};

use super::complete::MENU;

/// The keys of emacs, or those of vi for who chose them in the file that other programs with lines
/// to edit read too.
pub(super) fn of_user() -> Box<dyn EditMode> {
    let chosen = inputrc().and_then(|path| fs::read_to_string(path).ok());
    if chosen.is_some_and(|text| is_vi(&text)) {
        let insert = with_ours(default_vi_insert_keybindings());
        return Box::new(Vi::new(insert, default_vi_normal_keybindings()));
    }
    Box::new(Emacs::new(with_ours(default_emacs_keybindings())))
}

fn inputrc() -> Option<PathBuf> {
    let named = env::var_os("INPUTRC").filter(|path| !path.is_empty());
    named.map(PathBuf::from).or_else(|| Some(etcetera::home_dir().ok()?.join(".inputrc")))
}

/// Whether the settings choose vi, outside of what they say for some programs alone.
fn is_vi(text: &str) -> bool {
    let (mut depth, mut is_vi) = (0_usize, false);
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match &*words {
            ["$if", ..] => depth += 1,
            ["$endif", ..] => depth = depth.saturating_sub(1),
            [set, name, mode, ..] if depth == 0 && set.eq_ignore_ascii_case("set") => {
                if name.eq_ignore_ascii_case("editing-mode") {
                    is_vi = mode.eq_ignore_ascii_case("vi");
                }
            }
            _ => {}
        }
    }
    is_vi
}

fn with_ours(mut keys: Keybindings) -> Keybindings {
    let next = vec![ReedlineEvent::Menu(MENU.to_owned()), ReedlineEvent::MenuNext];
    keys.add_binding(KeyModifiers::NONE, KeyCode::Tab, ReedlineEvent::UntilFound(next));
    keys.add_binding(KeyModifiers::SHIFT, KeyCode::BackTab, ReedlineEvent::MenuPrevious);
    let newline = ReedlineEvent::Edit(vec![EditCommand::InsertNewline]);
    keys.add_binding(KeyModifiers::ALT, KeyCode::Enter, newline);
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vi_is_chosen_as_for_other_programs() {
        assert!(is_vi("# keys\nset editing-mode vi\n"));
        assert!(is_vi("$if Bash\nset editing-mode emacs\n$endif\n  Set Editing-Mode VI # mine"));
        assert!(!is_vi("$if Bash\nset editing-mode vi\n$endif\n"));
        assert!(!is_vi("set editing-mode vi\nset editing-mode emacs\n"));
        assert!(!is_vi("set show-mode-in-prompt on\n"));
    }
}
