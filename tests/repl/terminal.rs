//! A terminal with a session on it: keys are typed, and the screen is looked at.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::process::Child;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use pty_process::Size;
use pty_process::blocking::{Command, Pty, open};
use tempfile::TempDir;

/// How long something may take that always comes.
const PATIENCE: Duration = Duration::from_secs(60);
const ROWS: u16 = 40;
const COLUMNS: u16 = 120;

/// What a line editor asks a terminal: where the cursor is.
const WHERE: &[u8] = b"\x1b[6n";

/// What a terminal shows, and all that it was sent.
struct Shown {
    screen: vt100::Parser,
    sent: Vec<u8>,
}

/// A terminal and the program on it.
pub(crate) struct Terminal {
    pty: Arc<Pty>,
    child: Child,
    shown: Arc<Mutex<Shown>>,
}

/// How a session is started.
pub(crate) struct Start<'s> {
    pub(crate) home: &'s Path,
    pub(crate) arguments: &'s [&'s str],
    pub(crate) variables: &'s [(&'s str, &'s str)],
}

impl Start<'_> {
    pub(crate) fn go(&self) -> Terminal {
        let (pty, pts) = open().unwrap();
        pty.resize(Size::new(ROWS, COLUMNS)).unwrap();
        let command = Command::new(env!("CARGO_BIN_EXE_iamsim"))
            .arg("repl")
            .args(self.arguments)
            .env_clear()
            .env("TERM", "xterm-256color")
            .env("HOME", self.home)
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs(self.variables.iter().copied());
        let child = command.spawn(pts).unwrap();
        let screen =
            vt100::Parser::new(NonZero::new(ROWS).unwrap(), NonZero::new(COLUMNS).unwrap(), 0);
        let shown = Arc::new(Mutex::new(Shown { screen, sent: Vec::new() }));
        let pty = Arc::new(pty);
        let (from, seen) = (pty.clone(), shown.clone());
        thread::spawn(move || show(&from, &seen));
        Terminal { pty, child, shown }
    }
}

/// Shows what the program sends, and answers where the cursor is.
fn show(pty: &Pty, shown: &Mutex<Shown>) {
    let (mut from, mut bytes) = (pty, [0; 4096]);
    while let Ok(count) = from.read(&mut bytes) {
        if count == 0 {
            return;
        }
        let mut answers = Vec::new();
        {
            let mut shown = shown.lock().unwrap();
            for byte in &bytes[..count] {
                shown.sent.push(*byte);
                shown.screen.process(&[*byte]);
                if shown.sent.ends_with(WHERE) {
                    let (row, column) = shown.screen.screen().cursor_position();
                    answers.push(format!("\x1b[{};{}R", row + 1, column + 1));
                }
            }
        }
        for answer in answers {
            let mut to = pty;
            to.write_all(answer.as_bytes()).unwrap();
        }
    }
}

impl Terminal {
    /// A session with these arguments, at its first prompt.
    pub(crate) fn open(home: &TempDir, arguments: &[&str]) -> Self {
        let start = Start { home: home.path(), arguments, variables: &[] };
        let mut terminal = start.go();
        terminal.expect("> ");
        terminal
    }

    /// Types keys.
    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        let mut to = &*self.pty;
        to.write_all(keys.as_bytes()).unwrap();
        self
    }

    /// Types a line.
    pub(crate) fn enter(&mut self, line: &str) -> &mut Self {
        self.press(line).press("\r")
    }

    /// Everything on the screen.
    pub(crate) fn screen(&self) -> String {
        self.shown.lock().unwrap().screen.screen().contents()
    }

    /// Everything that the program sent.
    pub(crate) fn sent(&self) -> String {
        String::from_utf8_lossy(&self.shown.lock().unwrap().sent).into_owned()
    }

    /// The colour of the first letter of a text on the screen.
    pub(crate) fn colour_of(&self, text: &str) -> vt100::Color {
        let shown = self.shown.lock().unwrap();
        let screen = shown.screen.screen();
        let mut rows = screen.rows(0, COLUMNS).enumerate();
        let found = rows.find_map(|(row, line)| Some((row, line.find(text)?)));
        let (row, column) = found.unwrap();
        let place = (u16::try_from(row).unwrap(), u16::try_from(column).unwrap());
        screen.cell(place.0, place.1).unwrap().fgcolor()
    }

    /// Waits until the screen shows a text.
    pub(crate) fn expect(&mut self, text: &str) -> &mut Self {
        self.expect_that(text, |screen| screen.contains(text))
    }

    /// Waits until the last line of the screen is this one.
    pub(crate) fn expect_line(&mut self, line: &str) -> &mut Self {
        self.expect_that(line, |screen| screen.trim_end().ends_with(&format!("\n{line}")))
    }

    pub(crate) fn expect_that(&mut self, what: &str, is_so: impl Fn(&str) -> bool) -> &mut Self {
        let start = Instant::now();
        loop {
            let screen = self.screen();
            if is_so(&screen) {
                return self;
            }
            assert!(start.elapsed() < PATIENCE, "there is no {what:?} in:\n{screen}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Ends the program with no warning.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for the program's end; gives its exit code.
    pub(crate) fn end(mut self) -> i32 {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().unwrap();
            }
            assert!(start.elapsed() < PATIENCE, "the session goes on:\n{}", self.screen());
            thread::sleep(Duration::from_millis(5));
        }
    }
}

/// A test that ends early leaves no session behind.
impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
