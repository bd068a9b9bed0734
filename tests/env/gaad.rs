//! What `aws iam get-account-authorization-details` prints.

use iamsim::bundle::{Text, Trouble};
use iamsim::environment::{Account, Environment, Fact, PolicyEntry, StoredPolicy};
use iamsim::load::authorization_details::{is_authorization_details, read};
use iamsim::load::{Loaded, Stated};
use iamsim::text::{Source, Syntax};
use serde_json::{Value, json};

const ACCOUNT: &str = "111122223333";

fn text(export: &str) -> Text {
    Text::read(Source::new("account.json", export), Syntax::Json).unwrap()
}

fn load(export: &Value) -> Result<Loaded, Vec<Trouble>> {
    let text = text(&serde_json::to_string_pretty(export).unwrap());
    assert!(is_authorization_details(&text.node));
    read(&text, &Stated::default())
}

fn whole(export: &Value) -> Environment {
    let Loaded { environment, remarks } = load(export).unwrap();
    assert_eq!(messages(&remarks), Vec::<String>::new());
    environment
}

fn messages(troubles: &[Trouble]) -> Vec<String> {
    troubles.iter().map(ToString::to_string).collect()
}

fn account(environment: &Environment) -> &Account {
    environment.accounts.get(ACCOUNT).unwrap()
}

fn document(action: &str) -> Value {
    let statement = json!({"Effect": "Allow", "Action": action, "Resource": "*"});
    json!({"Version": "2012-10-17", "Statement": [statement]})
}

fn trust() -> Value {
    let service = json!({"Service": "lambda.amazonaws.com"});
    let statement = json!({"Effect": "Allow", "Principal": service, "Action": "sts:AssumeRole"});
    json!({"Version": "2012-10-17", "Statement": [statement]})
}

fn role(name: &str, more: &Value) -> Value {
    let mut role = json!({
        "Path": "/team/",
        "RoleName": name,
        "RoleId": format!("AROA{name}"),
        "Arn": format!("arn:aws:iam::{ACCOUNT}:role/team/{name}"),
        "CreateDate": "2026-01-01T00:00:00+00:00",
        "AssumeRolePolicyDocument": trust(),
        "InstanceProfileList": [],
        "RolePolicyList": [],
        "AttachedManagedPolicies": [],
        "Tags": [],
    });
    for (key, value) in more.as_object().unwrap() {
        role[key] = value.clone();
    }
    role
}

fn roles(roles: &[Value]) -> Value {
    json!({"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": roles, "Policies": []})
}

fn policy(arn: &str, versions: &Value) -> Value {
    json!({
        "PolicyName": "p",
        "PolicyId": "ANPA1",
        "Arn": arn,
        "Path": "/",
        "DefaultVersionId": "v2",
        "AttachmentCount": 1,
        "PermissionsBoundaryUsageCount": null,
        "IsAttachable": true,
        "CreateDate": "2026-01-01T00:00:00+00:00",
        "UpdateDate": "2026-01-01T00:00:00+00:00",
        "PolicyVersionList": versions,
    })
}

fn version(id: &str, is_default: bool, action: &str) -> Value {
    json!({
        "VersionId": id,
        "IsDefaultVersion": is_default,
        "CreateDate": "2026-01-01T00:00:00+00:00",
        "Document": document(action),
    })
}

fn policies(policies: &[Value]) -> Value {
    json!({"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [], "Policies": policies})
}

/// The actions of a document's first statement.
fn action(policy: &StoredPolicy) -> &str {
    let iamsim::text::Value::List(statements) = &policy.node.get("Statement").unwrap().value else {
        return "";
    };
    let action = statements[0].get("Action").unwrap();
    assert_eq!(policy.source.slice(action.span), format!("\"{}\"", action.as_text().unwrap()));
    action.as_text().unwrap()
}

fn percent_encoded(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| match byte {
            byte if is_plain(byte) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

#[test]
fn users_groups_and_roles_come_with_all_that_they_hold() {
    let export = json!({
        "UserDetailList": [{
            "Path": "/people/",
            "UserName": "alice",
            "UserId": "AIDA1",
            "Arn": format!("arn:aws:iam::{ACCOUNT}:user/people/alice"),
            "CreateDate": "2026-01-01T00:00:00+00:00",
            "GroupList": ["readers", "writers"],
            "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": document("s3:GetObject")}],
            "AttachedManagedPolicies": [{"PolicyName": "ViewOnlyAccess", "PolicyArn": "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"}],
            "PermissionsBoundary": {
                "PermissionsBoundaryType": "Policy",
                "PermissionsBoundaryArn": format!("arn:aws:iam::{ACCOUNT}:policy/edge"),
            },
            "Tags": [{"Key": "team", "Value": "a"}, {"Key": "empty", "Value": ""}],
        }],
        "GroupDetailList": [{
            "Path": "/",
            "GroupName": "readers",
            "GroupId": "AGPA1",
            "Arn": format!("arn:aws:iam::{ACCOUNT}:group/readers"),
            "CreateDate": "2026-01-01T00:00:00+00:00",
            "GroupPolicyList": [{"PolicyName": "of-all", "PolicyDocument": document("s3:List*")}],
            "AttachedManagedPolicies": [],
        }],
        "RoleDetailList": [role("app", &json!({}))],
        "Policies": [],
    });
    let environment = whole(&export);
    let account = account(&environment);
    assert_eq!(account.partition.as_deref(), Some("aws"));
    let alice = account.users.get("alice").unwrap();
    assert_eq!(alice.path, Fact::Is("/people/".into()));
    assert_eq!(alice.id.as_deref(), Some("AIDA1"));
    assert_eq!(alice.groups, ["readers".into(), "writers".into()]);
    let tags = vec![("team".into(), "a".into()), ("empty".into(), "".into())];
    assert_eq!(alice.tags, Fact::Is(tags));
    let held: Vec<&str> = alice.policies.iter().map(PolicyEntry::name).collect();
    assert_eq!(held, ["arn:aws:iam::aws:policy/job-function/ViewOnlyAccess", "own"]);
    let boundary = alice.permissions_boundary.known().unwrap();
    assert_eq!(boundary.name(), format!("arn:aws:iam::{ACCOUNT}:policy/edge"));
    assert_eq!(alice.origin.to_string(), "account.json:54:5");

    let readers = account.groups.get("readers").unwrap();
    let PolicyEntry::Inline { policy, .. } = &readers.policies[0] else { unreachable!() };
    assert_eq!((&*policy.name, action(policy)), ("group/readers/of-all", "s3:List*"));

    let app = account.roles.get("app").unwrap();
    assert_eq!((&app.path, &app.tags), (&Fact::Is("/team/".into()), &Fact::Is(vec![])));
    assert!(matches!(app.permissions_boundary, Fact::None));
    let trust = app.trust.known().unwrap();
    assert_eq!((&*trust.name, action(trust)), ("role/app/trust", "sts:AssumeRole"));
}

#[test]
fn documents_are_objects_or_texts_plain_or_percent_encoded() {
    let compact = document("s3:GetObject").to_string();
    let pretty = serde_json::to_string_pretty(&document("s3:GetObject")).unwrap();
    for (written, line) in [
        (json!(document("s3:GetObject")), None),
        (json!(compact), Some(2)),
        (json!(pretty), Some(4)),
        (json!(format!("  {compact}")), Some(2)),
        (json!(percent_encoded(&compact)), Some(2)),
        (json!(percent_encoded(&pretty)), Some(4)),
        (json!(percent_encoded(&format!("\n{pretty}\n"))), Some(5)),
        (json!(compact.replace('{', "%7B").replace('"', "%22")), Some(2)),
    ] {
        let inline = json!({"RolePolicyList": [{"PolicyName": "s3", "PolicyDocument": written}]});
        let environment = whole(&roles(&[role("app", &inline)]));
        let app = account(&environment).roles.get("app").unwrap();
        let PolicyEntry::Inline { name, policy } = &app.policies[0] else { unreachable!() };
        assert_eq!((&**name, &*policy.name), ("s3", "role/app/s3"));
        assert_eq!(action(policy), "s3:GetObject");
        assert_eq!(policy.origin.source.name(), "account.json");
        let Some(line) = line else {
            assert_eq!(policy.source.name(), "account.json");
            continue;
        };
        assert_eq!(policy.source.name(), "account.json: role/app/s3");
        let iamsim::text::Value::List(statements) = &policy.node.get("Statement").unwrap().value
        else {
            unreachable!()
        };
        let place = policy.source.position(statements[0].get("Action").unwrap().span.start);
        assert_eq!(place.line, line, "{written}\n{}", policy.source.text());
        let at = &policy.origin;
        assert_eq!(at.source.slice(at.span), written.to_string());
    }
}

#[test]
fn a_percent_sign_in_plain_text_is_itself() {
    let text = document("s3:%7BGetObject").to_string();
    let inline = json!({"RolePolicyList": [{"PolicyName": "s3", "PolicyDocument": text}]});
    let environment = whole(&roles(&[role("app", &inline)]));
    let app = account(&environment).roles.get("app").unwrap();
    let PolicyEntry::Inline { policy, .. } = &app.policies[0] else { unreachable!() };
    assert_eq!(action(policy), "s3:%7BGetObject");
}

#[test]
fn broken_documents_are_errors_at_their_place() {
    for (written, expected) in [
        (json!("%7B%22a%2"), "account.json:7:43: `%` stands before two hexadecimal digits"),
        (json!("%7B%FF%7D"), "account.json:7:39: these bytes are not UTF-8"),
        (
            json!("%7B+%22a%22%3A1%7D"),
            "account.json: role/app/trust:1:2: `+` is not a number of JSON",
        ),
        (
            json!("%7B%0A%22Statement%22%3A%20%5B"),
            "account.json: role/app/trust:2:15: the file ends inside a list or object: `]` is missing",
        ),
        (json!(""), "account.json: role/app/trust:1:1: the file is empty"),
        (json!("allow"), "account.json: role/app/trust:1:1: expected a value, found `allow`"),
        (
            json!("[1]"),
            "account.json: role/app/trust:1:1: expected a policy document, found a list",
        ),
        (json!(7), "account.json:7:35: expected a policy document, found a number"),
        (json!(true), "account.json:7:35: expected a policy document, found a boolean"),
    ] {
        let broken = role("app", &json!({"AssumeRolePolicyDocument": written}));
        let export = roles(&[broken, role("fine", &json!({}))]);
        let troubles = load(&export).unwrap_err();
        assert_eq!(messages(&troubles).len(), 1, "{written}");
        let message = &messages(&troubles)[0];
        assert_eq!(message, expected);
    }
}

#[test]
fn managed_policies_have_a_version_in_force_and_others() {
    let arn = format!("arn:aws:iam::{ACCOUNT}:policy/team/p");
    let versions = json!([version("v3", false, "s3:Put*"), version("v2", true, "s3:Get*")]);
    let environment = whole(&policies(&[policy(&arn, &versions)]));
    let held = account(&environment).policies.get(&arn).unwrap();
    assert_eq!((&*held.document.name, action(&held.document)), (&*arn, "s3:Get*"));
    assert_eq!(held.default_version.as_deref(), Some("v2"));
    let others: Vec<(&str, &str)> =
        held.versions.iter().map(|(id, policy)| (&**id, action(policy))).collect();
    assert_eq!(others, [("v3", "s3:Put*")]);
}

#[test]
fn a_version_in_force_that_is_not_there_is_said() {
    let arn = format!("arn:aws:iam::{ACCOUNT}:policy/p");
    let undocumented = json!([{"VersionId": "v2", "IsDefaultVersion": true}]);
    for (versions, expected) in [
        (json!([]), "the export does not have the version `v2`"),
        (json!([version("v1", false, "s3:Get*")]), "the export does not have the version `v2`"),
        (undocumented, "the export has no document of"),
    ] {
        let Loaded { environment, remarks } = load(&policies(&[policy(&arn, &versions)])).unwrap();
        assert!(messages(&remarks)[0].contains(expected), "{:?}", messages(&remarks));
        assert_eq!(remarks.len(), 1);
        assert!(environment.accounts.get(ACCOUNT).is_none());
    }
}

#[test]
fn versions_that_contradict_the_policy_are_said() {
    let arn = format!("arn:aws:iam::{ACCOUNT}:policy/p");
    for (versions, counts) in [
        (json!([version("v1", true, "s3:Put*"), version("v2", false, "s3:Get*")]), "s3:Get*"),
        (json!([version("v1", true, "s3:Put*")]), "s3:Put*"),
        (json!([version("v1", true, "s3:Put*"), version("v2", true, "s3:Get*")]), "s3:Get*"),
    ] {
        let Loaded { environment, remarks } = load(&policies(&[policy(&arn, &versions)])).unwrap();
        let held = account(&environment).policies.get(&arn).unwrap();
        assert_eq!(action(&held.document), counts);
        let expected = "are both said to be in force";
        assert!(messages(&remarks)[0].contains(expected), "{:?}", messages(&remarks));
    }
}

#[test]
fn each_thing_belongs_to_the_account_of_its_arn() {
    let other = json!({"Arn": "arn:aws-cn:iam::444455556666:role/team/far"});
    let export = json!({
        "RoleDetailList": [role("app", &json!({})), role("far", &other)],
        "Policies": [policy("arn:aws:iam::aws:policy/Own", &json!([version("v2", true, "s3:*")]))],
    });
    let environment = whole(&export);
    let far = environment.accounts.get("444455556666").unwrap();
    assert_eq!(far.partition.as_deref(), Some("aws-cn"));
    assert_eq!(far.roles.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["far"]);
    for (_, account) in environment.accounts.iter() {
        assert_eq!((account.roles.len(), account.policies.len()), (1, 1));
    }
}

#[test]
fn what_names_no_account_goes_to_the_only_one() {
    let odd = json!({"Arn": "arn:aws:iam::aws:role/team/odd"});
    let found = load(&roles(&[role("app", &json!({})), role("odd", &odd)])).unwrap();
    assert_eq!(account(&found.environment).roles.len(), 2);
    let expected = "account.json:28:5: the account of this is `aws`: counted to `111122223333`";
    assert_eq!(messages(&found.remarks), [expected]);

    let mut unnamed = role("unnamed", &json!({}));
    unnamed.as_object_mut().unwrap().remove("Arn");
    let text = text(&roles(&[unnamed.clone()]).to_string());
    let found = read(&text, &Stated::default()).unwrap();
    assert!(found.environment.accounts.get("000000000000").is_some());
    assert_eq!(found.remarks[0].diagnostic.hint.as_deref(), Some("`--account` names the account"));
    let stated = Stated { account: Some("444455556666".into()), ..Stated::default() };
    let found = read(&text, &stated).unwrap();
    let role = found.environment.accounts.get("444455556666").unwrap().roles.get("unnamed");
    assert_eq!(role.unwrap().path, Fact::Is("/team/".into()));
    assert_eq!(found.remarks[0].diagnostic.hint, None);
}

#[test]
fn aws_policies_alone_need_an_account() {
    let versions = json!([version("v2", true, "s3:*")]);
    let export = policies(&[policy("arn:aws:iam::aws:policy/Own", &versions)]);
    let found = load(&export).unwrap();
    assert!(found.environment.accounts.is_empty());
    assert_eq!(found.remarks[0].diagnostic.code, "account-not-said");
    let stated = Stated { account: Some(ACCOUNT.into()), ..Stated::default() };
    let found = read(&text(&export.to_string()), &stated).unwrap();
    assert_eq!((account(&found.environment).policies.len(), found.remarks.len()), (1, 0));
}

#[test]
fn pages_make_one_export() {
    let page = |name: &str, is_truncated: bool| {
        let mut page = roles(&[role(name, &json!({}))]);
        page["IsTruncated"] = is_truncated.into();
        if is_truncated {
            page["Marker"] = "abc".into();
        }
        page
    };
    let environment = whole(&json!([page("app", true), page("web", true), page("db", false)]));
    assert_eq!(account(&environment).roles.len(), 3);
    for unfinished in [json!([page("app", false), page("web", true)]), page("app", true)] {
        let remarks = load(&unfinished).unwrap().remarks;
        assert_eq!(remarks[0].diagnostic.code, "truncated-export");
        assert_eq!(remarks.len(), 1);
    }
    let mut limited = roles(&[]);
    limited["NextToken"] = "abc".into();
    assert_eq!(load(&limited).unwrap().remarks[0].diagnostic.code, "truncated-export");
}

#[test]
fn a_page_that_follows_in_another_file_ends_the_remark() {
    let page = |name: &str, account: &str, is_truncated: bool| {
        let mut page = roles(&[role(name, &json!({}))]).to_string().replace(ACCOUNT, account);
        page = page.replacen('{', &format!(r#"{{"IsTruncated":{is_truncated},"#), 1);
        page
    };
    let codes = |pages: &[(&str, &str)], sources: &[&str]| -> Vec<String> {
        let folder = crate::format::folder(pages);
        let loaded = crate::format::load(folder.path(), sources).unwrap();
        let mut remarks = loaded.remarks.iter();
        remarks.all(|one| one.diagnostic.code == "truncated-export").then_some(()).unwrap();
        let name = |one: &Trouble| one.source.name().rsplit('/').next().unwrap().to_owned();
        loaded.remarks.iter().map(name).collect()
    };
    let (first, last) = (page("app", ACCOUNT, true), page("web", ACCOUNT, false));
    let files = [("a/1.json", &*first), ("a/2.json", &*last)];
    assert_eq!(codes(&files, &["a/1.json", "a/2.json"]), [""; 0]);
    assert_eq!(codes(&files, &["a"]), [""; 0]);
    assert_eq!(codes(&files, &["a/1.json"]), ["1.json"]);
    assert_eq!(codes(&files, &["a/2.json", "a/1.json"]), ["1.json"]);
    let open = page("web", ACCOUNT, true);
    let files = [("a/1.json", &*first), ("a/2.json", &*open)];
    assert_eq!(codes(&files, &["a/1.json", "a/2.json"]), ["2.json"]);
    let other = page("web", "444455556666", false);
    let files = [("a/1.json", &*first), ("a/2.json", &*other)];
    assert_eq!(codes(&files, &["a/1.json", "a/2.json"]), ["1.json"]);
}

#[test]
fn a_field_that_aws_added_is_said_once() {
    let novel = json!({"Novel": {"deep": 1}});
    let found = load(&roles(&[role("app", &novel), role("web", &novel)])).unwrap();
    let expected = "account.json:22:7: the field `Novel` of a role was not understood";
    assert_eq!(messages(&found.remarks), [expected]);
}

#[test]
fn what_the_export_leaves_out_is_unknown_and_not_nothing() {
    let mut bare = role("app", &json!({"RolePolicyList": [{"PolicyName": "s 3"}]}));
    bare.as_object_mut().unwrap().remove("AssumeRolePolicyDocument");
    bare.as_object_mut().unwrap().remove("Tags");
    let Loaded { environment, remarks } = load(&roles(&[bare])).unwrap();
    let app = account(&environment).roles.get("app").unwrap();
    assert!(!app.trust.is_said() && !app.tags.is_said());
    let PolicyEntry::Unknown { unknown, .. } = &app.policies[0] else { unreachable!() };
    assert_eq!(&**unknown, "111122223333_role_app_s_3");
    assert!(environment.unknowns.contains_key(unknown));
    let said = messages(&remarks);
    assert!(said[0].ends_with("the export has no trust policy of role `app`"), "{said:?}");
    assert!(said[1].ends_with("the export has no document of `role/app/s 3`"), "{said:?}");
}

#[test]
fn broken_exports_are_errors_and_all_of_them_are_told() {
    let without = |field: &str| {
        let mut role = role("app", &json!({}));
        role.as_object_mut().unwrap().remove(field);
        role
    };
    let mut nameless = without("Arn");
    nameless.as_object_mut().unwrap().remove("RoleName");
    for (broken, expected) in [
        (json!("app"), "expected an object, found a string"),
        (nameless, "a role without `RoleName`"),
        (role("app", &json!({"Arn": "app"})), "`app` is not the ARN of a role"),
        (role("app", &json!({"Arn": 7})), "expected a string, found a number"),
        (
            role("app", &json!({"Arn": format!("arn:aws:iam::{ACCOUNT}:user/app")})),
            "`arn:aws:iam::111122223333:user/app` is not the ARN of a role",
        ),
        (
            role("app", &json!({"Arn": format!("arn:aws:iam::{ACCOUNT}:role/app/")})),
            "`arn:aws:iam::111122223333:role/app/` is not the ARN of a role",
        ),
        (role("app", &json!({"Tags": {}})), "expected a list, found an object"),
        (role("app", &json!({"Tags": [{"Value": "a"}]})), "a tag without `Key`"),
        (
            role("app", &json!({"RolePolicyList": [{"PolicyDocument": {}}]})),
            "an inline policy without `PolicyName`",
        ),
        (
            role("app", &json!({"AttachedManagedPolicies": [{"PolicyName": "x"}]})),
            "an attached policy without `PolicyArn`",
        ),
        (
            role("app", &json!({"PermissionsBoundary": {"PermissionsBoundaryArn": "edge"}})),
            "`edge` is not the ARN of a policy",
        ),
    ] {
        let troubles = load(&roles(&[broken, json!(null)])).unwrap_err();
        let said = messages(&troubles);
        assert!(said[0].ends_with(expected), "{said:?}");
        assert!(said[1].ends_with("expected an object, found null"), "{said:?}");
        assert_eq!(said.len(), 2);
    }
    let export = r#"{"RoleDetailList": [], "RoleDetailList": []}"#;
    let troubles = read(&text(export), &Stated::default()).unwrap_err();
    assert_eq!(messages(&troubles), ["account.json:1:24: `RoleDetailList` is given twice"]);
}

#[test]
fn names_that_differ_from_the_arn_are_said() {
    let other = json!({"RoleName": "web", "Path": "/"});
    let Loaded { environment, remarks } = load(&roles(&[role("app", &other)])).unwrap();
    assert!(account(&environment).roles.get("app").is_some());
    let expected = "account.json:5:5: name and path are `/web`, \
                    the ARN says `arn:aws:iam::111122223333:role/team/app`";
    assert_eq!(messages(&remarks), [expected]);
}

#[test]
fn things_that_come_twice_are_said_unless_they_are_the_same() {
    let same = role("app", &json!({}));
    assert_eq!(account(&whole(&roles(&[same.clone(), same.clone()]))).roles.len(), 1);
    let found = load(&roles(&[same, role("app", &json!({"RoleId": "AROA2"}))])).unwrap();
    assert_eq!(found.remarks[0].diagnostic.code, "given-twice");
    let app = account(&found.environment).roles.get("app").unwrap();
    assert_eq!(app.id.as_deref(), Some("AROA2"));
}

#[test]
fn hostile_names_are_shown_harmlessly() {
    let name = "app\n\u{202e}\u{1b}[31m";
    let document = percent_encoded("{");
    let hostile = role(name, &json!({"AssumeRolePolicyDocument": document}));
    let said = messages(&load(&roles(&[hostile])).unwrap_err());
    assert!(!said[0].contains(char::is_control) && !said[0].contains('\u{202e}'), "{said:?}");
}

#[test]
fn other_values_are_no_export() {
    for other in [
        json!({}),
        json!([]),
        json!(null),
        json!({"Policies": []}),
        json!({"Policies": [{"PolicyName": "p"}]}),
        json!({"Roles": []}),
        json!([{"Statement": []}]),
        document("s3:*"),
    ] {
        assert!(!is_authorization_details(&text(&other.to_string()).node), "{other}");
    }
    let one = policies(&[policy("arn:aws:iam::aws:policy/A", &json!([]))]);
    assert!(is_authorization_details(
        &text(&json!({"Policies": one["Policies"]}).to_string()).node
    ));
}
