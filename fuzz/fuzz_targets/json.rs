//! JSON, with comments and without.
#![no_main]

use iamsim::text::{Comments, RenderStyle, Source, read_json, render};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source::new("fuzz.json", text);
    for comments in [Comments::Refused, Comments::Allowed] {
        if let Err(diagnostic) = read_json(&source, comments) {
            render(&diagnostic, &source, RenderStyle::Plain);
        }
    }
});
