//! The files of the page, which are part of the program.

use oxhttp::model::{Body, Response, StatusCode};

use super::reply;
use crate::text::{Packed, packed};

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// Path, kind and text.
const FILES: &[(&str, &str, Packed)] = &[
    ("/", HTML, packed!("src/serve/page/index.html")),
    ("/page.css", "text/css; charset=utf-8", packed!("src/serve/page/page.css")),
    ("/page.js", SCRIPT, packed!("src/serve/page/page.js")),
    ("/answer.js", SCRIPT, packed!("src/serve/page/answer.js")),
    ("/combobox.js", SCRIPT, packed!("src/serve/page/combobox.js")),
    ("/context.js", SCRIPT, packed!("src/serve/page/context.js")),
    ("/desk.js", SCRIPT, packed!("src/serve/page/desk.js")),
    ("/editor.js", SCRIPT, packed!("src/serve/page/editor.js")),
    ("/make.js", SCRIPT, packed!("src/serve/page/make.js")),
    ("/icon.svg", "image/svg+xml", packed!("src/serve/page/icon.svg")),
];

/// The file of a path. Nothing is looked for on any disk.
pub(super) fn file(path: &str) -> Response<Body> {
    match FILES.iter().find(|(known, ..)| *known == path) {
        Some((_, kind, text)) => reply::of(StatusCode::OK, kind, text.text()),
        None => reply::not_found(),
    }
}
