//! The files of the page, which are part of the program.

use oxhttp::model::{Body, Response, StatusCode};

use super::reply;

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// Path, kind and text.
const FILES: &[(&str, &str, &str)] = &[
    ("/", HTML, include_str!("page/index.html")),
    ("/page.css", "text/css; charset=utf-8", include_str!("page/page.css")),
    ("/page.js", SCRIPT, include_str!("page/page.js")),
    ("/answer.js", SCRIPT, include_str!("page/answer.js")),
    ("/combobox.js", SCRIPT, include_str!("page/combobox.js")),
    ("/context.js", SCRIPT, include_str!("page/context.js")),
    ("/desk.js", SCRIPT, include_str!("page/desk.js")),
    ("/editor.js", SCRIPT, include_str!("page/editor.js")),
    ("/make.js", SCRIPT, include_str!("page/make.js")),
    ("/icon.svg", "image/svg+xml", include_str!("page/icon.svg")),
];

/// The file of a path. Nothing is looked for on any disk.
pub(super) fn file(path: &str) -> Response<Body> {
    match FILES.iter().find(|(known, ..)| *known == path) {
        Some((_, kind, text)) => reply::of(StatusCode::OK, kind, *text),
        None => reply::not_found(),
    }
}
