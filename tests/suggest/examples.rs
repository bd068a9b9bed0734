//! Each kind of edit by an example.

use iamsim::suggest::{Advice, Change, Suggestion};
use iamsim::text::{RenderStyle, Syntax};
use serde_json::{Value, json};

use crate::asking::{Style, advice, carried_out, decision};

const ALICE: &str = "arn:aws:iam::111122223333:user/alice";

fn statement(effect: &str, action: impl Into<Value>, resource: &str) -> Value {
    let action: Value = action.into();
    json!({"Effect": effect, "Action": action, "Resource": resource})
}

fn document(statements: &[Value]) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn asked(policies: impl Into<Value>, action: &str, resource: &str) -> Value {
    let policies: Value = policies.into();
    let request = json!({"principal": ALICE, "action": action, "resource": resource});
    json!({"policies": policies, "request": request})
}

/// What would turn the answer to a bundle, written as JSON over several lines.
fn advised(bundle: &Value) -> Advice {
    advice(&Style::Pretty.write(bundle), Syntax::Json).unwrap()
}

/// What is done, and what else that changes.
fn told(advice: &Advice) -> Vec<String> {
    let told = |one: &Suggestion| {
        format!("{}: {}; {}", one.layer.policy_type.field(), one.what, one.breadth.words())
    };
    advice.suggestions.iter().map(told).collect()
}

#[track_caller]
fn offers(advice: &Advice, wanted: &str) -> Suggestion {
    let found = advice.suggestions.iter().find(|one| one.what.contains(wanted));
    found.unwrap_or_else(|| panic!("{:#?}", told(advice))).clone()
}

#[test]
fn a_missing_action_is_added_where_the_rest_fits() {
    let grant = statement("Allow", json!(["s3:GetObject"]), "arn:aws:s3:::team/*");
    let bundle =
        asked(json!({"identity": [document(&[grant])]}), "s3:PutObject", "arn:aws:s3:::team/a");
    let advice = advised(&bundle);
    let wider = offers(&advice, "add `s3:PutObject` to `Action`");
    assert!(wider.breadth.count() > 0, "{:?}", wider.breadth);
    let exact = &advice.suggestions[0];
    assert_eq!(exact.breadth.words(), "nothing else");
    assert!(
        exact.what.starts_with("add a statement that allows just `s3:PutObject`"),
        "{}",
        exact.what
    );
    let diff = wider.diff(RenderStyle::Plain).unwrap();
    assert!(diff.contains("+              \"s3:PutObject\""), "{diff}");
}

#[test]
fn places_are_those_of_the_file() {
    let grant = statement("Allow", json!("s3:GetObject"), "arn:aws:s3:::team/a");
    let bundle =
        asked(json!({"identity": [document(&[grant])]}), "s3:GetObject", "arn:aws:s3:::team/b");
    for style in [Style::Pretty, Style::Windows, Style::Yaml] {
        let text = style.write(&bundle);
        let advice = advice(&text, style.syntax()).unwrap();
        let one = offers(&advice, "add `arn:aws:s3:::team/b` to `Resource`");
        let first = 1 + text[..text.find("Action").unwrap()].matches('\n').count();
        let line = if style == Style::Yaml { first } else { first - 1 };
        assert_eq!(one.place().unwrap(), format!("bundle:{line}"), "{style:?}\n{text}");
        let edited = one.edited_text().unwrap();
        assert_eq!(edited.contains("\r\n"), style == Style::Windows);
        assert_eq!(decision(&edited, style.syntax()), "allowed");
    }
}

#[test]
fn comments_and_layout_stay() {
    let text = "policies:\n  identity:\n    - Version: '2012-10-17'\n      Statement:\n        # who reads\n        - Effect: Allow\n          Action: s3:GetObject # only this\n          Resource: arn:aws:s3:::team/a\nrequest:\n  principal: arn:aws:iam::111122223333:user/alice\n  action: s3:PutObject\n  resource: arn:aws:s3:::team/a\n";
    let advice = advice(text, Syntax::Yaml).unwrap();
    for one in &advice.suggestions {
        let Some(edited) = one.edited_text() else { continue };
        assert!(edited.contains("# who reads") && edited.contains("# only this"), "{edited}");
        assert_eq!(decision(&edited, Syntax::Yaml), "allowed", "{edited}");
    }
    let one = offers(&advice, "add `s3:PutObject` to `Action`");
    assert!(
        one.edited_text().unwrap().contains("Action: [s3:GetObject, s3:PutObject] # only this")
    );
}

#[test]
fn a_statement_alone_becomes_the_first_of_a_list() {
    let alone = json!({"Version": "2012-10-17",
        "Statement": statement("Allow", json!("s3:GetObject"), "arn:aws:s3:::team/a")});
    let bundle = asked(
        json!({ "identity": [alone] }),
        "sqs:SendMessage",
        "arn:aws:sqs:us-east-1:111122223333:q",
    );
    for style in [Style::Compact, Style::Pretty, Style::Windows, Style::Yaml] {
        let advice = advice(&style.write(&bundle), style.syntax()).unwrap();
        let one = offers(&advice, "add a statement");
        assert_eq!(decision(&one.edited_text().unwrap(), style.syntax()), "allowed");
    }
}

#[test]
fn a_deny_is_narrowed_before_it_goes() {
    let all = statement("Allow", json!("*"), "*");
    let deny = statement("Deny", json!(["s3:PutObject", "s3:DeleteObject"]), "*");
    let policies = json!({"identity": [document(&[all])], "serviceControl": [["FullAWSAccess", document(&[deny])]]});
    let mut bundle = asked(policies, "s3:DeleteObject", "arn:aws:s3:::team/a");
    bundle["policies"]["serviceControl"][0][1]["Statement"]
        .as_array_mut()
        .unwrap()
        .push(statement("Deny", json!("iam:*"), "*"));
    let advice = advised(&bundle);
    let whats = told(&advice);
    let place = |wanted: &str| {
        whats.iter().position(|one| one.contains(wanted)).unwrap_or_else(|| panic!("{whats:#?}"))
    };
    assert!(place("NotResource") < place("take `s3:DeleteObject` out of `Action`"), "{whats:#?}");
    assert!(place("out of `Action`") < place("take the Deny statement away"), "{whats:#?}");
}

#[test]
fn a_deny_in_a_service_control_policy_spares_a_caller() {
    let all = statement("Allow", json!("*"), "*");
    let deny = statement("Deny", json!("s3:*"), "*");
    let policies = json!({"identity": [document(&[all])], "serviceControl": [["FullAWSAccess"], ["FullAWSAccess", document(&[deny])]]});
    let bundle = asked(policies, "s3:GetObject", "arn:aws:s3:::team/a");
    let advice = advised(&bundle);
    let one = offers(&advice, "except `arn:aws:iam::111122223333:user/alice` from it");
    assert_eq!(one.layer.level, Some(1));
    assert!(one.edited_text().unwrap().contains("ArnNotEquals"));
}

#[test]
fn a_session_is_spared_by_its_role() {
    let deny = statement("Deny", json!("s3:GetObject"), "arn:aws:s3:::team/a");
    let all = statement("Allow", json!("*"), "*");
    let policies = json!({"identity": [document(&[all])], "permissionsBoundary": document(&[statement("Allow", json!("*"), "*"), deny])});
    let mut bundle = asked(policies, "s3:GetObject", "arn:aws:s3:::team/a");
    bundle["request"]["principal"] = json!("arn:aws:sts::111122223333:assumed-role/app/one");
    let advice = advised(&bundle);
    offers(&advice, "except `arn:aws:iam::111122223333:role/app` from it");
}

#[test]
fn another_account_needs_both_sides() {
    let grant = statement("Allow", json!("s3:GetObject"), "arn:aws:s3:::team/*");
    let mut bundle =
        asked(json!({"identity": [document(&[grant])]}), "s3:GetObject", "arn:aws:s3:::team/a");
    bundle["request"]["resourceAccount"] = json!("999999999999");
    let advice = advised(&bundle);
    let one = offers(&advice, "give the resource `arn:aws:s3:::team` a policy");
    let Change::Document(json) = &one.change else { panic!("{one:?}") };
    let document: Value = serde_json::from_str(json).unwrap();
    assert_eq!(document["Statement"][0]["Principal"]["AWS"], ALICE);
    let (after, syntax) = carried_out(&bundle.to_string(), Syntax::Json, &[one]);
    assert_eq!(decision(&after, syntax), "allowed");
}

#[test]
fn a_trust_policy_names_the_caller() {
    let trust = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::999999999999:user/carol"}, "Action": "sts:AssumeRole"}]});
    let bundle =
        asked(json!({"resource": trust}), "sts:AssumeRole", "arn:aws:iam::111122223333:role/app");
    let advice = advised(&bundle);
    let one = offers(&advice, "add `arn:aws:iam::111122223333:user/alice` to `Principal`");
    assert!(one.edited_text().unwrap().contains(ALICE));
}

#[test]
fn what_takes_no_resource_is_granted_on_a_star() {
    let grant = statement("Allow", json!("s3:GetObject"), "arn:aws:s3:::team/*");
    let bundle = asked(json!({"identity": [document(&[grant])]}), "s3:ListAllMyBuckets", "*");
    let one = offers(&advised(&bundle), "add a statement that allows just `s3:ListAllMyBuckets`");
    assert!(one.edited_text().unwrap().contains("\"Resource\": \"*\""), "{one:?}");
}

#[test]
fn a_value_of_context_would_do() {
    let mut grant = statement("Allow", json!("s3:GetObject"), "arn:aws:s3:::team/*");
    grant["Condition"] = json!({"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}});
    let mut bundle =
        asked(json!({"identity": [document(&[grant])]}), "s3:GetObject", "arn:aws:s3:::team/a");
    bundle["request"]["context"] = json!({"aws:SourceIp": "198.51.100.7"});
    let advice = advised(&bundle);
    let said: Vec<String> = advice.contexts.iter().map(|one| one.settings[0].to_string()).collect();
    assert_eq!(said, ["--with aws:SourceIp=203.0.113.1"]);
    let one = offers(&advice, "add `198.51.100.7/32` to `IpAddress` `aws:SourceIp`");
    let away = offers(&advice, "take the condition");
    assert!(one.breadth.count() < away.breadth.count(), "{:#?}", told(&advice));
}

#[test]
fn an_undecided_answer_is_told_what_would_decide() {
    let mut deny = statement("Deny", json!("s3:*"), "*");
    deny["Condition"] = json!({"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}});
    let all = statement("Allow", json!("*"), "*");
    let bundle =
        asked(json!({"identity": [document(&[all, deny])]}), "s3:GetObject", "arn:aws:s3:::team/a");
    let advice = advised(&bundle);
    let said: Vec<String> = advice.contexts.iter().map(|one| one.settings[0].to_string()).collect();
    assert_eq!(said, ["--with aws:MultiFactorAuthPresent=true"]);
}

#[test]
fn two_gates_take_two_edits() {
    let deny = statement("Deny", json!(["s3:GetObject", "s3:PutObject"]), "*");
    let other = statement("Allow", json!("s3:ListBucket"), "arn:aws:s3:::team");
    let policies = json!({"identity": [document(&[other])], "serviceControl": [["FullAWSAccess", document(&[deny])]]});
    let bundle = asked(policies, "s3:GetObject", "arn:aws:s3:::team/a");
    let advice = advised(&bundle);
    assert!(advice.suggestions.is_empty(), "{:#?}", told(&advice));
    let why = advice.no_single_edit.clone().unwrap();
    assert!(why.contains("a Deny in the service control policy at level 0 (bundle:"), "{why}");
    assert!(why.contains("no Allow in the identity-based policy"), "{why}");
    let together = advice.together.unwrap();
    assert_eq!(together.edits.len(), 2);
    let (after, syntax) = carried_out(&Style::Pretty.write(&bundle), Syntax::Json, &together.edits);
    assert_eq!(decision(&after, syntax), "allowed");
}

#[test]
fn policies_of_aws_are_left_alone() {
    let policies = json!({"identity": ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]});
    let bundle = asked(policies, "s3:PutObject", "arn:aws:s3:::team/a");
    let advice = advised(&bundle);
    let one = offers(&advice, "give `arn:aws:iam::111122223333:user/alice` a policy of its own");
    assert!(matches!(one.change, Change::Document(_)));
    assert_eq!(advice.suggestions.len(), 1, "{:#?}", told(&advice));
}

#[test]
fn an_allowance_is_taken_away_narrowly() {
    let grant = statement("Allow", json!(["s3:GetObject", "s3:PutObject"]), "arn:aws:s3:::team/*");
    let bundle =
        asked(json!({"identity": [document(&[grant])]}), "s3:GetObject", "arn:aws:s3:::team/a");
    let advice = advised(&bundle);
    let first = &advice.suggestions[0];
    assert!(first.what.starts_with("add a statement that denies just"), "{:#?}", told(&advice));
    assert_eq!(first.breadth.words(), "nothing else");
    offers(&advice, "take `s3:GetObject` out of `Action`");
    assert!(
        advice
            .hangs_on
            .iter()
            .any(|one| one.starts_with("the Allow of the identity-based policy, bundle:")),
        "{:?}",
        advice.hangs_on
    );
}

#[test]
fn an_allowance_that_hangs_on_a_key_says_so() {
    let mut grant = statement("Allow", json!("s3:GetObject"), "arn:aws:s3:::team/*");
    grant["Condition"] = json!({"StringEquals": {"aws:SourceVpc": "vpc-1"}});
    let mut bundle =
        asked(json!({"identity": [document(&[grant])]}), "s3:GetObject", "arn:aws:s3:::team/a");
    bundle["request"]["context"] = json!({"aws:SourceVpc": "vpc-1"});
    let advice = advised(&bundle);
    assert!(
        advice.hangs_on.iter().any(|one| one.starts_with("`aws:SourceVpc`, which is `vpc-1`")),
        "{:?}",
        advice.hangs_on
    );
}

#[test]
fn a_key_policy_that_was_not_given_is_no_place_for_an_edit() {
    let bundle = asked(
        json!({"identity": []}),
        "kms:Decrypt",
        "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    );
    let advice = advised(&bundle);
    assert!(advice.suggestions.is_empty() && advice.together.is_none(), "{advice:#?}");
    let why = advice.no_single_edit.unwrap();
    assert!(why.contains("the resource-based policy, which was not given"), "{why}");
}

#[test]
fn hostile_names_are_harmless() {
    let name = "arn:aws:s3:::team/\u{1b}[2J\u{202e}\n*${x}";
    let grant = statement("Allow", json!("s3:PutObject"), "arn:aws:s3:::team/b");
    let mut bundle = asked(json!({"identity": [document(&[grant])]}), "s3:GetObject", name);
    bundle["request"]["exactContext"] = json!(true);
    if let Ok(advice) = advice(&Style::Pretty.write(&bundle), Syntax::Json) {
        let text = advice.text(RenderStyle::Plain);
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
        for one in &advice.suggestions {
            assert_eq!(decision(&one.edited_text().unwrap(), Syntax::Json), "allowed", "{one:?}");
        }
    }
}

#[test]
fn a_text_of_one_long_line_has_no_diff() {
    let many: Vec<Value> =
        (0..2000).map(|number| json!(format!("arn:aws:s3:::team/{number}/*"))).collect();
    let grant = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": many});
    let bundle =
        asked(json!({"identity": [document(&[grant])]}), "s3:GetObject", "arn:aws:s3:::team/x");
    let advice = advice(&bundle.to_string(), Syntax::Json).unwrap();
    for one in &advice.suggestions {
        assert_eq!(one.diff(RenderStyle::Plain), None);
    }
}

#[test]
fn two_permissions_of_one_call_are_one_edit() {
    let other = statement("Allow", "s3:GetObject", "arn:aws:s3:::team/*");
    let lambda = "arn:aws:lambda:us-east-1:111122223333:function:f";
    let mut bundle =
        asked(json!({"identity": [document(&[other])]}), "lambda:CreateFunction", lambda);
    bundle["request"]["alsoRequires"] =
        json!([{"action": "iam:PassRole", "resource": "arn:aws:iam::111122223333:role/app"}]);
    let advice = advised(&bundle);
    let [one] = &*advice.suggestions else { panic!("{:#?}", told(&advice)) };
    assert!(one.what.contains("; then "), "{}", one.what);
    assert_eq!(decision(&one.edited_text().unwrap(), Syntax::Json), "allowed");
    assert!(advice.no_single_edit.is_none() && advice.together.is_none());
}

#[test]
fn a_boundary_of_aws_is_to_be_replaced() {
    let all = statement("Allow", "*", "*");
    let policies = json!({"identity": [document(&[all])],
        "permissionsBoundary": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"});
    let advice = advised(&asked(policies, "s3:PutObject", "arn:aws:s3:::team/a"));
    let why = advice.no_single_edit.unwrap();
    assert!(
        why.contains("the permissions boundary, which is AWS's own: attach one of your own"),
        "{why}"
    );
}

#[test]
fn what_was_not_tried_is_said() {
    let one = document(&[statement("Allow", "s3:GetObject", "arn:aws:s3:::team/b")]);
    let few = |count: usize| json!({"identity": vec![one.clone(); count]});
    for (count, bounded) in [(3, false), (60, true)] {
        let advice = advised(&asked(few(count), "s3:GetObject", "arn:aws:s3:::team/a"));
        assert_eq!(advice.is_bounded, bounded);
        let said = advice.text(RenderStyle::Plain).contains("than was tried");
        assert_eq!(said, bounded);
    }
}

/// A key that is an ARN of the caller is a fact, not a suggestion.
#[test]
fn facts_about_the_caller_are_not_to_be_changed() {
    let mut grant = statement("Allow", "s3:GetObject", "arn:aws:s3:::team/*");
    grant["Condition"] = json!({"StringEquals": {"aws:username": "bob"}});
    let advice = advised(&asked(
        json!({"identity": [document(&[grant])]}),
        "s3:GetObject",
        "arn:aws:s3:::team/a",
    ));
    assert!(advice.contexts.is_empty(), "{:?}", advice.contexts);
    offers(&advice, "add `alice` to `StringEquals` `aws:username`");
}

fn under(condition: &Value) -> Value {
    json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": condition})
}

#[test]
fn a_new_statement_keeps_the_conditions_of_its_neighbour() {
    let guarded = under(&json!({
        "IpAddress": { "aws:SourceIp": "203.0.113.0/24" },
        "StringEquals": { "aws:PrincipalTag/team": "blue" },
    }));
    let mut bundle =
        asked(json!({"identity": [document(&[guarded])]}), "s3:GetObject", "arn:aws:s3:::team/a");
    bundle["request"]["context"] =
        json!({"aws:SourceIp": "198.51.100.7", "aws:PrincipalTag/team": "blue"});
    let advice = advised(&bundle);
    let first = &advice.suggestions[0];
    assert_eq!(first.breadth.words(), "nothing else", "{:#?}", told(&advice));
    let edited: Value = serde_json::from_str(&first.edited_text().unwrap()).unwrap();
    let added = &edited["policies"]["identity"][0]["Statement"][1];
    assert_eq!(
        *added,
        json!({
            "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::team/a",
            "Condition": {
                "IpAddress": { "aws:SourceIp": "198.51.100.7/32" },
                "StringEquals": { "aws:PrincipalTag/team": "blue" },
            },
        })
    );
}

#[test]
fn a_bound_that_is_no_part_of_its_range_is_moved_past_the_value() {
    for (condition, context, wanted) in [
        (
            json!({"DateLessThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}}),
            json!({"aws:CurrentTime": "2026-03-01T00:00:00Z"}),
            "make `DateLessThan` `aws:CurrentTime` `2026-03-01T00:00:01Z`",
        ),
        (
            json!({"NumericGreaterThan": {"s3:max-keys": 10}}),
            json!({"s3:max-keys": 3}),
            "make `NumericGreaterThan` `s3:max-keys` `2`",
        ),
    ] {
        let policies = json!({"identity": [document(&[under(&condition)])]});
        let mut bundle = asked(policies, "s3:ListBucket", "arn:aws:s3:::team");
        bundle["request"]["context"] = context;
        let one = offers(&advised(&bundle), wanted);
        assert_eq!(decision(&one.edited_text().unwrap(), Syntax::Json), "allowed");
    }
}

#[test]
fn a_statement_may_lack_the_action_and_the_resource() {
    let grant = statement("Allow", json!(["s3:GetObject"]), "arn:aws:s3:::team/a");
    let bundle =
        asked(json!({"identity": [document(&[grant])]}), "s3:PutObject", "arn:aws:s3:::team/b");
    let advice = advised(&bundle);
    assert_eq!(advice.suggestions[0].breadth.words(), "nothing else");
    let wider = offers(&advice, "add `s3:PutObject` to `Action`, and add");
    assert!(wider.breadth.count() > 0, "{:#?}", told(&advice));
}

#[test]
fn an_allowance_for_everybody_can_spare_one() {
    let everybody = json!({
        "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::team/*",
    });
    let mut bundle =
        asked(json!({"resource": document(&[everybody])}), "s3:GetObject", "arn:aws:s3:::team/a");
    bundle["request"]["resourceAccount"] = json!("111122223333");
    let advice = advised(&bundle);
    let one = offers(&advice, "except `arn:aws:iam::111122223333:user/alice` from it");
    assert!(one.breadth.callers == 0, "{:#?}", told(&advice));
    assert_eq!(decision(&one.edited_text().unwrap(), Syntax::Json), "implicitDeny");
}

#[test]
fn denies_in_two_layers_are_narrowed_to_the_resource() {
    let all = statement("Allow", json!("s3:*"), "*");
    let policies = json!({
        "identity": [document(&[all, statement("Deny", json!("s3:Get*"), "*")])],
        "serviceControl": [["FullAWSAccess", document(&[statement("Deny", json!("s3:GetObject"), "*")])]],
    });
    let advice = advised(&asked(policies, "s3:GetObject", "arn:aws:s3:::team/a"));
    let together = advice.together.unwrap();
    let own = together.edits.iter().find(|one| one.layer.policy_type.field() == "identity");
    assert!(own.unwrap().what.contains("`NotResource`"), "{:?}", together.edits);
}
