//! Gotchas about principals, layers and single services.

use serde_json::{Value, json};

use crate::hand_made::*;

const ALLOWED: &str = "allowed";
const EXPLICIT: &str = "explicitDeny";
const IMPLICIT: &str = "implicitDeny";

fn get(principal: &str) -> Value {
    ask(principal, "s3:GetObject", OBJECT)
}

fn named(arn: &str) -> Value {
    for_principal(allow("s3:GetObject", "arn:aws:s3:::b/*"), json!({"AWS": arn}))
}

#[test]
fn g9_and_g10_the_account_delegates_and_the_user_is_let_in() {
    expect(IMPLICIT, &json!({"resource": named(ROOT)}), &get(ANN));
    expect(ALLOWED, &json!({"resource": named(ANN)}), &get(ANN));
}

#[test]
fn g11_across_accounts_both_sides_allow() {
    expect(IMPLICIT, &json!({"resource": named(OTHER)}), &get(OTHER));
    let both = json!({"resource": named(OTHER), "identity": [doc(&[allow("s3:*", "*")])]});
    expect(ALLOWED, &both, &get(OTHER));
}

#[test]
fn g12_trust_in_the_account_needs_an_identity_allow() {
    let assume = ask(ANN, "sts:AssumeRole", "arn:aws:iam::111111111111:role/T");
    expect(IMPLICIT, &json!({"resource": trust(&json!({"AWS": "111111111111"}))}), &assume);
    expect(ALLOWED, &json!({"resource": trust(&json!({"AWS": ANN}))}), &assume);
    expect("undecided", &json!({}), &assume);
    expect(IMPLICIT, &json!({"resource": null}), &assume);
}

#[test]
fn g13_a_key_policy_must_let_identity_policies_count() {
    let key = |arn: &str| for_principal(allow("kms:*", "*"), json!({"AWS": arn}));
    let decrypt = ask(SESSION, "kms:Decrypt", KEY);
    let policies =
        |arn: &str| json!({"identity": [doc(&[allow("kms:Decrypt", "*")])], "resource": key(arn)});
    expect(IMPLICIT, &policies("arn:aws:iam::111111111111:role/K"), &decrypt);
    expect(ALLOWED, &policies(ROOT), &decrypt);
}

#[test]
fn g17_session_tags_need_a_permission_of_their_own() {
    let assume = ask(ANN, "sts:AssumeRole", ROLE);
    let assume =
        with(assume, "alsoRequires", json!([{"action": "sts:TagSession", "resource": ROLE}]));
    let policies = json!({"resource": trust(&json!({"AWS": ANN})), "identity": [doc(&[allow("sts:AssumeRole", "*")])]});
    expect(IMPLICIT, &policies, &assume);
}

#[test]
fn g18_to_g20_what_a_direct_grant_frees_of() {
    let boundary = doc(&[allow("ec2:*", "*")]);
    let identity = json!([doc(&[allow("s3:*", "*")])]);
    expect(IMPLICIT, &json!({"identity": identity, "permissionsBoundary": boundary}), &get(ANN));
    let limited = |resource: Value| json!({"identity": identity, "permissionsBoundary": boundary, "resource": resource});
    expect(ALLOWED, &limited(named(ANN)), &get(ANN));
    expect(IMPLICIT, &limited(named(ROLE)), &get(SESSION));
    expect(ALLOWED, &limited(named("*")), &get(SESSION));
    let session = |arn: &str| json!({"session": [boundary], "resource": named(arn)});
    expect(IMPLICIT, &session(ROLE), &get(SESSION));
    expect(ALLOWED, &session(SESSION), &get(SESSION));
    expect(IMPLICIT, &session("arn:aws:sts::111111111111:assumed-role/R/s2"), &get(SESSION));
}

#[test]
fn g21_to_g24_service_control() {
    let identity = json!([doc(&[allow("*", "*")])]);
    let under = |levels: Value| json!({"identity": identity, "serviceControl": levels});
    let list = doc(&[deny("ec2:*", "*")]);
    expect(IMPLICIT, &under(json!([["FullAWSAccess"], [list], ["FullAWSAccess"]])), &get(ANN));
    expect(ALLOWED, &under(json!([["FullAWSAccess"], ["FullAWSAccess", list]])), &get(ANN));
    let closed = under(json!([["FullAWSAccess", doc(&[deny("*", "*")])]]));
    expect(EXPLICIT, &closed, &get(ANN));
    let managed = json!({"id": "o-x", "managementAccount": "111111111111"});
    expect(ALLOWED, &closed, &with(get(ANN), "organization", managed));
    let linked = "arn:aws:iam::111111111111:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
    expect(ALLOWED, &closed, &get(linked));
    let outside = json!({"id": "o-x", "managementAccount": "333333333333", "accounts": {"111111111111": "o-x/r-a/"}});
    let both = with(closed, "resource", named(OTHER));
    expect(ALLOWED, &both, &with(get(OTHER), "organization", outside));
}

#[test]
fn g25_a_service_has_no_organization() {
    let trail = "cloudtrail.amazonaws.com";
    let put = ask(trail, "s3:PutObject", OBJECT);
    let bucket = |condition: Value| {
        let grant =
            with(allow("s3:PutObject", "arn:aws:s3:::b/*"), "Principal", json!({"Service": trail}));
        json!({"resource": doc(&[grant, with(when(deny("*", "arn:aws:s3:::b/*"), condition), "Principal", json!("*"))])})
    };
    let strange = json!({"aws:PrincipalOrgID": "o-x"});
    expect(EXPLICIT, &bucket(json!({"StringNotEquals": strange})), &put);
    expect(EXPLICIT, &bucket(json!({"StringNotEqualsIfExists": strange})), &put);
    let human = json!({"StringNotEquals": strange, "Bool": {"aws:PrincipalIsAWSService": "false"}});
    expect(ALLOWED, &bucket(human), &put);
}

#[test]
fn g26_resource_control_keeps_strangers_out() {
    let condition = json!({"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-x"},
        "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}});
    let control = doc(&[with(when(deny("s3:*", "*"), condition), "Principal", json!("*"))]);
    let policies = json!({"identity": [doc(&[allow("*", "*")])], "resource": named(OTHER),
        "resourceControl": [["RCPFullAWSAccess", control]]});
    let accounts = json!({"id": "o-x", "managementAccount": "333333333333", "accounts": {"111111111111": "o-x/r-a/"}});
    expect(EXPLICIT, &policies, &with(get(OTHER), "organization", accounts));
}

#[test]
fn g27_a_forwarded_call_loses_its_endpoint() {
    let endpoint = json!({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}});
    let policies = identity(&[allow("*", "*"), when(deny("*", "*"), endpoint)]);
    let context = json!({"aws:CalledVia": ["cloudformation.amazonaws.com"]});
    expect(EXPLICIT, &policies, &with(get(ANN), "context", context));
}

#[test]
fn g32_a_session_arn_has_no_path() {
    let caller = json!({"arn": SESSION, "role": "arn:aws:iam::111111111111:role/team/R"});
    let request = with(get(SESSION), "principal", caller);
    let policies = json!({"resource": named("arn:aws:sts::111111111111:assumed-role/team/R/s1")});
    expect(IMPLICIT, &policies, &request);
    expect(ALLOWED, &json!({"resource": named(SESSION)}), &request);
}

#[test]
fn g33_not_principal_must_list_every_parent() {
    let all_but = |names: Value| {
        let statement = json!({"Effect": "Deny", "Action": "*", "Resource": "*", "NotPrincipal": {"AWS": names}});
        json!({"identity": [doc(&[allow("*", "*")])], "resource": doc(&[statement])})
    };
    let every = all_but(json!([ROLE, SESSION, "111111111111"]));
    expect(EXPLICIT, &all_but(json!([ROLE])), &get(SESSION));
    expect(ALLOWED, &every, &get(SESSION));
    expect(EXPLICIT, &with(every, "permissionsBoundary", doc(&[allow("*", "*")])), &get(SESSION));
}

#[test]
fn g49_get_caller_identity_always_succeeds() {
    expect(ALLOWED, &identity(&[deny("*", "*")]), &ask(ANN, "sts:GetCallerIdentity", "*"));
}

#[test]
fn g50_the_root_user_can_repair_a_bucket_policy() {
    let policies = json!({"resource": for_principal(deny("s3:*", "*"), json!("*"))});
    expect(ALLOWED, &policies, &ask(ROOT, "s3:PutBucketPolicy", "arn:aws:s3:::b"));
    expect(EXPLICIT, &policies, &get(ROOT));
}

#[test]
fn g51_a_role_assumes_itself_only_if_its_trust_says_so() {
    let policies = |principal: Value| json!({"identity": [doc(&[allow("sts:AssumeRole", "*")])], "resource": trust(&principal)});
    let assume = ask(SESSION, "sts:AssumeRole", ROLE);
    expect(IMPLICIT, &policies(json!({"Service": "ec2.amazonaws.com"})), &assume);
    expect(ALLOWED, &policies(json!({"AWS": ROLE})), &assume);
    expect(ALLOWED, &policies(json!({"AWS": ROOT})), &assume);
}

#[test]
fn g52_a_recreated_role_has_another_id() {
    let caller = json!({"arn": SESSION, "role": ROLE, "id": "AROANEWEXAMPLEID0001"});
    let request = with(get(SESSION), "principal", caller);
    expect(IMPLICIT, &json!({"resource": named("AROAOLDEXAMPLEID0001")}), &request);
    expect(ALLOWED, &json!({"resource": named("AROANEWEXAMPLEID0001")}), &request);
    let by_name = when(allow("s3:*", "*"), json!({"ArnEquals": {"aws:PrincipalArn": ROLE}}));
    expect(ALLOWED, &json!({"resource": for_principal(by_name, json!("*"))}), &request);
}

#[test]
fn g54_an_account_in_a_gateway_endpoint_is_its_root_user() {
    let endpoint = json!({"policy": for_principal(allow("*", "*"), json!({"AWS": "111111111111"})), "type": "gateway"});
    let policies = json!({"identity": [doc(&[allow("s3:*", "*")])], "vpcEndpoint": endpoint});
    expect(IMPLICIT, &policies, &get(ANN));
    expect(ALLOWED, &policies, &get(ROOT));
}

#[test]
fn g56_public_access_settings_keep_strangers_out() {
    let policies = json!({"identity": [doc(&[allow("s3:*", "*")])], "resource": named("*")});
    let bucket = json!({"arn": OBJECT, "publicAccessBlock": {"RestrictPublicBuckets": true}});
    for (caller, decision) in [(OTHER, IMPLICIT), ("anonymous", IMPLICIT), (ANN, ALLOWED)] {
        expect(decision, &policies, &with(get(caller), "resource", bucket.clone()));
    }
}

#[test]
fn a_federated_session_has_nothing_of_its_own() {
    let session = "arn:aws:sts::111111111111:federated-user/bob";
    let request = with(get(session), "principal", json!({"arn": session, "federatedBy": ANN}));
    let policies = json!({"identity": [doc(&[allow("s3:*", "*")])]});
    expect(IMPLICIT, &policies, &request);
    expect(IMPLICIT, &with(policies.clone(), "resource", named(ANN)), &request);
    expect(ALLOWED, &with(policies.clone(), "resource", named(session)), &request);
    expect(ALLOWED, &with(policies, "session", json!([doc(&[allow("s3:*", "*")])])), &request);
}

#[test]
fn a_grant_lets_in_without_an_identity_allow() {
    let grants = json!([{"GranteePrincipal": ANN, "Operations": ["Decrypt"],
        "Constraints": {"EncryptionContextSubset": {"Team": "a"}}}]);
    let request = |team: &str| {
        let request =
            ask_with(ANN, "kms:Decrypt", KEY, json!({"kms:EncryptionContext:team": team}));
        with(request, "resource", json!({"arn": KEY, "grants": grants}))
    };
    expect(ALLOWED, &json!({"resource": null}), &request("a"));
    expect(IMPLICIT, &json!({"resource": null}), &request("b"));
}

#[test]
fn an_unsigned_call_asks_the_trust_policy_alone() {
    let provider = "arn:aws:iam::111111111111:oidc-provider/token.example.com";
    let web = json!({"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Principal": {"Federated": provider}});
    let policies = json!({"resource": doc(&[web]), "serviceControl": [[]]});
    expect(ALLOWED, &policies, &ask(provider, "sts:AssumeRoleWithWebIdentity", ROLE));
}
