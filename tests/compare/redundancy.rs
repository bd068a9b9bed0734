//! What can be left out of one policy.

use iamsim::aws::PolicyKind;
use iamsim::catalog::Catalog;
use iamsim::compare::{Because, Comparison, Needless, Piece};
use iamsim::request::{ActionFacts, ContextKeys};

use super::support::compiled;

fn needless(text: &str, kind: PolicyKind) -> Vec<Needless> {
    let mut keys = ContextKeys::new();
    let policy = compiled(text, kind, &mut keys);
    let mut facts = ActionFacts::default();
    facts.reference.known = Some(Catalog::embedded().known_keys().clone());
    Comparison::new(&keys, facts).unwrap().needless(&policy, &[])
}

/// What is needless among some statements: `2 Action(0): 1` is an entry that statement 1 covers.
fn told(kind: PolicyKind, statements: &str) -> Vec<String> {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
    let tell = |one: Needless| {
        let why = match one.because {
            Because::Never(conditions) => format!("never {conditions:?}"),
            Because::Itself => "itself".to_owned(),
            Because::Denied(denies) => format!("denied {denies:?}"),
            Because::Others { same, denies } if denies.is_empty() => format!("{same:?}"),
            Because::Others { same, denies } => format!("{same:?} but {denies:?}"),
        };
        format!("{} {:?}: {why}", one.statement, one.piece)
    };
    needless(&text, kind).into_iter().map(tell).collect()
}

fn identity(statements: &[&str]) -> Vec<String> {
    told(PolicyKind::Identity, &statements.join(", "))
}

fn statement(effect: &str, action: &str, resource: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect": "{effect}", "Action": {action}, "Resource": {resource}, "Condition": {{{condition}}}}}"#
    )
}

#[test]
fn several_statements_cover_one_between_them() {
    let both =
        statement("Allow", r#"["s3:GetObject", "s3:PutObject"]"#, r#""arn:aws:s3:::a/*""#, "");
    let read = statement("Allow", r#""s3:Get*""#, r#""arn:aws:s3:::a/*""#, "");
    let write = statement("Allow", r#""s3:Put*""#, r#""*""#, "");
    assert_eq!(identity(&[&both, &read, &write]), ["0 Statement: [1, 2]"]);
    assert_eq!(identity(&[&both, &read]), ["0 Action(0): [1]"]);
    let elsewhere = write.replace("\"*\"", "\"arn:aws:s3:::b/*\"");
    assert_eq!(identity(&[&both, &elsewhere]), [""; 0]);
}

#[test]
fn conditions_are_covered_between_statements() {
    let of = |condition: &str| statement("Allow", r#""s3:GetObject""#, r#""*""#, condition);
    let all = of("");
    let with = of(r#""StringEquals": {"aws:RequestedRegion": ["eu-west-1", "us-east-1"]}"#);
    let europe = of(r#""StringEquals": {"aws:RequestedRegion": "eu-west-1"}"#);
    let america = of(r#""StringLike": {"aws:RequestedRegion": "us-*"}"#);
    assert_eq!(identity(&[&with, &all]), ["0 Statement: [1]"]);
    let whole = europe.replace("StringEquals", "StringLike").replace("eu-west-1", "eu-*");
    assert_eq!(identity(&[&with, &whole, &america]), ["0 Statement: [1, 2]"]);
    assert_eq!(identity(&[&with, &whole]), ["0 Value { condition: 0, value: 0 }: [1]"]);
    assert_eq!(identity(&[&with, &europe]), ["1 Statement: [0]"]);
    let secure = of(r#""Bool": {"aws:SecureTransport": "true"}"#);
    let other = of(r#""BoolIfExists": {"aws:SecureTransport": "false"}"#);
    assert_eq!(identity(&[&all, &secure, &other]), ["1 Statement: [0]", "2 Statement: [0]"]);
    assert_eq!(identity(&[&secure, &other, &europe]), ["2 Statement: [0, 1]"]);
    assert_eq!(identity(&[&secure, &europe]), [""; 0]);
}

#[test]
fn denies_shadow_together_and_are_covered_by_denies_alone() {
    let allow = statement("Allow", r#""s3:GetObject""#, r#""*""#, "");
    let of = |condition: &str| statement("Deny", r#""s3:*""#, r#""*""#, condition);
    let absent = of(r#""Null": {"aws:PrincipalTag/team": "true"}"#);
    let present = of(r#""Null": {"aws:PrincipalTag/team": "false"}"#);
    assert_eq!(identity(&[&allow, &absent, &present]), ["0 Statement: denied [1, 2]"]);
    assert_eq!(identity(&[&allow, &absent]), [""; 0]);
    let delete = statement("Deny", r#""iam:DeleteUser""#, r#""*""#, "");
    assert_eq!(identity(&[&delete]), [""; 0], "no Allow needs it, but another policy may");
    let iam = statement("Deny", r#""iam:*""#, r#""*""#, "");
    assert_eq!(identity(&[&delete, &iam]), ["0 Statement: [1]"]);
}

#[test]
fn what_the_others_leave_may_be_denied() {
    let allow = statement("Allow", r#""s3:GetObject""#, r#""*""#, "");
    let tagged = r#""Null": {"aws:PrincipalTag/team": "false"}"#;
    let some = statement("Allow", r#""s3:Get*""#, r#""*""#, tagged);
    let deny = statement("Deny", r#""*""#, r#""*""#, &tagged.replace("false", "true"));
    assert_eq!(identity(&[&allow, &some, &deny]), ["0 Statement: [1] but [2]"]);
}

#[test]
fn a_statement_whose_conditions_contradict_each_other_never_applies() {
    let three = r#""StringLike": {"aws:PrincipalTag/a": ["x*", "y*"]}, "StringNotLike": {"aws:PrincipalTag/a": "x*"}, "StringNotEquals": {"aws:PrincipalTag/a": "z"}, "StringLikeIfExists": {"aws:PrincipalTag/a": "x*"}"#;
    let deny = statement("Deny", r#""s3:*""#, r#""*""#, three);
    assert_eq!(identity(&[&deny]), ["0 Statement: never [0, 1, 2, 3]"]);
    let possible =
        r#""Null": {"aws:ResourceTag/a:b": "false"}, "StringLike": {"aws:ResourceTag/a:b": "*"}"#;
    let deny = statement("Deny", r#""s3:*""#, r#""*""#, possible);
    assert_eq!(identity(&[&deny]), ["0 Condition(1): itself"]);
}

/// Of what never applies no part is told as needless beside the others.
#[test]
fn parts_of_a_statement_that_never_applies_are_not_told() {
    // AWS: C-31
    let never = statement(
        "Allow",
        r#""events:PutRule""#,
        r#""*""#,
        r#""StringEquals": {"events:detail-type": ["a", "b"]}, "ForAllValues:StringEquals": {"events:source": ["c", "d"]}, "Null": {"events:source": "false"}"#,
    );
    assert_eq!(identity(&[&never]), [""; 0]);
    let sometimes = never.replace("\"StringEquals\"", "\"ForAnyValue:StringEquals\"");
    assert_eq!(identity(&[&sometimes]), [""; 0]);
    let twice = sometimes.replace(r#"["c", "d"]"#, r#"["c", "c"]"#);
    assert_eq!(identity(&[&twice]).len(), 1);
}

#[test]
fn ranges_are_covered_by_their_halves() {
    let condition =
        r#""IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "10.0.0.0/9", "10.128.0.0/9"]}"#;
    let allow = statement("Allow", r#""s3:*""#, r#""*""#, condition);
    let found = identity(&[&allow]);
    assert_eq!(
        found,
        [
            "0 Value { condition: 0, value: 1 }: itself",
            "0 Value { condition: 0, value: 2 }: itself"
        ]
    );
}

#[test]
fn a_principal_is_covered_by_who_is_named_as_directly() {
    let of = |effect: &str, principals: &str| {
        format!(
            r#"{{"Effect": "{effect}", "Principal": {{"AWS": [{principals}]}}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*"}}"#
        )
    };
    let both = r#""arn:aws:iam::111122223333:user/ann", "111122223333""#;
    let resource = |statement: &str| told(PolicyKind::Resource, statement);
    assert_eq!(resource(&of("Allow", both)), [""; 0]);
    assert_eq!(resource(&of("Deny", both)), ["0 Principal(0): itself"]);
    let everyone = r#""arn:aws:iam::111122223333:user/ann", "*""#;
    assert_eq!(resource(&of("Allow", everyone)), ["0 Principal(0): itself"]);
    let apart = format!("{}, {}", of("Allow", "\"111122223333\""), of("Allow", "\"444455556666\""));
    assert_eq!(resource(&apart), [""; 0]);
}

#[test]
fn a_gateway_s_policy_names_root_users_where_others_name_accounts() {
    let of = |principals: &str| {
        format!(
            r#"{{"Effect": "Deny", "Principal": {{"AWS": [{principals}]}}, "Action": "s3:GetObject", "Resource": "*"}}"#
        )
    };
    let both = of(r#""arn:aws:iam::111122223333:user/ann", "111122223333""#);
    assert_eq!(told(PolicyKind::VpcEndpoint, &both), [""; 0]);
    assert_eq!(told(PolicyKind::Resource, &both), ["0 Principal(0): itself"]);
}

#[test]
fn entries_that_cover_each_other_are_not_both_needless() {
    let one = statement("Allow", r#"["s3:GetObject", "s3:PutObject"]"#, r#""*""#, "");
    let two = statement("Allow", r#"["s3:GetObject", "s3:ListBucket"]"#, r#""*""#, "");
    assert_eq!(identity(&[&one, &two]), ["1 Action(0): [0]"]);
    assert_eq!(identity(&[&one, &one]), ["1 Statement: [0]"]);
}

#[test]
fn variables_stand_for_the_same_text_in_both() {
    let own =
        statement("Allow", r#""s3:GetObject""#, r#""arn:aws:s3:::home/${aws:username}/*""#, "");
    let wide = own.replace("s3:GetObject", "s3:Get*");
    assert_eq!(identity(&[&own, &wide]), ["0 Statement: [1]"]);
    let other = wide.replace("username", "userid");
    assert_eq!(identity(&[&own, &other]), [""; 0]);
    let all = wide.replace("${aws:username}/*", "*");
    assert_eq!(identity(&[&own, &all]), ["0 Statement: [1]"]);
}

#[test]
fn some_statements_of_managed_policies_are_needless_and_no_deny_is() {
    let (mut allows, mut denies, mut never) = (0, Vec::new(), Vec::new());
    for one in Catalog::embedded().managed_policies().all() {
        let text = one.document();
        let found = needless(&text, PolicyKind::Identity);
        let tree: serde_json::Value = serde_json::from_str(&text).unwrap();
        for found in found.iter().filter(|found| found.piece == Piece::Statement) {
            let statement = tree["Statement"].get(found.statement).unwrap_or(&tree["Statement"]);
            let name = format!("{} {}", one.name, found.statement);
            match (&found.because, statement["Effect"] == "Allow") {
                (Because::Never(_), _) => never.push(name),
                (_, true) => allows += 1,
                (_, false) => denies.push(name),
            }
        }
    }
    assert_eq!(allows, 35);
    assert_eq!(denies, [""; 0]);
    assert_eq!(never, ["SageMakerStudioProjectProvisioningRolePolicy 155"]);
}

#[test]
fn a_text_with_a_variable_covers_narrower_ones() {
    let of = |resource: &str| statement("Allow", r#""s3:GetObject""#, resource, "");
    let [wide, narrow] =
        [r#""arn:aws:s3:::b/${aws:username}/*""#, r#""arn:aws:s3:::b/${aws:username}/x""#];
    assert_eq!(identity(&[&of(&format!("[{wide}, {narrow}]"))]), ["0 Resource(1): itself"]);
    assert_eq!(identity(&[&of(narrow), &of(wide)]), ["0 Statement: [1]"]);
    let other = r#""arn:aws:s3:::b/${aws:PrincipalTag/t}/*""#;
    assert_eq!(identity(&[&of(narrow), &of(other)]), [""; 0]);
}
