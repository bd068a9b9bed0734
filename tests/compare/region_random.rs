//! Regions of random pairs: what is in them is new, and what is new is in them.

use std::sync::Arc;

use iamsim::aws::{ActionName, PolicyKind};
use iamsim::catalog::Catalog;
use iamsim::compare::{Answer, Comparison, Side};
use iamsim::compile::{Layer, PolicySet};
use iamsim::evaluate::{Decision, Silent, evaluate};
use iamsim::request::{
    ActionFacts, ContextKeys, Given, Principal, Request, RequestContext, ResourceTarget,
};

use super::support::compiled;

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let high = usize::try_from(self.0 >> 33).unwrap();
        high % sides
    }

    fn pick<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.roll(of.len())]
    }

    fn some(&mut self, of: &[&str]) -> String {
        let count = 1 + self.roll(2);
        let all: Vec<String> = (0..count).map(|_| format!("{:?}", self.pick(of))).collect();
        format!("[{}]", all.join(", "))
    }
}

const ACTIONS: &[&str] = &[
    "s3:Get*",
    "s3:*",
    "*",
    "s3:*Object",
    "s3:GetObject",
    "s3:PutObject",
    "ec2:*",
    "s3:?etObject*",
];
const RESOURCES: &[&str] = &[
    "*",
    "arn:aws:s3:::a/*",
    "arn:aws:s3:::a*",
    "arn:aws:s3:::*/x",
    "arn:aws:s3:::b/x",
    "arn:aws:s3:*:*:a/?",
];
const WITH_VARIABLES: &[&str] =
    &["arn:aws:s3:::${aws:username}/*", "arn:aws:s3:::a/${aws:username}"];
const CONDITIONS: &[&str] = &[
    r#""IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "11.0.0.0/24"]}"#,
    r#""NotIpAddress": {"aws:SourceIp": "10.1.0.0/16"}"#,
    r#""IpAddressIfExists": {"aws:SourceIp": "10.0.0.0/8"}"#,
    r#""StringEquals": {"aws:RequestTag/t": ["red", "blue"]}"#,
    r#""StringNotEquals": {"aws:RequestTag/t": "red"}"#,
    r#""StringLikeIfExists": {"aws:RequestTag/t": "r*"}"#,
    r#""StringEqualsIgnoreCase": {"aws:RequestTag/t": "RED"}"#,
    r#""ForAllValues:StringEquals": {"aws:TagKeys": ["red", "blue"]}"#,
    r#""ForAnyValue:StringEquals": {"aws:TagKeys": ["red", "green"]}"#,
    r#""ForAllValues:StringNotLike": {"aws:TagKeys": "r*"}"#,
    r#""ForAnyValue:StringNotEquals": {"aws:TagKeys": "red"}"#,
    r#""Null": {"aws:TagKeys": "true"}"#,
    r#""Null": {"aws:RequestTag/t": "false"}"#,
    r#""NumericLessThan": {"my:number": "5"}"#,
    r#""NumericGreaterThanEquals": {"my:number": ["3", "7"]}"#,
    r#""NumericNotEquals": {"my:number": "3"}"#,
    r#""DateLessThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}"#,
    r#""DateGreaterThan": {"aws:CurrentTime": "2025-01-01T00:00:00Z"}"#,
    r#""Bool": {"aws:SecureTransport": "true"}"#,
    r#""BoolIfExists": {"aws:SecureTransport": "false"}"#,
];
const JOINS: &[&str] = &[
    r#""StringEquals": {"aws:RequestTag/t": "${aws:username}"}"#,
    r#""StringNotEquals": {"aws:RequestTag/t": ["${aws:username}", "red"]}"#,
];

const ASKED_ACTIONS: &[&str] = &[
    "s3:GetObject",
    "s3:GetObjectAcl",
    "s3:PutObject",
    "s3:Get",
    "ec2:RunInstances",
    "iam:CreateUser",
    "s3:SetObject",
];
const ASKED_RESOURCES: &[&str] = &[
    "*",
    "arn:aws:s3:::a/x",
    "arn:aws:s3:::a/y",
    "arn:aws:s3:::a",
    "arn:aws:s3:::b/x",
    "arn:aws:s3:::ab/x",
    "arn:aws:s3:us-east-1:111122223333:a/x",
    "arn:aws:s3:::red/x",
    "arn:aws:s3:::a/red",
];
const VALUES: &[(&str, &[&str], bool)] = &[
    ("aws:sourceip", &["10.0.0.1", "10.1.0.1", "11.0.0.1", "12.0.0.1"], false),
    ("aws:requesttag/t", &["red", "blue", "Red", "rust", "", "green"], false),
    ("aws:tagkeys", &["red", "blue", "green", "", "rust"], true),
    ("my:number", &["1", "3", "4", "5", "7", "x"], true),
    (
        "aws:currenttime",
        &["2024-06-01T00:00:00Z", "2025-06-01T00:00:00Z", "2027-01-01T00:00:00Z"],
        false,
    ),
    ("aws:securetransport", &["true", "false"], false),
    ("aws:username", &["red", "x", "a"], false),
];

fn statement(dice: &mut Dice, joins: bool) -> String {
    let effect = if dice.roll(4) == 0 { "Deny" } else { "Allow" };
    let not = |dice: &mut Dice| if dice.roll(6) == 0 { "Not" } else { "" };
    let action = format!(r#""{}Action": {}"#, not(dice), dice.some(ACTIONS));
    let resources: Vec<&str> =
        if joins { [RESOURCES, WITH_VARIABLES].concat() } else { RESOURCES.to_vec() };
    let conditions: Vec<&str> =
        if joins { [CONDITIONS, JOINS].concat() } else { CONDITIONS.to_vec() };
    let resource = format!(r#""{}Resource": {}"#, not(dice), dice.some(&resources));
    let mut asked: Vec<&str> = (0..dice.roll(3)).map(|_| dice.pick(&conditions)).collect();
    let operator = |text: &str| text.split(':').take(2).collect::<String>();
    asked.sort_by_key(|text| operator(text));
    asked.dedup_by_key(|text| operator(text).split('"').nth(1).map(str::to_owned));
    let condition = format!(r#""Condition": {{{}}}"#, asked.join(", "));
    format!(r#"{{"Effect": "{effect}", {action}, {resource}, {condition}}}"#)
}

fn policy(statements: &[String]) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, statements.join(",\n"))
}

struct Sides {
    keys: ContextKeys,
    /// The existing policy, the new one, and each statement of the new one alone.
    policies: Vec<PolicySet>,
}

impl Sides {
    fn new(existing: &[String], new: &[String]) -> Self {
        let mut keys = ContextKeys::new();
        let alone = new.iter().map(|one| policy(&[one.replace("\"Deny\"", "\"Allow\"")]));
        let texts: Vec<String> = [policy(existing), policy(new)].into_iter().chain(alone).collect();
        let identity = |text: &String| {
            let layer: Layer =
                [Arc::new(compiled(text, PolicyKind::Identity, &mut keys))].into_iter().collect();
            PolicySet { identity: layer, ..PolicySet::default() }
        };
        let policies = texts.iter().map(identity).collect();
        Self { keys, policies }
    }

    fn answer(&self) -> Answer {
        let side = |number: usize| Side::identity(self.policies[number].identity.clone());
        Comparison::new(&self.keys, facts()).unwrap().no_new_access(&side(0), &side(1))
    }

    fn request(&self, dice: &mut Dice) -> RequestContext {
        let principal = Principal::parse("arn:aws:iam::111122223333:user/anyone").unwrap();
        let action = ActionName::parse(dice.pick(ASKED_ACTIONS)).unwrap();
        let resource = dice.pick(ASKED_RESOURCES);
        let target = ResourceTarget::parse(resource, &action, false).unwrap();
        let mut request = Request::new(principal, action, target);
        request.exact_context = true;
        request.facts = facts();
        for (key, values, several) in VALUES {
            let count = if *several { dice.roll(4) } else { dice.roll(2) };
            let given = (0..count).map(|_| dice.pick(values).into()).collect::<Vec<Box<str>>>();
            if !given.is_empty() {
                request.context.push(((*key).into(), Given::Values(given)));
            }
        }
        RequestContext::new(request, &self.keys)
    }

    fn allows(&self, number: usize, context: &RequestContext) -> bool {
        evaluate(&self.policies[number], context, &mut Silent) == Decision::Allowed
    }

    /// Whether a statement of the new policy adds this request.
    fn is_new(&self, statement: usize, context: &RequestContext) -> bool {
        self.allows(1, context) && !self.allows(0, context) && self.allows(statement + 2, context)
    }
}

fn facts() -> ActionFacts {
    let mut facts = ActionFacts::default();
    facts.reference.known = Some(Catalog::embedded().known_keys().clone());
    facts
}

fn check(seed: u64, joins: bool) -> [usize; 3] {
    let mut dice = Dice(seed);
    let statements = |dice: &mut Dice| -> Vec<String> {
        (0..=dice.roll(3)).map(|_| statement(dice, joins)).collect()
    };
    let (existing, new) = (statements(&mut dice), statements(&mut dice));
    let sides = Sides::new(&existing, &new);
    let told = || format!("{}\n{}", policy(&existing), policy(&new));
    let reasons = match sides.answer() {
        Answer::Found { reasons, .. } => reasons,
        Answer::Proven => Vec::new(),
        Answer::Unknown(_) => return [0; 3],
    };
    for reason in &reasons {
        let witness = RequestContext::new(reason.witness.request.clone(), &sides.keys);
        assert!(sides.is_new(reason.place.unwrap().statement, &witness), "{}", told());
        let is_in = reason.region.contains(&witness);
        assert!(
            is_in || !reason.region.is_whole,
            "{}\n{:#?}\n{}",
            told(),
            reason.witness.request,
            reason.region
        );
    }
    let mut inside = 0;
    for _ in 0..300 {
        let context = sides.request(&mut dice);
        for reason in &reasons {
            let is_new = sides.is_new(reason.place.unwrap().statement, &context);
            let is_in = reason.region.contains(&context);
            let why = || format!("{}\n{:#?}\n{}", told(), context.request, reason.region);
            assert!(is_new || !is_in, "not new: {}", why());
            assert!(!is_new || is_in || !reason.region.is_whole, "left out: {}", why());
            inside += usize::from(is_in);
        }
    }
    let whole = reasons.iter().filter(|reason| reason.region.is_whole).count();
    [reasons.len(), whole, inside]
}

fn check_all(seeds: std::ops::Range<u64>, joins: bool) {
    let [mut reasons, mut whole, mut inside] = [0; 3];
    for seed in seeds {
        let counts = check(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), joins);
        reasons += counts[0];
        whole += counts[1];
        inside += counts[2];
    }
    assert!(whole * 10 > reasons * 7, "{whole} of {reasons} are told in whole");
    assert!(inside > reasons, "{inside} requests in {reasons} regions");
}

#[test]
fn regions_are_what_is_new() {
    check_all(0..600, false);
}

#[test]
fn regions_are_what_is_new_where_variables_join_keys() {
    check_all(0..300, true);
}
