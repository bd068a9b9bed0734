//! Each step on small policies, and the text that comes of it.

use iamsim::scenario::mutants::{Direction, MutantRun, Operator, Outcome};

use super::support::{judged_as, judged_in, mutant, mutated_text};

fn case(request: &str, expect: &str) -> String {
    format!(r#"{{ "name": "it", {request}, "expect": "{expect}" }}"#)
}

fn around(statement: &str) -> String {
    format!(r#"{{ "Version": "2012-10-17", "Statement": [ {statement} ] }}"#)
}

const ANN_READS: &str =
    r#""principal": "ann", "action": "s3:GetObject", "resource": "arn:aws:s3:::b/d/x""#;
const BOB_READS: &str = r#""principal": "bob", "action": "s3:GetObject",
    "resource": { "arn": "arn:aws:s3:::b/d/x", "account": "111122223333" },
    "policies": { "identity": [{ "Version": "2012-10-17",
        "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }] }"#;

const GRANT: &str = r#""identity": [{ "Version": "2012-10-17",
    "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }]"#;

/// The statement that a step makes of a statement.
fn stepped(run: &MutantRun, name: &str) -> String {
    let one = mutant(run, name);
    let text = mutated_text(one).unwrap_or_else(|| panic!("{name}: no edits"));
    let statement = text.strip_prefix(r#"{ "Version": "2012-10-17", "Statement": [ "#).unwrap();
    statement.strip_suffix(" ] }").unwrap().to_owned()
}

#[track_caller]
fn steps(layer: &str, request: &str, statement: &str, expected: &[(&str, &str)]) {
    let run = judged_as(layer, &around(statement), &case(request, "allowed"));
    for (name, text) in expected {
        assert_eq!(stepped(&run, name), *text, "{name} of {statement}");
    }
}

fn identity(elements: &str, expected: &[(&str, &str)]) {
    let whole = |elements: &str| format!(r#"{{ "Effect": "Allow", {elements} }}"#);
    let expected: Vec<(&str, String)> =
        expected.iter().map(|(name, elements)| (*name, whole(elements))).collect();
    let expected: Vec<(&str, &str)> =
        expected.iter().map(|(name, text)| (*name, &**text)).collect();
    steps(r#""identity""#, ANN_READS, &whole(elements), &expected);
}

#[test]
fn effects_flip() {
    steps(
        r#""identity""#,
        ANN_READS,
        r#"{ "Effect": "Allow", "Action": "*", "Resource": "*" }"#,
        &[("flip-effect", r#"{ "Effect": "Deny", "Action": "*", "Resource": "*" }"#)],
    );
}

#[test]
fn actions_widen_and_narrow() {
    let with = |action: &str| format!(r#""Action": {action}, "Resource": "*""#);
    let step = |action: &str, expected: &[(&str, &str)]| {
        let expected: Vec<(&str, String)> =
            expected.iter().map(|(name, action)| (*name, with(action))).collect();
        let expected: Vec<(&str, &str)> =
            expected.iter().map(|(name, text)| (*name, &**text)).collect();
        identity(&with(action), &expected);
    };
    step(r#""s3:GetObject""#, &[("widen-action", r#""s3:*""#)]);
    step(r#""s3:Get*""#, &[("widen-action", r#""s3:*""#), ("narrow-action", r#""s3:GetObject""#)]);
    step(r#""s3:*""#, &[("widen-action", r#""*""#)]);
    step(r#""*""#, &[("narrow-action", r#""s3:GetObject""#)]);
    step(
        r#"["s3:GetObject", "s3:PutObject"]"#,
        &[
            ("drop-value `s3:GetObject`", r#"["s3:PutObject"]"#),
            ("drop-value `s3:PutObject`", r#"["s3:GetObject"]"#),
        ],
    );
}

#[test]
fn resources_widen_and_narrow() {
    let with = |resource: &str| format!(r#""Action": "*", "Resource": "{resource}""#);
    let step = |resource: &str, expected: &[(&str, &str)]| {
        let expected: Vec<(&str, String)> =
            expected.iter().map(|(name, resource)| (*name, with(resource))).collect();
        let expected: Vec<(&str, &str)> =
            expected.iter().map(|(name, text)| (*name, &**text)).collect();
        identity(&with(resource), &expected);
    };
    step("arn:aws:s3:::b/d/x", &[("widen-resource", "arn:aws:s3:::b/d/*")]);
    step(
        "arn:aws:s3:::b/d/*",
        &[("widen-resource", "arn:aws:s3:::b/*"), ("narrow-resource", "arn:aws:s3:::b/d/x")],
    );
    step("arn:aws:s3:::*", &[("widen-resource", "*")]);
    step("*", &[("narrow-resource", "arn:aws:s3:::b/d/x")]);
    step(
        "arn:aws:s3:::b/${aws:PrincipalTag/none, 'd'}/x",
        &[
            ("widen-variable", "arn:aws:s3:::b/*/x"),
            ("widen-resource", "arn:aws:s3:::b/${aws:PrincipalTag/none, 'd'}/*"),
        ],
    );
}

#[test]
fn what_lists_exceptions_widens_when_they_narrow() {
    let cases = case(ANN_READS, "allowed");
    let statement = r#"{ "Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "Resource": "*" }"#;
    let run = judged_as(r#""identity""#, &around(statement), &cases);
    let drops = run.judged.iter().filter(|one| one.mutant.operator == Operator::DropValue);
    assert!(drops.clone().count() == 2);
    assert!(drops.into_iter().all(|one| one.mutant.direction == Direction::More));
    let wider = run.judged.iter().find(|one| one.mutant.operator == Operator::WidenAction).unwrap();
    assert_eq!(wider.mutant.direction, Direction::Less);
}

#[test]
fn principals_widen_and_narrow() {
    let with = |principal: &str| {
        format!(
            r#"{{ "Effect": "Allow", "Principal": {principal}, "Action": "*", "Resource": "*" }}"#
        )
    };
    let step = |principal: &str, expected: &[(&str, &str)]| {
        let expected: Vec<(&str, String)> =
            expected.iter().map(|(name, principal)| (*name, with(principal))).collect();
        let expected: Vec<(&str, &str)> =
            expected.iter().map(|(name, text)| (*name, &**text)).collect();
        steps(r#""resource""#, BOB_READS, &with(principal), &expected);
    };
    step(
        r#"{ "AWS": "arn:aws:iam::444455556666:user/bob" }"#,
        &[("widen-principal", r#"{ "AWS": "arn:aws:iam::444455556666:root" }"#)],
    );
    step(
        r#"{ "AWS": "444455556666" }"#,
        &[
            ("widen-principal", r#"{ "AWS": "*" }"#),
            ("narrow-principal", r#"{ "AWS": "arn:aws:iam::444455556666:user/bob" }"#),
        ],
    );
    step(r#""*""#, &[("narrow-principal", r#"{ "AWS": "arn:aws:iam::444455556666:root" }"#)]);
    step(
        r#"{ "AWS": ["*", "arn:aws:sts::111122223333:assumed-role/r/s"] }"#,
        &[("widen-principal", r#"{ "AWS": ["*", "arn:aws:iam::111122223333:role/r"] }"#)],
    );
    step(
        r#"{ "AWS": "*", "Service": "sns.amazonaws.com" }"#,
        &[
            ("drop-value `AWS: *`", r#"{ "Service": "sns.amazonaws.com" }"#),
            ("drop-value `Service: sns.amazonaws.com`", r#"{ "AWS": "*" }"#),
        ],
    );
}

/// What steps make of a condition that holds for the request.
#[track_caller]
fn conditions(condition: &str, context: &str, expected: &[(&str, &str)]) {
    let statement = |condition: &str| {
        format!(r#"{{ "Effect": "Allow", "Action": "*", "Resource": "*"{condition} }}"#)
    };
    let with = |condition: &str| match condition {
        "" => String::new(),
        condition => format!(r#", "Condition": {condition}"#),
    };
    let request = format!(r#"{ANN_READS}, "context": {context}"#);
    let policy = around(&statement(&with(condition)));
    let run = judged_as(r#""identity""#, &policy, &case(&request, "allowed"));
    for (name, condition) in expected {
        assert_eq!(stepped(&run, name), statement(&with(condition)), "{name} of {policy}");
    }
}

#[test]
fn conditions_go_and_change() {
    conditions(
        r#"{ "StringLike": { "s3:prefix": "a*" } }"#,
        r#"{ "s3:prefix": "ab" }"#,
        &[
            ("drop-condition", ""),
            ("negate-operator", r#"{ "StringNotLike": { "s3:prefix": "a*" } }"#),
            ("swap-operator", r#"{ "StringEquals": { "s3:prefix": "a*" } }"#),
            ("add-if-exists", r#"{ "StringLikeIfExists": { "s3:prefix": "a*" } }"#),
            ("add-for-all-values", r#"{ "ForAllValues:StringLike": { "s3:prefix": "a*" } }"#),
        ],
    );
    conditions(
        r#"{ "ForAnyValue:StringEqualsIfExists": { "aws:TagKeys": ["a", "b"] } }"#,
        r#"{ "aws:TagKeys": ["a"] }"#,
        &[
            ("drop-if-exists", r#"{ "ForAnyValue:StringEquals": { "aws:TagKeys": ["a", "b"] } }"#),
            ("drop-set-operator", r#"{ "StringEqualsIfExists": { "aws:TagKeys": ["a", "b"] } }"#),
            (
                "swap-set-operator",
                r#"{ "ForAllValues:StringEqualsIfExists": { "aws:TagKeys": ["a", "b"] } }"#,
            ),
        ],
    );
    conditions(
        r#"{ "Bool": { "aws:SecureTransport": "true" } }"#,
        "{}",
        &[("flip-value", r#"{ "Bool": { "aws:SecureTransport": "false" } }"#)],
    );
    conditions(
        r#"{ "Null": { "aws:TagKeys": false } }"#,
        r#"{ "aws:TagKeys": ["a"] }"#,
        &[("flip-value", r#"{ "Null": { "aws:TagKeys": true } }"#)],
    );
}

#[test]
fn neighbours_of_operators() {
    let table = [
        ("NumericLessThan", "1", "NumericLessThanEquals", "NumericGreaterThanEquals", "0"),
        ("NumericGreaterThanEquals", "1", "NumericGreaterThan", "NumericLessThan", "2"),
        ("DateLessThan", "9", "DateLessThanEquals", "DateGreaterThanEquals", "8"),
        ("ArnLike", "arn:aws:s3:::x", "ArnEquals", "ArnNotLike", "arn:aws:s3:::x"),
        ("StringEqualsIgnoreCase", "A", "StringEquals", "StringNotEqualsIgnoreCase", "a"),
        ("StringEquals", "a", "StringEqualsIgnoreCase", "StringNotEquals", "a"),
        ("StringNotEquals", "a", "StringNotEqualsIgnoreCase", "StringEquals", "b"),
    ];
    for (operator, value, swapped, negated, given) in table {
        let with = |operator: &str| format!(r#"{{ "{operator}": {{ "s3:x": "{value}" }} }}"#);
        conditions(
            &with(operator),
            &format!(r#"{{ "s3:x": "{given}" }}"#),
            &[("swap-operator", &with(swapped)), ("negate-operator", &with(negated))],
        );
    }
}

#[test]
fn of_a_text_with_a_star_both_wildcards_and_letter_case_are_tried() {
    let run = judged_with(r#"{ "StringEquals": { "s3:x": "a*" } }"#, &[r#""a*""#]);
    let swapped = run.judged.iter().filter(|one| one.mutant.operator == Operator::SwapOperator);
    let directions: Vec<_> = swapped.map(|one| (one.name(), one.mutant.direction)).collect();
    assert_eq!(directions.len(), 2, "{directions:?}");
    assert!(directions.iter().all(|(_, direction)| *direction == Direction::More));
}

/// Judges a condition by a case for each value of `s3:x`, of which the condition fits the first.
fn judged_with(condition: &str, values: &[&str]) -> MutantRun {
    let statement = format!(
        r#"{{ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {condition} }}"#
    );
    let cases = values.iter().enumerate().map(|(number, value)| {
        let expect = if number == 0 { "allowed" } else { "implicitDeny" };
        let context = format!(r#""context": {{ "s3:x": {value}, "sts:ExternalId": "a" }}"#);
        format!(r#"{{ "name": "{number}", {ANN_READS}, {context}, "expect": "{expect}" }}"#)
    });
    let cases = cases.collect::<Vec<_>>().join(", ");
    judged_as(r#""identity""#, &around(&statement), &cases)
}

fn has(run: &MutantRun, operator: Operator) -> bool {
    run.judged.iter().any(|one| one.mutant.operator == operator)
}

#[test]
fn set_operators_are_tried_where_a_request_may_carry_several_values() {
    use Operator::{AddForAllValues, AddForAnyValue, SwapSetOperator};
    let of_one = judged_with(r#"{ "StringEquals": { "s3:x": "a" } }"#, &[r#""a""#]);
    assert!(has(&of_one, AddForAllValues), "a request without the key tells it apart");
    assert!(!has(&of_one, AddForAnyValue));
    let negated = judged_with(r#"{ "StringNotEquals": { "s3:x": "b" } }"#, &[r#""a""#]);
    assert!(!has(&negated, AddForAllValues), "only several values tell it apart");
    let several = [r#""a""#, r#"["a", "b"]"#];
    let of_several = judged_with(r#"{ "StringEquals": { "s3:x": "a" } }"#, &several);
    assert!(has(&of_several, AddForAllValues));
    assert!(matches!(mutant(&of_several, "add-for-any-value").outcome, Outcome::Caught { .. }));
    let written = judged_with(r#"{ "ForAnyValue:StringEquals": { "s3:x": "a" } }"#, &[r#""a""#]);
    assert!(has(&written, SwapSetOperator));
    let claim = r#"{ "ForAnyValue:StringEquals": { "sts:ExternalId": "a" } }"#;
    assert!(!has(&judged_with(claim, &[r#""a""#]), SwapSetOperator));
}

#[test]
fn one_of_several_keys_gets_an_operator_of_its_own() {
    let context = r#"{ "s3:x": "a", "s3:y": "b", "s3:z": "c" }"#;
    conditions(
        r#"{ "StringEquals": { "s3:x": "a", "s3:y": "b" }, "StringNotEquals": { "s3:z": "d" } }"#,
        context,
        &[
            (
                "drop-condition:1:129",
                r#"{ "StringEquals": { "s3:y": "b" }, "StringNotEquals": { "s3:z": "d" } }"#,
            ),
            (
                "negate-operator:1:129",
                r#"{ "StringEquals": { "s3:y": "b" }, "StringNotEquals": { "s3:z": "d", "s3:x": "a" } }"#,
            ),
            (
                "add-if-exists:1:142",
                r#"{ "StringEquals": { "s3:x": "a" }, "StringEqualsIfExists": { "s3:y": "b" }, "StringNotEquals": { "s3:z": "d" } }"#,
            ),
            (
                "negate-operator:1:157",
                r#"{ "StringEquals": { "s3:x": "a", "s3:y": "b", "s3:z": "d" } }"#,
            ),
            ("drop-condition:1:178", r#"{ "StringEquals": { "s3:x": "a", "s3:y": "b" } }"#),
        ],
    );
}

#[test]
fn statements_and_policies_go() {
    let allow = |sid: &str| {
        format!(r#"{{ "Sid": "{sid}", "Effect": "Allow", "Action": "*", "Resource": "*" }}"#)
    };
    let policy = around(&format!("{}, {}", allow("A"), allow("B")));
    let run = judged_as(r#""identity""#, &policy, &case(ANN_READS, "allowed"));
    assert_eq!(stepped(&run, "drop-statement:1:43"), allow("B"));
    let detached = mutant(&run, "drop-layer");
    assert_eq!((mutated_text(detached), detached.mutant.direction), (None, Direction::Less));
    assert!(matches!(detached.outcome, Outcome::Caught { .. }));
}

#[test]
fn the_only_statement_goes_with_its_policy() {
    let statement = r#"{ "Effect": "Allow", "Action": "*", "Resource": "*" }"#;
    let cases = case(ANN_READS, "allowed");
    for layer in [r#""identity""#, r#""permissionsBoundary""#] {
        let bare = format!(r#"{{ "Version": "2012-10-17", "Statement": {statement} }}"#);
        for policy in [around(statement), bare] {
            let granted =
                cases.replace(r#""name""#, &format!(r#""policies": {{ {GRANT} }}, "name""#));
            let cases = if layer.contains("identity") { &cases } else { &granted };
            let run = judged_as(layer, &policy, cases);
            let of =
                |operator| run.judged.iter().filter(move |one| one.mutant.operator == operator);
            assert_eq!(of(Operator::DropStatement).count(), 0, "{layer} {policy}");
            assert_eq!(of(Operator::DropLayer).count(), 1, "{layer} {policy}");
        }
    }
}

#[test]
fn yaml_keeps_its_layout() {
    let policy = "# who reads\nVersion: 2012-10-17\nStatement:\n  - Effect: Allow\n    Action:\n      - s3:GetObject # read\n      - 's3:PutObject'\n    Resource: \"arn:aws:s3:::b/d/x\"\n    Condition:\n      StringEquals:\n        s3:x: a\n        s3:y: b\n  - Effect: Allow\n    Action: iam:*\n    Resource: '*'\n";
    let request = format!(r#"{ANN_READS}, "context": {{ "s3:x": "a", "s3:y": "b" }}"#);
    let run = judged_as(r#""identity""#, policy, &case(&request, "allowed"));
    let table = [
        ("widen-action:6:9", "- s3:GetObject # read", "- s3:* # read"),
        ("widen-action:7:9", "- 's3:PutObject'", "- 's3:*'"),
        ("widen-resource", "\"arn:aws:s3:::b/d/x\"", "\"arn:aws:s3:::b/d/*\""),
        ("drop-value:7:9", " # read\n      - 's3:PutObject'\n", "\n"),
        ("flip-effect:4:13", "  - Effect: Allow\n    Action:\n", "  - Effect: Deny\n    Action:\n"),
        ("drop-condition:11:9", "        s3:x: a\n        s3:y: b\n", "        s3:y: b\n"),
        (
            "add-if-exists:12:9",
            "        s3:x: a\n        s3:y: b\n",
            "        s3:x: a\n      StringEqualsIfExists: { \"s3:y\": \"b\" }\n",
        ),
    ];
    for (name, old, new) in table {
        let text = mutated_text(mutant(&run, name));
        assert_eq!(text.as_deref(), Some(&*policy.replacen(old, new, 1)), "{name}");
    }
    for one in &run.judged {
        assert!(one.edits.is_some() || one.mutant.operator == Operator::DropLayer, "{}", one.id);
    }
}

#[test]
fn a_copy_in_yaml_has_no_place_of_its_own() {
    let policy = "Version: 2012-10-17\nStatement:\n- { Effect: Allow, Action: &a 's3:GetObject', Resource: '*' }\n- { Effect: Allow, Action: *a, Resource: 'arn:aws:s3:::x' }\n";
    let run = judged_as(r#""identity""#, policy, &case(ANN_READS, "allowed"));
    let wider = |one: &&_| -> bool {
        let one: &iamsim::scenario::mutants::Judged = one;
        one.mutant.operator == Operator::WidenAction
    };
    assert_eq!(run.judged.iter().filter(wider).count(), 2);
    assert!(run.judged.iter().filter(wider).all(|one| one.edits.is_none()));
    let ids: std::collections::BTreeSet<_> = run.judged.iter().map(|one| &one.id).collect();
    assert_eq!(ids.len(), run.judged.len());
}

#[test]
fn in_json_every_step_has_its_text() {
    let run = judged_in(std::path::Path::new("scenarios/examples"));
    assert!(run.judged.len() > 1000);
    for one in run.judged.iter().filter(|one| one.policy.ends_with(".json")) {
        assert!(one.edits.is_some() || one.mutant.operator == Operator::DropLayer, "{}", one.id);
        assert!(one.diff().is_none_or(|diff| diff.lines.iter().any(|line| line.sign != ' ')));
    }
    let several = [r#""a""#, r#"["a", "b"]"#];
    let of_several = judged_with(r#"{ "StringEquals": { "s3:x": "a" } }"#, &several);
    for operator in Operator::ALL {
        assert!(has(&run, *operator) || has(&of_several, *operator), "no {}", operator.name());
    }
}
