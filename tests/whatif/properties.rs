//! What holds of every session, whatever is typed.

use iamsim::load::Files;
use iamsim::text::RenderStyle;
use iamsim::whatif::{Outcome, Powers, Session};
use proptest::prelude::*;

use crate::{plain, session};

/// Lines that fit the account, and some that do not.
const LINES: &[&str] = &[
    "as alice",
    "as bob tag:team=red",
    "as app",
    "as nobody",
    "on team",
    "on arn:aws:s3:::team/notes.txt account=111122223333",
    "can s3:GetObject",
    "can bob s3:PutObject on arn:aws:s3:::team/home/alice/x",
    "can alice s3:GetObject arn:aws:s3:::team/notes.txt",
    "can lambda.amazonaws.com sts:AssumeRole arn:aws:iam::111122223333:role/app",
    "with aws:SourceIp=203.0.113.9",
    "with aws:SourceIp=198.51.100.7 aws:SecureTransport=true",
    "without aws:SourceIp",
    "unknown aws:SecureTransport",
    "forget",
    "forget aws:SourceIp",
    "now 2026-03-01T09:00:00Z",
    "now machine",
    "attach own-notes to bob",
    "attach ReadOnlyAccess to alice",
    "attach {\"Version\":\"2012-10-17\",\"Statement\":[]} to bob",
    "detach team-read from readers",
    "detach own-notes from alice",
    "set boundary ReadOnlyAccess of alice",
    "set boundary none of alice",
    "set policy none on team",
    "scp {\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]} at Sandbox",
    "rcp RCPFullAWSAccess at root",
    "allow bob s3:* on team arn:aws:s3:::team/*",
    "deny alice s3:GetObject",
    "edit team-read {\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}",
    "edit team-read",
    "load tests/whatif/data/home.json",
    "load tests/whatif/data/readonly.json as boundary",
    "load FullAWSAccess as scp 1",
    "detach home.json",
    "watch",
    "watch bob s3:DeleteObject arn:aws:s3:::team/x",
    "unwatch 1",
    "why",
    "why 2",
    "show",
    "show policies",
    "show alice",
    "diff",
    "undo",
    "undo 2",
    "redo",
    "reset",
    "help can",
];

/// What somebody sees of a session, but for what can be undone.
fn seen(session: &mut Session<'_>) -> Vec<String> {
    let lines = ["watch", "show context", "show policies", "show alice", "show bob", "show team"];
    let mut seen: Vec<String> = lines.iter().map(|line| plain(&session.step(line))).collect();
    seen.push(session.diff(RenderStyle::Plain));
    seen
}

fn loaded(files: &Files) -> Session<'_> {
    let mut session = session(files);
    let reply = session.step("load tests/whatif/data/account.json");
    assert_eq!(reply.outcome, Outcome::Changed, "{}", reply.text);
    session
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_journal_leads_to_the_same_session(
        lines in prop::collection::vec(prop::sample::select(LINES), 1..14)
    ) {
        let files = Files::new();
        let mut session = loaded(&files);
        for line in &lines {
            session.step(line);
        }
        let mut again = crate::session(&files);
        for line in session.journal() {
            let reply = again.step(&line);
            prop_assert_ne!(reply.outcome, Outcome::Refused, "{}: {}", line, reply.text);
        }
        prop_assert_eq!(seen(&mut session), seen(&mut again));
        prop_assert_eq!(session.journal(), again.journal());
    }

    #[test]
    fn what_is_undone_never_was(
        before in prop::collection::vec(prop::sample::select(LINES), 0..8),
        line in prop::sample::select(LINES)
    ) {
        let files = Files::new();
        let mut session = loaded(&files);
        for line in &before {
            session.step(line);
        }
        let old = seen(&mut session);
        if session.step(line).outcome == Outcome::Changed
            && !line.starts_with("undo")
            && !line.starts_with("redo")
        {
            session.step("undo");
            prop_assert_eq!(old, seen(&mut session));
        }
    }

    #[test]
    fn whatever_is_typed_is_harmless(
        command in prop::sample::select(LINES),
        text in "\\PC{0,30}|[ -~\\n\\t\\x1b\u{202e}\"'{}#=:]{0,40}",
        at in 0_usize..60
    ) {
        let files = Files::new();
        let mut session = loaded(&files);
        let line = format!("{} {text}", command.split(' ').next().unwrap_or_default());
        for line in [text.as_str(), &line] {
            let reply = session.step(line);
            let shown = plain(&reply);
            prop_assert!(!shown.contains(['\u{1b}', '\u{202e}', '\u{7}', '\r']), "{:?}", shown);
            session.complete(line, at);
            session.hint(line);
            for (range, _) in session.highlight(line) {
                prop_assert!(line.get(range).is_some());
            }
        }
    }
}

#[test]
fn who_has_no_powers_touches_no_files() {
    let files = Files::new();
    let mut session = Session::new(&files, Powers::NONE);
    let folder = tempfile::tempdir().unwrap();
    let never_written = folder.path().join("never-written.json");
    for line in [
        "load tests/whatif/data/account.json",
        "load tests/whatif/data/home.json as boundary",
        "scp tests/whatif/data/home.json",
        &format!("save {}", never_written.display()),
    ] {
        let reply = session.step(line);
        assert_eq!(reply.outcome, Outcome::Refused, "{line}: {}", reply.text);
    }
    assert!(!never_written.exists());
    let reply = session.step("load ReadOnlyAccess as identity");
    assert_eq!(reply.outcome, Outcome::Changed);
}
