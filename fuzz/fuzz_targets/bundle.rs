//! Whole questions: whatever comes in, one line of JSON goes out.
#![no_main]

use iamsim::bundle::answer_text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let answer = answer_text(text);
    assert!(answer.starts_with(r#"{"v":1,"#), "{answer}");
    assert!(!answer.contains('\n'));
});
