//! Random environments, as JSON of our own format.

use serde_json::{Map, Value, json};

pub(crate) const HERE: &str = "111122223333";
pub(crate) const THERE: &str = "444455556666";
const STRANGER: &str = "777788889999";
pub(crate) const KEY: &str =
    "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
pub(crate) const ALIAS: &str = "arn:aws:kms:eu-west-1:111122223333:alias/app";
pub(crate) const QUEUE: &str = "arn:aws:sqs:eu-west-1:444455556666:jobs";

/// Throws that a list of bytes determines, so that a failing list can be made shorter.
pub(crate) struct Dice<'b> {
    bytes: std::slice::Iter<'b, u8>,
    /// Whether there may be values and policies of which nobody knows what they are.
    holes: bool,
}

impl<'b> Dice<'b> {
    pub(crate) fn new(bytes: &'b [u8], holes: bool) -> Self {
        Self { bytes: bytes.iter(), holes }
    }

    fn throw(&mut self, sides: usize) -> usize {
        usize::from(self.bytes.next().copied().unwrap_or_default()) % sides
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.throw(sides) == 1
    }

    pub(crate) fn pick<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.throw(all.len())]
    }

    /// Some of these, each once.
    fn some<'t>(&mut self, all: &[&'t str]) -> Vec<&'t str> {
        all.iter().copied().filter(|_| self.one_in(2)).collect()
    }

    fn condition(&mut self) -> Option<Value> {
        Some(match self.throw(16) {
            1 => json!({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}),
            2 => json!({"StringEquals": {"aws:PrincipalTag/team": "a"}}),
            3 => json!({"StringNotEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}),
            4 => json!({"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-exampleorg1"}}),
            5 => json!({"Bool": {"aws:SecureTransport": "false"}}),
            6 => json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}}),
            7 => json!({"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}}),
            8 => json!({"StringEquals": {"kms:RequestAlias": "alias/app"}}),
            9 => {
                json!({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-exampleorg1/r-ab12/ou-ab12-11111111/*"}})
            }
            10 => json!({"StringEquals": {"aws:SourceVpc": "vpc-1"}}),
            11 if self.holes => {
                json!({"StringEquals": {"aws:PrincipalTag/team": "${unknown:team}"}})
            }
            _ => return None,
        })
    }

    fn statement(&mut self, denies: usize) -> Map<String, Value> {
        let effect = if self.one_in(denies) { "Deny" } else { "Allow" };
        let action =
            self.pick(&["*", "s3:GetObject", "s3:*", "sqs:*", "kms:*", "sts:AssumeRole", "*"]);
        let resource = match self.throw(9) {
            1 => "arn:aws:s3:::here/*",
            2 => "arn:aws:s3:::*/${aws:username}",
            3 => QUEUE,
            4 => "arn:aws:iam::*:role/*",
            5 if self.holes => "arn:aws:s3:::${unknown:bucket}/*",
            _ => "*",
        };
        let mut statement = Map::new();
        statement.insert("Effect".into(), effect.into());
        statement.insert("Action".into(), action.into());
        statement.insert("Resource".into(), resource.into());
        if let Some(condition) = self.condition() {
            statement.insert("Condition".into(), condition);
        }
        statement
    }

    fn policy(&mut self) -> Value {
        let statements: Vec<Value> =
            (0..=self.throw(2)).map(|_| self.statement(5).into()).collect();
        json!({"Version": "2012-10-17", "Statement": statements})
    }

    fn principal(&mut self) -> Value {
        let account = self.pick(&[HERE, THERE, STRANGER]);
        let text = match self.throw(12) {
            1 => "*".into(),
            2 => account.into(),
            3 => format!("arn:aws:iam::{account}:root"),
            4 => format!("arn:aws:iam::{account}:user/alice"),
            5 => format!("arn:aws:iam::{account}:user/team/bob"),
            6 => format!("arn:aws:iam::{account}:role/app"),
            7 => format!("arn:aws:sts::{account}:assumed-role/app/night"),
            8 => return json!({"Service": "lambda.amazonaws.com"}),
            9 => "AROAAPP0000000000001".into(),
            10 => "AIDAGONE000000000001".into(),
            11 if self.holes => "${unknown:sender}".into(),
            _ => format!("arn:aws:iam::{HERE}:role/svc/worker"),
        };
        json!({"AWS": text})
    }

    fn policy_of_resource(&mut self, is_trust: bool) -> Value {
        let mut statements = Vec::new();
        for _ in 0..=self.throw(2) {
            let mut statement = self.statement(5);
            let principal = self.principal();
            if is_trust {
                statement.remove("Resource");
                statement.insert("Action".into(), "sts:AssumeRole".into());
            }
            let is_deny = statement["Effect"] == "Deny";
            let negated = !is_trust && is_deny && self.one_in(3);
            statement.insert(if negated { "NotPrincipal" } else { "Principal" }.into(), principal);
            statements.push(Value::from(statement));
        }
        json!({"Version": "2012-10-17", "Statement": statements})
    }

    fn control_of_resources(&mut self) -> Value {
        let mut statement = self.statement(1);
        statement.insert("Effect".into(), "Deny".into());
        statement.insert("Principal".into(), "*".into());
        let action = self.pick(&["s3:*", "sqs:*", "kms:*", "sts:*"]);
        statement.insert("Action".into(), action.into());
        if !statement.contains_key("Condition") {
            let open = json!({"Bool": {"aws:SecureTransport": "false"}});
            statement.insert("Condition".into(), open);
        }
        json!({"Version": "2012-10-17", "Statement": [statement]})
    }

    fn entries(&mut self) -> Vec<Value> {
        let mut entries: Vec<Value> = Vec::new();
        if self.one_in(2) {
            entries.push("shared".into());
        }
        if self.one_in(2) {
            entries.push(json!({"name": "own", "document": self.policy()}));
        }
        if self.holes && self.one_in(8) {
            entries.push(json!({"unknown": "document"}));
        }
        if self.holes && self.one_in(8) {
            entries.push(format!("arn:aws:iam::{HERE}:policy/gone").into());
        }
        entries
    }

    /// Adds what is said of everything that can be tagged.
    fn tag(&mut self, thing: &mut Map<String, Value>) {
        match self.throw(4) {
            1 => drop(thing.insert("tags".into(), json!({"Team": "a"}))),
            2 => {}
            _ => drop(thing.insert("tags".into(), json!({}))),
        }
    }

    fn identity(&mut self, path: &str, id: &str) -> Map<String, Value> {
        let mut one = Map::new();
        one.insert("path".into(), path.into());
        one.insert("id".into(), id.into());
        one.insert("policies".into(), self.entries().into());
        self.tag(&mut one);
        if self.one_in(4) {
            one.insert("permissionsBoundary".into(), "limit".into());
        }
        one
    }

    fn account(&mut self, number: u8) -> Value {
        let mut users = Map::new();
        for (name, path) in [("alice", "/"), ("bob", "/team/")] {
            let mut user =
                self.identity(path, &format!("AIDA{}00000000000{number}", &name.to_uppercase()));
            user.insert("groups".into(), self.some(&["readers"]).into());
            users.insert(name.into(), user.into());
        }
        let mut roles = Map::new();
        for (name, path) in [
            ("app", "/"),
            ("worker", "/svc/"),
            ("AWSServiceRoleForECS", "/aws-service-role/ecs.amazonaws.com/"),
        ] {
            let mut role = self
                .identity(path, &format!("AROA{}000000000000{number}", &name.to_uppercase()[..3]));
            role.insert("trust".into(), self.policy_of_resource(true));
            roles.insert(name.into(), role.into());
        }
        json!({
            "users": users, "roles": roles,
            "groups": {"readers": {"path": "/", "policies": self.entries()}},
            "policies": {"shared": self.policy(), "limit": self.policy()},
        })
    }

    fn resource(&mut self, account: &str) -> Value {
        let mut resource = Map::new();
        resource.insert("account".into(), account.into());
        self.tag(&mut resource);
        match self.throw(6) {
            1 => {}
            2 => drop(resource.insert("policy".into(), Value::Null)),
            _ => drop(resource.insert("policy".into(), self.policy_of_resource(false))),
        }
        if self.one_in(3) {
            resource.insert("publicAccessBlock".into(), json!({"RestrictPublicBuckets": true}));
        }
        resource.into()
    }

    /// Policies of a level, by the names of the two layers.
    fn level(&mut self, mut level: Value) -> Value {
        match self.throw(5) {
            1 => {}
            2 => level["serviceControl"] = json!([self.policy()]),
            3 => level["serviceControl"] = json!(["FullAWSAccess", self.policy()]),
            _ => level["serviceControl"] = json!(["FullAWSAccess"]),
        }
        if self.throw(3) == 1 {
            let control = self.control_of_resources();
            level["resourceControl"] = json!(["RCPFullAWSAccess", control]);
        }
        level
    }

    fn organization(&mut self) -> Value {
        let here = self.level(json!({"id": HERE}));
        let there = self.level(json!({"id": THERE}));
        let (below, mut above) =
            if self.one_in(2) { (vec![here, there], vec![]) } else { (vec![here], vec![there]) };
        if self.one_in(4) {
            above.clear();
        }
        let mut unit = self.level(json!({"id": "ou-ab12-11111111"}));
        unit["accounts"] = below.into();
        let mut root = self.level(json!({"id": "r-ab12"}));
        root["accounts"] = above.into();
        root["units"] = json!([unit]);
        let management = self.pick(&["222233334444", THERE]);
        json!({"id": "o-exampleorg1", "managementAccount": management, "root": root})
    }

    pub(crate) fn environment(&mut self) -> Value {
        let mut key = self.resource(HERE);
        key["aliases"] = json!([ALIAS]);
        key.as_object_mut().unwrap().remove("publicAccessBlock");
        let mut queue = self.resource(THERE);
        queue.as_object_mut().unwrap().remove("publicAccessBlock");
        let mut environment = json!({
            "accounts": {HERE: self.account(1), THERE: self.account(2)},
            "resources": {
                "arn:aws:s3:::here": self.resource(HERE), "arn:aws:s3:::there": self.resource(THERE),
                KEY: key, QUEUE: queue,
            },
        });
        match self.throw(5) {
            1 => {}
            2 => environment["organization"] = Value::Null,
            _ => environment["organization"] = self.organization(),
        }
        if self.one_in(2) {
            let policy = self.policy_of_resource(false);
            let kind = self.pick(&["gateway", "interface"]);
            environment["endpoints"] =
                json!({"vpce-1": {"type": kind, "vpc": "vpc-1", "policy": policy}});
        }
        environment
    }

    /// What all requests carry.
    pub(crate) fn context(&mut self) -> Value {
        match self.throw(5) {
            1 => json!({"aws:SourceIp": "203.0.113.9", "aws:SecureTransport": false}),
            2 => json!({"aws:SourceIp": "198.51.100.9"}),
            3 => json!({"aws:SourceVpce": "vpce-1"}),
            _ => json!({}),
        }
    }
}
