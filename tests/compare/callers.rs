//! Resource-based policies: which callers they tell apart.

use std::cell::Cell;

use iamsim::aws::Arn;
use iamsim::compare::Answer;
use iamsim::request::{Principal, PrincipalKind, Request};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::alphabet::{KEYS, Key, OF_CALLERS, operator};
use crate::check::fuzz;
use crate::policies::merged;
use crate::requests::{Dice, asked_by, give, ways};
use crate::support::{Pair, cases};

/// Principals as policies write them: the type and the value.
const WRITTEN: &[(&str, &str)] = &[
    ("AWS", "*"),
    ("AWS", "111111111111"),
    ("AWS", "arn:aws:iam::111111111111:root"),
    ("AWS", "222222222222"),
    ("AWS", "arn:aws:iam::111111111111:user/a"),
    ("AWS", "arn:aws:iam::111111111111:user/path/a"),
    ("AWS", "arn:aws:iam::222222222222:user/a"),
    ("AWS", "arn:aws:iam::111111111111:role/r"),
    ("AWS", "arn:aws:iam::111111111111:role/path/r"),
    ("AWS", "arn:aws:sts::111111111111:assumed-role/r/s"),
    ("AWS", "arn:aws:sts::111111111111:assumed-role/r/other"),
    ("AWS", "arn:aws:sts::111111111111:federated-user/f"),
    ("AWS", "AIDAEXAMPLEUSER000001"),
    ("AWS", "AROAEXAMPLEROLE000001"),
    ("AWS", "AROAEXAMPLEROLE000001:s"),
    ("AWS", "arn:aws-cn:iam::111111111111:user/a"),
    ("Service", "lambda.amazonaws.com"),
    ("Service", "ec2.amazonaws.com"),
    ("Federated", "accounts.google.com"),
    ("Federated", "arn:aws:iam::111111111111:saml-provider/p"),
    ("Federated", "arn:aws:iam::111111111111:oidc-provider/token.example.com"),
    ("CanonicalUser", "1111111111111111111111111111111111111111111111111111111111111111"),
    ("CanonicalUser", "2222222222222222222222222222222222222222222222222222222222222222"),
];

/// Everybody who may ask.
fn callers() -> Vec<Principal> {
    let mut callers = Vec::new();
    let parse = |text: &str| Principal::parse(text).unwrap();
    for account in ["111111111111", "222222222222", "333333333333"] {
        let arn = |rest: &str| format!("arn:aws:iam::{account}:{rest}");
        callers.push(parse(&arn("root")));
        callers.extend(["user/a", "user/b", "user/path/a"].map(|rest| parse(&arn(rest))));
        callers.extend(["saml-provider/p", "saml-provider/q"].map(|rest| parse(&arn(rest))));
        callers.push(parse(&arn("oidc-provider/token.example.com")));
        callers.extend(["role/r", "role/path/r", "role/q"].map(|rest| parse(&arn(rest))));
        for session in ["r/s", "r/t", "r/other", "q/s"] {
            let text = format!("arn:aws:sts::{account}:assumed-role/{session}");
            let plain = parse(&text);
            for role in ["role/r", "role/path/r", "role/q"] {
                callers.extend(with_role(&plain, &arn(role)));
            }
            callers.push(plain);
        }
        for name in ["f", "g"] {
            let plain = parse(&format!("arn:aws:sts::{account}:federated-user/{name}"));
            callers.extend(["user/a", "user/b", "root"].map(|by| federated(&plain, &arn(by))));
            callers.push(plain);
        }
    }
    callers.push(parse("arn:aws-cn:iam::111111111111:user/a"));
    let others = ["anonymous", "lambda.amazonaws.com", "s3.amazonaws.com", "accounts.google.com"];
    callers.extend(others.map(parse));
    callers.extend(["1", "2", "3"].map(|digit| parse(&digit.repeat(64))));
    callers.into_iter().flat_map(with_ids).collect()
}

fn with_role(session: &Principal, arn: &str) -> Option<Principal> {
    let mut principal = session.clone();
    let arn = Arn::parse(arn).unwrap();
    let PrincipalKind::RoleSession { name, role, path_known, .. } = &mut principal.kind else {
        return None;
    };
    let fits = arn.resource().ends_with(&format!("/{name}"));
    *role = Some(arn);
    *path_known = true;
    fits.then_some(principal)
}

fn federated(plain: &Principal, by: &str) -> Principal {
    let mut principal = plain.clone();
    if let PrincipalKind::FederatedUser { federated_by, .. } = &mut principal.kind {
        *federated_by = Arn::parse(by);
    }
    principal
}

fn with_ids(caller: Principal) -> Vec<Principal> {
    let ids: &[&str] = match caller.kind {
        PrincipalKind::User { .. } => &["AIDAEXAMPLEUSER000001", "AIDAEXAMPLEUSER000002"],
        PrincipalKind::RoleSession { .. } => &["AROAEXAMPLEROLE000001", "AROAEXAMPLEROLE000002"],
        _ => return vec![caller],
    };
    ids.iter().map(|id| Principal { id: Some((*id).into()), ..caller.clone() }).collect()
}

fn principal() -> BoxedStrategy<Value> {
    let listed = vec(select(WRITTEN), 1..4).prop_map(|all| {
        let mut element = json!({});
        for (kind, value) in all {
            match element[kind].as_array_mut() {
                Some(values) => values.push(json!(value)),
                None => element[kind] = json!([value]),
            }
        }
        element
    });
    let element = prop_oneof![1 => Just(json!("*")), 6 => listed];
    let name = prop_oneof![3 => Just("Principal"), 1 => Just("NotPrincipal")];
    (name, element).prop_map(|(name, element)| json!({name: element})).boxed()
}

const TESTED: &Key = &KEYS[0];

fn condition(key: Key) -> BoxedStrategy<(String, &'static str, Vec<&'static str>)> {
    let values = vec(select(key.written), 1..3);
    (operator(key), Just(key.name), values).boxed()
}

fn statement() -> BoxedStrategy<Value> {
    let effect = prop_oneof![3 => Just("Allow"), 2 => Just("Deny")];
    let of_caller = select(OF_CALLERS).prop_flat_map(condition);
    let condition = prop_oneof![1 => condition(*TESTED), 1 => of_caller];
    let parts = (effect, principal(), proptest::option::weighted(0.5, condition));
    parts
        .prop_map(|(effect, principal, condition)| {
            let about = json!({"Effect": effect, "Action": "aa:*", "Resource": "*"});
            let mut statement = merged(about, principal);
            if let Some((operator, key, values)) = condition {
                statement["Condition"][operator][key] = json!(values);
            }
            statement
        })
        .boxed()
}

fn policy() -> BoxedStrategy<Value> {
    vec(statement(), 1..4)
        .prop_map(|statements| json!({"Version": "2012-10-17", "Statement": statements}))
        .boxed()
}

/// Whether the caller's role can be there beside those that the policies name: names of roles are
/// unique in an account, whatever their paths.
fn can_be(caller: &Principal, policies: &str) -> bool {
    let PrincipalKind::RoleSession { name, role: Some(role), path_known, .. } = &caller.kind else {
        return true;
    };
    let head = format!("arn:aws:iam::{}:role/", role.account());
    let of_name = ["", "path/"].map(|path| format!("\"{head}{path}{name}\""));
    let named = of_name.iter().filter(|arn| policies.contains(&***arn)).count();
    match path_known {
        true => named == 0 || policies.contains(&format!("\"{role}\"")),
        false => named < 2,
    }
}

/// What the keys of a caller are that follow from who it is: the table of K-1, once more. A session
/// of which no role is known is of the one that policies name.
fn give_own(request: &mut Request, policies: &str) {
    let Principal { kind, account, id, text, .. } = request.principal.clone();
    let account = account.unwrap_or_default();
    let id = id.unwrap_or_default();
    let last = |arn: &Arn| arn.resource().rsplit('/').next().unwrap().to_owned();
    let session_of = |session: Option<Box<str>>| session.unwrap_or_else(|| "any".into());
    let (arn, type_name, user_id) = match kind {
        PrincipalKind::Root => (text.to_string(), "Account", account.to_string()),
        PrincipalKind::User { ref arn } => (text.to_string(), "User", {
            give(request, "aws:username", &[&last(arn)]);
            id.to_string()
        }),
        PrincipalKind::RoleSession { name, role, session, path_known, .. } => {
            let with_path = format!("arn:aws:iam::{account}:role/path/{name}");
            let is_named = !path_known && policies.contains(&format!("\"{with_path}\""));
            let role = if is_named { with_path } else { role.unwrap().to_string() };
            (role, "AssumedRole", format!("{id}:{}", session_of(session)))
        }
        PrincipalKind::FederatedUser { ref arn, .. } => {
            (text.to_string(), "FederatedUser", format!("{account}:{}", last(arn)))
        }
        PrincipalKind::Service { name } => {
            give(request, "aws:PrincipalServiceName", &[&name]);
            give(request, "aws:PrincipalIsAWSService", &["true"]);
            return;
        }
        PrincipalKind::Anonymous => {
            for key in ["aws:PrincipalAccount", "aws:userid"] {
                give(request, key, &["anonymous"]);
            }
            return give(request, "aws:PrincipalType", &["Anonymous"]);
        }
        PrincipalKind::Federated { .. } | PrincipalKind::CanonicalUser { .. } => return,
    };
    give(request, "aws:PrincipalArn", &[&arn]);
    give(request, "aws:PrincipalAccount", &[&account]);
    give(request, "aws:PrincipalType", &[type_name]);
    give(request, "aws:userid", &[&user_id]);
    give(request, "aws:PrincipalIsAWSService", &["false"]);
}

/// Every caller, without the key that conditions ask for and with some of its values.
fn requests(policies: &str, dice: &mut Dice) -> Vec<Request> {
    let ways = ways(TESTED);
    let mut all = Vec::new();
    for caller in callers().iter().filter(|caller| can_be(caller, policies)) {
        for number in 0..4 {
            let mut request = asked_by(caller.clone(), "aa:Get", "arn:aws:aa:::a");
            let values = if number == 0 { &ways[0] } else { &ways[dice.below(ways.len())] };
            if !values.is_empty() {
                give(&mut request, TESTED.name, values);
            }
            give_own(&mut request, policies);
            all.push(request);
        }
    }
    all
}

#[test]
fn callers_of_every_kind() {
    let seed = Cell::new(1);
    let fresh = |existing: &Value, new: &Value| {
        seed.set(seed.get() + 1);
        requests(&format!("{existing}{new}"), &mut Dice::new(seed.get()))
    };
    let counts = fuzz(cases(8), &(policy(), policy()), Pair::resource, fresh, false);
    println!("{counts:?}");
    assert_eq!(counts.unknown.get(), 0, "{counts:?}");
    assert!(counts.proven.get() * 20 > counts.all(), "{counts:?}");
}

/// The same statement for somebody else, or for one more.
#[test]
fn one_caller_more() {
    let seed = Cell::new(1);
    let fresh = |existing: &Value, new: &Value| {
        seed.set(seed.get() + 1);
        requests(&format!("{existing}{new}"), &mut Dice::new(seed.get()))
    };
    let related = (policy(), statement(), any::<bool>()).prop_map(|(policy, statement, turned)| {
        let mut longer = policy.clone();
        crate::policies::push(&mut longer, statement);
        if turned { (longer, policy) } else { (policy, longer) }
    });
    let counts = fuzz(cases(8), &related, Pair::resource, fresh, false);
    println!("{counts:?}");
    assert_eq!(counts.unknown.get(), 0, "{counts:?}");
    assert!(counts.proven.get() * 5 > counts.all(), "{counts:?}");
}

/// The answer where the old policy names one caller and the new one another.
fn with(existing: &str, new: &str) -> Answer {
    let policy = |principal: &str| {
        let statement = json!({"Effect": "Allow", "Principal": {"AWS": principal},
            "Action": "aa:*", "Resource": "*"});
        json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
    };
    Pair::resource(&policy(existing), &policy(new)).no_new_access()
}

#[test]
fn a_named_session_is_of_the_role_of_its_name() {
    let session = "arn:aws:sts::111111111111:assumed-role/r/s";
    for role in ["role/path/r", "role/r"] {
        let role = format!("arn:aws:iam::111111111111:{role}");
        assert!(matches!(with(&role, session), Answer::Proven), "{role}");
        assert!(matches!(with(session, &role), Answer::Found { .. }), "{role}");
    }
    assert!(matches!(with("111111111111", session), Answer::Proven));
    let other = "arn:aws:iam::222222222222:role/r";
    assert!(matches!(with(other, session), Answer::Found { .. }));
}

#[test]
fn keys_that_follow_from_who_asks_are_the_callers() {
    let policy = |principal: Value, condition: Value| {
        let statement = json!({"Effect": "Allow", "Principal": principal, "Action": "aa:*",
            "Resource": "*", "Condition": condition});
        json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
    };
    let to = |text: &str| policy(json!({"AWS": text}), json!({}));
    let all_with = |operator: &str, key: &str, value: &str| {
        policy(json!("*"), json!({operator: {key: value}}))
    };
    let user = "arn:aws:iam::111111111111:user/a";
    let role = "arn:aws:iam::111111111111:role/path/r";
    let of_account = all_with("StringEquals", "aws:PrincipalAccount", "111111111111");
    let with_arn = |arn: &str| all_with("ArnLike", "aws:PrincipalArn", arn);
    let of_lambda = policy(json!({"Service": "lambda.amazonaws.com"}), json!({}));
    let table = [
        (to("111111111111"), of_account.clone(), true),
        (of_account.clone(), to("111111111111"), true),
        (of_account.clone(), with_arn("arn:aws:iam::111111111111:*"), true),
        (of_account.clone(), with_arn("arn:aws:iam::1*:*"), false),
        (with_arn("arn:aws:iam::111111111111:*"), of_account, false),
        (to(user), with_arn(user), true),
        (with_arn(user), to(user), false),
        (to(role), with_arn(role), true),
        (with_arn(role), to(role), true),
        (to(user), with_arn("arn:aws:iam::111111111111:user/*"), false),
        (with_arn("arn:aws:iam::*:user/*"), to("111111111111"), false),
        (
            of_lambda.clone(),
            all_with("StringEquals", "aws:PrincipalServiceName", "lambda.amazonaws.com"),
            true,
        ),
        (of_lambda.clone(), all_with("Bool", "aws:PrincipalIsAWSService", "true"), false),
        (all_with("Bool", "aws:PrincipalIsAWSService", "true"), of_lambda, true),
        (
            with_arn("arn:*:*:*:*:*"),
            all_with("StringEquals", "aws:PrincipalType", "Anonymous"),
            false,
        ),
        (with_arn("arn:*:*:*:*:*"), to("111111111111"), true),
        (with_arn("arn:aws:*:*:*:*"), with_arn("arn:aws-*:iam::111111111111:role/x"), false),
        (with_arn("arn:aws-cn:*:*:*:*"), to("arn:aws-cn:iam::111111111111:root"), true),
        (with_arn("arn:aws-cn:*:*:*:*"), to("111111111111"), false),
        (
            policy(json!({"Service": "other.amazonaws.com"}), json!({})),
            all_with("StringEquals", "aws:PrincipalServiceName", "s3.amazonaws.com"),
            false,
        ),
        (
            to(user),
            policy(
                json!({"AWS": "AIDAEXAMPLEUSEROTHER"}),
                json!({"StringEquals": {"aws:userid": "AIDAEXAMPLEUSEROTHER"}}),
            ),
            false,
        ),
        (
            to("arn:aws:sts::111111111111:assumed-role/r/s"),
            policy(json!({"AWS": role}), json!({"StringLike": {"aws:userid": "*:s"}})),
            true,
        ),
        (
            to("arn:aws:sts::111111111111:assumed-role/r/s"),
            policy(json!({"AWS": role}), json!({"StringLike": {"aws:userid": "*:t"}})),
            false,
        ),
    ];
    for (existing, new, expected) in table {
        let answer = Pair::resource(&existing, &new).no_new_access();
        assert_eq!(matches!(answer, Answer::Proven), expected, "{existing} {new}");
        assert!(!matches!(answer, Answer::Unknown(_)), "{existing} {new}");
    }
}

#[test]
fn who_stands_for_others_is_called_as_its_key_says() {
    let policy = |principal: &str, condition: Value| {
        let statement = json!({"Effect": "Allow", "Principal": {"AWS": principal},
            "Action": "aa:*", "Resource": "*", "Condition": condition});
        json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
    };
    let user = "arn:aws:iam::111111111111:user/a";
    let named = json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/team/b"}});
    let pair = Pair::resource(&policy(user, json!({})), &policy("*", named));
    let Answer::Found { reasons, .. } = pair.no_new_access() else { panic!("nothing is found") };
    let request = &reasons[0].witness.request;
    assert!(request.principal.text.ends_with(":user/team/b"), "{}", request.principal.text);
    let account = request.principal.account.as_deref();
    assert!(request.principal.text.contains(account.unwrap()));
}
