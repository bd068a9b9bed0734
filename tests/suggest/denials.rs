//! Two hundred made-up denials over all layers.

use serde_json::{Value, json};

use crate::asking::{STYLES, advice, carried_out, decision, value_of, with_settings};
use crate::naive;

/// A few numbers from a seed.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % count
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

/// Something to ask for.
#[derive(Clone, Copy, Debug)]
struct Target {
    action: &'static str,
    other: &'static str,
    resource: &'static str,
    beside: &'static str,
}

const TARGETS: [Target; 4] = [
    Target {
        action: "s3:GetObject",
        other: "s3:PutObject",
        resource: "arn:aws:s3:::team/notes.txt",
        beside: "arn:aws:s3:::archive/*",
    },
    Target {
        action: "sqs:SendMessage",
        other: "sqs:ReceiveMessage",
        resource: "arn:aws:sqs:us-east-1:111111111111:orders",
        beside: "arn:aws:sqs:us-east-1:111111111111:bills",
    },
    Target {
        action: "secretsmanager:GetSecretValue",
        other: "secretsmanager:DescribeSecret",
        resource: "arn:aws:secretsmanager:us-east-1:111111111111:secret:db-AbCdEf",
        beside: "arn:aws:secretsmanager:us-east-1:111111111111:secret:mail-AbCdEf",
    },
    Target {
        action: "kms:Decrypt",
        other: "kms:Encrypt",
        resource: "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        beside: "arn:aws:kms:us-east-1:111111111111:key/99999999-12ab-34cd-56ef-1234567890ab",
    },
];

const USER: &str = "arn:aws:iam::111111111111:user/alice";
const SESSION: &str = "arn:aws:sts::111111111111:assumed-role/app/deploy";
const STRANGER: &str = "arn:aws:iam::222222222222:user/bob";

/// Where a document may stand in the way.
const LAYERS: [&str; 8] = [
    "/policies/identity/0",
    "/policies/resource",
    "/policies/permissionsBoundary",
    "/policies/session/0",
    "/policies/serviceControl/0/0",
    "/policies/serviceControl/1/0",
    "/policies/resourceControl/0/0",
    "/policies/vpcEndpoint",
];

/// A question that every layer allows.
pub(crate) struct World {
    pub(crate) bundle: Value,
    target: Target,
    caller: &'static str,
}

fn takes_principal(layer: &str) -> bool {
    ["/policies/resource", "/policies/resourceControl/0/0", "/policies/vpcEndpoint"]
        .contains(&layer)
}

impl World {
    fn new(dice: &mut Dice) -> Self {
        let target = dice.one(&TARGETS);
        let caller = dice.one(&[USER, USER, SESSION, STRANGER]);
        let mut policies = json!({
            "identity": [], "serviceControl": [[], []], "resourceControl": [[]],
        });
        policies["permissionsBoundary"] = Value::Null;
        let mut world = Self { bundle: json!({}), target, caller };
        let needs_resource = caller == STRANGER || target.action.starts_with("kms:");
        let layers = LAYERS.map(|layer| match layer {
            "/policies/resource" => needs_resource || dice.below(3) == 0,
            "/policies/permissionsBoundary" | "/policies/vpcEndpoint" => dice.below(2) == 0,
            "/policies/session/0" => caller == SESSION && dice.below(2) == 0,
            _ => true,
        });
        for (layer, _) in LAYERS.iter().zip(layers).filter(|(_, is_there)| *is_there) {
            let document = world.open_document(layer, dice);
            put(&mut policies, layer.trim_start_matches("/policies"), document);
        }
        if policies["permissionsBoundary"].is_null() {
            policies.as_object_mut().unwrap().remove("permissionsBoundary");
        }
        let request = json!({
            "principal": caller, "action": target.action, "resource": target.resource,
            "resourceAccount": "111111111111",
            "context": {"aws:RequestedRegion": "us-east-1", "aws:PrincipalOrgID": "o-mine",
                "aws:MultiFactorAuthPresent": false, "aws:userAgent": "tool/1"},
        });
        world.bundle = json!({"policies": policies, "request": request});
        world
    }

    /// A document that lets the request pass.
    fn open_document(&self, layer: &str, dice: &mut Dice) -> Value {
        if layer.contains("resourceControl") {
            return document(&[json!({"Sid": "Noise", "Effect": "Deny", "Principal": "*",
                "Action": self.target.other, "Resource": self.target.beside})]);
        }
        let mut statements = vec![self.noise(layer)];
        let at = dice.below(2);
        statements.insert(at, self.grant(layer));
        document(&statements)
    }

    fn grant(&self, layer: &str) -> Value {
        let service = self.target.action.split(':').next().unwrap();
        let mut grant = json!({"Sid": "Grant", "Effect": "Allow",
            "Action": [self.target.action, format!("{service}:List*")], "Resource": [self.target.resource]});
        self.name(&mut grant, layer);
        grant
    }

    /// A statement about something else.
    fn noise(&self, layer: &str) -> Value {
        let mut noise = json!({"Sid": "Noise", "Effect": "Allow",
            "Action": self.target.other, "Resource": self.target.beside});
        self.name(&mut noise, layer);
        noise
    }

    fn name(&self, statement: &mut Value, layer: &str) {
        if takes_principal(layer) {
            statement["Principal"] = json!({"AWS": [self.caller]});
        }
        if layer == "/policies/vpcEndpoint" {
            statement["Principal"] = json!("*");
        }
    }

    /// The layers whose document must allow.
    fn layers(&self) -> Vec<&'static str> {
        let is_there = |layer: &&str| self.bundle.pointer(layer).is_some();
        LAYERS.into_iter().filter(is_there).collect()
    }

    fn statement(&mut self, layer: &str, sid: &str) -> Option<&mut Value> {
        let statements = self.bundle.pointer_mut(layer)?["Statement"].as_array_mut()?;
        statements.iter_mut().find(|one| one["Sid"] == sid)
    }

    /// Breaks one document; says how.
    fn break_layer(&mut self, layer: &'static str, dice: &mut Dice) -> String {
        let only_denies = layer.contains("resourceControl");
        let kind = if only_denies { 4 + dice.below(5) } else { dice.below(9) };
        let target = self.target;
        let how = match kind {
            0 => {
                let grant = self.statement(layer, "Grant").unwrap();
                grant["Action"] = json!([target.other]);
                "another action"
            }
            1 => {
                let grant = self.statement(layer, "Grant").unwrap();
                grant["Resource"] = json!(target.beside);
                "another resource"
            }
            2 => {
                let grant = self.statement(layer, "Grant").unwrap();
                grant["Condition"] = json!({"StringEquals": {"aws:RequestedRegion": ["eu-west-1"]}});
                "another region"
            }
            3 if layer == "/policies/resource" => {
                let grant = self.statement(layer, "Grant").unwrap();
                grant["Principal"] = json!({"AWS": "arn:aws:iam::111111111111:user/carol"});
                "another principal"
            }
            3 => {
                let grant = self.statement(layer, "Grant").unwrap();
                grant["Condition"] = json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}});
                "without MFA"
            }
            4 => self.deny(layer, json!({"Action": [target.action, target.other], "Resource": "*"})),
            5 => self.deny(layer, json!({"Action": format!("{}:*", target.action.split(':').next().unwrap()), "Resource": "*",
                "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-theirs"}}})),
            6 if !only_denies => self.deny(layer, json!({"NotAction": ["iam:*", "support:*"], "Resource": "*",
                "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-north-1"]}}})),
            7 if !only_denies => self.deny(layer, json!({"Action": "*", "NotResource": [target.beside]})),
            _ => self.deny(layer, json!({"Action": [target.action], "Resource": [target.resource, target.beside],
                "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}})),
        };
        format!("{how} in {layer}")
    }

    fn deny(&mut self, layer: &str, mut statement: Value) -> &'static str {
        statement["Effect"] = json!("Deny");
        if takes_principal(layer) {
            statement["Principal"] = json!("*");
        }
        let statements = self.bundle.pointer_mut(layer).unwrap();
        statements["Statement"].as_array_mut().unwrap().push(statement);
        "a Deny"
    }
}

fn document(statements: &[Value]) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn put(policies: &mut Value, pointer: &str, document: Value) {
    let steps: Vec<&str> = pointer.trim_start_matches('/').split('/').collect();
    match steps[..] {
        [layer] => policies[layer] = document,
        [layer, _] => match policies[layer].as_array_mut() {
            Some(list) => list.push(document),
            None => policies[layer] = json!([document]),
        },
        [layer, level, _] => {
            let level: usize = level.parse().unwrap();
            policies[layer][level].as_array_mut().unwrap().push(document);
        }
        _ => unreachable!(),
    }
}

/// A denial and how it was made.
pub(crate) struct Denial {
    pub(crate) world: World,
    pub(crate) made: Vec<String>,
}

/// The denial of that number: with one document in the way, or with two.
pub(crate) fn denial(number: u64) -> Denial {
    let mut dice = Dice::new(number + 1);
    loop {
        let mut world = World::new(&mut dice);
        let opened = decision(&world.bundle.to_string(), iamsim::text::Syntax::Json);
        assert_eq!(opened, "allowed", "{:#}", world.bundle);
        let layers = world.layers();
        let first = dice.one(&layers);
        let mut made = vec![world.break_layer(first, &mut dice)];
        if number % 4 == 3 {
            let second = dice.one(&layers);
            if second != first {
                made.push(world.break_layer(second, &mut dice));
            }
        }
        let is_denied =
            decision(&world.bundle.to_string(), iamsim::text::Syntax::Json) != "allowed";
        if is_denied {
            return Denial { world, made };
        }
    }
}

#[test]
fn every_suggestion_turns_its_denial() {
    let (mut offered, mut single, mut together) = (0, 0, 0);
    for number in 0..200 {
        let Denial { world, made } = denial(number);
        let style = STYLES[usize::try_from(number).unwrap() % STYLES.len()];
        let (text, syntax) = (style.write(&world.bundle), style.syntax());
        let advice = advice(&text, syntax).unwrap();
        let about = || format!("{number} {style:?} {made:?}\n{:#}\n{advice:#?}", world.bundle);
        for one in &advice.suggestions {
            turns(&text, syntax, std::slice::from_ref(one), &about);
            offered += 1;
        }
        let counts: Vec<usize> = advice.suggestions.iter().map(|one| one.breadth.width()).collect();
        assert!(counts.is_sorted(), "{}", about());
        if made.len() == 1 {
            assert!(!advice.suggestions.is_empty(), "{}", about());
            single += 1;
        }
        if advice.suggestions.is_empty() {
            let several = advice.together.as_ref().unwrap_or_else(|| panic!("{}", about()));
            assert!(several.edits.len() > 1, "{}", about());
            assert!(advice.no_single_edit.is_some());
            turns(&text, syntax, &several.edits, &about);
            together += 1;
        }
        for one in &advice.contexts {
            let bundle = with_settings(&world.bundle, &one.settings);
            let turned = decision(&bundle.to_string(), iamsim::text::Syntax::Json);
            assert_eq!(turned, "allowed", "{one:?} {}", about());
        }
    }
    assert!(offered > 300 && single > 140 && together > 20, "{offered} {single} {together}");
}

/// Carries suggestions out and asks anew, the engine and the second witness.
fn turns(
    text: &str,
    syntax: iamsim::text::Syntax,
    suggestions: &[iamsim::suggest::Suggestion],
    about: &dyn Fn() -> String,
) {
    let (after, syntax) = carried_out(text, syntax, suggestions);
    assert_eq!(decision(&after, syntax), "allowed", "{after}\n{suggestions:#?}\n{}", about());
    let witness = naive::decide(&value_of(&after, syntax));
    assert_eq!(witness, Ok("allowed"), "{after}\n{suggestions:#?}\n{}", about());
}
