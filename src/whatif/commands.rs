//! Commands: what they are, and the words behind them.

use super::refusal::Refusal;
use super::reply::Reply;
use super::scenes::Expected;
use super::session::{Change, Session};
use super::table::COMMANDS;
use super::words::{Word, as_word};
use crate::text::{nearest, quote};

/// A command.
#[derive(Debug)]
pub struct Command {
    /// One word or two, in lower case.
    pub name: &'static str,
    /// What may stand behind the name.
    pub usage: &'static str,
    /// What it does, in a line.
    pub summary: &'static str,
    /// Whole lines.
    pub examples: &'static [&'static str],
    pub(super) run: Run,
}

/// What follows a line.
pub(super) type Run = fn(&mut Session<'_>, &Line<'_>) -> Result<Done, Refusal>;

/// What a line came to.
pub(super) enum Done {
    /// This is to hold.
    Changed(Box<Change>),
    /// The same, and these cases of a scenario are to be watched.
    Loaded(Box<Change>, Vec<Expected>),
    /// Nothing that could be undone.
    Reply(Box<Reply>),
}

impl From<Change> for Done {
    fn from(change: Change) -> Self {
        Self::Changed(Box::new(change))
    }
}

impl From<Reply> for Done {
    fn from(reply: Reply) -> Self {
        Self::Reply(Box::new(reply))
    }
}

/// A command and the words behind it.
pub(super) struct Line<'w> {
    pub(super) command: &'static Command,
    pub(super) words: &'w [Word],
}

impl<'w> Line<'w> {
    /// The first word and those behind it.
    pub(super) fn first(&self, wanted: &str) -> Result<(&'w Word, &'w [Word]), Refusal> {
        self.words.split_first().ok_or_else(|| self.refusal(&format!("{wanted} is missing")))
    }

    /// The word that stands alone.
    pub(super) fn only(&self, wanted: &str) -> Result<(&'w Word, &'w [Word]), Refusal> {
        match self.words {
            [_, second, ..] => {
                let second = quote(&second.text);
                Err(self.refusal(&format!("expected nothing behind {wanted}, found {second}")))
            }
            _ => self.first(wanted),
        }
    }

    /// The word before a preposition, and the words behind it.
    pub(super) fn one_and(&self, preposition: &str) -> Result<(&'w Word, &'w [Word]), Refusal> {
        match self.words {
            [one, between, rest @ ..]
                if between.text.eq_ignore_ascii_case(preposition) && !rest.is_empty() =>
            {
                Ok((one, rest))
            }
            _ => Err(self.refusal(&format!("expected a policy, and whose behind `{preposition}`"))),
        }
    }

    /// Nothing stands behind the command.
    pub(super) fn nothing(&self) -> Result<(), Refusal> {
        match self.words.first() {
            Some(word) => {
                let word = quote(&word.text);
                Err(self.refusal(&format!("expected nothing behind the command, found {word}")))
            }
            None => Ok(()),
        }
    }

    /// A mistake, with how the command is written.
    pub(super) fn refusal(&self, message: &str) -> Refusal {
        let Command { name, usage, .. } = self.command;
        let usage = format!("{name} {usage}");
        let Refusal(text) = Refusal::from(message);
        Refusal(format!("{text}  = help: {}\n", usage.trim_end()))
    }

    /// The line, written anew.
    pub(super) fn again(&self) -> String {
        let words = self.words.iter().map(|word| format!(" {}", as_word(&word.text)));
        std::iter::once(self.command.name.to_owned()).chain(words).collect()
    }
}

/// Other names.
const ALIASES: &[(&str, &str)] = &[("exit", "quit"), ("q", "quit"), ("?", "help")];

pub(super) fn count(line: &Line<'_>) -> Result<usize, Refusal> {
    if line.words.is_empty() {
        return Ok(1);
    }
    let (word, _) = line.only("a count")?;
    let count = word.text.parse().ok().filter(|count| *count > 0);
    count.ok_or_else(|| line.refusal(&format!("{} is no count", quote(&word.text))))
}

/// The command that a line begins with, and how many words name it.
pub(super) fn find(words: &[Word]) -> Result<(&'static Command, usize), Refusal> {
    let Some(first_word) = words.first() else { return Err("a command is missing".into()) };
    let lower: Vec<String> = words.iter().take(2).map(|word| word.text.to_lowercase()).collect();
    let first = lower.first().map_or("", String::as_str);
    let named = |name: &str| COMMANDS.iter().find(|command| command.name == name);
    if let Some(found) = named(&lower.join(" ")).filter(|_| lower.len() == 2) {
        return Ok((found, 2));
    }
    let spaced = first.replace('-', " ");
    let alias = ALIASES.iter().find(|(alias, _)| *alias == first).map(|(_, name)| *name);
    if let Some(found) = named(alias.unwrap_or(&spaced)) {
        return Ok((found, 1));
    }
    let all = COMMANDS.iter().map(|command| command.name);
    let near = nearest(&lower.join(" "), all.clone()).or_else(|| nearest(first, all));
    let near = near.map_or_else(
        || "; `help` lists the commands".to_owned(),
        |near| format!("; did you mean `{near}`?"),
    );
    Err(format!("there is no command {}{near}", quote(&first_word.text)).into())
}
