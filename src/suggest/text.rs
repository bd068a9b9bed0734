//! Advice as people read it.

use super::advice::Advice;
use super::context_values::Setting;
use super::suggestion::{Change, Suggestion};
use crate::evaluate::Decision;
use crate::explain::DecidedBy;
use crate::text::{RenderStyle, printable};

/// How many suggestions are told.
pub const MOST_TOLD: usize = 5;

impl Advice {
    /// In full: numbered edits with their diffs, then values of context; empty if there is nothing to
    /// say.
    pub fn text(&self, style: RenderStyle) -> String {
        let mut page = String::new();
        self.edits(&mut page, style);
        self.why_none_alone(&mut page);
        self.several(&mut page, style);
        self.settings(&mut page);
        if !self.hangs_on.is_empty() {
            line(&mut page, "It hangs on:");
            for one in &self.hangs_on {
                line(&mut page, &format!("  {one}"));
            }
        }
        if self.is_bounded {
            line(&mut page, "There is more that could be edited than was tried.");
        }
        page
    }

    /// The edits in full, and nothing else.
    pub fn edits_text(&self, style: RenderStyle) -> String {
        let mut page = String::new();
        self.edits(&mut page, style);
        self.several(&mut page, style);
        page
    }

    /// The narrowest edit in full; where no single one does, why, and which do together.
    pub fn narrowest_text(&self, style: RenderStyle) -> String {
        let mut page = String::new();
        if let Some(first) = self.suggestions.first() {
            line(&mut page, &format!("The narrowest edit that {}:", self.would()));
            line(&mut page, &format!("  {}", first.headline()));
            line(&mut page, &format!("     {}", self.breadth_words(first)));
            push_change(&mut page, first, style);
            return page;
        }
        self.why_none_alone(&mut page);
        self.several(&mut page, style);
        page
    }

    fn why_none_alone(&self, page: &mut String) {
        if let Some(why) = &self.no_single_edit {
            line(page, &format!("No single edit of a policy {}: {why}.", self.would()));
        }
    }

    fn would(&self) -> &'static str {
        if self.decision == Decision::Allowed { "would deny it" } else { "would allow it" }
    }

    fn edits(&self, page: &mut String, style: RenderStyle) {
        if self.suggestions.is_empty() {
            return;
        }
        line(page, &format!("What {}, the narrowest first:", self.would()));
        for (number, one) in self.suggestions.iter().take(MOST_TOLD).enumerate() {
            line(page, &format!("  {}. {}", number + 1, one.headline()));
            line(page, &format!("     {}", self.breadth_words(one)));
            push_change(page, one, style);
        }
        let more = self.suggestions.len().saturating_sub(MOST_TOLD);
        if more > 0 {
            line(page, &format!("  and {more} wider"));
        }
    }

    fn breadth_words(&self, one: &Suggestion) -> String {
        let verb = if self.decision == Decision::Allowed { "denies" } else { "allows" };
        let also = if one.breadth.count() > 0 { "also " } else { "" };
        format!("{also}{verb} {}", one.breadth.words())
    }

    fn several(&self, page: &mut String, style: RenderStyle) {
        let Some(together) = &self.together else { return };
        line(page, &format!("These together {}:", self.would()));
        for (number, one) in together.edits.iter().enumerate() {
            line(page, &format!("  {}. {}", number + 1, one.headline()));
            push_change(page, one, style);
        }
        let also = if together.breadth.count() > 0 { "also " } else { "" };
        line(page, &format!("  together they {also}allow {}", together.breadth.words()));
    }

    fn settings(&self, page: &mut String) {
        if self.contexts.is_empty() {
            return;
        }
        line(page, "With the policies as they are it would be allowed with:");
        for one in &self.contexts {
            let words: Vec<String> = one.settings.iter().map(ToString::to_string).collect();
            line(page, &format!("  {}", words.join(" ")));
        }
    }

    /// The narrowest edit in one line, or the edits that do only together; of an undecided answer what
    /// would decide it. `None` if there is nothing to say.
    pub fn line(&self) -> Option<String> {
        if let (Decision::Undecided, Some(one)) = (self.decision, self.contexts.first()) {
            let words: Vec<String> = one.settings.iter().map(Setting::words).collect();
            return Some(words.join(" and "));
        }
        let first = self.suggestions.first();
        let several = || {
            let together = self.together.as_ref()?;
            let parts: Vec<String> = together.edits.iter().map(Suggestion::headline).collect();
            Some(format!("only together: {}", parts.join("; ")))
        };
        first.map(|one| format!("{}; {}", one.headline(), self.breadth_words(one))).or_else(several)
    }
}

impl Suggestion {
    /// What is done and where, in one line.
    pub fn headline(&self) -> String {
        let layer = layer_words(self.layer);
        match self.place() {
            Some(place) => format!("{layer}, {place}: {}", self.what),
            None => format!("{layer}: {}", self.what),
        }
    }
}

fn layer_words(layer: DecidedBy) -> String {
    match layer.level {
        Some(level) => format!("{} at level {level}", layer.policy_type),
        None => layer.policy_type.to_string(),
    }
}

fn push_change(page: &mut String, one: &Suggestion, style: RenderStyle) {
    let text = match &one.change {
        Change::Edits(_) => one.diff(style).unwrap_or_default(),
        Change::Document(json) => json.lines().map(|line| printable(line) + "\n").collect(),
        Change::Detached => return,
    };
    for text in text.lines() {
        line(page, &format!("     {text}"));
    }
}

fn line(page: &mut String, text: &str) {
    page.push_str(text);
    page.push('\n');
}
