//! What may differ between two environments, or between two files of layers, beside policies.

use serde_json::{Value, json};

use crate::program::folder;
use crate::{ask, json as asked};

const USER: &str = "arn:aws:iam::111122223333:user/x";
const QUEUE: &str = "arn:aws:sqs:eu-west-1:111122223333:q";

fn policy(statements: &[Value]) -> Value {
    json!({ "Version": "2012-10-17", "Statement": statements })
}

fn allow(action: &str, resource: &str, condition: &Value) -> Value {
    json!({ "Effect": "Allow", "Action": action, "Resource": resource, "Condition": condition })
}

fn to(principal: Value, mut statement: Value) -> Value {
    statement["Principal"] = principal;
    statement
}

/// A user with these policies, a bucket with a policy that lets nobody in, and a queue.
fn account(of_user: &[Value]) -> Value {
    let nobody = json!({ "Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket",
        "Resource": "arn:aws:s3:::b" });
    let own = json!({ "name": "own", "document": policy(of_user) });
    let policies: Vec<Value> = std::iter::once(own).filter(|_| !of_user.is_empty()).collect();
    json!({
        "accounts": { "111122223333": { "users": { "x": {
            "path": "/", "tags": { "team": "b" }, "policies": policies,
        } } } },
        "resources": {
            "arn:aws:s3:::b": { "account": "111122223333", "policy": policy(&[nobody]) },
            QUEUE: { "tags": { "team": "b" } },
        },
    })
}

fn user(account: &mut Value) -> &mut Value {
    &mut account["accounts"]["111122223333"]["users"]["x"]
}

fn bucket(account: &mut Value) -> &mut Value {
    &mut account["resources"]["arn:aws:s3:::b"]
}

fn organization(id: &str) -> Value {
    json!({ "id": id, "root": { "id": "r-ab12", "accounts": [{ "id": "111122223333" }] } })
}

/// What comes of a change to an account.
fn changed(account: &Value, change: impl Fn(&mut Value)) -> String {
    let mut after = account.clone();
    change(&mut after);
    let desk = folder(&[("before.json", &account.to_string()), ("after.json", &after.to_string())]);
    let line = "no-new-access --existing-env before.json --new-env after.json";
    asked(desk.path(), line)["result"].as_str().unwrap().to_owned()
}

#[test]
fn a_resource_with_a_policy_has_an_owner() {
    for condition in [
        json!({ "StringEquals": { "aws:ResourceAccount": "111122223333" } }),
        json!({ "StringEquals": { "aws:ResourceAccount": "${aws:PrincipalAccount}" } }),
    ] {
        let added = |account: &mut Value| {
            let read = allow("s3:GetObject", "arn:aws:s3:::b/*", &condition);
            user(account)["policies"][0]["document"]["Statement"][0] = read;
        };
        let list = allow("s3:ListAllMyBuckets", "*", &json!({}));
        assert_eq!(changed(&account(&[list]), added), "found");
    }
}

#[test]
fn a_callers_tags_count_in_every_layer() {
    let read = allow("s3:*", "*", &json!({}));
    let is_of_team = json!({ "StringEquals": { "aws:PrincipalTag/team": "a" } });
    let is_not = json!({ "StringNotEquals": { "aws:PrincipalTag/team": "a" } });
    let retagged = |account: &mut Value| user(account)["tags"]["team"] = json!("a");
    let mut by_bucket = account(&[]);
    let let_in = allow("s3:GetObject", "arn:aws:s3:::b/*", &is_of_team);
    bucket(&mut by_bucket)["policy"] = policy(&[to(json!({ "AWS": USER }), let_in)]);
    assert_eq!(changed(&by_bucket, retagged), "found");
    let mut denied = account(std::slice::from_ref(&read));
    let mut shut_out = to(json!("*"), allow("s3:*", "arn:aws:s3:::b/*", &is_not));
    shut_out["Effect"] = json!("Deny");
    bucket(&mut denied)["policy"] = policy(&[shut_out]);
    assert_eq!(changed(&denied, retagged), "found");
    let mut through = account(&[read]);
    let endpoint = policy(&[to(json!("*"), allow("s3:*", "*", &is_of_team))]);
    let deny = json!({ "Effect": "Deny", "Action": "s3:*", "Resource": "*",
        "Condition": { "Null": { "aws:SourceVpce": "true" } } });
    user(&mut through)["policies"][0]["document"]["Statement"].as_array_mut().unwrap().push(deny);
    through["endpoints"] = json!({ "vpce-1": { "type": "gateway", "policy": endpoint } });
    assert_eq!(changed(&through, retagged), "found");
}

#[test]
fn a_block_of_public_access_that_goes_lets_strangers_in() {
    let mut blocked = account(&[]);
    let let_in = allow("s3:GetObject", "arn:aws:s3:::b/*", &json!({}));
    bucket(&mut blocked)["policy"] = policy(&[to(json!("*"), let_in)]);
    let block = |is_blocked: bool| json!({ "RestrictPublicBuckets": is_blocked });
    bucket(&mut blocked)["publicAccessBlock"] = block(true);
    let opened = |account: &mut Value| bucket(account)["publicAccessBlock"] = block(false);
    assert_eq!(changed(&blocked, opened), "found");
    let mut open = blocked.clone();
    opened(&mut open);
    assert_eq!(changed(&open, |account| *account = blocked.clone()), "proven");
}

#[test]
fn what_is_not_compared_leaves_the_answer_open() {
    let send = |condition: &Value| account(&[allow("sqs:SendMessage", QUEUE, condition)]);
    let tagged = send(&json!({ "StringEquals": { "aws:ResourceTag/team": "a" } }));
    let retagged = |account: &mut Value| account["resources"][QUEUE]["tags"]["team"] = json!("a");
    assert_eq!(changed(&tagged, retagged), "unknown");
    assert_eq!(changed(&send(&json!({})), retagged), "proven");
    let mut of_members = account(&[]);
    let members = json!({ "StringEquals": { "aws:PrincipalOrgID": "o-newnewnew1" } });
    let let_in = allow("s3:GetObject", "arn:aws:s3:::b/*", &members);
    bucket(&mut of_members)["policy"] = policy(&[to(json!("*"), let_in)]);
    of_members["organization"] = organization("o-oldoldold1");
    let joined = |account: &mut Value| {
        account["organization"] = organization("o-newnewnew1");
        user(account)["policies"] = json!([]);
    };
    assert_ne!(changed(&of_members, joined), "proven");
    let handed_over = |account: &mut Value| bucket(account)["account"] = json!("222233334444");
    assert_ne!(changed(&account(&[]), handed_over), "proven");
}

#[test]
fn nobody_of_an_account_that_is_no_longer_described_is_forgotten() {
    let mut both = account(&[]);
    both["accounts"]["222233334444"] = json!({ "users": { "y": {} } });
    let gone = |account: &mut Value| {
        account["accounts"].as_object_mut().unwrap().remove("222233334444");
        let let_in = allow("s3:GetObject", "arn:aws:s3:::b/*", &json!({}));
        let partner = to(json!({ "AWS": "222233334444" }), let_in);
        bucket(account)["policy"] = policy(&[partner]);
    };
    assert_eq!(changed(&both, gone), "found");
}

#[test]
fn policies_that_aws_shares_belong_to_nobody_else() {
    let arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    let read = |account: &mut Value| {
        user(account)["policies"][0]["document"]["Statement"][0] =
            allow("iam:GetPolicy", arn, &json!({}));
    };
    let list = allow("s3:ListAllMyBuckets", "*", &json!({}));
    assert_eq!(changed(&account(&[list]), read), "found");
}

/// What comes of two files of layers.
fn layers(before: &Value, after: &Value) -> (i32, String) {
    let desk = folder(&[("before.json", &before.to_string()), ("after.json", &after.to_string())]);
    let output = ask(desk.path(), "no-new-access --existing before.json --new after.json");
    (output.code, output.out + &output.err)
}

#[test]
fn files_of_layers_are_about_the_same_requests() {
    let all = allow("s3:*", "*", &json!({}));
    let of = |field: &str, value: Value| {
        let mut request = json!({ "principal": USER, "action": "s3:GetObject",
            "resource": "arn:aws:s3:::b/k" });
        request[field] = value;
        json!({ "policies": { "identity": [policy(std::slice::from_ref(&all))] },
            "request": request })
    };
    let [home, away] = ["10.0.0.1", "203.0.113.9"]
        .map(|address| of("context", json!({ "aws:SourceIp": address })));
    let (code, said) = layers(&home, &away);
    assert!(code == 2 && said.contains("different `context`"), "{said}");
    let (code, said) = layers(&home, &home);
    assert!(
        code == 0 && said.contains("the condition keys that the files of layers give"),
        "{said}"
    );
    let later = |year: &str| of("now", json!(format!("{year}-01-01T00:00:00Z")));
    let (code, said) = layers(&later("2025"), &later("2027"));
    assert!(code == 2 && said.contains("different `now`"), "{said}");
    let further = json!([{ "action": "kms:Decrypt",
        "resource": "arn:aws:kms:eu-west-1:111122223333:key/1" }]);
    let with_further = of("alsoRequires", further);
    let (code, said) = layers(&with_further, &with_further);
    assert!(code == 2 && said.contains("`alsoRequires` is about one call"), "{said}");
}

#[test]
fn a_vpc_endpoints_policy_is_a_layer_of_the_file() {
    let all = allow("s3:*", "*", &json!({}));
    let through = |resource: &str| {
        let endpoint = policy(&[to(json!("*"), allow("s3:*", resource, &json!({})))]);
        json!({
            "policies": { "identity": [policy(std::slice::from_ref(&all))],
                "vpcEndpoint": { "type": "gateway", "policy": endpoint } },
            "request": { "principal": USER, "action": "s3:GetObject",
                "resource": "arn:aws:s3:::b/k" },
        })
    };
    let (narrow, wide) = (through("arn:aws:s3:::z/*"), through("*"));
    assert_eq!(layers(&narrow, &wide).0, 1);
    assert_eq!(layers(&wide, &narrow).0, 0);
}

#[test]
fn session_credentials_do_in_iam_what_they_may_with_a_second_factor() {
    let of = |action: &str, resource: &str| {
        json!({
            "policies": { "identity": [policy(&[allow(action, resource, &json!({}))])] },
            "request": { "principal": USER, "action": "iam:GetUser", "resource": USER,
                "context": { "aws:TokenIssueTime": "2026-01-15T11:00:00Z" } },
        })
    };
    let (queues, users) = (of("sqs:*", "*"), of("iam:Get*", USER));
    let (code, said) = layers(&queues, &users);
    assert!(code == 1 && said.contains("when aws:MultiFactorAuthPresent is true"), "{said}");
    let with_second_factor = json!({ "Bool": { "aws:MultiFactorAuthPresent": "true" } });
    let mut narrow = users.clone();
    narrow["policies"]["identity"][0]["Statement"][0]["Condition"] = with_second_factor;
    assert_eq!(layers(&narrow, &users).0, 0);
}

#[test]
fn resource_control_policies_do_not_keep_strangers_from_retiring_grants() {
    let nothing = json!({ "Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*" });
    let mut before = account(&[]);
    before["organization"] = organization("o-exampleorg1");
    let control =
        json!(["RCPFullAWSAccess", { "name": "no-keys", "document": policy(&[nothing]) }]);
    before["organization"]["root"]["resourceControl"] = control;
    let key = "arn:aws:kms:eu-west-1:111122223333:key/1";
    let own = json!({ "AWS": "arn:aws:iam::111122223333:root" });
    let with_key = |statements: &[Value]| json!({ "policy": policy(statements) });
    before["resources"][key] = with_key(&[to(own, allow("kms:*", "*", &json!({})))]);
    let lets_in = |action: &str| {
        let partner = to(json!({ "AWS": "444455556666" }), allow(action, "*", &json!({})));
        changed(&before, |account| {
            account["resources"][key] = with_key(std::slice::from_ref(&partner));
        })
    };
    assert_eq!(lets_in("kms:RetireGrant"), "found");
    assert_eq!(lets_in("kms:Decrypt"), "proven");
}

#[test]
fn the_account_of_a_plan_can_be_said() {
    let desk = folder(&[("account.json", &account(&[]).to_string())]);
    let line = "no-new-access --env account.json --with account.json --account 111122223333";
    assert_eq!(ask(desk.path(), line).code, 0);
}

#[test]
fn what_a_tag_gives_whose_value_nobody_knows_yet_is_not_known() {
    let to_team = json!({ "StringEquals": { "aws:PrincipalTag/team": "a" } });
    let before = account(&[allow("s3:GetObject", "*", &to_team)]);
    let tag =
        |value: &str| changed(&before, |account| user(account)["tags"]["team"] = value.into());
    assert_eq!(tag("${unknown:team}"), "unknown");
    assert_eq!(tag("a"), "found");
    assert_eq!(tag("c"), "proven");
    let with_more = changed(&before, |account| {
        user(account)["tags"]["team"] = "${unknown:team}".into();
        let statements = &mut user(account)["policies"][0]["document"]["Statement"];
        statements[0] = allow("s3:*", "*", &json!({}));
    });
    assert_eq!(with_more, "found");
}

#[test]
fn a_policy_of_which_nobody_knows_what_it_says_may_stand_anywhere() {
    let unknown = json!({ "unknown": "later" });
    let before = account(&[allow("s3:GetObject", "*", &json!({}))]);
    let policies = |account: &mut Value| user(account)["policies"][0]["document"] = unknown.clone();
    assert_eq!(changed(&before, policies), "unknown");
    assert_eq!(changed(&before, |account| bucket(account)["policy"] = unknown.clone()), "unknown");
    let mut through = before.clone();
    let nobody = policy(&[to(json!("*"), allow("s3:*", "arn:aws:s3:::z/*", &json!({})))]);
    let endpoint = |policy: &Value| json!({ "vpce-1": { "type": "gateway", "vpc": "vpc-1", "policy": policy } });
    through["endpoints"] = endpoint(&nobody);
    let later = |account: &mut Value| account["endpoints"] = endpoint(&unknown);
    assert_eq!(changed(&through, later), "unknown");
}

#[test]
fn service_control_policies_bind_accounts_that_nobody_described() {
    let denied = policy(&[json!({ "Effect": "Deny", "Action": "s3:*", "Resource": "*" })]);
    let member = |denials: &[Value]| {
        let attached = json!("FullAWSAccess");
        let all: Vec<Value> = std::iter::once(attached).chain(denials.iter().cloned()).collect();
        json!({ "id": "333344445555", "serviceControl": all })
    };
    let with_member = |member: Value| {
        let mut account = account(&[]);
        account["organization"] = organization("o-exampleorg1");
        account["organization"]["root"]["accounts"] = json!(["111122223333", member]);
        account
    };
    let bound = with_member(member(&[json!({ "name": "no-buckets", "document": denied })]));
    let free = with_member(member(&[]));
    assert_eq!(changed(&bound, |account| account.clone_from(&free)), "found");
    assert_eq!(changed(&free, |account| account.clone_from(&bound)), "proven");
}

#[test]
fn what_is_new_has_only_what_policies_give() {
    let before = account(&[]);
    let own = json!({ "AWS": "arn:aws:iam::111122223333:root" });
    let key = "arn:aws:kms:eu-west-1:111122223333:key/1";
    let denied = json!({ "Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*" });
    let allowed = to(own, allow("kms:*", "*", &json!({})));
    let with_key = |statement: &Value| {
        let policy = policy(std::slice::from_ref(statement));
        changed(&before, |account| account["resources"][key] = json!({ "policy": policy }))
    };
    assert_eq!(with_key(&denied), "proven");
    assert_eq!(with_key(&allowed), "found");
    let users = |account: &mut Value, of_user: &[Value]| {
        let own = json!({ "name": "own", "document": policy(of_user) });
        let policies: Vec<Value> = std::iter::once(own).filter(|_| !of_user.is_empty()).collect();
        account["accounts"]["111122223333"]["users"]["y"] =
            json!({ "path": "/", "tags": {}, "policies": policies });
    };
    assert_eq!(changed(&before, |account| users(account, &[])), "proven");
    let sends = allow("sqs:SendMessage", QUEUE, &json!({}));
    assert_eq!(changed(&before, |account| users(account, std::slice::from_ref(&sends))), "found");
    let role = |account: &mut Value, effect: &str| {
        let trust = json!({ "Effect": effect, "Principal": { "AWS": USER },
            "Action": "sts:AssumeRole" });
        account["accounts"]["111122223333"]["roles"]["r"] =
            json!({ "path": "/", "tags": {}, "policies": [], "trust": policy(&[trust]) });
    };
    assert_eq!(changed(&before, |account| role(account, "Deny")), "proven");
    assert_eq!(changed(&before, |account| role(account, "Allow")), "found");
}

#[test]
fn the_policy_of_an_api_calls_it_by_a_short_arn() {
    let api = "arn:aws:execute-api:eu-west-1:111122223333:abcde12345";
    let before = account(&[]);
    let lets_in = |resource: &str| {
        let everybody = to(json!("*"), allow("execute-api:Invoke", resource, &json!({})));
        let mut account = before.clone();
        account["resources"][api] = json!({ "policy": policy(&[everybody]) });
        account
    };
    let short = lets_in("execute-api:/prod/*");
    assert_eq!(changed(&before, |account| account.clone_from(&short)), "found");
    let spelled_out = lets_in(&format!("{api}/prod/*"));
    assert_eq!(changed(&spelled_out, |account| account.clone_from(&short)), "proven");
    assert_eq!(changed(&short, |account| account.clone_from(&spelled_out)), "proven");
    let wide = lets_in("execute-api:/*");
    assert_eq!(changed(&short, |account| account.clone_from(&wide)), "found");
}

/// A bucket in an account that nobody described, within an organization.
fn with_bucket_of_member(policy_of_bucket: &Value, control: &[Value]) -> Value {
    let controls = [&[json!("RCPFullAWSAccess")], control].concat();
    let member = json!({ "id": "333344445555", "serviceControl": ["FullAWSAccess"],
        "resourceControl": controls });
    let mut account = account(&[]);
    account["organization"] = organization("o-exampleorg1");
    account["organization"]["root"]["accounts"] = json!(["111122223333", member]);
    account["organization"]["managementAccount"] = "999988887777".into();
    account["resources"]["arn:aws:s3:::m"] =
        json!({ "account": "333344445555", "policy": policy_of_bucket });
    account
}

#[test]
fn the_root_user_of_an_owner_whom_nobody_described_is_asked() {
    let denied = json!({ "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*" });
    let named = json!({ "name": "no-buckets", "document": policy(std::slice::from_ref(&denied)) });
    let closed = policy(&[json!({ "Effect": "Deny", "Principal": "*", "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::m/*" })]);
    let open = with_bucket_of_member(&json!(null), &[]);
    let by_policy = with_bucket_of_member(&closed, &[]);
    let by_organization = with_bucket_of_member(&json!(null), &[named]);
    for shut in [&by_policy, &by_organization] {
        assert_eq!(changed(shut, |account| account.clone_from(&open)), "found");
        assert_eq!(changed(&open, |account| account.clone_from(shut)), "proven");
    }
    let mut limited = open.clone();
    let denial = json!({ "Effect": "Deny", "Action": "s3:*", "Resource": "*" });
    let limits = json!(["FullAWSAccess", { "name": "no-buckets", "document": policy(&[denial]) }]);
    limited["organization"]["root"]["accounts"][1]["serviceControl"] = limits;
    let promoted = |account: &mut Value| {
        account["organization"]["managementAccount"] = "333344445555".into();
    };
    assert_eq!(changed(&limited, promoted), "found");
}

#[test]
fn nobody_has_what_a_bucket_of_another_account_without_a_policy_holds() {
    let closed = with_bucket_of_member(&json!(null), &[]);
    let all = allow("s3:GetObject", "arn:aws:s3:::m/*", &json!({}));
    let with_all = |account: &mut Value| {
        let own = json!({ "name": "own", "document": policy(std::slice::from_ref(&all)) });
        user(account)["policies"] = json!([own]);
    };
    assert_eq!(changed(&closed, with_all), "proven");
}

#[test]
fn an_endpoint_that_lets_less_through_lets_callers_through_who_differ() {
    let to_team = |teams: Value| {
        let condition = json!({ "StringEquals": { "aws:PrincipalTag/team": teams } });
        let policy = policy(&[to(json!("*"), allow("s3:*", "*", &condition))]);
        json!({ "vpce-1": { "type": "gateway", "vpc": "vpc-1", "policy": policy } })
    };
    let mut before = account(&[allow("s3:*", "*", &json!({}))]);
    before["endpoints"] = to_team(json!(["a", "c"]));
    let narrows = |account: &mut Value| account["endpoints"] = to_team(json!("a"));
    assert_eq!(changed(&before, narrows), "proven");
    let moves = |account: &mut Value| {
        narrows(account);
        user(account)["tags"]["team"] = "a".into();
    };
    assert_eq!(changed(&before, moves), "found");
}

#[test]
fn what_nobody_knows_yet_need_not_be_the_same_twice() {
    let to_team = json!({ "StringEquals": { "aws:PrincipalTag/team": "a" } });
    let mut before = account(&[allow("s3:GetObject", "*", &to_team)]);
    user(&mut before)["tags"]["team"] = "${unknown:one}".into();
    let tag =
        |value: &str| changed(&before, |account| user(account)["tags"]["team"] = value.into());
    assert_eq!(tag("${unknown:one}"), "proven");
    assert_eq!(tag("${unknown:other}"), "unknown");
    let mut open = account(&[allow("s3:*", "*", &json!({}))]);
    let to_user = to(json!({ "AWS": USER }), allow("s3:GetObject", "*", &json!({})));
    open["resources"]["arn:aws:s3:::${unknown:b}"] = json!({ "policy": policy(&[to_user]) });
    let gains = |account: &mut Value| user(account)["path"] = "/moved/".into();
    assert_eq!(changed(&open, |_| {}), "proven");
    assert_ne!(changed(&open, gains), "proven");
}

#[test]
fn a_path_that_nobody_knows_yet_may_be_the_one_that_a_policy_names() {
    let names = |path: &str| {
        let mut before = account(&[]);
        user(&mut before)["path"] = "/team/${unknown:path}/".into();
        changed(&before, |account| {
            let arn = format!("arn:aws:iam::111122223333:user/{path}/x");
            let read = allow("s3:GetObject", "arn:aws:s3:::b/*", &json!({}));
            let statements = bucket(account)["policy"]["Statement"].as_array_mut().unwrap();
            statements.push(to(json!({ "AWS": arn }), read));
        })
    };
    assert_eq!(names("team/a"), "unknown");
    assert_eq!(names("other"), "proven");
}

#[test]
fn who_is_known_is_no_stranger_whatever_a_condition_calls_it() {
    let lets_in = |operator: &str, key: &str, value: &str| {
        changed(&account(&[]), |account| {
            let condition = json!({ operator: { key: value } });
            let read = to(json!("*"), allow("s3:GetObject", "arn:aws:s3:::b/*", &condition));
            let statements = bucket(account)["policy"]["Statement"].as_array_mut().unwrap();
            statements.push(read);
        })
    };
    let table = [
        ("StringEquals", "aws:PrincipalAccount", "222233334444", "found"),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/*", "proven"),
        ("ArnLike", "aws:PrincipalArn", USER, "found"),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/*", "found"),
        ("StringEquals", "aws:username", "y", "found"),
    ];
    for (operator, key, value, expected) in table {
        assert_eq!(lets_in(operator, key, value), expected, "{key} {value}");
    }
}

#[test]
fn what_a_resource_passes_on_to_its_own_account_is_nothing_new() {
    let lets_in = |arn: &str, action: &str, principal: &str| {
        changed(&account(&[]), |account| {
            let allowed = to(json!({ "AWS": principal }), allow(action, "*", &json!({})));
            account["resources"][arn] = json!({ "policy": policy(&[allowed]) });
        })
    };
    let secret = "arn:aws:secretsmanager:eu-west-1:222233334444:secret:x-abcdef";
    let read = "secretsmanager:GetSecretValue";
    assert_eq!(lets_in(secret, read, "222233334444"), "proven");
    assert_eq!(lets_in(secret, read, "arn:aws:iam::222233334444:user/y"), "found");
    assert_eq!(lets_in(secret, read, "333344445555"), "found");
    let key = "arn:aws:kms:eu-west-1:222233334444:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    assert_eq!(lets_in(key, "kms:Decrypt", "222233334444"), "found");
    let user = json!({ "AWS": "arn:aws:iam::222233334444:user/y" });
    let mut denied = to(user, allow(read, "*", &json!({})));
    denied["Effect"] = json!("Deny");
    let passed_on = to(json!({ "AWS": "222233334444" }), allow(read, "*", &json!({})));
    let mut before = account(&[]);
    before["resources"][secret] = json!({ "policy": policy(&[passed_on.clone(), denied]) });
    let spared = |account: &mut Value| {
        account["resources"][secret]["policy"] = policy(std::slice::from_ref(&passed_on));
    };
    assert_eq!(changed(&before, spared), "found");
}

#[test]
fn users_are_resources_with_tags_too() {
    let to_team = json!({ "StringEquals": { "aws:ResourceTag/team": "a" } });
    let before = account(&[allow("iam:CreateAccessKey", "*", &to_team)]);
    let tag =
        |value: &str| changed(&before, |account| user(account)["tags"]["team"] = value.into());
    assert_eq!(tag("b"), "proven");
    assert_eq!(tag("a"), "unknown");
}

#[test]
fn a_version_of_a_function_has_the_policy_of_the_function_where_it_has_none() {
    let function = "arn:aws:lambda:eu-west-1:111122223333:function:f";
    let version = format!("{function}:PROD");
    let mine = to(json!({ "AWS": USER }), allow("lambda:InvokeFunction", "*", &json!({})));
    let denied =
        json!({ "Effect": "Deny", "Principal": "*", "Action": "lambda:*", "Resource": "*" });
    let mut before = account(&[]);
    before["resources"][function] = json!({ "policy": policy(std::slice::from_ref(&mine)) });
    let with_version = |statement: &Value| {
        let mut account = before.clone();
        account["resources"][&version] =
            json!({ "policy": policy(std::slice::from_ref(statement)) });
        account
    };
    let (same, shut) = (with_version(&mine), with_version(&denied));
    assert_eq!(changed(&before, |account| account.clone_from(&same)), "proven");
    assert_eq!(changed(&before, |account| account.clone_from(&shut)), "proven");
    assert_eq!(changed(&shut, |account| account.clone_from(&before)), "found");
}

#[test]
fn a_federated_user_who_is_denied_something_is_asked() {
    let federated = json!({ "AWS": "arn:aws:sts::111122223333:federated-user/f" });
    let everybody = to(json!("*"), allow("s3:GetObject", "arn:aws:s3:::b/*", &json!({})));
    let denied = json!({ "Effect": "Deny", "Principal": federated, "Action": "s3:*",
        "Resource": "*" });
    let mut before = account(&[]);
    bucket(&mut before)["policy"] = policy(&[everybody.clone(), denied]);
    let lifts = |account: &mut Value| {
        bucket(account)["policy"] = policy(std::slice::from_ref(&everybody));
    };
    assert_eq!(changed(&before, lifts), "found");
}

#[test]
fn a_grant_is_on_one_key() {
    let key = |number: u8| format!("arn:aws:kms:eu-west-1:111122223333:key/{number}");
    let grant = json!({ "GranteePrincipal": USER, "Operations": ["Decrypt"] });
    let of = |actions: &[Value]| {
        json!({
            "policies": { "identity": actions.to_vec() },
            "request": { "principal": USER, "action": "kms:Decrypt",
                "resource": { "arn": key(1), "grants": [grant] } },
        })
    };
    let allowed = |resource: &str| policy(&[allow("kms:Decrypt", resource, &json!({}))]);
    let none = of(&[]);
    assert_eq!(layers(&none, &of(&[allowed(&key(1))])).0, 0, "the grant gave it before");
    assert_eq!(layers(&none, &of(&[allowed(&key(2))])).0, 3, "the other key's policy is not known");
}
