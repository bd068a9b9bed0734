//! YAML.
#![no_main]

use iamsim::text::{RenderStyle, Source, read_yaml, render};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source::new("fuzz.yaml", text);
    if let Err(diagnostic) = read_yaml(&source) {
        render(&diagnostic, &source, RenderStyle::Plain);
    }
});
