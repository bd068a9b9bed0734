//! CloudFormation templates.

use std::fmt::Write as _;

use iamsim::environment::{
    Account, EndpointKind, Environment, Fact, PolicyEntry, Resource, StoredPolicy,
};
use iamsim::load::{LoadedEnvironment, Stated, environment};
use iamsim::text::{Node, Value};

use crate::format::folder;

fn sorted(node: &Node) -> Node {
    let value = match &node.value {
        Value::Object(members) => {
            let mut members = members.clone();
            members.sort_by(|one, two| one.key.text.cmp(&two.key.text));
            for member in &mut members {
                member.value = sorted(&member.value);
            }
            Value::Object(members)
        }
        Value::List(items) => Value::List(items.iter().map(sorted).collect()),
        other => other.clone(),
    };
    Node { value, ..node.clone() }
}

fn policy(policy: &StoredPolicy) -> String {
    format!("{} {}", policy.name, sorted(&policy.node).to_json_line())
}

fn entry(entry: &PolicyEntry) -> String {
    match entry {
        PolicyEntry::Attached { arn, .. } => format!("attached {arn}"),
        PolicyEntry::Inline { policy: document, .. } => format!("inline {}", policy(document)),
        PolicyEntry::Unknown { unknown, .. } => format!("unknown {unknown}"),
    }
}

fn fact<T>(fact: &Fact<T>, shown: impl Fn(&T) -> String) -> String {
    match fact {
        Fact::Unsaid => "unsaid".to_owned(),
        Fact::None => "none".to_owned(),
        Fact::Is(value) => shown(value),
    }
}

fn resource(shown: &mut String, arn: &str, resource: &Resource) {
    let Resource { account, tags, public_access_block, aliases, .. } = resource;
    let policy = fact(&resource.policy, policy);
    writeln!(shown, "resource {arn} of {account:?} {tags:?} {public_access_block:?} {aliases:?}")
        .unwrap();
    writeln!(shown, "  policy {policy}").unwrap();
}

fn account(shown: &mut String, account: &Account) {
    let mut policies = |holder: String, policies: &[PolicyEntry]| {
        writeln!(shown, "{holder}").unwrap();
        for policy in policies {
            writeln!(shown, "  {}", entry(policy)).unwrap();
        }
    };
    for (name, user) in account.users.iter() {
        let boundary = fact(&user.permissions_boundary, entry);
        let (path, tags, groups) = (&user.path, &user.tags, &user.groups);
        let holder = format!("user {name} {path:?} {tags:?} in {groups:?} boundary {boundary}");
        policies(holder, &user.policies);
    }
    for (name, group) in account.groups.iter() {
        policies(format!("group {name} {:?}", group.path), &group.policies);
    }
    for (name, role) in account.roles.iter() {
        let boundary = fact(&role.permissions_boundary, entry);
        let trust = fact(&role.trust, policy);
        let (path, tags) = (&role.path, &role.tags);
        let holder = format!("role {name} {path:?} {tags:?} boundary {boundary}\n  trust {trust}");
        policies(holder, &role.policies);
    }
    for (arn, managed) in account.policies.iter() {
        writeln!(shown, "policy {arn} {}", policy(&managed.document)).unwrap();
    }
}

/// What an environment says, places left out.
fn shown(environment: &Environment) -> String {
    let mut shown = String::new();
    for (id, held) in environment.accounts.iter() {
        writeln!(shown, "account {id} {:?}", held.partition).unwrap();
        account(&mut shown, held);
    }
    for (arn, known) in environment.resources.iter() {
        resource(&mut shown, arn, known);
    }
    for (id, endpoint) in environment.endpoints.iter() {
        let policy = fact(&endpoint.policy, policy);
        let (kind, vpc, service) = (endpoint.kind, &endpoint.vpc, &endpoint.service);
        writeln!(shown, "endpoint {id} {kind:?} {vpc:?} {service:?}\n  policy {policy}").unwrap();
    }
    for (name, unknown) in &environment.unknowns {
        writeln!(shown, "unknown {name}: {}", unknown.why).unwrap();
    }
    shown
}

const ACCOUNT: &str = "111122223333";

fn stated(parameters: &[(&str, &str)]) -> Stated {
    let parameters = parameters.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    Stated {
        only_account: None,
        account: Some(ACCOUNT.into()),
        region: Some("eu-west-1".into()),
        parameters: parameters.collect(),
        ..Stated::default()
    }
}

fn loaded(name: &str, text: &str, stated: &Stated) -> Result<LoadedEnvironment, Vec<String>> {
    let folder = folder(&[(name, text)]);
    let root = format!("{}/", folder.path().display());
    environment(&[folder.path().join(name)], stated).map_err(|troubles| {
        troubles.iter().map(|trouble| trouble.to_string().replace(&root, "")).collect()
    })
}

#[track_caller]
fn with(text: &str, parameters: &[(&str, &str)]) -> LoadedEnvironment {
    loaded("stack.yaml", text, &stated(parameters)).unwrap()
}

#[track_caller]
fn yaml(text: &str) -> LoadedEnvironment {
    with(text, &[])
}

fn remarks(loaded: &LoadedEnvironment) -> Vec<String> {
    let text = |trouble: &iamsim::bundle::Trouble| {
        let place = trouble.source.position(trouble.diagnostic.span.start);
        format!("{}: {}", place.line, trouble.diagnostic.message)
    };
    loaded.remarks.iter().map(text).collect()
}

fn of(environment: &Environment) -> &Account {
    environment.accounts.get(ACCOUNT).unwrap()
}

fn line(node: &Node) -> String {
    sorted(node).to_json_line()
}

/// The statements of a document, each on a line.
fn statements(policy: &StoredPolicy) -> Vec<String> {
    match &policy.node.get("Statement").unwrap().value {
        Value::List(items) => items.iter().map(line).collect(),
        _ => panic!("{policy:?}"),
    }
}

fn inline(entry: &PolicyEntry) -> &StoredPolicy {
    match entry {
        PolicyEntry::Inline { policy, .. } => policy,
        other => panic!("{other:?}"),
    }
}

/// What a value becomes in the policy of a role.
#[track_caller]
fn value(value: &str, parameters: &[(&str, &str)]) -> String {
    let text = format!(
        r#"
Parameters:
  Env: {{Type: String}}
  Name: {{Type: String, Default: given}}
  Names: {{Type: CommaDelimitedList, Default: "a, b"}}
  Open: {{Type: "List<String>"}}
  Looked: {{Type: "AWS::SSM::Parameter::Value<String>", Default: /x}}
Mappings:
  Map: {{top: {{second: found}}}}
Conditions:
  Yes: !Equals [!Ref Name, given]
  No: !Not [!Condition Yes]
  Both: !And [!Condition Yes, !Or [!Condition No, !Equals [a, a]]]
  Prod: !Equals [!Ref Env, prod]
Resources:
  Bucket: {{Type: "AWS::S3::Bucket"}}
  Queue: {{Type: "AWS::SQS::Queue", Properties: {{QueueName: jobs}}}}
  Topic: {{Type: "AWS::SNS::Topic", Properties: {{TopicName: !Sub "${{Name}}-news"}}}}
  Key: {{Type: "AWS::KMS::Key"}}
  Secret: {{Type: "AWS::SecretsManager::Secret", Properties: {{Name: db}}}}
  Parameter: {{Type: "AWS::SSM::Parameter", Properties: {{Name: /app/x}}}}
  Rule: {{Type: "AWS::Events::Rule", Properties: {{Name: r, EventBusName: bus}}}}
  Other: {{Type: "AWS::Made::Up"}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: app
      Path: /team/
      AssumeRolePolicyDocument: {{Version: 2012-10-17, Statement: []}}
      Tags: [{{Key: shown, Value: {value}}}]
"#
    );
    let loaded = with(&text, parameters);
    match &of(&loaded.environment).roles.get("app").unwrap().tags {
        Fact::Is(tags) => tags[0].1.to_string(),
        other => panic!("{other:?} {:?}", remarks(&loaded)),
    }
}

#[test]
fn functions_give_what_aws_gives() {
    for (written, expected) in [
        ("!Ref Name", "given"),
        ("!Ref Env", "${unknown:Env}"),
        ("!Ref Looked", "${unknown:Looked}"),
        ("!Ref AWS::AccountId", ACCOUNT),
        ("!Ref AWS::Partition", "aws"),
        ("!Ref AWS::URLSuffix", "amazonaws.com"),
        ("!Ref AWS::StackName", "${unknown:AWS__StackName}"),
        ("!Ref Bucket", "${unknown:Bucket}"),
        ("!GetAtt Bucket.Arn", "arn:aws:s3:::${unknown:Bucket}"),
        ("!GetAtt [Bucket, DomainName]", "${unknown:Bucket.DomainName}"),
        ("!Ref Queue", "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"),
        ("!GetAtt Queue.Arn", "arn:aws:sqs:eu-west-1:111122223333:jobs"),
        ("!GetAtt Queue.QueueName", "jobs"),
        ("!Ref Topic", "arn:aws:sns:eu-west-1:111122223333:given-news"),
        ("!GetAtt Topic.TopicArn", "arn:aws:sns:eu-west-1:111122223333:given-news"),
        ("!GetAtt Key.Arn", "arn:aws:kms:eu-west-1:111122223333:key/${unknown:Key}"),
        (
            "!Ref Secret",
            "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-${unknown:Secret.Suffix}",
        ),
        ("!Ref Parameter", "/app/x"),
        ("!GetAtt Rule.Arn", "arn:aws:events:eu-west-1:111122223333:rule/bus/r"),
        ("!GetAtt Role.Arn", "arn:aws:iam::111122223333:role/team/app"),
        ("!Ref Other", "${unknown:Other}"),
        ("!GetAtt Other.Arn", "${unknown:Other.Arn}"),
        (
            "!Sub '${Name}-${!aws:username}-${Bucket.Arn}'",
            "given-${aws:username}-arn:aws:s3:::${unknown:Bucket}",
        ),
        ("!Sub ['${x}${Name}', {x: !Select [1, !Ref Names]}]", "bgiven"),
        ("!Join ['/', !Ref Names]", "a/b"),
        ("!Join ['', [a, !Ref Env, !Ref AWS::NoValue, 1, true]]", "a${unknown:Env}1true"),
        ("!Select [0, !Split ['-', x-y]]", "x"),
        ("!FindInMap [Map, top, second]", "found"),
        ("!FindInMap [Map, !Ref Env, second]", "${unknown:Mappings.Map.__unknown_Env_.second}"),
        ("!Base64 hi", "aGk="),
        ("!If [Yes, a, b]", "a"),
        ("!If [No, a, b]", "b"),
        ("!If [Both, a, b]", "a"),
        ("!If [Prod, a, a]", "a"),
        ("{'Fn::ToJsonString': [a]}", r#"["a"]"#),
        ("{'Fn::Length': !Ref Names}", "2"),
        ("'{{resolve:ssm:/x}}-y'", "${unknown:resolve_ssm__x}-y"),
        ("!ImportValue out", "${unknown:Fn__ImportValue_out_}"),
    ] {
        assert_eq!(value(written, &[]), expected, "{written}");
    }
    assert_eq!(value("!Ref Env", &[("Env", "test"), ("Env", "prod")]), "prod");
    assert_eq!(value("!If [Prod, a, b]", &[("Env", "prod")]), "a");
    assert_eq!(value("!If [Prod, a, b]", &[("Env", "test")]), "b");
    assert_eq!(value("!Ref AWS::StackName", &[("AWS::StackName", "s")]), "s");
    let one = value("!Select [0, !Ref Open]", &[]);
    assert!(one.starts_with("${unknown:"), "{one}");
    assert_ne!(one, value("!Select [1, !Ref Open]", &[]));
}

const ROLE: &str = r"
Parameters: {Env: {Type: String}}
Conditions:
  Prod: !Equals [!Ref Env, prod]
  Dev: !Not [!Condition Prod]
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: app
      PermissionsBoundary: !If [Prod, !Ref Limit, !Ref AWS::NoValue]
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/IAMReadOnlyAccess
        - !If [Dev, !Ref Limit, !Ref AWS::NoValue]
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - {Sid: Trust, Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - {Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: !If [Prod, a, b]}
              - !If [Dev, {Effect: Allow, Action: 's3:*', Resource: '*'}, !Ref AWS::NoValue]
  Limit:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      ManagedPolicyName: limit
      PolicyDocument: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: 's3:*', Resource: '*'}]}
  More:
    Type: AWS::IAM::Policy
    Condition: Prod
    Properties:
      PolicyName: more
      Roles: [!Ref Role, elsewhere]
      PolicyDocument: {Version: 2012-10-17, Statement: {Effect: Deny, Action: 's3:*', Resource: '*'}}
";

#[test]
fn what_hangs_on_an_unknown_condition_counts_only_where_it_holds() {
    let prod = r#""Condition": { "StringEquals": { "unknown:Env": "prod" } }"#;
    let other = r#""Condition": { "StringNotEquals": { "unknown:Env": "prod" } }"#;
    let loaded = yaml(ROLE);
    let account = of(&loaded.environment);
    let role = account.roles.get("app").unwrap();
    let all = format!(r#"{{ "Action": "s3:*", {other}, "Effect": "Allow", "Resource": "*" }}"#);
    let read = |when: &str, name: &str, sid: &str| {
        format!(
            r#"{{ "Action": "s3:GetObject", {when}, "Effect": "Allow", "Resource": "{name}", "Sid": "{sid}" }}"#
        )
    };
    let [attached, conditional, own, more] = role.policies.as_slice() else {
        panic!("{:?}", role.policies)
    };
    assert_eq!(entry(attached), "attached arn:aws:iam::aws:policy/IAMReadOnlyAccess");
    assert_eq!(statements(inline(conditional)), std::slice::from_ref(&all));
    let expected = [read(prod, "a", "Read"), read(other, "b", "Read2"), all];
    assert_eq!(statements(inline(own)), expected);
    let deny = format!(r#"{{ "Action": "s3:*", {prod}, "Effect": "Deny", "Resource": "*" }}"#);
    assert_eq!(statements(inline(more)), std::slice::from_ref(&deny));
    let stranger = account.roles.get("elsewhere").unwrap();
    assert!(stranger.partial.is_some());
    assert_eq!(statements(inline(&stranger.policies[0])), [deny]);
    let Fact::Is(boundary) = &role.permissions_boundary else { panic!("{role:?}") };
    assert_eq!(statements(inline(boundary)).len(), 2);
    assert_eq!(
        remarks(&loaded),
        [
            "33: `More` is made only if `Prod` holds, which is not known: what it says counts only there"
        ]
    );
}

#[test]
fn known_conditions_leave_no_trace() {
    let loaded = with(ROLE, &[("Env", "prod")]);
    let role = of(&loaded.environment).roles.get("app").unwrap();
    assert_eq!(role.policies.len(), 3);
    let Fact::Is(boundary) = &role.permissions_boundary else { panic!("{role:?}") };
    assert_eq!(entry(boundary), "attached arn:aws:iam::111122223333:policy/limit");
    assert!(!shown(&loaded.environment).contains("unknown"));
    assert!(loaded.remarks.is_empty());
    let loaded = with(ROLE, &[("Env", "test")]);
    let role = of(&loaded.environment).roles.get("app").unwrap();
    assert!(matches!(role.permissions_boundary, Fact::None));
    assert!(of(&loaded.environment).roles.get("elsewhere").is_none());
}

#[test]
fn statements_stand_where_the_template_has_them() {
    let loaded = with(ROLE, &[("Env", "prod")]);
    let role = of(&loaded.environment).roles.get("app").unwrap();
    let own = inline(&role.policies[1]);
    let Value::List(items) = &own.node.get("Statement").unwrap().value else { panic!("{own:?}") };
    assert_eq!(own.source.position(items[0].span.start).line, 24);
    let resource = items[0].get("Resource").unwrap();
    assert_eq!(own.source.slice(resource.span), "a");
    assert_eq!(&*own.name, "role/app/own");
    assert_eq!(role.origin.address.as_deref(), Some("Role"));
}

const RESOURCES: &str = r#"{
  "AWSTemplateFormatVersion": "2010-09-09",
  "Resources": {
    "Bucket": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "logs",
      "Tags": [{ "Key": "team", "Value": "a" }],
      "PublicAccessBlockConfiguration": { "BlockPublicPolicy": true, "RestrictPublicBuckets": "true" } } },
    "BucketPolicy": { "Type": "AWS::S3::BucketPolicy", "Properties": { "Bucket": { "Ref": "Bucket" },
      "PolicyDocument": { "Statement": [{ "Sid": "Bucket" }] } } },
    "Queue": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "jobs" } },
    "QueuePolicy": { "Type": "AWS::SQS::QueuePolicy", "Properties": {
      "Queues": [{ "Ref": "Queue" }, "https://sqs.us-east-1.amazonaws.com/444455556666/far"],
      "PolicyDocument": { "Statement": [{ "Sid": "Queue" }] } } },
    "Key": { "Type": "AWS::KMS::Key", "Properties": {} },
    "Alias": { "Type": "AWS::KMS::Alias", "Properties": { "AliasName": "alias/a", "TargetKeyId": { "Ref": "Key" } } },
    "Function": { "Type": "AWS::Lambda::Function", "Properties": { "FunctionName": "f" } },
    "ByBucket": { "Type": "AWS::Lambda::Permission", "Properties": { "FunctionName": { "Fn::GetAtt": ["Function", "Arn"] },
      "Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com",
      "SourceAccount": { "Ref": "AWS::AccountId" }, "SourceArn": { "Fn::GetAtt": ["Bucket", "Arn"] } } },
    "ByAccount": { "Type": "AWS::Lambda::Permission", "Properties": { "FunctionName": { "Ref": "Function" },
      "Action": "lambda:InvokeFunction", "Principal": 444455556666 } },
    "Secret": { "Type": "AWS::SecretsManager::ResourcePolicy", "Properties": {
      "SecretId": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf",
      "ResourcePolicy": "{\"Statement\": [{\"Sid\": \"Secret\"}]}" } },
    "Api": { "Type": "AWS::ApiGateway::RestApi", "Properties": {
      "Policy": { "Statement": [{ "Resource": "execute-api:/prod/*" }] } } },
    "Endpoint": { "Type": "AWS::EC2::VPCEndpoint", "Properties": { "VpcEndpointType": "Interface", "VpcId": "vpc-1",
      "ServiceName": "com.amazonaws.eu-west-1.sqs", "PolicyDocument": { "Statement": [{ "Sid": "Endpoint" }] } } },
    "Group": { "Type": "AWS::IAM::Group", "Properties": { "GroupName": "dev" } },
    "Alice": { "Type": "AWS::IAM::User", "Properties": { "UserName": "alice", "Groups": [{ "Ref": "Group" }] } },
    "Members": { "Type": "AWS::IAM::UserToGroupAddition", "Properties": { "GroupName": "dev", "Users": ["bob"] } },
    "IoT": { "Type": "AWS::IoT::Policy", "Properties": { "PolicyDocument": { "Statement": [] } } },
    "Strange": { "Type": "AWS::Made::Up", "Properties": { "Rules": [{ "Policy": { "Statement": [{ "Effect": "Allow" }] } }] } },
    "Nested": { "Type": "AWS::CloudFormation::Stack", "Properties": {} },
    "NoType": {}
  }
}"#;

#[test]
fn resources_have_their_policies() {
    let loaded = loaded("stack.json", RESOURCES, &stated(&[])).unwrap();
    let environment = &loaded.environment;
    let sids = |arn: &str| statements(environment.resource(arn).unwrap().policy.known().unwrap());
    let bucket = environment.resource("arn:aws:s3:::logs").unwrap();
    assert_eq!(bucket.tags, Fact::Is(vec![("team".into(), "a".into())]));
    let block = bucket.public_access_block.known().unwrap();
    assert!(block.block_public_policy && block.restrict_public_buckets && !block.block_public_acls);
    assert_eq!(sids("arn:aws:s3:::logs"), [r#"{ "Sid": "Bucket" }"#]);
    for queue in
        ["arn:aws:sqs:eu-west-1:111122223333:jobs", "arn:aws:sqs:us-east-1:444455556666:far"]
    {
        assert_eq!(sids(queue), [r#"{ "Sid": "Queue" }"#]);
    }
    let far = environment.resource("arn:aws:sqs:us-east-1:444455556666:far").unwrap();
    assert_eq!(far.account.as_deref(), Some("444455556666"));
    let root = "arn:aws:iam::111122223333:root";
    assert!(sids("arn:aws:kms:eu-west-1:111122223333:alias/a")[0].contains(root));
    let function = "arn:aws:lambda:eu-west-1:111122223333:function:f";
    assert_eq!(
        sids(function),
        [
            format!(
                r#"{{ "Action": "lambda:InvokeFunction", "Condition": {{ "ArnLike": {{ "AWS:SourceArn": "arn:aws:s3:::logs" }}, "StringEquals": {{ "AWS:SourceAccount": "111122223333" }} }}, "Effect": "Allow", "Principal": {{ "Service": "s3.amazonaws.com" }}, "Resource": "{function}", "Sid": "ByBucket" }}"#
            ),
            format!(
                r#"{{ "Action": "lambda:InvokeFunction", "Effect": "Allow", "Principal": {{ "AWS": "arn:aws:iam::444455556666:root" }}, "Resource": "{function}", "Sid": "ByAccount" }}"#
            ),
        ]
    );
    let secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf";
    assert_eq!(sids(secret), [r#"{ "Sid": "Secret" }"#]);
    let api = "arn:aws:execute-api:eu-west-1:111122223333:${unknown:Api}";
    assert_eq!(sids(api), [format!(r#"{{ "Resource": "{api}/prod/*" }}"#)]);
    let endpoint = environment.endpoints.get("${unknown:Endpoint}").unwrap();
    assert_eq!(endpoint.kind, EndpointKind::Interface);
    assert_eq!(statements(endpoint.policy.known().unwrap()), [r#"{ "Sid": "Endpoint" }"#]);
    let account = of(environment);
    assert_eq!(account.users.get("alice").unwrap().groups, ["dev".into()]);
    assert_eq!(account.users.get("bob").unwrap().groups, ["dev".into()]);
    assert_eq!(
        remarks(&loaded),
        [
            "34: the resource `NoType` has no `Type`, and is left out",
            "31: `PolicyDocument` of `IoT` is left out: it is no policy of IAM",
            "32: `Rules` of `AWS::Made::Up` looks like a policy, and is not understood",
            "33: what `Nested`, a resource of type `AWS::CloudFormation::Stack`, makes is not seen",
        ]
    );
}

#[test]
fn json_and_yaml_are_one() {
    let json = loaded("stack.json", RESOURCES, &stated(&[])).unwrap();
    let same = loaded("stack.template", RESOURCES, &stated(&[])).unwrap();
    assert_eq!(shown(&json.environment), shown(&same.environment));
    let long = r#"{"Parameters": {"Env": {"Type": "String"}}, "Conditions": {"Prod": {"Fn::Equals": [{"Ref": "Env"}, "prod"]}},
        "Resources": {"User": {"Type": "AWS::IAM::User", "Properties": {"Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": {"Fn::Sub": "arn:aws:s3:::${Env}/${User.Arn}/*"}},
        {"Fn::If": ["Prod", {"Effect": "Deny", "Action": "*", "Resource": {"Fn::GetAtt": ["User", "Arn"]}}, {"Ref": "AWS::NoValue"}]}]}}]}}}}"#;
    let short = "
Parameters: {Env: {Type: String}}
Conditions: {Prod: !Equals [!Ref Env, prod]}
Resources:
  User:
    Type: AWS::IAM::User
    Properties:
      Policies:
      - PolicyName: p
        PolicyDocument:
          Statement:
          - {Effect: Allow, Action: 's3:GetObject', Resource: !Sub 'arn:aws:s3:::${Env}/${User.Arn}/*'}
          - !If [Prod, {Effect: Deny, Action: '*', Resource: !GetAtt User.Arn}, !Ref AWS::NoValue]
";
    let long = loaded("stack.json", long, &stated(&[])).unwrap();
    assert_eq!(shown(&long.environment), shown(&yaml(short).environment));
    assert!(shown(&long.environment).contains("user ${unknown:User} "));
}

#[test]
fn what_is_no_template_keeps_refusing_tags() {
    let refused = loaded("env.yaml", "accounts: !Sub x\n", &stated(&[])).unwrap_err();
    assert_eq!(refused, ["env.yaml:1:11: the tag `!Sub` has no meaning here"]);
    let broken = "Resources:\n  A: !Ref x\n  B: [\n";
    let refused = loaded("stack.yaml", broken, &stated(&[])).unwrap_err();
    assert!(refused[0].starts_with("stack.yaml:4:1: "), "{refused:?}");
    let twice = "Resources:\n  A: {Type: 'AWS::S3::Bucket'}\n  A: {Type: 'AWS::S3::Bucket'}\n";
    let refused = loaded("stack.yaml", twice, &stated(&[])).unwrap_err();
    assert_eq!(refused, ["stack.yaml:3:3: `A` is given twice in one object"]);
    let wrong = "AWSTemplateFormatVersion: 2010-09-09\nResources: []\n";
    let refused = loaded("stack.yaml", wrong, &stated(&[])).unwrap_err();
    assert_eq!(refused, ["stack.yaml:2:12: `Resources` is a list, and should be an object"]);
}

#[test]
fn the_account_is_asked_for_and_what_macros_make_is_not_seen() {
    let text = "Transform: AWS::Serverless-2016-10-31
Resources:
  Function: {Type: 'AWS::Serverless::Function', Properties: {Policies: [AmazonS3ReadOnlyAccess]}}
  Fn::ForEach::Buckets: [x, [a], {}]
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: r
      AssumeRolePolicyDocument: {'Fn::Transform': {Name: 'AWS::Include'}}
      Policies: [{PolicyName: p, PolicyDocument: {Statement: [!Sub '${aws:username}']}}]
";
    let loaded = loaded("stack.yaml", text, &Stated::default()).unwrap();
    assert_eq!(
        remarks(&loaded),
        [
            "1: a template does not say for which account it is",
            "1: what `AWS::Serverless-2016-10-31` makes is not seen",
            "4: what `Fn::ForEach::Buckets` makes is not seen",
            "10: the template has nothing of the name `aws:username`",
            "9: what a macro makes here is not seen",
            "3: what `Function`, a resource of type `AWS::Serverless::Function`, makes is not seen",
        ]
    );
    let account = loaded.environment.accounts.get("000000000000").unwrap();
    let role = account.roles.get("r").unwrap();
    assert_eq!(statements(role.trust.known().unwrap()).len(), 2);
    assert_eq!(statements(inline(&role.policies[0])).len(), 2);
}

#[test]
fn resources_under_conditions_that_exclude_each_other_count_both() {
    let text = "
Parameters: {Env: {Type: String}}
Conditions: {Prod: !Equals [!Ref Env, prod], Dev: !Not [!Condition Prod]}
Resources:
  One:
    Type: AWS::S3::BucketPolicy
    Condition: Prod
    Properties: {Bucket: logs, PolicyDocument: {Statement: [{Effect: Deny}]}}
  Two:
    Type: AWS::S3::BucketPolicy
    Condition: Dev
    Properties: {Bucket: logs, PolicyDocument: {Statement: [{Effect: Allow}]}}
";
    let loaded = yaml(text);
    let bucket = loaded.environment.resource("arn:aws:s3:::logs").unwrap();
    assert_eq!(
        statements(bucket.policy.known().unwrap()),
        [
            r#"{ "Condition": { "StringEquals": { "unknown:Env": "prod" } }, "Effect": "Deny" }"#,
            r#"{ "Condition": { "StringNotEquals": { "unknown:Env": "prod" } }, "Effect": "Allow" }"#,
        ]
    );
}

#[test]
fn templates_that_refer_in_circles_or_blow_up_are_harmless() {
    let mut chain = String::from("Resources:\n");
    for number in 0..3000 {
        let next = number + 1;
        writeln!(
            chain,
            "  B{number}: {{Type: 'AWS::S3::Bucket', Properties: {{BucketName: !Sub '${{B{next}}}${{B{next}}}'}}}}"
        )
        .unwrap();
    }
    chain.push_str("  B3000: {Type: 'AWS::S3::Bucket', Properties: {BucketName: !Ref B0}}\n");
    let loaded = yaml(&chain);
    assert!(!loaded.remarks.is_empty());
    assert!(loaded.environment.resources.iter().all(|(arn, _)| arn.len() < 1 << 17));
    let circle = "Conditions: {A: !Condition B, B: !Not [!Condition A]}\nResources:\n  R: {Type: 'AWS::S3::Bucket', Condition: A, Properties: {BucketName: !Ref R}}\n";
    assert!(!yaml(circle).remarks.is_empty());
    let deep = format!("{}1{}", "{'Fn::Join': ['', [".repeat(40), "]]}".repeat(40));
    assert_eq!(value(&deep, &[]), "1");
    let mut many = String::from("Parameters: {E: {Type: String}}\nConditions:\n");
    for number in 0..40 {
        writeln!(many, "  C{number}: !Equals [!Ref E, 'v{number}']").unwrap();
    }
    many.push_str("Resources:\n  U:\n    Type: AWS::IAM::User\n    Properties:\n      UserName: u\n      Policies:\n      - PolicyName: p\n        PolicyDocument:\n          Statement:\n          - Effect: Allow\n            Resource: '*'\n            Action:\n");
    for number in 0..40 {
        writeln!(many, "            - !If [C{number}, 'a:{number}', 'b:{number}']").unwrap();
    }
    let loaded = yaml(&many);
    let user = of(&loaded.environment).users.get("u").unwrap();
    assert!(statements(inline(&user.policies[0])).len() <= 32);
}
