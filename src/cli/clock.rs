//! The time by which waivers end.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::text::quote;
use crate::value_set::Instant;

/// The time of the clock, in seconds since 1970.
pub(in crate::cli) fn clock() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// A time on the command line, in seconds since 1970.
pub(in crate::cli) fn instant(text: &str) -> Result<i64, String> {
    let instant = Instant::parse(text).map(Instant::epoch_seconds);
    instant.ok_or_else(|| {
        format!("{} is not a time: expected `2026-03-01` or `2026-03-01T09:00:00Z`", quote(text))
    })
}
