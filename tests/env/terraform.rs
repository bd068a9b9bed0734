//! Plans and states of Terraform.

#![expect(clippy::needless_pass_by_value, reason = "`json!` stands in calls without a borrow")]

use iamsim::aws::PolicyKind;
use iamsim::bundle::{InlineOnly, PolicyReader, Text, Trouble};
use iamsim::environment::{
    Environment, Fact, Held, Member, PolicyEntry, Resource, Role, UNKNOWN_PREFIX, Unit,
};
use iamsim::load::terraform::{Planned, read, read_plan};
use iamsim::load::{Loaded, Stated};
use iamsim::policy::Reading;
use iamsim::text::{Node, Source, Syntax};
use serde_json::{Value, json};

const ACCOUNT: &str = "111122223333";

fn text(document: &Value) -> Text {
    let source = Source::new("plan.json", serde_json::to_string_pretty(document).unwrap());
    Text::read(source, Syntax::Json).unwrap()
}

fn stated() -> Stated {
    let (account, region) = (Some(ACCOUNT.into()), Some("eu-west-1".into()));
    Stated { account, region, ..Stated::default() }
}

fn planned(document: &Value) -> Planned {
    read_plan(&text(document), &stated()).unwrap()
}

fn after(document: &Value) -> Loaded {
    planned(document).after
}

/// A change: address, actions, before, after, what of it is unknown.
fn change(address: &str, actions: &[&str], values: [Value; 3]) -> Value {
    let plain = address.split(['[', '"']).next().unwrap();
    let own = address.rsplit_once("module.").map_or(address, |(_, rest)| {
        rest.split_once("aws_").map(|(before, _)| &rest[before.len()..]).unwrap()
    });
    let module = address.strip_suffix(own).unwrap().trim_end_matches('.');
    let mode = if plain.contains("data.") { "data" } else { "managed" };
    let own = own.trim_start_matches("data.");
    let (kind, name) = own.split_once('.').unwrap();
    let [before, after, unknown] = values;
    json!({
        "address": address, "module_address": module, "mode": mode, "type": kind,
        "name": name.split('[').next().unwrap(),
        "change": {"actions": actions, "before": before, "after": after, "after_unknown": unknown}
    })
}

fn create(address: &str, values: Value, unknown: Value) -> Value {
    change(address, &["create"], [Value::Null, values, unknown])
}

fn stays(address: &str, values: Value) -> Value {
    change(address, &["no-op"], [values.clone(), values, json!({})])
}

/// A resource of the configuration.
fn configured(address: &str, expressions: Value) -> Value {
    let mode = if address.starts_with("data.") { "data" } else { "managed" };
    let (kind, name) = address.trim_start_matches("data.").split_once('.').unwrap();
    json!({"address": address, "mode": mode, "type": kind, "name": name,
        "provider_config_key": "aws", "expressions": expressions})
}

fn refers(to: &[&str]) -> Value {
    let whole = |one: &&str| one.rsplit_once('.').unwrap().0.to_owned();
    let mut all: Vec<String> = Vec::new();
    for one in to {
        all.extend([(*one).to_owned(), whole(one)]);
    }
    json!({"references": all})
}

fn plan(changes: Vec<Value>, resources: Vec<Value>) -> Value {
    json!({
        "format_version": "1.2", "planned_values": {"root_module": {}}, "resource_changes": changes,
        "configuration": {"provider_config": {"aws": {"name": "aws", "expressions": {}}},
            "root_module": {"resources": resources}}
    })
}

fn allow(action: &str, resource: &str) -> String {
    let statement = json!({"Effect": "Allow", "Action": action, "Resource": resource});
    json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

fn role<'e>(environment: &'e Environment, name: &str) -> &'e Role {
    environment.accounts.get(ACCOUNT).unwrap().roles.get(name).unwrap()
}

fn names(policies: &[PolicyEntry]) -> Vec<&str> {
    policies.iter().map(PolicyEntry::name).collect()
}

fn resource<'e>(environment: &'e Environment, arn: &str) -> &'e Resource {
    let known: Vec<&str> = environment.resources.iter().map(|(arn, _)| arn).collect();
    environment.resources.get(arn).unwrap_or_else(|| panic!("{arn} is not among {known:?}"))
}

fn document(resource: &Resource) -> String {
    resource.policy.known().unwrap().node.to_json_line()
}

fn messages(remarks: &[Trouble]) -> String {
    let lines: Vec<String> = remarks.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

fn new_role(name: &str) -> Value {
    json!({"name": name, "path": "/", "assume_role_policy": allow("sts:AssumeRole", "*"),
        "permissions_boundary": null, "tags": null})
}

const ROLE_UNKNOWN: &str = r#"{"arn": true, "id": true, "unique_id": true, "tags_all": true,
    "managed_policy_arns": true, "inline_policy": true}"#;

fn role_unknown() -> Value {
    serde_json::from_str(ROLE_UNKNOWN).unwrap()
}

#[test]
fn what_refers_to_another_thing_finds_it() {
    let loaded = after(&plan(
        vec![
            create("aws_iam_role.app", new_role("app"), role_unknown()),
            create(
                "aws_iam_policy.read",
                json!({"name": "read", "path": "/team/", "policy": allow("s3:GetObject", "*")}),
                json!({"arn": true, "id": true}),
            ),
            create(
                "aws_iam_role_policy_attachment.read",
                json!({}),
                json!({"role": true, "policy_arn": true}),
            ),
            create(
                "aws_s3_bucket.logs",
                json!({"bucket_prefix": "logs", "policy": null}),
                json!({"arn": true, "bucket": true, "id": true, "tags_all": true}),
            ),
            create(
                "aws_s3_bucket_policy.logs",
                json!({"policy": allow("s3:GetObject", "*")}),
                json!({"bucket": true}),
            ),
        ],
        vec![
            configured("aws_iam_role.app", json!({"name": {"constant_value": "app"}})),
            configured("aws_iam_policy.read", json!({"policy": {}})),
            configured(
                "aws_iam_role_policy_attachment.read",
                json!({
                "role": refers(&["aws_iam_role.app.name"]),
                "policy_arn": refers(&["aws_iam_policy.read.arn"])}),
            ),
            configured("aws_s3_bucket.logs", json!({})),
            configured(
                "aws_s3_bucket_policy.logs",
                json!({
                "bucket": refers(&["aws_s3_bucket.logs.id"]), "policy": {}}),
            ),
        ],
    ));
    let environment = &loaded.environment;
    let arn = format!("arn:aws:iam::{ACCOUNT}:policy/team/read");
    let app = role(environment, "app");
    assert_eq!(names(&app.policies), [arn.as_str()]);
    assert!(app.partial.is_none(), "what is made holds nothing else");
    assert!(environment.accounts.get(ACCOUNT).unwrap().policies.get(&arn).is_some());
    let bucket = resource(environment, "arn:aws:s3:::${unknown:aws_s3_bucket.logs.bucket}");
    assert!(document(bucket).contains("s3:GetObject"));
    assert_eq!(environment.resources.len(), 1);
    assert!(environment.unknowns.contains_key("aws_s3_bucket.logs.bucket"));
    assert_eq!(messages(&loaded.remarks), "");
}

#[test]
fn modules_hand_names_in_and_out() {
    let inner = r#"module.app["a.b"]."#;
    let mut document = plan(
        vec![
            create(
                &format!("{inner}aws_iam_role.this"),
                json!({"path": "/"}),
                json!({"name": true, "arn": true, "assume_role_policy": true, "tags_all": true}),
            ),
            create(
                &format!("{inner}aws_iam_role_policy.this[0]"),
                json!({"name": "own", "policy": allow("s3:Get*", "*")}),
                json!({"role": true}),
            ),
            create(
                "aws_iam_role_policy_attachment.out",
                json!({"policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
                json!({"role": true}),
            ),
            create(r#"aws_iam_role.each["x"]"#, new_role("x"), role_unknown()),
            create(r#"aws_iam_role.each["y"]"#, new_role("y"), role_unknown()),
            create(
                r#"aws_iam_role_policy.each["y"]"#,
                json!({"name": "only-y", "policy": allow("s3:Get*", "*")}),
                json!({"role": true}),
            ),
        ],
        vec![
            configured(
                "aws_iam_role_policy_attachment.out",
                json!({"role": {"references": [r#"module.app["a.b"].role"#, r#"module.app["a.b"]"#]}}),
            ),
            configured("aws_iam_role.each", json!({})),
            configured(
                "aws_iam_role_policy.each",
                json!({"role": {"references": ["aws_iam_role.each", "each.key"]}, "policy": {}}),
            ),
        ],
    );
    document["configuration"]["root_module"]["module_calls"] = json!({"app": {
        "expressions": {"prefix": {"constant_value": "p"}},
        "for_each_expression": {},
        "module": {
            "outputs": {"role": {"expression": {"references": ["aws_iam_role.this.id", "aws_iam_role.this"]}}},
            "resources": [
                configured("aws_iam_role.this", json!({"name_prefix": {"references": ["var.prefix"]},
                    "assume_role_policy": {"references": ["var.trust"]}})),
                configured("aws_iam_role_policy.this", json!({"policy": {},
                    "role": {"references": ["aws_iam_role.this.name", "aws_iam_role.this"]}})),
            ],
        },
    }});
    let loaded = after(&document);
    let hole = "${unknown:module.app[_a.b_].aws_iam_role.this.name}";
    let made = role(&loaded.environment, hole);
    assert_eq!(names(&made.policies), ["own", "arn:aws:iam::aws:policy/ReadOnlyAccess"]);
    assert!(made.trust.known().is_some(), "there will be a trust policy that nobody knows");
    assert_eq!(names(&role(&loaded.environment, "y").policies), ["only-y"]);
    assert!(role(&loaded.environment, "x").policies.is_empty());
}

#[test]
fn what_a_plan_takes_away_goes_and_what_it_does_not_know_stays() {
    let role_of = |name: &str| {
        json!({"name": name, "path": "/", "arn": format!("arn:aws:iam::{ACCOUNT}:role/{name}"),
            "id": name, "assume_role_policy": allow("sts:AssumeRole", "*"), "tags_all": {},
            "managed_policy_arns": ["arn:aws:iam::aws:policy/Old", "arn:aws:iam::aws:policy/Told"],
            "inline_policy": []})
    };
    let attached = |name: &str| json!({"role": "kept", "policy_arn": format!("arn:aws:iam::aws:policy/{name}")});
    let bucket_policy = json!({"bucket": "team", "policy": allow("s3:GetObject", "*")});
    let exported = plan(
        vec![
            stays("aws_iam_role.kept", role_of("kept")),
            stays("aws_iam_role.gone", role_of("gone")),
            stays("aws_iam_role_policy_attachment.a", attached("Old")),
            stays("aws_iam_role_policy_attachment.outside", attached("Outside")),
            stays("aws_s3_bucket_policy.team", bucket_policy.clone()),
        ],
        vec![],
    );
    let no_more = |address: &str, values: Value| {
        change(address, &["delete"], [values, Value::Null, json!({})])
    };
    let changed = plan(
        vec![
            stays("aws_iam_role.kept", role_of("kept")),
            no_more("aws_iam_role.gone", role_of("gone")),
            no_more("aws_iam_role_policy_attachment.a", attached("Old")),
            no_more("aws_s3_bucket_policy.team", bucket_policy),
            change(
                "aws_iam_role_policy_attachment.b",
                &["create"],
                [Value::Null, attached("New"), json!({})],
            ),
        ],
        vec![configured("aws_iam_role.kept", json!({"name": {"constant_value": "kept"}}))],
    );
    let both = planned(&changed);
    let before = role(&both.before.environment, "kept");
    assert_eq!(
        names(&before.policies),
        ["arn:aws:iam::aws:policy/Old", "arn:aws:iam::aws:policy/Told"]
    );
    let mut account = after(&exported).environment;
    account.merge(both.after.environment);
    let kept = role(&account, "kept");
    let mut held = names(&kept.policies);
    held.sort_unstable();
    let wanted = ["New", "Outside", "Told"].map(|name| format!("arn:aws:iam::aws:policy/{name}"));
    assert_eq!(held, wanted);
    assert!(account.accounts.get(ACCOUNT).unwrap().roles.get("gone").is_none());
    assert!(matches!(resource(&account, "arn:aws:s3:::team").policy, Fact::None));
}

#[test]
fn what_is_replaced_holds_what_the_plan_gives_it_and_what_is_forgotten_stays() {
    let old = json!({"name": "app", "path": "/", "assume_role_policy": "", "tags_all": {"team": "a"},
        "arn": format!("arn:aws:iam::{ACCOUNT}:role/app")});
    let new =
        json!({"name": "app", "path": "/x/", "assume_role_policy": "", "tags_all": {"team": "b"}});
    let left = json!({"name": "left", "path": "/", "assume_role_policy": "", "tags_all": {}});
    let mut replaced =
        change("aws_iam_role.app", &["delete", "create"], [old, new, role_unknown()]);
    replaced["change"]["after_unknown"].as_object_mut().unwrap().remove("tags_all");
    let loaded = after(&plan(
        vec![replaced, change("aws_iam_role.left", &["forget"], [left, Value::Null, json!({})])],
        vec![],
    ));
    let app = role(&loaded.environment, "app");
    assert_eq!(app.path, Fact::Is("/x/".into()));
    assert_eq!(app.tags, Fact::Is(vec![("team".into(), "b".into())]));
    assert!(app.partial.is_none());
    assert!(role(&loaded.environment, "left").partial.is_some());
}

fn policy_document(statements: Value, unknown: Value, json: bool) -> Value {
    let values = json!({"statement": statements, "version": null, "policy_id": null,
        "source_policy_documents": null, "override_policy_documents": null});
    let unknown = json!({"statement": unknown, "json": json});
    change("data.aws_iam_policy_document.d", &["read"], [Value::Null, values, unknown])
}

#[test]
fn a_document_is_rendered_with_variables_for_what_is_unknown() {
    let loaded = after(&plan(
        vec![
            create("aws_iam_role.app", new_role("app"), role_unknown()),
            policy_document(
                json!([{"sid": "Read", "effect": null, "actions": ["s3:GetObject", "s3:ListBucket"],
                    "resources": ["arn:aws:s3:::a/&{aws:username}"],
                    "principals": [{"type": "AWS", "identifiers": []}],
                    "condition": [{"test": "StringEquals", "variable": "aws:SourceVpc",
                        "values": ["vpc-1", null]}]}]),
                json!([{"actions": [false, false], "resources": [false, true],
                    "principals": [{"identifiers": [true]}],
                    "condition": [{"values": [false, true]}]}]),
                true,
            ),
            create("aws_s3_bucket_policy.a", json!({"bucket": "a"}), json!({"policy": true})),
        ],
        vec![
            configured("aws_iam_role.app", json!({})),
            configured(
                "data.aws_iam_policy_document.d",
                json!({"statement": [{
                "resources": refers(&["aws_s3_bucket.a.arn"]),
                "principals": [{"identifiers": refers(&["aws_iam_role.app.arn"])}],
                "condition": [{"values": refers(&["aws_vpc.v.id"])}]}]}),
            ),
            configured(
                "aws_s3_bucket_policy.a",
                json!({"policy": refers(&["data.aws_iam_policy_document.d.json"])}),
            ),
        ],
    ));
    let place = "data.aws_iam_policy_document.d.statement[0]";
    let wanted = json!({"Version": "2012-10-17", "Statement": [{
        "Sid": "Read", "Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetObject"],
        "Resource": ["arn:aws:s3:::a/${aws:username}", format!("${{unknown:{place}.resources[1]}}")],
        "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:role/app")},
        "Condition": {"StringEquals": {"aws:SourceVpc":
            ["vpc-1", format!("${{unknown:{place}.condition[0].values[1]}}")]}}}]});
    let found = document(resource(&loaded.environment, "arn:aws:s3:::a"));
    assert_eq!(serde_json::from_str::<Value>(&found).unwrap(), wanted);
    let why = &loaded.environment.unknowns[format!("{place}.resources[1]").as_str()].why;
    assert_eq!(&**why, "known after apply, made of `aws_s3_bucket.a.arn`");
}

#[test]
fn documents_are_laid_over_one_another() {
    let statement = |sid: &str, action: &str| json!({"sid": sid, "effect": "Allow", "actions": [action], "resources": ["*"]});
    let documents = |sources: Value, overrides: Value, statements: Value| {
        json!({"version": "2012-10-17", "policy_id": "p", "statement": statements,
            "source_policy_documents": sources, "override_policy_documents": overrides})
    };
    let named = |name: &str, values: Value, unknown: Value| {
        let address = format!("data.aws_iam_policy_document.{name}");
        change(&address, &["read"], [Value::Null, values, unknown])
    };
    let over =
        json!({"Statement": {"Sid": "A", "Effect": "Deny", "Action": "a:Over", "Resource": "*"}});
    let loaded = after(&plan(
        vec![
            named(
                "base",
                documents(
                    Value::Null,
                    Value::Null,
                    json!([statement("A", "a:Base"), statement("B", "b:Base")]),
                ),
                json!({"json": true}),
            ),
            named(
                "d",
                documents(
                    json!([null]),
                    json!([over.to_string()]),
                    json!([statement("B", "b:Own"), statement("", "c:Own")]),
                ),
                json!({"json": true, "source_policy_documents": [true]}),
            ),
            create(
                "aws_iam_policy.p",
                json!({"name": "p", "path": "/"}),
                json!({"policy": true, "arn": true}),
            ),
        ],
        vec![
            configured("data.aws_iam_policy_document.base", json!({})),
            configured(
                "data.aws_iam_policy_document.d",
                json!({"source_policy_documents":
                refers(&["data.aws_iam_policy_document.base.json"])}),
            ),
            configured(
                "aws_iam_policy.p",
                json!({"policy": refers(&["data.aws_iam_policy_document.d.json"])}),
            ),
        ],
    ));
    let account = loaded.environment.accounts.get(ACCOUNT).unwrap();
    let policy = account.policies.get(&format!("arn:aws:iam::{ACCOUNT}:policy/p")).unwrap();
    let found: Value = serde_json::from_str(&policy.document.node.to_json_line()).unwrap();
    let actions: Vec<&Value> =
        found["Statement"].as_array().unwrap().iter().map(|one| &one["Action"]).collect();
    assert_eq!(actions, ["a:Over", "b:Own", "c:Own"]);
    assert_eq!(found["Id"], "p");
}

fn compiles(held: Held<'_>, kind: PolicyKind) {
    let compiled = PolicyReader::new(&InlineOnly, Reading::Strict).held(held, kind);
    assert!(compiled.is_ok(), "{:?}", compiled.err());
}

#[test]
fn a_policy_of_which_nothing_is_known_may_do_anything() {
    let loaded = after(&plan(
        vec![
            create("aws_iam_role.app", new_role("app"), role_unknown()),
            create(
                "aws_iam_role_policy.p",
                json!({"name": "p", "role": "app"}),
                json!({"policy": true}),
            ),
            create("aws_s3_bucket_policy.b", json!({"bucket": "b"}), json!({"policy": true})),
            create("aws_sqs_queue.q", json!({"name": "q", "policy": "secret"}), json!({})),
        ],
        vec![
            configured("aws_iam_role.app", json!({})),
            configured(
                "aws_iam_role_policy.p",
                json!({"policy": refers(&["aws_s3_bucket.b.arn"])}),
            ),
            configured("aws_s3_bucket_policy.b", json!({"policy": refers(&["local.text"])})),
            configured("aws_sqs_queue.q", json!({"policy": {}})),
        ],
    ));
    let environment = &loaded.environment;
    assert_eq!(names(&role(environment, "app").policies), ["aws_iam_role_policy.p.policy"]);
    assert_eq!(
        &*environment.unknowns["aws_iam_role_policy.p.policy"].why,
        "known after apply, made of `aws_s3_bucket.b.arn`"
    );
    let bucket = resource(environment, "arn:aws:s3:::b");
    assert!(document(bucket).contains(&format!("{UNKNOWN_PREFIX}aws_s3_bucket_policy.b.policy")));
    compiles(Held::Stored(bucket.policy.known().unwrap()), PolicyKind::Resource);
    let queue = resource(environment, &format!("arn:aws:sqs:eu-west-1:{ACCOUNT}:q"));
    assert!(document(queue).contains("unknown:aws_sqs_queue.q.policy"), "text that is no JSON");
    assert!(messages(&loaded.remarks).contains("`aws_sqs_queue.q`: `policy` is no JSON"));
}

#[test]
fn what_is_sensitive_is_not_shown() {
    let mut made = create(
        "aws_iam_user_policy.p",
        json!({"name": "p", "user": "alice", "policy": allow("s3:Secret", "*")}),
        json!({}),
    );
    made["change"]["after_sensitive"] = json!({"policy": true});
    let loaded = after(&plan(vec![made], vec![]));
    let alice = loaded.environment.accounts.get(ACCOUNT).unwrap().users.get("alice").unwrap();
    assert_eq!(names(&alice.policies), ["aws_iam_user_policy.p.policy"]);
    let why = &loaded.environment.unknowns["aws_iam_user_policy.p.policy"].why;
    assert_eq!(&**why, "it is marked as sensitive");
}

#[test]
fn statements_of_one_function_are_one_policy() {
    let permission = |name: &str, principal: &str, rest: Value| {
        let mut values = json!({"function_name": "f", "statement_id": name, "principal": principal,
            "action": "lambda:InvokeFunction"});
        values.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        create(&format!("aws_lambda_permission.{name}"), values, json!({"id": true}))
    };
    let loaded = after(&plan(
        vec![
            create("aws_lambda_function.f", json!({"function_name": "f"}), json!({"arn": true})),
            permission("s3", "s3.amazonaws.com", json!({"source_account": ACCOUNT})),
            permission("other", "444455556666", json!({"principal_org_id": "o-1"})),
        ],
        vec![],
    ));
    let arn = format!("arn:aws:lambda:eu-west-1:{ACCOUNT}:function:f");
    let found: Value =
        serde_json::from_str(&document(resource(&loaded.environment, &arn))).unwrap();
    let of = |sid: &str| {
        let all = found["Statement"].as_array().unwrap();
        all.iter().find(|one| one["Sid"] == sid).unwrap().clone()
    };
    assert_eq!(found["Statement"].as_array().unwrap().len(), 2);
    assert_eq!(of("s3")["Principal"], json!({"Service": "s3.amazonaws.com"}));
    assert_eq!(of("s3")["Condition"], json!({"StringEquals": {"aws:SourceAccount": ACCOUNT}}));
    assert_eq!(of("other")["Principal"], json!({"AWS": "444455556666"}));
    assert_eq!(of("other")["Resource"], json!(arn));
}

#[test]
fn a_key_has_its_aliases_and_the_usual_policy() {
    let loaded = after(&plan(
        vec![
            create(
                "aws_kms_key.k",
                json!({"description": "k"}),
                json!({"arn": true, "key_id": true, "id": true, "policy": true}),
            ),
            create(
                "aws_kms_alias.k",
                json!({"name": "alias/k"}),
                json!({"arn": true, "target_key_id": true, "target_key_arn": true}),
            ),
        ],
        vec![
            configured("aws_kms_key.k", json!({})),
            configured(
                "aws_kms_alias.k",
                json!({"target_key_id": refers(&["aws_kms_key.k.key_id"])}),
            ),
        ],
    ));
    let arn = format!("arn:aws:kms:eu-west-1:{ACCOUNT}:key/${{unknown:aws_kms_key.k.key_id}}");
    let key = resource(&loaded.environment, &arn);
    assert_eq!(key.aliases, [format!("arn:aws:kms:eu-west-1:{ACCOUNT}:alias/k").into()]);
    assert!(document(key).contains(&format!("arn:aws:iam::{ACCOUNT}:root")));
}

#[test]
fn an_alias_that_a_plan_takes_away_or_moves_goes_from_its_key() {
    let key = |name: &str| format!("arn:aws:kms:eu-west-1:{ACCOUNT}:key/{name}");
    let alias = |name: &str| format!("arn:aws:kms:eu-west-1:{ACCOUNT}:alias/{name}");
    let of = |name: &str, target: &str| json!({"name": format!("alias/{name}"), "arn": alias(name), "target_key_arn": key(target)});
    let none = || json!({});
    let document = plan(
        vec![
            change("aws_kms_alias.old", &["delete"], [of("old", "one"), Value::Null, none()]),
            change("aws_kms_alias.app", &["update"], [of("app", "one"), of("app", "two"), none()]),
        ],
        Vec::new(),
    );
    let names = ["old", "app", "kept"];
    let there = names.map(|name| stays(&format!("aws_kms_alias.{name}"), of(name, "one")));
    let mut there = planned(&plan(there.into(), Vec::new())).before.environment;
    assert_eq!(resource(&there, &key("one")).aliases.len(), 3);
    there.merge(after(&document).environment);
    assert_eq!(resource(&there, &key("one")).aliases, [alias("kept").into()]);
    assert_eq!(resource(&there, &key("two")).aliases, [alias("app").into()]);
}

#[test]
fn groups_have_members_and_exclusive_roles_nothing_else() {
    let outside = plan(
        vec![
            stays("aws_iam_role.app", new_role("app")),
            stays(
                "aws_iam_role_policy.by_hand",
                json!({"role": "app", "name": "by-hand", "policy": allow("s3:*", "*")}),
            ),
            stays(
                "aws_iam_role_policy_attachment.a",
                json!({"role": "app", "policy_arn": "arn:aws:iam::aws:policy/Kept"}),
            ),
        ],
        vec![],
    );
    let changed = plan(
        vec![
            create(
                "aws_iam_user.alice",
                json!({"name": "alice", "path": "/"}),
                json!({"tags_all": true}),
            ),
            create("aws_iam_group.team", json!({"name": "team", "path": "/"}), json!({})),
            create(
                "aws_iam_group_membership.m",
                json!({"group": "team", "users": ["bob"]}),
                json!({"users": [false, true]}),
            ),
            create(
                "aws_iam_user_group_membership.m",
                json!({"user": "bob", "groups": ["ops"]}),
                json!({}),
            ),
            create(
                "aws_iam_role_policies_exclusive.app",
                json!({"role_name": "app", "policy_names": []}),
                json!({}),
            ),
        ],
        vec![
            configured("aws_iam_user.alice", json!({})),
            configured(
                "aws_iam_group_membership.m",
                json!({"users": refers(&["aws_iam_user.alice.name"])}),
            ),
        ],
    );
    let mut account = after(&outside).environment;
    account.merge(after(&changed).environment);
    assert_eq!(names(&role(&account, "app").policies), ["arn:aws:iam::aws:policy/Kept"]);
    let users = &account.accounts.get(ACCOUNT).unwrap().users;
    assert_eq!(users.get("alice").unwrap().groups, ["team".into()]);
    assert_eq!(users.get("bob").unwrap().groups, ["team".into(), "ops".into()]);
}

#[test]
fn the_organization_is_a_tree_with_its_policies() {
    let loaded = after(&plan(
        vec![
            stays(
                "aws_organizations_organization.o",
                json!({"id": "o-1", "master_account_id": ACCOUNT,
                "roots": [{"id": "r-1"}], "enabled_policy_types": ["SERVICE_CONTROL_POLICY"]}),
            ),
            create(
                "aws_organizations_organizational_unit.u",
                json!({"name": "u", "parent_id": "r-1"}),
                json!({"id": true}),
            ),
            create(
                "aws_organizations_account.a",
                json!({"name": "a"}),
                json!({"id": true, "parent_id": true}),
            ),
            create(
                "aws_organizations_policy.p",
                json!({"name": "no-ec2", "type": "SERVICE_CONTROL_POLICY",
                "content": allow("ec2:*", "*")}),
                json!({"id": true}),
            ),
            create(
                "aws_organizations_policy_attachment.p",
                json!({}),
                json!({"policy_id": true, "target_id": true}),
            ),
        ],
        vec![
            configured(
                "aws_organizations_account.a",
                json!({"parent_id": refers(&["aws_organizations_organizational_unit.u.id"])}),
            ),
            configured(
                "aws_organizations_policy_attachment.p",
                json!({
                "policy_id": refers(&["aws_organizations_policy.p.id"]),
                "target_id": refers(&["aws_organizations_organizational_unit.u.id"])}),
            ),
        ],
    ));
    let root: &Unit = loaded.environment.organization.known().unwrap().root.as_ref().unwrap();
    assert_eq!(names(root.service_control.as_ref().unwrap()), ["FullAWSAccess"]);
    let unit = &root.units[0];
    assert_eq!(names(unit.service_control.as_ref().unwrap()), ["no-ec2", "FullAWSAccess"]);
    let member: &Member = &unit.accounts[0];
    assert_eq!(&*member.id, "${unknown:aws_organizations_account.a.id}");
    assert!(unit.resource_control.is_none());
}

#[test]
fn account_and_region_come_from_the_plan_before_they_come_from_people() {
    let mut document = plan(
        vec![create("aws_sqs_queue.q", json!({"name": "q", "policy": null}), json!({"arn": true}))],
        vec![configured("aws_sqs_queue.q", json!({}))],
    );
    document["configuration"]["provider_config"]["aws"]["expressions"] =
        json!({"region": {"references": ["var.region"]}});
    document["variables"] = json!({"region": {"value": "cn-north-1"}});
    document["prior_state"] = json!({"values": {"root_module": {"resources": [
        {"address": "data.aws_caller_identity.me", "mode": "data", "type": "aws_caller_identity",
            "name": "me", "values": {"account_id": "444455556666"}}]}}});
    let loaded = after(&document);
    let queue = resource(&loaded.environment, "arn:aws-cn:sqs:cn-north-1:444455556666:q");
    assert_eq!(queue.account.as_deref(), Some("444455556666"));
    document["prior_state"] = Value::Null;
    let nobody = read(&text(&document), &Stated::default()).unwrap();
    assert!(nobody.environment.resources.get("arn:aws-cn:sqs:cn-north-1:000000000000:q").is_some());
    let remark = &nobody.remarks[0].diagnostic;
    assert_eq!(
        (remark.code, remark.hint.as_deref()),
        ("account-not-said", Some("name it with `--account`"))
    );
}

#[test]
fn a_state_is_what_there_is() {
    let values = json!({"name": "app", "path": "/", "assume_role_policy": allow("sts:AssumeRole", "*"),
        "arn": "arn:aws:iam::444455556666:role/app", "tags_all": {"team": "a"},
        "inline_policy": [{"name": "own", "policy": allow("s3:Get*", "*")}],
        "managed_policy_arns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"], "unique_id": "AROA1"});
    let state = json!({"format_version": "0.2", "terraform_version": "1.0.0", "values": {"root_module": {
        "child_modules": [{"address": "module.m[0]", "resources": [{"address":
            "module.m[0].aws_iam_role.app", "mode": "managed", "type": "aws_iam_role", "name": "app",
            "values": values}]}]}}});
    let loaded = read(&text(&state), &Stated::default()).unwrap();
    let account = loaded.environment.accounts.get("444455556666").unwrap();
    let app = account.roles.get("app").unwrap();
    assert_eq!(names(&app.policies), ["own", "arn:aws:iam::aws:policy/ReadOnlyAccess"]);
    assert_eq!(app.origin.address.as_deref(), Some("module.m[0].aws_iam_role.app"));
    assert!(app.partial.is_some(), "a state does not know what others attached");
    assert!(loaded.remarks.is_empty(), "{}", messages(&loaded.remarks));
}

#[test]
fn what_is_not_understood_is_said() {
    let policy = allow("x:*", "*");
    let loaded = after(&plan(
        vec![
            create("aws_new_thing.t", json!({"rules": policy}), json!({})),
            create("aws_new_thing.u", json!({}), json!({"resource_policy": true})),
            create("aws_new_thing.computed", json!({}), json!({"policy": true})),
            create("aws_iam_new.t", json!({}), json!({})),
            create("aws_iot_policy.t", json!({"policy": policy}), json!({})),
            create("aws_ecr_lifecycle_policy.t", json!({"policy": "{}"}), json!({})),
        ],
        vec![
            configured("aws_new_thing.u", json!({"resource_policy": {}})),
            configured("aws_new_thing.computed", json!({})),
        ],
    ));
    let all = messages(&loaded.remarks);
    for wanted in [
        "`aws_new_thing.t`: `rules` looks like a policy",
        "`aws_new_thing.u`: `resource_policy` looks like a policy",
        "`aws_iam_new.t`: this type of IAM resource is not known",
        "`aws_iot_policy.t`: policies of AWS IoT are no IAM policies",
    ] {
        assert!(all.contains(wanted), "{wanted} is not in\n{all}");
    }
    assert_eq!(loaded.remarks.len(), 4, "{all}");
}

#[test]
fn other_documents_are_refused_at_their_place() {
    let refused = |document: Value| {
        let troubles = read(&text(&document), &stated()).unwrap_err();
        troubles[0].to_string()
    };
    assert_eq!(
        refused(json!({"Statement": []})),
        "plan.json:1:1: this is no plan and no state of Terraform"
    );
    assert_eq!(refused(json!([1])), "plan.json:1:1: this is no plan and no state of Terraform");
    let newer = refused(json!({"format_version": "2.0", "planned_values": {}}));
    assert_eq!(newer, "plan.json:2:21: format versions 0.1 to 1.x are understood, found `2.0`");
}

#[test]
fn nonsense_is_harmless() {
    for nonsense in
        [json!(null), json!(7), json!([[[]]]), json!({"a": null}), json!("${unknown:\u{202e}\n}")]
    {
        let mut all = vec![create("aws_iam_role.r", nonsense.clone(), nonsense.clone())];
        for kind in [
            "aws_iam_policy",
            "aws_s3_bucket_policy",
            "aws_kms_alias",
            "aws_lambda_permission",
            "aws_iam_group_membership",
            "aws_organizations_policy_attachment",
            "aws_vpc_endpoint",
        ] {
            all.push(create(
                &format!("{kind}.x"),
                nonsense.clone(),
                json!({"policy": true, "users": true}),
            ));
        }
        let is_object = nonsense.is_object() || nonsense.is_null();
        let mut document = plan(all.clone(), vec![]);
        assert_eq!(read_plan(&text(&document), &stated()).is_ok(), is_object);
        document["configuration"] = nonsense.clone();
        document["prior_state"] = nonsense.clone();
        assert_eq!(read_plan(&text(&document), &stated()).is_ok(), is_object);
        all.push(nonsense.clone());
        assert!(read_plan(&text(&plan(all, vec![nonsense])), &stated()).is_err());
    }
}

#[test]
fn references_in_a_circle_come_to_an_end() {
    let circle = |name: &str, other: &str| {
        let values = json!({"statement": [], "source_policy_documents": null});
        let address = format!("data.aws_iam_policy_document.{name}");
        let unknown = json!({"json": true, "source_policy_documents": [true]});
        let configured = configured(
            &address,
            json!({"source_policy_documents":
            refers(&[&format!("data.aws_iam_policy_document.{other}.json")])}),
        );
        (change(&address, &["read"], [Value::Null, values, unknown]), configured)
    };
    let ((a, of_a), (b, of_b)) = (circle("a", "b"), circle("b", "a"));
    let policy =
        create("aws_iam_policy.p", json!({"name": "p"}), json!({"policy": true, "arn": true}));
    let of_policy = configured(
        "aws_iam_policy.p",
        json!({"policy": refers(&["data.aws_iam_policy_document.a.json"])}),
    );
    let loaded = after(&plan(vec![a, b, policy], vec![of_a, of_b, of_policy]));
    let account = loaded.environment.accounts.get(ACCOUNT).unwrap();
    let found: &Node = &account.policies.iter().next().unwrap().1.document.node;
    assert!(found.to_json_line().contains("unknown:data.aws_iam_policy_document.a.json"));
}
