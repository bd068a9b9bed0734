//! Decoded authorization messages.

use serde_json::json;

use super::{findings, keys, refused, told};

fn decoded() -> serde_json::Value {
    let item = |key: &str, values: &[&str]| {
        let values: Vec<_> = values.iter().map(|value| json!({"value": value})).collect();
        json!({"key": key, "values": {"items": values}})
    };
    json!({
        "allowed": false,
        "explicitDeny": true,
        "matchedStatements": {"items": [{"statementId": "NoBig", "effect": "DENY"}]},
        "failures": {"items": []},
        "context": {
            "principal": {"id": "AIDAEXAMPLE", "name": "alice", "arn": "arn:aws:iam::111122223333:user/alice"},
            "action": "ec2:RunInstances",
            "resource": "arn:aws:ec2:eu-west-1:111122223333:instance/*",
            "conditions": {"items": [
                item("ec2:InstanceType", &["m5.large"]), item("aws:TagKeys", &["a", "b"]), item("ec2:Empty", &[])
            ]}
        }
    })
}

#[test]
fn keys_and_values_are_taken_as_they_are() {
    for text in
        [decoded().to_string(), json!({"DecodedMessage": decoded().to_string()}).to_string()]
    {
        let found = findings(&text);
        let one = &found.incidents[0];
        assert_eq!(
            told(one),
            "arn:aws:iam::111122223333:user/alice | ec2:RunInstances | arn:aws:ec2:eu-west-1:111122223333:instance/* | an explicit deny"
        );
        assert_eq!(keys(one), ["ec2:InstanceType=m5.large", "aws:TagKeys=a,b", "ec2:Empty="]);
        assert_eq!(one.principal_id.as_deref(), Some("AIDAEXAMPLE"));
        assert!(one.remarks[0].contains("`NoBig`, which denies it"));
    }
}

#[test]
fn what_is_not_told_is_said() {
    let text =
        json!({"allowed": false, "explicitDeny": false, "context": {"action": "s3:GetObject"}});
    let found = findings(&text.to_string());
    assert_eq!(told(&found.incidents[0]), "- | s3:GetObject | - | an implicit deny");
    assert_eq!(found.incidents[0].missing(), ["principal", "resource"]);
    let mut allowed = decoded();
    allowed["allowed"] = json!(true);
    assert!(findings(&allowed.to_string()).incidents[0].denied.is_none());
    assert_eq!(refused(&json!({"DecodedMessage": "{\"allowed\""}).to_string()), "unknown-incident");
}
