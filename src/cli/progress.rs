//! A bar while a long run goes on.

use std::io::{IsTerminal, stderr};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

const SHORT: Duration = Duration::from_secs(1);

const TICK: Duration = Duration::from_millis(200);

/// A bar on the standard error, on a terminal alone, and only once the run has taken a second.
pub(super) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A run of so many files begins.
    pub(super) fn begin(files: usize) -> Self {
        Self::of(files, "files")
    }

    /// A run over so many things begins.
    pub(super) fn of(count: usize, things: &str) -> Self {
        let length = u64::try_from(count).unwrap_or(u64::MAX);
        let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template(&format!(
            "{{bar:40}} {{pos}} of {{len}} {things} ({{elapsed}})"
        ));
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        if stderr().is_terminal() {
            let later = bar.clone();
            thread::spawn(move || show(&later));
        }
        Self { bar }
    }

    /// Another file is done; what is written meanwhile does not run into the bar.
    pub(super) fn step(&self, write: impl FnOnce()) {
        self.bar.suspend(write);
        self.bar.inc(1);
    }

    /// Another thing is done.
    pub(super) fn advance(&self) {
        self.bar.inc(1);
    }

    /// Another thing is done, of so many.
    pub(super) fn advance_to(&self, count: usize) {
        self.bar.set_length(u64::try_from(count).unwrap_or(u64::MAX));
        self.bar.inc(1);
    }

    /// Nothing of the bar is left.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

fn show(bar: &ProgressBar) {
    thread::sleep(SHORT);
    if !bar.is_finished() {
        bar.set_draw_target(ProgressDrawTarget::stderr());
        bar.enable_steady_tick(TICK);
    }
}
