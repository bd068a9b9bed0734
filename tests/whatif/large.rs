//! An account of 2,000 principals.

use std::fmt::Write;
use std::time::{Duration, Instant};

use iamsim::load::Files;
use iamsim::whatif::{Outcome, Reply, Session};

use crate::session;

/// 1,000 users and 1,000 roles with policies of their own and shared ones.
fn account() -> String {
    let statement = |number: usize| {
        format!(
            r#"{{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::bucket-{number}/*","Condition":{{"StringEquals":{{"aws:PrincipalTag/team":"t{}"}}}}}}"#,
            number % 20
        )
    };
    let mut users = String::new();
    let mut roles = String::new();
    let mut resources = String::new();
    for number in 0..1000 {
        let comma = if number == 0 { "" } else { "," };
        let inline = format!(
            r#"{{"name":"own","document":{{"Version":"2012-10-17","Statement":[{}]}}}}"#,
            statement(number)
        );
        let _ = write!(
            users,
            r#"{comma}"u{number}":{{"tags":{{"team":"t{}"}},"groups":["g{}"],"policies":[{inline}]}}"#,
            number % 20,
            number % 50
        );
        let _ = write!(
            roles,
            r#"{comma}"r{number}":{{"tags":{{}},"trust":{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"111122223333"}},"Action":"sts:AssumeRole"}}]}},"policies":["arn:aws:iam::aws:policy/ReadOnlyAccess",{inline}]}}"#
        );
        let _ = write!(
            resources,
            r#"{comma}"arn:aws:s3:::bucket-{number}":{{"account":"111122223333","policy":null}}"#
        );
    }
    let groups: Vec<String> = (0..50)
        .map(|number| {
            format!(
                r#""g{number}":{{"policies":[{{"name":"shared","document":{{"Version":"2012-10-17","Statement":[{}]}}}}]}}"#,
                statement(number)
            )
        })
        .collect();
    format!(
        r#"{{"accounts":{{"111122223333":{{"users":{{{users}}},"roles":{{{roles}}},"groups":{{{}}}}}}},"resources":{{{resources}}}}}"#,
        groups.join(",")
    )
}

/// Says how long a line took, for who runs this by hand.
fn tell(took: Duration, line: &str) {
    let line: String = line.chars().take(60).collect();
    let _ =
        std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("{took:>12.3?}  {line}\n"));
}

fn timed(session: &mut Session<'_>, line: &str) -> (Reply, Duration) {
    let start = Instant::now();
    let reply = session.step(line);
    let took = start.elapsed();
    assert_ne!(reply.outcome, Outcome::Refused, "{line}: {}", reply.text);
    tell(took, line);
    (reply, took)
}

// INVARIANT: the limits are far above what it takes, since tests are not optimised and machines busy.
#[test]
fn a_large_account_is_asked_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("account.json");
    std::fs::write(&path, account()).unwrap();
    let files = Files::new();
    let mut session = session(&files);
    timed(&mut session, &format!("load {}", path.display()));
    for number in 0..100 {
        let line = format!("can u{number} s3:GetObject on arn:aws:s3:::bucket-{number}/x");
        let (reply, took) = timed(&mut session, &line);
        assert!(matches!(reply.outcome, Outcome::Answered(_)));
        assert!(took < Duration::from_millis(500), "{line} took {took:?}");
    }
    let (reply, took) = timed(&mut session, "deny u7 s3:* on *");
    assert_eq!(reply.turned.len(), 1, "{}", reply.text);
    assert!(took < Duration::from_secs(2), "{took:?}");
    let (_, took) = timed(&mut session, "who can s3:GetObject on arn:aws:s3:::bucket-3/x");
    assert!(took < Duration::from_secs(20), "{took:?}");
    for line in ["as u", "can ", "can s3:get", "with aws:", "attach ", "show "] {
        let start = Instant::now();
        let offered = session.complete(line, line.len());
        let took = start.elapsed();
        tell(took, line);
        assert!(!offered.is_empty(), "{line}");
        assert!(took < Duration::from_millis(500), "{line} took {took:?}");
    }
    session.stopped_by(|| true);
    let stopped = session.step("who can s3:GetObject on arn:aws:s3:::bucket-3/x");
    assert_eq!(stopped.text, "stopped: there is no answer\n");
}
