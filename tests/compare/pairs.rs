//! Pairs whose answer a reader can see.

use iamsim::aws::PolicyKind;
use iamsim::compare::Answer;

use super::support::Pair;

fn policy(statements: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#)
}

/// What a comparison of two lists of statements comes to.
fn answer(existing: &str, new: &str) -> String {
    told(&Pair::identity(&policy(existing), &policy(new)).no_new_access())
}

fn told(answer: &Answer) -> String {
    match answer {
        Answer::Proven => "proven".to_owned(),
        Answer::Unknown(why) => format!("unknown: {why:?}"),
        Answer::Found(reasons) => {
            let told = reasons.iter().map(|reason| {
                let request = &reason.witness.request;
                let context: Vec<String> =
                    request.context.iter().map(|(key, given)| format!("{key}={given:?}")).collect();
                format!(
                    "statement {}: {} {} {}",
                    reason.place.unwrap().statement,
                    request.action,
                    request.resource.text(),
                    context.join(" ")
                )
            });
            told.collect::<Vec<_>>().join("\n")
        }
    }
}

const READ: &str = r#"{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::data/*"}"#;

#[test]
fn a_policy_adds_nothing_to_itself() {
    assert_eq!(answer(READ, READ), "proven");
}

#[test]
fn a_wider_action_is_shown() {
    let wide = READ.replace("Get*", "*");
    println!("{}", answer(READ, &wide));
    assert_eq!(answer(&wide, READ), "proven");
}

#[test]
fn print_some() {
    let cases = [
        (READ, r#"{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::data*"}"#),
        (
            r#"{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": ["s3:GetObject","s3:GetB*"], "Resource": "*"}"#,
        ),
        (
            r#"{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}"#,
            r#"{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": ["10.1.0.0/16", "11.0.0.0/24"]}}}"#,
        ),
        (
            r#"{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::home/${aws:username}/*"}"#,
            r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${aws:username}/*"}"#,
        ),
        (
            r#"{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::home/${aws:username}/*"}"#,
            r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/*"}"#,
        ),
        (
            r#"{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::home/*"}"#,
            r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${aws:username}/*"}"#,
        ),
        (
            r#"{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}, {"Effect": "Deny", "Action": "ec2:*", "Resource": "*", "Condition": {"ForAnyValue:StringNotEquals": {"aws:TagKeys": ["a", "b"]}}}"#,
            r#"{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}, {"Effect": "Deny", "Action": "ec2:*", "Resource": "*", "Condition": {"ForAnyValue:StringNotEquals": {"aws:TagKeys": ["a", "b", "c"]}}}"#,
        ),
    ];
    for (existing, new) in cases {
        println!("---\n{}", answer(existing, new));
        println!("back: {}", answer(new, existing));
    }
    let _ = PolicyKind::Identity;
}

#[test]
fn managed() {
    let catalog = iamsim::catalog::Catalog::embedded();
    let all = catalog.managed_policies().all();
    let mut times = Vec::new();
    let mut seed = 12345_u64;
    let mut next = |n: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % n as u64) as usize
    };
    let (mut proven, mut found, mut unknown) = (0, 0, 0);
    for _ in 0..400 {
        let (a, b) = (next(all.len()), next(all.len()));
        let pair = Pair::identity(&all[a].document(), &all[b].document());
        let start = std::time::Instant::now();
        let answer = pair.no_new_access();
        times.push((start.elapsed().as_micros(), all[a].name.to_string(), all[b].name.to_string()));
        match answer {
            Answer::Proven => proven += 1,
            Answer::Found(_) => found += 1,
            Answer::Unknown(why) => {
                println!("{} {} {why:?}", all[a].name, all[b].name);
                unknown += 1;
            }
        }
    }
    times.sort();
    println!("proven {proven} found {found} unknown {unknown}");
    println!(
        "p50 {:?} p99 {:?} max {:?}",
        times[times.len() / 2],
        times[times.len() * 99 / 100],
        times.last()
    );
    let doc = |name: &str| all.iter().find(|one| *one.name == *name).unwrap().document();
    for (a, b) in [
        ("ReadOnlyAccess", "SecurityAudit"),
        ("SecurityAudit", "ReadOnlyAccess"),
        ("AdministratorAccess", "ReadOnlyAccess"),
        ("ViewOnlyAccess", "ReadOnlyAccess"),
        ("ReadOnlyAccess", "ReadOnlyAccess"),
    ] {
        let pair = Pair::identity(&doc(b), &doc(a));
        let start = std::time::Instant::now();
        let answer = told(&pair.no_new_access());
        println!(
            "new {a} existing {b}: {:?} {}",
            start.elapsed(),
            answer.chars().take(300).collect::<String>()
        );
    }
}

#[test]
fn a_deny_of_a_whole_service_that_goes_is_found() {
    let deny = r#"{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}"#;
    let new = answer(&format!("{READ}, {deny}"), READ);
    assert!(new.starts_with("statement 0: s3:Get"), "{new}");
    assert_eq!(answer(READ, &format!("{READ}, {deny}")), "proven");
}
