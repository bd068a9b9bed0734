//! The condition keys that a record tells.

use std::net::IpAddr;

use super::super::model::{Incident, Known};
use super::Record;
use crate::text::{Node, Value};

pub(super) fn set_keys(record: &Record<'_>, incident: &mut Incident) {
    set_way(record, incident);
    let copied = [
        ("userAgent", "aws:UserAgent"),
        ("awsRegion", "aws:RequestedRegion"),
        ("vpcEndpointAccountId", "aws:VpceAccount"),
        ("requestParameters/externalId", "sts:ExternalId"),
        ("requestParameters/roleSessionName", "sts:RoleSessionName"),
    ];
    for (field, key) in copied {
        let is_told = key.starts_with("sts:") <= is_of(incident, "sts");
        if let Some(text) = record.text(field).filter(|text| is_told && is_whole(text)) {
            incident.set(key, text);
        }
    }
    if record.text("tlsDetails/tlsVersion").is_some() {
        incident.set("aws:SecureTransport", "true");
    }
    if is_of(incident, "s3") {
        set_s3(record, incident);
    }
    if is_of(incident, "kms") {
        set_encryption_context(record, incident);
    }
}

/// What CloudTrail writes in place of a value is none.
fn is_whole(text: &str) -> bool {
    text != "AWS Internal" && !text.starts_with("HIDDEN_DUE_TO")
}

fn is_of(incident: &Incident, service: &str) -> bool {
    let action = incident.action.as_ref();
    action.is_some_and(|action| action.value.split(':').next() == Some(service))
}

/// From where the call came: an address, an endpoint of a VPC, or a service on somebody's behalf.
fn set_way(record: &Record<'_>, incident: &mut Incident) {
    let source = record.text("sourceIPAddress").unwrap_or_default();
    let endpoint = record.text("vpcEndpointId");
    if let Some(endpoint) = endpoint {
        incident.set("aws:SourceVpce", endpoint);
    }
    if source.parse::<IpAddr>().is_ok() {
        incident.set(if endpoint.is_some() { "aws:VpcSourceIp" } else { "aws:SourceIp" }, source);
    }
    let invoker = record.text("userIdentity/invokedBy").unwrap_or(source);
    let is_itself = record.text("userIdentity/type") == Some("AWSService");
    if is_itself || invoker.parse::<IpAddr>().is_ok() {
        return;
    }
    if invoker.ends_with(".amazonaws.com") {
        incident.set("aws:ViaAWSService", "true");
        incident.know("aws:CalledVia".into(), Known::Values(vec![invoker.into()]));
        incident.set("aws:CalledViaLast", invoker);
    } else if invoker == "AWS Internal" {
        incident.set("aws:ViaAWSService", "true");
        let message =
            "a service of AWS made the call on the caller's behalf; the record does not say which";
        incident.remarks.push(message.to_owned());
    }
}

/// S3 records the parameters of a request by the names of its headers and of its query.
fn set_s3(record: &Record<'_>, incident: &mut Incident) {
    if let Some(version) = record.text("tlsDetails/tlsVersion") {
        incident.set("s3:TlsVersion", version.trim_start_matches("TLSv"));
    }
    let signature = match record.text("additionalEventData/SignatureVersion") {
        Some("SigV4") => Some("AWS4-HMAC-SHA256"),
        Some("SigV2") => Some("AWS"),
        _ => None,
    };
    let authentication = match record.text("additionalEventData/AuthenticationMethod") {
        Some("AuthHeader") => Some("REST-HEADER"),
        Some("QueryString") => Some("REST-QUERY-STRING"),
        Some("HtmlForm") => Some("POST"),
        _ => None,
    };
    let told = [("s3:signatureversion", signature), ("s3:authType", authentication)];
    for (key, value) in told {
        if let Some(value) = value {
            incident.set(key, value);
        }
    }
    let lists = incident.action.as_ref().is_some_and(|action| action.value.contains(":List"));
    for (parameter, key) in
        [("prefix", "s3:prefix"), ("delimiter", "s3:delimiter"), ("max-keys", "s3:max-keys")]
    {
        let value = record.at("requestParameters").and_then(|given| scalar(given.get(parameter)?));
        match value {
            Some(value) if lists => incident.set(key, value),
            None if lists && record.at("requestParameters/bucketName").is_some() => {
                incident.lack(key);
            }
            _ => {}
        }
    }
    if let Some(Value::Object(members)) = record.at("requestParameters").map(|node| &node.value) {
        for member in members.iter().filter(|member| member.key.text.starts_with("x-amz-")) {
            if let Some(value) = scalar(&member.value).filter(|value| is_whole(value)) {
                incident.set(format!("s3:{}", member.key.text), value);
            }
        }
    }
}

/// Each pair of an encryption context is a key of its own.
fn set_encryption_context(record: &Record<'_>, incident: &mut Incident) {
    let given = record.at("requestParameters/encryptionContext").map(|node| &node.value);
    let Some(Value::Object(members)) = given else { return };
    let mut names = Vec::new();
    for member in members {
        if let Some(value) = scalar(&member.value) {
            incident.set(format!("kms:EncryptionContext:{}", member.key.text), value);
            names.push(member.key.text.clone());
        }
    }
    incident.know("kms:EncryptionContextKeys".into(), Known::Values(names));
}

fn scalar(node: &Node) -> Option<Box<str>> {
    match &node.value {
        Value::Text(text) | Value::Number(text) => Some(text.clone()),
        Value::Bool(value) => Some(if *value { "true" } else { "false" }.into()),
        Value::List(items) => items.first().and_then(scalar),
        Value::Null | Value::Object(_) => None,
    }
}
