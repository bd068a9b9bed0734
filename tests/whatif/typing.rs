//! What is offered and marked while somebody types.

use iamsim::load::Files;
use iamsim::whatif::{Class, Session, needs_more};

use crate::session;

fn loaded(files: &Files) -> Session<'_> {
    let mut session = session(files);
    session.step("load tests/whatif/data/account.json");
    session.step("can alice s3:GetObject on arn:aws:s3:::team/x");
    session
}

fn offered(session: &Session<'_>, line: &str) -> Vec<String> {
    session.complete(line, line.len()).into_iter().map(|one| one.text).collect()
}

#[test]
fn what_may_come_next_is_offered() {
    let files = Files::new();
    let session = loaded(&files);
    let has = |line: &str, text: &str| {
        let all = offered(&session, line);
        assert!(all.iter().any(|one| one == text), "{line}: {all:?}");
    };
    has("", "who can");
    has("wat", "watch");
    has("set b", "boundary");
    has("as ", "alice");
    has("as ar", "arn:aws:iam::111122223333:user/alice");
    has("can al", "alice");
    has("can s3:getob", "s3:GetObject");
    has("can s3:GetObject on ", "arn:aws:s3:::team");
    has("can s3:GetObject te", "arn:aws:s3:::team");
    has("with aws:sourcei", "aws:SourceIp=");
    has("without aws:sourcei", "aws:SourceIp");
    has("attach tea", "arn:aws:iam::111122223333:policy/team-read");
    has("attach team-read ", "to");
    has("attach team-read to re", "readers");
    has("scp FullAWSAccess at S", "Sandbox");
    has("load x.json as b", "boundary");
    has("show al", "alice");
    has("help un", "undo");
    has("why ", "not");
    assert_eq!(offered(&session, "as alice # al"), [""; 0]);
    assert_eq!(offered(&session, "nonsense a"), [""; 0]);
    let one = &session.complete("can ali s3:GetObject", 7)[0];
    assert_eq!((one.range.clone(), &*one.text), (4..7, "alice"));
}

#[test]
fn words_are_marked_for_what_they_are() {
    let files = Files::new();
    let session = loaded(&files);
    let classes = |line: &str| -> Vec<Class> {
        session.highlight(line).into_iter().map(|(_, class)| class).collect()
    };
    assert_eq!(
        classes("can alice s3:GetObject on arn:aws:s3:::x # why"),
        [
            Class::Command,
            Class::Principal,
            Class::Action,
            Class::Plain,
            Class::Resource,
            Class::Comment
        ]
    );
    assert_eq!(
        classes("can alcie s3:GetObjct"),
        [Class::Command, Class::UnknownPrincipal, Class::UnknownAction]
    );
    assert_eq!(classes("who can s3:*"), [Class::Command, Class::Command, Class::Plain]);
    assert_eq!(classes("with a:b=c"), [Class::Command, Class::Key, Class::Plain]);
    assert_eq!(classes("cna x"), [Class::UnknownCommand, Class::Plain]);
    assert_eq!(classes("scp {\"a\": "), [Class::Command, Class::Text]);
    assert_eq!(
        session.hint("as "),
        Some("PRINCIPAL [id=ID] [role=ARN] [federatedBy=ARN] [tag:KEY=VALUE ..]")
    );
    assert_eq!(session.hint("as a"), None);
}

#[test]
fn what_is_not_finished_goes_on() {
    for open in ["set trust {", "set trust {\n\"a\": [", "paste", "paste\nUser: x", "paste {\n"] {
        assert!(needs_more(open), "{open:?}");
    }
    for done in
        ["", "can", "set trust {}", "as \"x", "paste User: x", "paste\nUser: x\n", "paste\n"]
    {
        assert!(!needs_more(done), "{done:?}");
    }
}
