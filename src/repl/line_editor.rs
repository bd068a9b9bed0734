//! Lines that are edited at the prompt: completed, coloured, recalled.

use reedline::{
    ColumnarMenu, MenuBuilder, Reedline, ReedlineMenu, Signal, ValidationResult, Validator,
};

use super::complete::{Complete, MENU};
use super::guard::guarded;
use super::highlight::Highlight;
use super::hint::Hint;
use super::lines::parts;
use super::prompt::Start;
use super::recall::{Memory, Recall};
use super::shared::Shared;
use super::terminal::Typed;
use super::{is_coloured, keys};
use crate::whatif::needs_more;

/// A terminal whose lines are edited here.
pub(super) struct LineEditor(Option<Reedline>);

impl LineEditor {
    /// With lines of earlier sessions, the oldest first.
    ///
    /// # Errors
    /// If the lines cannot be recalled.
    pub(super) fn new(
        shared: &Shared,
        lines: Vec<String>,
        memory: &Memory,
    ) -> Result<Self, String> {
        let recall = Recall::new(lines, memory.clone()).map_err(|why| why.to_string())?;
        let is_coloured = is_coloured();
        let menu = ColumnarMenu::default().with_name(MENU).with_marker("");
        let editor = Reedline::create()
            .with_history(Box::new(recall))
            .with_history_exclusion_prefix(Some(" ".to_owned()))
            .with_edit_mode(keys::of_user())
            .with_validator(Box::new(Whole))
            .with_completer(Box::new(Complete(shared.clone())))
            .with_menu(ReedlineMenu::EngineCompleter(Box::new(menu)))
            .with_quick_completions(true)
            .with_partial_completions(true)
            .with_highlighter(Box::new(Highlight { shared: shared.clone(), is_coloured }))
            .with_hinter(Box::new(Hint::new(shared)))
            .with_ansi_colors(is_coloured)
            .use_bracketed_paste(true);
        Ok(Self(Some(editor)))
    }

    /// The next lines.
    ///
    /// # Errors
    /// If the terminal cannot be used this way.
    pub(super) fn read(&mut self) -> Result<Typed, String> {
        let Some(editor) = &mut self.0 else { return Ok(Typed::End) };
        let read = guarded(|| editor.read_line(&Start).map_err(|why| why.to_string()));
        let why = match read {
            Ok(Ok(Signal::Success(lines))) => return Ok(Typed::Lines(lines)),
            Ok(Ok(Signal::CtrlD)) => return Ok(Typed::End),
            Ok(Ok(_)) => return Ok(Typed::Nothing),
            Ok(Err(why)) | Err(why) => why,
        };
        // INVARIANT: an editor that is gone leaves the terminal as it was.
        self.0 = None;
        Err(format!("lines are not edited on this terminal: {why}"))
    }
}

/// Whether a line goes on.
struct Whole;

impl Validator for Whole {
    fn validate(&self, text: &str) -> ValidationResult {
        let last = parts(text).pop().unwrap_or_default();
        if needs_more(&text[last]) {
            ValidationResult::Incomplete
        } else {
            ValidationResult::Complete
        }
    }
}
