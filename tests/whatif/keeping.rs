//! What a session keeps: edited texts, and scenarios.

use std::fs;

use assert_cmd::Command;
use iamsim::load::Files;
use iamsim::whatif::{Outcome, Session};

use crate::{plain, session};

fn asked<'f>(files: &'f Files, lines: &[&str]) -> Session<'f> {
    let mut session = session(files);
    for line in lines {
        let reply = session.step(line);
        assert_ne!(reply.outcome, Outcome::Refused, "{line}: {}", reply.text);
    }
    session
}

/// Saves, and runs what was saved.
fn kept(lines: &[&str]) -> String {
    let files = Files::new();
    let mut session = asked(&files, lines);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kept.json");
    let line = format!("save {}", path.display());
    let reply = session.step(&line);
    assert_eq!(reply.outcome, Outcome::Told, "{}", reply.text);
    let text = fs::read_to_string(&path).unwrap();
    let ran = Command::cargo_bin("iamsim").unwrap().arg("test").arg(&path).output().unwrap();
    let said =
        String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}\n{text}");
    let again = session.step(&line);
    assert_eq!(again.outcome, Outcome::Refused);
    assert!(plain(&again).contains("is there already"), "{}", again.text);
    let forced = session.step(&format!("{line} --force"));
    assert_eq!(forced.outcome, Outcome::Told, "{}", forced.text);
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    text
}

#[test]
fn questions_of_an_account_are_kept() {
    let text = kept(&[
        "load tests/whatif/data/account.json",
        "as alice",
        "can s3:GetObject on arn:aws:s3:::team/notes.txt",
        "with aws:SourceIp=203.0.113.9",
        "can bob s3:GetObject on arn:aws:s3:::team/notes.txt",
        "can lambda.amazonaws.com sts:AssumeRole on arn:aws:iam::111122223333:role/app",
    ]);
    assert!(text.contains("account.json\""), "{text}");
    assert!(!text.contains("policies"), "{text}");
}

#[test]
fn what_was_changed_is_kept_with_them() {
    let text = kept(&[
        "load tests/whatif/data/account.json",
        "with aws:SourceIp=203.0.113.9 aws:PrincipalTag/x=a aws:PrincipalTag/x=b",
        "forget aws:PrincipalTag/x",
        "without aws:MultiFactorAuthPresent",
        "unknown aws:SourceVpc",
        "can alice s3:GetObject on arn:aws:s3:::team/notes.txt",
        "can bob s3:PutObject on arn:aws:s3:::team/notes.txt",
        "allow bob s3:PutObject on arn:aws:s3:::team/*",
        "set boundary tests/whatif/data/readonly.json of alice",
        "scp {\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}]} at Sandbox",
        "set policy none on team",
        "rcp {\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:PutObject\",\"Resource\":\"*\"}]} at root",
        "set trust {\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"111122223333\"},\"Action\":\"sts:AssumeRole\"}]} of app",
        "can lambda.amazonaws.com sts:AssumeRole on arn:aws:iam::111122223333:role/app",
    ]);
    assert!(text.contains("serviceControl"), "{text}");
}

#[test]
fn policies_by_layer_are_kept() {
    let text = kept(&[
        "as arn:aws:iam::111122223333:user/alice tag:team=blue id=AIDAEXAMPLE",
        "on arn:aws:s3:::team/home/x account=111122223333",
        "load tests/whatif/data/home.json",
        "load tests/whatif/data/readonly.json as boundary",
        "load FullAWSAccess as scp",
        "load {\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"s3:PutObject\",\"Resource\":\"*\"}]} as session",
        "can s3:GetObject",
        "deny s3:GetObject",
        "can s3:PutObject",
    ]);
    assert!(text.contains("home.json\""), "{text}");
}

#[test]
fn what_is_mistyped_in_an_editor_is_kept() {
    let files = Files::new();
    let mut session = asked(&files, &["load tests/whatif/data/account.json"]);
    let wanted = session.step("edit own-notes");
    let Outcome::WantsEditor { name, text } = wanted.outcome else { panic!("{}", wanted.text) };
    assert_eq!(name, "user/alice/own-notes");
    let broken = text.replace("Allow", "Alow");
    let refused = session.edited(&name, &broken);
    assert_eq!(refused.outcome, Outcome::Refused);
    assert!(plain(&refused).contains("user/alice/own-notes:"), "{}", refused.text);
    let again = session.step("edit own-notes");
    assert_eq!(again.outcome, Outcome::WantsEditor { name: name.clone(), text: broken });
    let done = session.edited(&name, &text.replace("Put", "Get"));
    assert_eq!(done.outcome, Outcome::Changed, "{}", done.text);
    let now = session.step("edit own-notes");
    assert!(
        matches!(now.outcome, Outcome::WantsEditor { text, .. } if text.contains("s3:GetObject"))
    );
}

#[test]
fn what_is_held_begins_another_session_that_holds_the_same_and_goes_its_own_way() {
    let files = Files::new();
    let mut session =
        asked(&files, &["load tests/whatif/data/account.json", "load tests/whatif/data/home.json"]);
    session.settle(iamsim::whatif::Powers::NONE);
    assert_eq!(session.journal(), [""; 0]);
    let mut branch = session.held().session(&files, iamsim::whatif::Powers::NONE);
    branch.step("can alice s3:GetObject on arn:aws:s3:::team/home/x");
    assert_eq!(branch.step("undo").outcome, Outcome::Refused);
    assert!(plain(&branch.step("watch")).contains("allowed"));
    assert_eq!(plain(&session.step("watch")), "nothing was asked yet\n");
}

#[test]
fn a_changed_endpoint_is_kept() {
    let lines = [
        "load tests/whatif/data/account.json",
        "load tests/whatif/data/endpoint.json",
        "with aws:SourceVpce=vpce-1a2b3c4d aws:SourceIp=203.0.113.9",
        "can alice s3:PutObject on arn:aws:s3:::team/home/alice/x",
        "edit vpce-1a2b3c4d {\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}",
    ];
    let text = kept(&lines);
    assert!(text.contains("\"vpcEndpoint\": {") && text.contains("\"gateway\""), "{text}");
    let files = Files::new();
    let mut session = asked(&files, &lines);
    session.step("without aws:SourceVpce");
    let (text, notes) = session.export().unwrap();
    assert!(!text.contains("vpcEndpoint"), "{text}");
    let is_told = |note: &String| note.contains("the endpoint `vpce-1a2b3c4d` is left out");
    assert!(notes.iter().any(is_told), "{notes:?}");
}

#[test]
fn what_was_changed_stands_once() {
    let text = kept(&[
        "load tests/whatif/data/account.json",
        "with aws:SourceIp=203.0.113.9",
        "can alice s3:GetObject on arn:aws:s3:::team/notes.txt",
        "can alice s3:PutObject on arn:aws:s3:::team/notes.txt",
        "can alice s3:PutObject on arn:aws:s3:::team/{{x}}",
        "can bob s3:PutObject on arn:aws:s3:::team/notes.txt",
        "allow alice s3:PutObject on arn:aws:s3:::team/*",
        "set policy {\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Mine\",\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:PutObject\",\"Resource\":\"arn:aws:s3:::team/notes.txt\"}]} on team",
        "rcp {\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Above\",\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:DeleteObject\",\"Resource\":\"*\"}]} at root",
    ]);
    let times = |part: &str| text.matches(part).count();
    assert_eq!(times("\"Above\""), 1, "{text}");
    assert_eq!(times("\"own-notes\"") + times("\"Notes\""), 1, "{text}");
    assert_eq!(times("\"principal\": \"alice\""), 3, "{text}");
    assert_eq!(times("\"Mine\""), 1, "{text}");
}
