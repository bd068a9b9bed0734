//! Whole outputs of `check` and `rule` for telling questions.

#![expect(clippy::unwrap_used, reason = "a test may panic where the program cannot be run")]

use assert_cmd::Command;

const ANN: &str = "arn:aws:iam::111122223333:user/ann";
const DEPLOYER: &str = "arn:aws:sts::111122223333:assumed-role/Deployer/release";
const REPORT: &str = "arn:aws:s3:::reports/q1.csv";
const TABLE: &str = "arn:aws:dynamodb:eu-west-1:111122223333:table/red-1";

/// Exit code, stdout and stderr of `iamsim` for arguments that are separated by spaces.
fn output(arguments: &str) -> String {
    let mut command = Command::cargo_bin("iamsim").unwrap();
    command.current_dir("tests/fixtures/check").args(arguments.split_whitespace());
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let code = output.status.code().unwrap();
    format!("{}{}[exit {code}]", text(&output.stdout), text(&output.stderr))
}

fn check(action: &str, resource: &str, caller: &str, options: &str) -> String {
    output(&format!("check {action} {resource} --as {caller} {options}"))
}

/// A rule as it is shown, but for the scenarios below it: those come and go.
fn without_scenarios(rule: &str) -> String {
    let end = rule.find("Proved by: ").map_or(rule.len(), |at| at + "Proved by: ".len());
    format!("{}..", &rule[..end])
}

macro_rules! shows {
    ($($name:ident: $output:expr;)+) => {
        $(#[test]
        fn $name() {
            insta::assert_snapshot!(stringify!($name), $output);
        })+
    };
}

const FROM_OFFICE: &str = "--identity office.json --with aws:SourceIp=203.0.113.7 \
                           --resource-account 111122223333";

shows! {
    allowed_by_a_statement: check("s3:GetObject", REPORT, ANN, FROM_OFFICE);
    the_wrong_address: check("s3:GetObject", REPORT, ANN,
        "--identity office.json --with aws:SourceIp=198.51.100.7");
    an_unknown_address: check("s3:GetObject", REPORT, ANN, "--identity office.json");
    allowed_in_one_of_two_ways: check("s3:GetObject", REPORT, ANN,
        "--identity offices.json --resource-account 111122223333");
    allowed_in_one_of_two_ways_as_json: check("s3:GetObject", REPORT, ANN,
        "--identity offices.json --resource-account 111122223333 --format json");
    the_bucket_is_not_its_objects: check("s3:ListBucket", "arn:aws:s3:::reports", ANN,
        "--identity office.json");
    denied_by_the_bucket_policy: check("s3:GetObject", REPORT, ANN, &format!(
        "{FROM_OFFICE} --resource-policy tls-bucket.json --with aws:SecureTransport=false"));
    a_level_without_any_allow: check("s3:GetObject", REPORT, ANN, &format!(
        "{FROM_OFFICE} --scp FullAWSAccess --scp deny-list.json"));
    a_session_grant_beats_the_session_policy: check("s3:GetObject", REPORT, DEPLOYER,
        "--session-policy ec2-only.json --resource-policy session-grant.json");
    a_boundary_without_the_service: check("s3:GetObject", REPORT, ANN, &format!(
        "{FROM_OFFICE} --permissions-boundary ec2-only.json"));
    another_account_needs_both_sides: check("s3:GetObject", REPORT,
        "arn:aws:iam::444455556666:role/Auditor",
        "--resource-policy tls-bucket.json --resource-account 111122223333");
    a_variable_with_another_value: check("dynamodb:GetItem", TABLE,
        "arn:aws:iam::111122223333:role/App",
        "--identity teams.json --principal-tag team=blue --now 2026-03-01T09:00:00Z \
         --with aws:CalledVia=athena.amazonaws.com --with aws:CalledVia=glue.amazonaws.com");
    a_star_that_does_not_cross_a_colon: check("sns:Publish",
        "arn:aws:sns:us-east-1:111122223333:alerts", ANN, "--identity topics.json");
    a_call_that_needs_more: check("lambda:CreateFunction",
        "arn:aws:lambda:us-east-1:111122223333:function:f", ANN,
        "--identity topics.json --also iam:PassRole=arn:aws:iam::111122223333:role/Fn \
         --also s3:GetObject=arn:aws:s3:::code/f.zip");
    a_key_policy_that_names_others: check("kms:Decrypt",
        "arn:aws:kms:us-east-1:111122223333:key/k1", ANN,
        "--identity FullAWSAccess --resource-policy key.json");
    a_key_policy_that_is_missing: check("kms:Decrypt",
        "arn:aws:kms:us-east-1:111122223333:key/k1", ANN, "--identity FullAWSAccess");
    settled_by_the_service: check("sts:GetCallerIdentity", "*", ANN, "");
    mistakes_in_policies: check("s3:GetObject", REPORT, ANN,
        "--identity broken.json --scp FullAWSAccess,nowhere.json --scp broken.json");
    a_deny_that_may_apply: check("iam:CreateUser", "arn:aws:iam::111122223333:user/bo", ANN,
        "--identity mfa.yaml --with aws:MultiFactorAuthAge=60");
    a_key_that_does_not_matter: check("iam:CreateUser", "arn:aws:iam::111122223333:user/bo", ANN,
        "--identity mfa.yaml --without aws:TokenIssueTime --no-mfa --now 2026-03-01T09:00:00Z");
    a_session_named_with_a_path: check("s3:GetObject", REPORT, DEPLOYER,
        "--resource-policy path.json --now 2026-03-01T09:00:00Z");
    a_file_that_is_not_there: check("s3:GetObject", REPORT, ANN, "--identity nowhere.json");
    arguments_that_contradict: check("s3:GetObject", REPORT, ANN, "--mfa --without \
        AWS:multifactorauthpresent");
    a_caller_that_is_none: check("s3:GetObject", REPORT, "ann", "");
    the_answer_as_json: check("s3:GetObject", REPORT, ANN, "--identity office.json --format json");
    a_rule: without_scenarios(&output("rule c-31"));
    a_rule_that_is_none: output("rule D-99");
}

#[test]
fn a_decision_that_rests_on_the_clock_says_so() {
    let options = "--identity teams.json --principal-tag team=red";
    let caller = "arn:aws:iam::111122223333:role/App";
    let with_clock = check("dynamodb:GetItem", TABLE, caller, options);
    assert!(with_clock.contains("the time is this machine's"), "{with_clock}");
    let given = format!("{options} --now 2026-03-01T09:00:00Z");
    let given = check("dynamodb:GetItem", TABLE, caller, &given);
    assert!(!given.contains("the time is this machine's"), "{given}");
}

#[test]
fn all_rules_are_listed_with_their_titles() {
    let listed = output("rule");
    assert!(listed.lines().count() > 150);
    assert!(listed.lines().any(|line| line.starts_with("D-9 ")), "{listed}");
}

/// A question whose answer rests on a rule that people may not expect.
struct Surprise {
    rule: &'static str,
    /// `--option` and the statement of its policy.
    policies: &'static [(&'static str, &'static str)],
    arguments: &'static str,
}

const ANYTHING: &str = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
const EVERYONE: &str = r#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#;

macro_rules! surprises {
    ($($rule:literal $arguments:literal $(($option:literal $statement:expr))*;)+) => {
        const SURPRISES: &[Surprise] = &[$(Surprise {
            rule: $rule,
            policies: &[$(($option, $statement)),*],
            arguments: $arguments,
        }),+];
    };
}

surprises! {
    "C-5" "s3:GetObject arn:aws:s3:::b/k --as arn:aws:iam::111122223333:user/ann"
        ("--identity" r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":
            {"ForAnyValue:StringEqualsIfExists":{"aws:CalledVia":"athena.amazonaws.com"}}}"#);
    "C-6" "s3:GetObject arn:aws:s3:::b/k --as arn:aws:iam::111122223333:user/ann"
        ("--identity" r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":
            {"NumericEquals":{"aws:username":"1"}}}"#);
    "C-31" "s3:GetObject arn:aws:s3:::b/k --as arn:aws:iam::111122223333:user/ann \
            --with aws:TagKeys=a"
        ("--identity" ANYTHING)
        ("--identity" r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":
            {"StringEquals":{"aws:TagKeys":"a"}}}"#);
    "C-38" "s3:GetObject arn:aws:s3:::b/k --as arn:aws:iam::111122223333:user/ann"
        ("--identity" r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":
            {"StringNotEquals":{"aws:username":[]}}}"#);
    "D-4" "s3:GetObject arn:aws:s3:::b/k --as arn:aws:iam::111122223333:user/ann"
        ("--identity" ANYTHING)
        ("--scp" r#"{"Effect":"Deny","Action":"iam:*","Resource":"*"}"#);
    "D-5" "s3:GetObject arn:aws:s3:::b/k --as arn:aws:iam::111122223333:user/ann \
           --management-account 111122223333"
        ("--identity" ANYTHING)
        ("--scp" r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#);
    "D-9" "s3:GetObject arn:aws:s3:::b/k --as arn:aws:iam::111122223333:role/R"
        ("--permissions-boundary" r#"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#)
        ("--resource-policy" EVERYONE);
    "D-13" "s3:GetObject arn:aws:s3:::b/k --as arn:aws:sts::111122223333:federated-user/fred"
        ("--identity" ANYTHING);
    "D-14" "s3:GetObject arn:aws:s3:::b/k --as arn:aws:iam::111122223333:user/ann \
            --resource-account 444455556666"
        ("--identity" ANYTHING);
    "D-16" "s3:GetObject arn:aws:s3:::b/k --as arn:aws:iam::111122223333:root";
    "D-17" "s3:PutBucketPolicy arn:aws:s3:::b --as arn:aws:iam::111122223333:root"
        ("--resource-policy" r#"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}"#);
    "K-4" "s3:GetObject arn:aws:s3:::b/k --as arn:aws:iam::111122223333:user/ann \
           --with aws:CalledVia=athena.amazonaws.com --with aws:SourceIp=203.0.113.7"
        ("--identity" r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":
            {"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}"#);
    "K-7" "s3:GetObject arn:aws:s3:::b/k --as arn:aws:iam::111122223333:user/ann --with aws:Foo=a"
        ("--identity" r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":
            {"StringEquals":{"aws:Foo":"a"}}}"#);
    "P-2" "s3:GetObject arn:aws:s3:::b/k --as arn:aws:iam::111122223333:user/ann"
        ("--resource-policy" r#"{"Effect":"Allow","Principal":{"AWS":"111122223333"},
            "Action":"*","Resource":"*"}"#);
    "P-13" "s3:GetObject arn:aws:s3:::b/k --as arn:aws:sts::111122223333:assumed-role/R/s"
        ("--identity" r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":
            {"ArnLike":{"aws:PrincipalArn":"arn:aws:sts::111122223333:assumed-role/R/*"}}}"#);
    "P-14" "s3:GetObject arn:aws:s3:::b/k --as arn:aws:iam::111122223333:user/ann"
        ("--resource-policy" r#"{"Effect":"Allow","NotPrincipal":{"AWS":"444455556666"},
            "Action":"*","Resource":"*"}"#);
    "P-16" "s3:GetObject arn:aws:s3:::b/k --as arn:aws:iam::111122223333:user/ann"
        ("--permissions-boundary" ANYTHING)
        ("--resource-policy" r#"{"Effect":"Deny","NotPrincipal":{"AWS":
            ["111122223333","arn:aws:iam::111122223333:user/ann"]},"Action":"*","Resource":"*"}"#);
    "R-2" "sns:Publish arn:aws:sns:us-east-1:111122223333:t --as \
           arn:aws:iam::111122223333:user/ann"
        ("--identity" ANYTHING)
        ("--identity" r#"{"Effect":"Deny","Action":"*","Resource":"arn:aws:sns:*:t"}"#);
    "R-14" "s3:GetObject arn:aws-cn:s3:::b/k --as arn:aws:iam::111122223333:user/ann"
        ("--identity" ANYTHING);
    "T-1" "sts:AssumeRole arn:aws:iam::111122223333:role/R --as \
           arn:aws:iam::111122223333:user/ann --no-resource-policy"
        ("--identity" ANYTHING);
    "T-2a" "sts:AssumeRole arn:aws:iam::111122223333:role/R --as \
            arn:aws:iam::111122223333:user/ann"
        ("--permissions-boundary" r#"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#)
        ("--resource-policy" r#"{"Effect":"Allow","Principal":{"AWS":
            "arn:aws:iam::111122223333:user/ann"},"Action":"sts:AssumeRole"}"#);
    "T-6" "iam:ListUsers * --as arn:aws:iam::111122223333:user/ann" ("--identity" ANYTHING);
    "T-8" "iam:DeleteRole arn:aws:iam::111122223333:role/aws-reserved/x --as \
           arn:aws:iam::111122223333:user/ann"
        ("--identity" ANYTHING);
    "V-6" "s3:GetObject arn:aws:s3:::b/k --as arn:aws:iam::111122223333:role/R"
        ("--identity" ANYTHING)
        ("--identity" r#"{"Effect":"Deny","Action":"s3:*",
            "NotResource":"arn:aws:s3:::b/${aws:username}/*"}"#);
    "X-1" "kms:Decrypt arn:aws:kms:us-east-1:111122223333:key/k --as \
           arn:aws:iam::111122223333:user/ann --no-resource-policy"
        ("--identity" ANYTHING);
    "X-3" "kms:DeleteAlias arn:aws:kms:us-east-1:111122223333:alias/aws/s3 --as \
           arn:aws:iam::111122223333:user/ann"
        ("--identity" ANYTHING);
}

#[test]
fn rules_that_people_may_not_expect_are_named() {
    for surprise in SURPRISES {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::cargo_bin("iamsim").unwrap();
        command.arg("check").args(surprise.arguments.split_whitespace());
        for (number, (option, statement)) in surprise.policies.iter().enumerate() {
            let path = folder.path().join(format!("{number}.json"));
            let policy = format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#);
            std::fs::write(&path, policy).unwrap();
            command.arg(option).arg(path);
        }
        let output = command.arg("--format=json").output().unwrap();
        let answer = String::from_utf8(output.stdout).unwrap();
        let named = format!(r#"{{"rule":"{}","#, surprise.rule);
        assert!(answer.contains(&named), "{}: {answer}", surprise.rule);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn an_answer_that_cannot_be_written_is_no_answer() {
    let check = format!("check s3:GetObject {REPORT} --as {ANN} {FROM_OFFICE}");
    let answers = [check.as_str(), "rule D-9", "rule"].map(|command| (command, "the answer"));
    let report = ("test ../../../scenarios", "the report to the standard output");
    for (arguments, what) in answers.into_iter().chain([report]) {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_iamsim"));
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        command.current_dir("tests/fixtures/check").args(arguments.split_whitespace());
        let output = command.stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments}");
        let complaint = String::from_utf8(output.stderr).unwrap();
        let told = format!("cannot write {what}");
        assert!(complaint.contains(&told), "{arguments}: {complaint}");
    }
}

#[test]
fn an_empty_file_is_told_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("empty.json", ""), ("empty.yaml", ""), ("bom.json", "\u{feff}")] {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let shown = output(&format!(
            "check s3:GetObject {REPORT} --as {ANN} --identity {}",
            path.display()
        ));
        assert!(shown.contains(&format!("{}:1:1", path.display())), "{shown}");
        assert!(shown.contains("the file is empty"), "{shown}");
    }
}

#[test]
fn what_a_request_cannot_ask_is_told_with_a_hint() {
    for (action, resource, hint) in [
        ("s3:Get*", REPORT, "wildcards are for policies"),
        ("s3:GetObject", "arn:aws:s3::reports/q1.csv", "all five colons"),
    ] {
        let shown = check(action, resource, ANN, FROM_OFFICE);
        assert!(shown.contains(hint) && shown.ends_with("[exit 2]"), "{shown}");
    }
}
