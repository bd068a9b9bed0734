//! Pairs whose answer a reader can see.

use iamsim::compare::Answer;

use crate::check::wrong;
use crate::support::Pair;

fn policy(statements: &[&str]) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, statements.join(", "))
}

/// The numbers of the statements that add access.
fn added(existing: &[&str], new: &[&str]) -> Vec<usize> {
    let pair = Pair::identity(&policy(existing), &policy(new));
    let answer = pair.answer();
    assert_eq!(wrong(&pair, &answer, [], true), None, "{answer:?}");
    match answer {
        Answer::Proven => Vec::new(),
        Answer::Found { reasons, .. } => {
            reasons.iter().map(|reason| reason.place.unwrap().statement).collect()
        }
        Answer::Unknown(why) => panic!("{why:?}"),
    }
}

const NONE: &[usize] = &[];
const READ: &str = r#"{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::data/*"}"#;

#[test]
fn a_policy_adds_nothing_to_itself() {
    assert_eq!(added(&[READ], &[READ]), NONE);
}

#[test]
fn a_wider_action_adds() {
    let wide = READ.replace("Get*", "*");
    assert_eq!(added(&[&wide], &[READ]), NONE);
    assert_eq!(added(&[READ], &[&wide]), [0]);
}

#[test]
fn a_wider_resource_adds() {
    let wide = READ.replace("data/*", "data*");
    assert_eq!(added(&[&wide], &[READ]), NONE);
    assert_eq!(added(&[READ], &[&wide]), [0]);
}

#[test]
fn only_the_statements_that_add_are_reasons() {
    let other = READ.replace("data/*", "logs/*");
    let narrow = READ.replace("Get*", "GetObject");
    assert_eq!(added(&[READ], &[&narrow, &other, READ, &other]), [1, 3]);
}

#[test]
fn a_range_within_a_range_adds_nothing() {
    let from = |range: &str| {
        let condition = format!(r#""Condition": {{"IpAddress": {{"aws:SourceIp": {range}}}}}"#);
        format!(r#"{{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*", {condition}}}"#)
    };
    let wide = from(r#""10.0.0.0/8""#);
    assert_eq!(added(&[&wide], &[&from(r#""10.1.0.0/16""#)]), NONE);
    assert_eq!(added(&[&wide], &[&from(r#"["10.1.0.0/16", "11.0.0.0/24"]"#)]), [0]);
    assert_eq!(added(&[&from(r#"["10.1.0.0/16", "11.0.0.0/24"]"#)], &[&wide]), [0]);
}

#[test]
fn a_longer_list_of_exceptions_adds() {
    let allow = r#"{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}"#;
    let deny = |keys: &str| {
        let condition =
            format!(r#""Condition": {{"ForAnyValue:StringNotEquals": {{"aws:TagKeys": {keys}}}}}"#);
        format!(r#"{{"Effect": "Deny", "Action": "ec2:*", "Resource": "*", {condition}}}"#)
    };
    let (short, long) = (deny(r#"["a", "b"]"#), deny(r#"["a", "b", "c"]"#));
    assert_eq!(added(&[allow, &short], &[allow, &long]), [0]);
    assert_eq!(added(&[allow, &long], &[allow, &short]), NONE);
}

#[test]
fn the_order_of_well_known_policies_is_known() {
    let catalog = iamsim::catalog::Catalog::embedded();
    let document = |name: &str| catalog.managed_policies().by_name(name).unwrap().document();
    let adds = |existing: &str, new: &str| {
        let pair = Pair::identity(&document(existing), &document(new));
        let answer = pair.answer();
        assert_eq!(wrong(&pair, &answer, [], false), None, "{answer:?}");
        !matches!(answer, Answer::Proven)
    };
    assert!(!adds("AdministratorAccess", "ReadOnlyAccess"));
    assert!(!adds("AmazonS3FullAccess", "AmazonS3ReadOnlyAccess"));
    assert!(adds("ReadOnlyAccess", "AdministratorAccess"));
    assert!(adds("ReadOnlyAccess", "SecurityAudit"));
    assert!(adds("SecurityAudit", "ReadOnlyAccess"));
}
