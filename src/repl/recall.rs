//! What the line editor recalls: the lines of this session and of earlier ones.

use std::env;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use etcetera::BaseStrategy;
use reedline::{
    FileBackedHistory, HistoryItem, HistoryItemId, HistorySessionId, Result, SearchQuery,
};

use super::history::History;
use super::secret::is_secret;
use crate::load::why_unreadable;
use crate::text::quote;

/// How many lines are recalled.
const RECALLED: usize = 20_000;

/// Keeps lines in the user's file, as far as there is one.
#[derive(Clone)]
pub(super) struct Memory(Arc<Mutex<Inner>>);

struct Inner {
    file: Option<History>,
    place: String,
    remark: Option<String>,
    is_remarked: bool,
}

impl Memory {
    /// The user's lines, the oldest first.
    pub(super) fn of_user() -> (Self, Vec<String>) {
        let Some(path) = place() else {
            return (Self::of(None, "", Some("there is no home folder".to_owned())), Vec::new());
        };
        let name = path.display().to_string();
        match History::open(&path) {
            Ok((history, lines)) => (Self::of(Some(history), &name, None), lines),
            Err(why) => (Self::of(None, &name, Some(why_unreadable(&why))), Vec::new()),
        }
    }

    fn of(file: Option<History>, place: &str, why: Option<String>) -> Self {
        let inner = Inner { file, place: place.to_owned(), remark: None, is_remarked: false };
        let memory = Self(Arc::new(Mutex::new(inner)));
        if let Some(why) = why {
            memory.remark(&why);
        }
        memory
    }

    /// Keeps a line, unless it is secret. Nothing that goes wrong here ends a session.
    pub(super) fn keep(&self, line: &str) {
        if line.trim().is_empty() || line.starts_with(' ') || is_secret(line) {
            return;
        }
        let kept = {
            let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            inner.file.as_mut().map_or(Ok(()), |file| file.append(line))
        };
        if let Err(why) = kept {
            self.remark(&why_unreadable(&why));
        }
    }

    fn remark(&self, why: &str) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = if inner.place.is_empty() {
            String::new()
        } else {
            format!(" in {}", quote(&inner.place))
        };
        if !inner.is_remarked {
            inner.remark = Some(format!("lines are not kept{place} for later sessions: {why}"));
            inner.is_remarked = true;
        }
    }

    /// Why lines are not kept, once.
    pub(super) fn take_remark(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remark.take()
    }
}

/// Where the user's state is kept. Nothing is kept for a user without a home.
fn place() -> Option<PathBuf> {
    let is_set = |name: &&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    ["XDG_STATE_HOME", "HOME", "USERPROFILE"].iter().find(|name| is_set(name))?;
    let folders = etcetera::choose_base_strategy().ok()?;
    let folder = folders.state_dir().unwrap_or_else(|| folders.data_dir());
    Some(folder.join("iamsim").join("history"))
}

/// What the line editor searches; what it is told to keep goes to the memory as well.
pub(super) struct Recall {
    lines: FileBackedHistory,
    memory: Memory,
}

impl Recall {
    /// Lines of earlier sessions, the oldest first.
    ///
    /// # Errors
    /// Never, as long as the number of lines is one that `reedline` takes.
    pub(super) fn new(lines: Vec<String>, memory: Memory) -> Result<Self> {
        let mut recalled = FileBackedHistory::new(RECALLED)?;
        for line in lines {
            reedline::History::save(&mut recalled, HistoryItem::from_command_line(line))?;
        }
        Ok(Self { lines: recalled, memory })
    }
}

impl reedline::History for Recall {
    fn save(&mut self, item: HistoryItem) -> Result<HistoryItem> {
        if is_secret(&item.command_line) {
            return Ok(item);
        }
        self.memory.keep(&item.command_line);
        self.lines.save(item)
    }

    fn load(&self, id: HistoryItemId) -> Result<HistoryItem> {
        self.lines.load(id)
    }

    fn count(&self, query: SearchQuery) -> Result<i64> {
        self.lines.count(query)
    }

    fn search(&self, query: SearchQuery) -> Result<Vec<HistoryItem>> {
        self.lines.search(query)
    }

    fn update(
        &mut self,
        id: HistoryItemId,
        updater: &dyn Fn(HistoryItem) -> HistoryItem,
    ) -> Result<()> {
        self.lines.update(id, updater)
    }

    fn clear(&mut self) -> Result<()> {
        self.lines.clear()
    }

    fn delete(&mut self, id: HistoryItemId) -> Result<()> {
        self.lines.delete(id)
    }

    fn sync(&mut self) -> std::io::Result<()> {
        Ok(())
    }

    fn session(&self) -> Option<HistorySessionId> {
        None
    }
}
