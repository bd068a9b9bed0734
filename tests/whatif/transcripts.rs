//! Scripts, and what each of their lines is replied.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use iamsim::load::Files;
use iamsim::whatif::Outcome;

use crate::{lines, plain, session};

/// Each line behind `> `, and the reply below it.
fn transcript(script: &str) -> String {
    let files = Files::new();
    let mut session = session(&files);
    let mut text = String::new();
    for line in lines(script) {
        let reply = session.step(&line);
        assert!(plain(&reply).is_empty() || plain(&reply).ends_with('\n'), "{line}");
        let shown = line.replace('\n', "\n. ");
        let _ = writeln!(text, "> {shown}\n{}", plain(&reply));
        if reply.outcome == Outcome::Ended {
            break;
        }
    }
    text
}

#[test]
fn scripts_get_their_replies() {
    let mut scripts: Vec<PathBuf> =
        fs::read_dir("tests/whatif/scripts").unwrap().map(|one| one.unwrap().path()).collect();
    scripts.sort();
    assert!(scripts.len() > 2, "only {} scripts", scripts.len());
    for script in scripts {
        let name = script.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = transcript(&fs::read_to_string(&script).unwrap());
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(name, text);
        });
    }
}
