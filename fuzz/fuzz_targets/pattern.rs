//! Patterns, and the laws that they keep: two patterns and a text, in three lines.
#![no_main]

use iamsim::value_set::Pattern;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|lines: &str| {
    let mut lines = lines.splitn(3, '\n');
    let mut next = || lines.next().unwrap_or_default();
    let (left, right, text) = (Pattern::glob(next()), Pattern::glob(next()), next());
    assert!(Pattern::literal(text).matches(text));
    assert!(left.matches(&left.example()));
    assert_eq!(left.overlaps(&right), right.overlaps(&left));
    if left.covers(&right) {
        assert!(left.matches(&right.example()));
        assert!(left.matches(text) || !right.matches(text));
    }
    if left.matches(text) && right.matches(text) {
        assert!(left.overlaps(&right));
    }
});
