//! The standard input, read once however often it is named.

use std::io::{self, IsTerminal, Read};
use std::path::Path;
use std::sync::OnceLock;

use super::files::LONGEST;

/// How answers call the standard input.
pub const STDIN_NAME: &str = "<stdin>";

/// Whether a path at the prompt stands for the standard input.
pub fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

/// What is piped in, all of it.
///
/// # Errors
/// If it cannot be read, is longer than 256 MiB, or somebody sits at the other end.
pub fn stdin_bytes() -> Result<&'static [u8], String> {
    static BYTES: OnceLock<Result<Vec<u8>, String>> = OnceLock::new();
    let bytes = BYTES
        .get_or_init(|| read().map_err(|why| format!("cannot read the standard input: {why}")));
    bytes.as_deref().map_err(Clone::clone)
}

fn read() -> io::Result<Vec<u8>> {
    let mut input = io::stdin().lock();
    if input.is_terminal() {
        return Err(io::Error::other("nothing is piped in"));
    }
    let mut bytes = Vec::new();
    input.by_ref().take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(io::Error::other("it is larger than 256 MiB"));
    }
    Ok(bytes)
}
