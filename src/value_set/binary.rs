//! Bytes, written in base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The bytes that a base64 text stands for.
// AWS: C-18
pub fn read_base64(text: &str) -> Option<Box<[u8]>> {
    STANDARD.decode(text).ok().map(Vec::into_boxed_slice)
}

/// The base64 text of some bytes.
pub fn write_base64(bytes: &[u8]) -> Box<str> {
    STANDARD.encode(bytes).into()
}
