//! What other commands of the AWS CLI print.

use iamsim::bundle::{Text, Trouble};
use iamsim::environment::{EndpointKind, Fact, Held, PolicyEntry, PublicAccess, Resource};
use iamsim::load::aws_cli::{
    is_output, policy_of, read, read_about, read_documents, read_organization,
};
use iamsim::load::{Loaded, Stated};
use iamsim::text::{Source, Syntax};
use serde_json::{Value, json};

const ACCOUNT: &str = "111122223333";

fn text(name: &str, output: &Value) -> Text {
    let source = Source::new(name, serde_json::to_string_pretty(output).unwrap());
    Text::read(source, Syntax::Json).unwrap()
}

fn stated() -> Stated {
    Stated { account: Some(ACCOUNT.into()), ..Stated::default() }
}

fn messages(troubles: &[Trouble]) -> Vec<String> {
    troubles.iter().map(ToString::to_string).collect()
}

fn document(resource: &str) -> String {
    let statement =
        json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": resource});
    json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

/// What an output in the folder of a resource says of it.
fn about(arn: &str, command: &str, output: &Value) -> Resource {
    let text = text(&format!("{command}.json"), output);
    let Loaded { environment, remarks } = read_about(&text, command, arn, &stated()).unwrap();
    assert_eq!(messages(&remarks), Vec::<String>::new());
    environment.resources.get(arn).unwrap().clone()
}

/// The same of an output that says itself what it is about.
fn itself(output: &Value) -> Loaded {
    let text = text("output.json", output);
    assert!(is_output(&text.node), "{output}");
    read(&text, &stated()).unwrap()
}

const BUCKET: &str = "arn:aws:s3:::team-files";

#[test]
fn services_print_policies_each_in_its_way() {
    let key = format!("arn:aws:kms:eu-west-1:{ACCOUNT}:key/1");
    let queue = format!("arn:aws:sqs:eu-west-1:{ACCOUNT}:jobs");
    let topic = format!("arn:aws:sns:eu-west-1:{ACCOUNT}:news");
    let function = format!("arn:aws:lambda:eu-west-1:{ACCOUNT}:function:f");
    let secret = format!("arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:s-AbCdEf");
    let repository = format!("arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/team/app");
    let policy = document("*");
    for (arn, command, output) in [
        (BUCKET, "get-bucket-policy", json!({"Policy": policy})),
        (&key, "get-key-policy", json!({"Policy": policy, "PolicyName": "default"})),
        (
            &queue,
            "get-queue-attributes",
            json!({"Attributes": {"QueueArn": queue, "Policy": policy}}),
        ),
        (
            &topic,
            "get-topic-attributes",
            json!({"Attributes": {"TopicArn": topic, "Policy": policy, "Owner": ACCOUNT}}),
        ),
        (&function, "get-policy", json!({"Policy": policy, "RevisionId": "r"})),
        (
            &secret,
            "get-resource-policy",
            json!({"ARN": secret, "Name": "s", "ResourcePolicy": policy}),
        ),
        (
            &repository,
            "get-repository-policy",
            json!({"registryId": ACCOUNT, "repositoryName": "team/app", "policyText": policy}),
        ),
    ] {
        let resource = about(arn, command, &output);
        assert_eq!(resource.account.as_deref(), Some(ACCOUNT), "{command}");
        assert!(resource.is_partial);
        let policy = resource.policy.known().unwrap();
        assert_eq!(
            (&*policy.name, policy.node.get("Version").unwrap().as_text()),
            (arn, Some("2012-10-17"))
        );
        assert_eq!(policy.source.name(), format!("{command}.json: {arn}"));
        assert!(matches!(about(arn, command, &json!(null)).policy, Fact::None), "{command}");
    }
}

#[test]
fn outputs_without_a_policy_say_that_there_is_none() {
    let queue = format!("arn:aws:sqs:eu-west-1:{ACCOUNT}:jobs");
    let secret = format!("arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:s-AbCdEf");
    for (arn, command, output) in [
        (&queue, "get-queue-attributes", json!({})),
        (&queue, "get-queue-attributes", json!({"Attributes": {"QueueArn": queue}})),
        (&queue, "get-queue-attributes", json!({"Attributes": {"QueueArn": queue, "Policy": ""}})),
        (&secret, "get-resource-policy", json!({"ARN": secret, "Name": "s"})),
    ] {
        assert!(matches!(about(arn, command, &output).policy, Fact::None), "{output}");
    }
    assert!(!about(BUCKET, "get-bucket-tagging", &json!(null)).policy.is_said());
}

#[test]
fn settings_tags_and_aliases_are_read() {
    let block = json!({"PublicAccessBlockConfiguration": {
        "BlockPublicAcls": true, "IgnorePublicAcls": false,
        "BlockPublicPolicy": true, "RestrictPublicBuckets": true,
    }});
    let expected = PublicAccess {
        block_public_acls: true,
        ignore_public_acls: false,
        block_public_policy: true,
        restrict_public_buckets: true,
    };
    let command = "get-public-access-block";
    assert_eq!(about(BUCKET, command, &block).public_access_block, Fact::Is(expected));
    assert_eq!(about(BUCKET, command, &json!(null)).public_access_block, Fact::None);

    let tags = Fact::Is(vec![("team".into(), "a".into())]);
    for (command, output) in [
        ("get-bucket-tagging", json!({"TagSet": [{"Key": "team", "Value": "a"}]})),
        ("list-resource-tags", json!({"Tags": [{"TagKey": "team", "TagValue": "a"}]})),
        ("list-tags", json!({"Tags": {"team": "a"}})),
        ("list-tags-for-resource", json!({"tags": [{"key": "team", "value": "a"}]})),
    ] {
        assert_eq!(about(BUCKET, command, &output).tags, tags, "{command}");
        assert_eq!(about(BUCKET, command, &json!(null)).tags, Fact::Is(vec![]));
    }

    let key = format!("arn:aws:kms:eu-west-1:{ACCOUNT}:key/1");
    let alias = format!("arn:aws:kms:eu-west-1:{ACCOUNT}:alias/app");
    let output =
        json!({"Aliases": [{"AliasName": "alias/app", "AliasArn": alias, "TargetKeyId": "1"}]});
    assert_eq!(about(&key, "list-aliases", &output).aliases, [alias.into()]);
}

#[test]
fn outputs_that_name_their_resource_need_no_folder() {
    let queue = format!("arn:aws:sqs:eu-west-1:{ACCOUNT}:jobs");
    let function = format!("arn:aws:lambda:eu-west-1:{ACCOUNT}:function:f");
    for (output, arn) in [
        (json!({"Attributes": {"QueueArn": queue, "Policy": document(&queue)}}), &*queue),
        (json!({"Policy": document("arn:aws:s3:::team-files/*")}), BUCKET),
        (json!({"Policy": document(&function), "RevisionId": "r"}), &function),
    ] {
        let Loaded { environment, .. } = itself(&output);
        let found: Vec<&str> = environment.resources.iter().map(|(arn, _)| arn).collect();
        assert_eq!(found, [arn]);
    }
}

#[test]
fn a_policy_that_does_not_say_whose_it_is_is_an_error() {
    for output in [
        json!({"Policy": document("*"), "PolicyName": "default"}),
        json!({"Policy": document("arn:aws:s3:::*")}),
        json!({"PolicyVersion": {"Document": {"Statement": []}, "VersionId": "v1"}}),
        json!({"policyText": document("*"), "repositoryName": "r", "registryId": ACCOUNT}),
    ] {
        let text = text("output.json", &output);
        assert!(is_output(&text.node), "{output}");
        let troubles = read(&text, &stated()).unwrap_err();
        assert_eq!(troubles[0].diagnostic.code, "subject-not-said", "{output}");
        let policy = policy_of(&text, "policy").unwrap().unwrap();
        assert!(policy.node.get("Statement").is_some());
    }
}

#[test]
fn an_output_in_the_folder_of_another_resource_is_said() {
    let output = json!({"Attributes": {"TopicArn": "arn:aws:sns:eu-west-1:111122223333:other"}});
    let text = text("a.json", &output);
    let arn = "arn:aws:sns:eu-west-1:111122223333:news";
    let loaded = read_about(&text, "get-topic-attributes", arn, &stated()).unwrap();
    assert_eq!(loaded.remarks[0].diagnostic.code, "names-differ");
}

#[test]
fn broken_outputs_are_errors() {
    for (command, output, expected) in [
        ("get-bucket-policy", json!([]), "expected an object, found a list"),
        ("get-bucket-policy", json!({"Policy": 7}), "expected a policy document, found a number"),
        ("get-bucket-policy", json!({"Policy": "["}), "`]` is missing"),
        ("get-bucket-tagging", json!({"TagSet": 7}), "expected a list, found a number"),
        ("get-bucket-tagging", json!({"TagSet": [{}]}), "a tag without `Key`"),
        (
            "get-public-access-block",
            json!({"PublicAccessBlockConfiguration": {"BlockPublicAcls": "yes"}}),
            "expected `true` or `false`, found a string",
        ),
    ] {
        let troubles =
            read_about(&text("a.json", &output), command, BUCKET, &stated()).unwrap_err();
        assert!(messages(&troubles)[0].ends_with(expected), "{:?}", messages(&troubles));
    }
    let odd = read_about(&text("a.json", &json!(null)), "odd", BUCKET, &stated()).unwrap();
    assert_eq!(odd.remarks[0].diagnostic.code, "not-understood");
}

#[test]
fn roles_and_users_are_known_in_part() {
    let role = json!({
        "Path": "/", "RoleName": "app", "RoleId": "AROA1",
        "Arn": format!("arn:aws:iam::{ACCOUNT}:role/app"),
        "CreateDate": "2026-01-01T00:00:00+00:00", "MaxSessionDuration": 3600,
        "AssumeRolePolicyDocument": {"Statement": []},
    });
    let one = itself(&json!({"Role": role})).environment;
    let app = one.accounts.get(ACCOUNT).unwrap().roles.get("app").unwrap();
    assert!(app.partial.is_some() && app.trust.is_said());
    assert!(matches!(app.permissions_boundary, Fact::None));

    let several = itself(&json!({"Roles": [role]})).environment;
    let app = several.accounts.get(ACCOUNT).unwrap().roles.get("app").unwrap();
    assert!(app.partial.is_some() && !app.permissions_boundary.is_said());

    let user = json!({"UserName": "alice", "Arn": format!("arn:aws:iam::{ACCOUNT}:user/alice")});
    let one = itself(&json!({"User": user})).environment;
    assert!(one.accounts.get(ACCOUNT).unwrap().users.get("alice").unwrap().partial.is_some());
}

#[test]
fn an_inline_policy_makes_its_holder_known_in_part() {
    let output = |field: &str| json!({field: "app", "PolicyName": "s3", "PolicyDocument": {"Statement": []}});
    let Loaded { environment, remarks } = itself(&output("RoleName"));
    assert!(remarks.is_empty());
    let app = environment.accounts.get(ACCOUNT).unwrap().roles.get("app").unwrap();
    let PolicyEntry::Inline { name, policy } = &app.policies[0] else { panic!("no document") };
    assert_eq!((&**name, &*policy.name), ("s3", "role/app/s3"));
    assert!(app.partial.is_some());
    let users = itself(&output("UserName")).environment;
    assert_eq!(users.accounts.get(ACCOUNT).unwrap().users.len(), 1);
    let groups = read(&text("a.json", &output("GroupName")), &Stated::default()).unwrap();
    assert_eq!(groups.environment.accounts.get("000000000000").unwrap().groups.len(), 1);
    assert_eq!(groups.remarks[0].diagnostic.code, "account-not-said");
}

#[test]
fn vpc_endpoints_have_kinds_and_policies() {
    let endpoint = |id: &str, kind: &str| {
        json!({
            "VpcEndpointId": id, "VpcEndpointType": kind, "VpcId": "vpc-1",
            "ServiceName": "com.amazonaws.eu-west-1.s3", "OwnerId": ACCOUNT, "State": "available",
            "PolicyDocument": document("*"),
        })
    };
    let page =
        json!({"VpcEndpoints": [endpoint("vpce-1", "Gateway"), endpoint("vpce-2", "Interface")]});
    let last = json!({"VpcEndpoints": [endpoint("vpce-3", "GatewayLoadBalancer")]});
    let Loaded { environment, remarks } = itself(&json!([page, last]));
    let gateway = environment.endpoints.get("vpce-1").unwrap();
    assert_eq!((gateway.kind, gateway.vpc.as_deref()), (EndpointKind::Gateway, Some("vpc-1")));
    assert_eq!(gateway.account.as_deref(), Some(ACCOUNT));
    assert!(gateway.policy.known().unwrap().node.get("Statement").is_some());
    assert_eq!(environment.endpoints.get("vpce-2").unwrap().kind, EndpointKind::Interface);
    assert_eq!(environment.endpoints.len(), 2);
    assert!(messages(&remarks)[0].ends_with("of type `GatewayLoadBalancer` was left out"));
}

fn organization(files: &[(&str, Value)]) -> Loaded {
    let files: Vec<(String, Text)> =
        files.iter().map(|(path, output)| ((*path).to_owned(), text(path, output))).collect();
    read_organization(&files, &Stated::default()).unwrap()
}

fn attached(names: &[&str]) -> Value {
    let policy = |name: &&str| {
        let (owner, id) = match *name {
            "FullAWSAccess" => ("aws", "service_control_policy/p-FullAWSAccess".to_owned()),
            name => ("444455556666", format!("o-1/service_control_policy/p-{name}")),
        };
        json!({
            "Id": format!("p-{name}"), "Name": name, "Type": "SERVICE_CONTROL_POLICY",
            "Arn": format!("arn:aws:organizations::{owner}:policy/{id}"),
            "AwsManaged": owner == "aws",
        })
    };
    json!({"Policies": names.iter().map(policy).collect::<Vec<_>>()})
}

fn files() -> Vec<(&'static str, Value)> {
    let deny = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}"#;
    vec![
        (
            "describe-organization.json",
            json!({"Organization": {"Id": "o-1", "MasterAccountId": "444455556666"}}),
        ),
        ("list-roots.json", json!({"Roots": [{"Id": "r-1", "Name": "Root", "PolicyTypes": []}]})),
        (
            "parents/r-1/list-accounts-for-parent.json",
            json!({"Accounts": [{"Id": "444455556666", "Name": "main"}]}),
        ),
        (
            "parents/r-1/list-organizational-units-for-parent.json",
            json!({"OrganizationalUnits": [{"Id": "ou-1", "Name": "apps"}]}),
        ),
        (
            "parents/ou-1/list-accounts-for-parent.json",
            json!([{"Accounts": []}, {"Accounts": [{"Id": ACCOUNT, "Name": "app"}]}]),
        ),
        (
            "parents/ou-1/list-organizational-units-for-parent.json",
            json!({"OrganizationalUnits": []}),
        ),
        (
            "policies/p-NoS3/describe-policy.json",
            json!({"Policy": {"PolicySummary": {"Id": "p-NoS3", "Name": "NoS3"}, "Content": deny}}),
        ),
        ("targets/111122223333/resource-control-policies.json", json!(null)),
        ("targets/111122223333/service-control-policies.json", attached(&["FullAWSAccess"])),
        ("targets/444455556666/resource-control-policies.json", json!(null)),
        ("targets/444455556666/service-control-policies.json", attached(&["FullAWSAccess"])),
        ("targets/ou-1/resource-control-policies.json", json!(null)),
        (
            "targets/ou-1/service-control-policies.json",
            attached(&["FullAWSAccess", "NoS3", "Lost"]),
        ),
        ("targets/r-1/resource-control-policies.json", json!(null)),
        ("targets/r-1/service-control-policies.json", attached(&["FullAWSAccess"])),
    ]
}

#[test]
fn an_organization_is_put_together() {
    let Loaded { environment, remarks } = organization(&files());
    assert_eq!(messages(&remarks), Vec::<String>::new());
    let organization = environment.organization.known().unwrap();
    assert_eq!(organization.id.as_deref(), Some("o-1"));
    assert_eq!(organization.management_account.as_deref(), Some("444455556666"));
    let paths = organization.facts().accounts.unwrap();
    assert!(paths.contains(&(ACCOUNT.into(), "o-1/r-1/ou-1/".into())), "{paths:?}");
    let levels = environment.service_control(ACCOUNT);
    let told: Vec<Vec<String>> = levels
        .iter()
        .map(|level| {
            let name = |held: &Held<'_>| match held {
                Held::Stored(policy) => format!("stored {}", policy.name),
                Held::OfAws(name, _) => format!("of AWS {name}"),
                Held::Missing(name, _) => format!("missing {name}"),
                Held::Unknown(name, _) => format!("unknown {name}"),
                Held::Rest { kind, name, .. } => format!("rest of {kind} {name}"),
            };
            level.iter().map(name).collect()
        })
        .collect();
    let full = "of AWS arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess";
    let lost =
        "missing arn:aws:organizations::444455556666:policy/o-1/service_control_policy/p-Lost";
    assert_eq!(told, [vec![full], vec![full, "stored NoS3", lost], vec![full]]);
    assert!(environment.resource_control(ACCOUNT).is_empty());
}

#[test]
fn what_was_not_exported_is_said() {
    for (left_out, expected) in [
        ("describe-organization", "the id and the management account of the organization"),
        ("list-roots", "the root of the organization"),
        ("parents/ou-1/list-acc", "the accounts below `ou-1`"),
        ("parents/r-1/list-org", "the units below `r-1`"),
        ("targets/ou-1/service", "the service control policies of `ou-1`"),
        ("targets/ou-1/resource", "the resource control policies of `ou-1`"),
    ] {
        let mut files = files();
        files.retain(|(path, _)| !path.starts_with(left_out));
        let said = messages(&organization(&files).remarks);
        assert!(said.iter().any(|message| message.ends_with(expected)), "{left_out} {said:?}");
    }
}

#[test]
fn organizations_that_bite_their_tail_end() {
    let mut files = files();
    files.retain(|(path, _)| *path != "parents/ou-1/list-organizational-units-for-parent.json");
    let below = json!({"OrganizationalUnits": [{"Id": "r-1"}, {"Id": "ou-1"}, {"Id": "ou-1"}]});
    files.push(("parents/ou-1/list-organizational-units-for-parent.json", below));
    files.push(("parents/ou-9/list-accounts-for-parent.json", json!({"Accounts": [{"Id": "1"}]})));
    files.push(("parents/notes.json", json!({})));
    let said = messages(&organization(&files).remarks);
    assert_eq!(said.len(), 5, "{said:?}");
    assert!(said.iter().any(|it| it.contains("`ou-9`, which the organization does not have")));
    assert!(said.iter().any(|it| it.contains("nothing of an organization is read from a file")));
}

#[test]
fn several_values_in_one_file_are_its_pages() {
    let read = |text: &str| read_documents(Source::new("a.json", text), Syntax::Json);
    assert_eq!(read("{}").unwrap().node.kind(), "an object");
    let pages = read("{\"a\": 1}\n{\"a\": 2} [3]").unwrap();
    assert_eq!(pages.source.slice(pages.node.span), "{\"a\": 1}\n{\"a\": 2} [3]");
    let iamsim::text::Value::List(items) = &pages.node.value else { panic!("no list") };
    assert_eq!(items.len(), 3);
    for (broken, expected) in [
        ("", "a.json:1:1: the file is empty"),
        ("{} x", "a.json:1:4: expected the end of the file, found `x`"),
        ("{} 7", "a.json:1:4: expected the end of the file, found `7`"),
        ("{}, {}", "a.json:1:3: expected the end of the file, found `,`"),
        ("{} {\"a\":", "a.json:1:9: the file ends inside a list or object: `}` is missing"),
    ] {
        assert_eq!(read(broken).unwrap_err().to_string(), expected);
    }
}
