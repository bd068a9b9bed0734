//! A session: lines in, replies out.

use std::fmt::Write;
use std::sync::Arc;

use super::advising::Advised;
use super::commands::{self, Done, Line};
use super::pasting::text_pasted;
use super::refusal::{Refusal, drawn};
use super::reply::{Outcome, Reply};
use super::scenes::Expected;
use super::state::{Base, State};
use super::watch::{Asked, Watched, turned_text};
use super::words::{self, Word};
use crate::bundle::{PolicyReader, Trouble};
use crate::load::Files;
use crate::policy::Reading;
use crate::text::Source;

/// What lines may do outside of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Powers {
    /// Whether they may read files.
    pub reads_files: bool,
    /// Whether they may write files.
    pub writes_files: bool,
}

impl Powers {
    /// Everything, as for who sits at a terminal.
    pub const ALL: Self = Self { reads_files: true, writes_files: true };
    /// Nothing, as for who asks from a page.
    pub const NONE: Self = Self { reads_files: false, writes_files: false };
}

/// A what-if session. What it holds is changed by lines alone, so the lines that led to it lead to it
/// again.
pub struct Session<'f> {
    pub(super) files: &'f Files,
    pub(super) reader: PolicyReader<'f>,
    pub(super) powers: Powers,
    pub(super) state: Arc<State>,
    past: Vec<Step>,
    future: Vec<Step>,
    pub(super) watched: Vec<Watched>,
    pub(super) last: Option<Asked>,
    pub(super) machine_time: Option<String>,
    pub(super) texts: usize,
    /// What somebody made of a policy and was refused: its name and the text.
    pub(super) kept: Option<(String, String)>,
    /// What `why not` suggested last.
    pub(super) advised: Vec<Advised>,
    /// Says whether queries are to stop.
    pub(super) stopped: Option<Box<dyn Fn() -> bool + Send + Sync>>,
}

/// A change: the line that made it, and what held on its other side.
struct Step {
    line: String,
    state: Arc<State>,
}

impl<'f> Session<'f> {
    /// A session in which nothing is loaded. Facts about AWS come from `files`.
    pub fn new(files: &'f Files, powers: Powers) -> Self {
        Self {
            files,
            reader: PolicyReader::new(files, Reading::Strict),
            powers,
            state: Arc::default(),
            past: Vec::new(),
            future: Vec::new(),
            watched: Vec::new(),
            last: None,
            machine_time: None,
            texts: 0,
            kept: None,
            advised: Vec::new(),
            stopped: None,
        }
    }

    /// Tells the machine's time, `2026-03-01T09:00:00Z`: requests have it until a line sets another.
    pub fn at(&mut self, now: &str) {
        self.machine_time = Some(now.to_owned());
    }

    /// What was done so far becomes what was loaded: nothing of it can be undone, and `reset` leads
    /// back here. From now on lines have these powers.
    pub fn settle(&mut self, powers: Powers) {
        let state = Arc::make_mut(&mut self.state);
        let (environment, layers) = (state.environment.clone(), state.layers.clone());
        let base = Base::clone(&state.base);
        state.base = Arc::new(Base { environment, layers, ..base });
        self.past.clear();
        self.future.clear();
        self.powers = powers;
    }

    /// Follows a line. One that is a mistake changes nothing.
    pub fn step(&mut self, line: &str) -> Reply {
        if let Some(text) = text_pasted(line) {
            let done = self.paste(text);
            return self.done(done);
        }
        let done = match words::split(line) {
            Ok(words) => self.follow(&words),
            Err(why) => Err(why.message(line).into()),
        };
        self.done(done)
    }

    /// What a line came to, done.
    pub(super) fn done(&mut self, done: Result<Done, Refusal>) -> Reply {
        match done {
            Ok(Done::Reply(reply)) => *reply,
            Ok(Done::Changed(change)) => self.change(*change),
            Ok(Done::Loaded(change, cases)) => self.load_cases(*change, &cases),
            Err(Refusal(text)) => Reply::told(text).with(Outcome::Refused),
        }
    }

    fn follow(&mut self, words: &[Word]) -> Result<Done, Refusal> {
        if words.is_empty() {
            return Ok(Reply::told("").into());
        }
        let (command, used) = commands::find(words)?;
        let line = Line { command, words: &words[used..] };
        (command.run)(self, &line)
    }

    /// Lets a change come true, and asks the watch list again.
    fn change(&mut self, change: Change) -> Reply {
        let state = std::mem::replace(&mut self.state, Arc::new(change.state));
        self.past.push(Step { line: change.line, state });
        self.future.clear();
        self.changed(change.text)
    }

    /// Lets a change come true that brings questions along.
    fn load_cases(&mut self, mut change: Change, cases: &[Expected]) -> Reply {
        let before = std::mem::replace(&mut self.state, Arc::new(change.state.clone()));
        let settings = self.settings_of_cases(cases);
        Arc::make_mut(&mut change.state.base).settings.extend(settings.clone());
        change.state.settings.extend(settings);
        self.state = before;
        let mut reply = self.change(change);
        reply.text += &self.watch_cases(cases);
        reply
    }

    fn changed(&mut self, mut text: String) -> Reply {
        let turned = self.ask_again();
        text += &turned_text(&turned);
        text += &warned(&self.reader.take_warnings());
        Reply { turned, ..Reply::told(text).with(Outcome::Changed) }
    }

    /// Takes back so many changes; tells the lines that made them.
    pub(super) fn undo(&mut self, count: usize) -> Result<Reply, Refusal> {
        if self.past.is_empty() {
            return Err("there is nothing to undo".into());
        }
        let mut text = String::new();
        for _ in 0..count {
            let Some(Step { line, state }) = self.past.pop() else { break };
            let _ = writeln!(text, "undone: {}", shown(&line));
            let state = std::mem::replace(&mut self.state, state);
            self.future.push(Step { line, state });
        }
        Ok(self.changed(text))
    }

    /// Makes a change again that was undone.
    pub(super) fn redo(&mut self, count: usize) -> Result<Reply, Refusal> {
        if self.future.is_empty() {
            return Err("there is nothing to redo".into());
        }
        let mut text = String::new();
        for _ in 0..count {
            let Some(Step { line, state }) = self.future.pop() else { break };
            let _ = writeln!(text, "done again: {}", shown(&line));
            let state = std::mem::replace(&mut self.state, state);
            self.past.push(Step { line, state });
        }
        Ok(self.changed(text))
    }

    /// The lines that changed something, but for those undone.
    pub(super) fn lines_of_changes(&self) -> impl Iterator<Item = &str> {
        self.past.iter().map(|step| &*step.line)
    }

    /// The lines that lead a new session to what this one holds: its changes but for those undone,
    /// and the questions on its watch list, that of the last answer at the end.
    pub fn journal(&self) -> Vec<String> {
        let changes = self.past.iter().flat_map(|step| step.line.split('\n').map(str::to_owned));
        let watched = self.watched.iter().map(|one| format!("watch {}", one.question.words()));
        let last = self.last.iter().map(|last| format!("can {}", last.words()));
        changes.chain(watched).chain(last).collect()
    }

    /// A name for a text that no other text of the session has.
    pub(super) fn new_key(&mut self) -> Arc<str> {
        self.texts += 1;
        format!("@{}", self.texts).into()
    }

    /// A new reader, where an environment says other things about what is not known than before.
    pub(super) fn read_anew(&mut self, state: &State) {
        self.reader = PolicyReader::new(self.files, Reading::Strict);
        let states = self.past.iter().chain(&self.future).map(|step| &*step.state);
        for state in states.chain([state, &*self.state]) {
            for (_, _, plain) in state.layers.all() {
                plain.shelve(&mut self.reader);
            }
        }
    }

    /// Whether lines may read files.
    pub(super) fn expect_reading(&self) -> Result<(), Refusal> {
        let refused = || "files cannot be read here; give the document itself".into();
        self.powers.reads_files.then_some(()).ok_or_else(refused)
    }

    /// The text that stands for what somebody types.
    pub(super) fn typed(name: &str, text: &str) -> Arc<Source> {
        Arc::new(Source::new(name, text))
    }
}

/// How many warnings are shown.
const MOST_WARNINGS: usize = 5;

/// What is suspect in policies that were read, for people.
pub(super) fn warned(warnings: &[Trouble]) -> String {
    let mut text: String = warnings.iter().take(MOST_WARNINGS).map(drawn).collect();
    if warnings.len() > MOST_WARNINGS {
        let _ = writeln!(text, "note: {} more warnings", warnings.len() - MOST_WARNINGS);
    }
    text
}

/// The most of a line that is shown.
const LONGEST: usize = 100;

/// A line for people, cut where it is long.
pub(super) fn shown(line: &str) -> String {
    let line = line.replace('\n', "; ");
    let short: String = line.chars().take(LONGEST).collect();
    let end = if short.len() < line.len() { ".." } else { "" };
    crate::text::printable(&short) + end
}

/// What is to hold after a line.
pub(super) struct Change {
    /// What holds then.
    pub(super) state: State,
    /// What is told of it.
    pub(super) text: String,
    /// The line that makes the same change again.
    pub(super) line: String,
}
