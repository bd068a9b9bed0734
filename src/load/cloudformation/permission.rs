//! Permissions that are given one statement at a time: Lambda's and those of event buses.

use super::scope::{NOT_UNDERSTOOD, Scope, text_node, whole_hole};
use super::template::LogicalResource;
use crate::aws::is_account_id;
use crate::text::{Key, Member, Node, Span, Value};

/// The condition that a property of a permission becomes.
struct Test {
    property: &'static str,
    operator: &'static str,
    key: &'static str,
}

const fn test(property: &'static str, operator: &'static str, key: &'static str) -> Test {
    Test { property, operator, key }
}

// AWS: `lambda:AddPermission` says which conditions it writes
const TESTS: [Test; 6] = [
    test("SourceAccount", "StringEquals", "AWS:SourceAccount"),
    test("SourceArn", "ArnLike", "AWS:SourceArn"),
    test("PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"),
    test("EventSourceToken", "StringEquals", "lambda:EventSourceToken"),
    test("FunctionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"),
    test("InvokedViaFunctionUrl", "Bool", "lambda:InvokedViaFunctionUrl"),
];

const LAYER_TESTS: [Test; 1] = [test("OrganizationId", "StringEquals", "aws:PrincipalOrgID")];

impl<'t> Scope<'t> {
    /// `AWS::Lambda::Permission`
    pub(super) fn function_permission(&mut self, resource: LogicalResource<'t>) {
        let Some(function) = self.needed(resource, "FunctionName") else { return };
        let arn = self.function_arn(&function, resource.span);
        self.permission(resource, &arn, &TESTS);
    }

    /// `AWS::Lambda::LayerVersionPermission`
    pub(super) fn layer_permission(&mut self, resource: LogicalResource<'t>) {
        let Some(arn) = self.needed(resource, "LayerVersionArn") else { return };
        self.permission(resource, &arn, &LAYER_TESTS);
    }

    fn permission(&mut self, resource: LogicalResource<'t>, arn: &str, tests: &[Test]) {
        let (Some(action), Some(principal)) =
            (self.needed(resource, "Action"), self.needed(resource, "Principal"))
        else {
            return;
        };
        let span = resource.span;
        let conditions = self.tests(resource, tests);
        let mut statement = vec![
            member("Effect", text_node("Allow", span)),
            member("Principal", self.principal(&principal, span)),
            member("Action", text_node(action, span)),
            member("Resource", text_node(arn, span)),
        ];
        if !conditions.is_empty() {
            statement.push(member("Condition", object(conditions, span)));
        }
        self.add_to_policy(resource, arn, statement);
    }

    fn tests(&mut self, resource: LogicalResource<'t>, tests: &[Test]) -> Vec<Member> {
        let mut operators: Vec<Member> = Vec::new();
        for Test { property, operator, key } in tests {
            let Some(node) = resource.property(property) else { continue };
            let Some(value) = self.text(node) else { continue };
            let test = member(key, text_node(value, node.span));
            match operators.iter_mut().find(|known| *known.key.text == **operator) {
                Some(Member { value: Node { value: Value::Object(tests), .. }, .. }) => {
                    tests.push(test);
                }
                _ => operators.push(member(operator, object(vec![test], node.span))),
            }
        }
        operators
    }

    /// A service, an account, an ARN, or everybody.
    fn principal(&mut self, text: &str, span: Span) -> Node {
        let of = |kind, text: String| object(vec![member(kind, text_node(text, span))], span);
        let partition = &self.deployment.partition;
        match text {
            "*" => text_node("*", span),
            _ if is_account_id(text) => of("AWS", format!("arn:{partition}:iam::{text}:root")),
            _ if text.starts_with("arn:") || !text.contains('.') => of("AWS", text.to_owned()),
            _ => of("Service", text.to_owned()),
        }
    }

    /// What a function's name, part of an ARN or ARN means.
    fn function_arn(&mut self, function: &str, span: Span) -> Box<str> {
        let form = "arn:{partition}:lambda:{region}:{account}:function:{}";
        match function.split_once(":function:") {
            Some((account, name)) if is_account_id(account) => {
                let region = self.region(span);
                let partition = &self.deployment.partition;
                format!("arn:{partition}:lambda:{region}:{account}:function:{name}").into()
            }
            _ => self.arn_in_form(function, form, span),
        }
    }

    /// `AWS::Events::EventBusPolicy`: a statement, or its parts.
    pub(super) fn event_bus_policy(&mut self, resource: LogicalResource<'t>) {
        let bus = resource.property("EventBusName").and_then(|name| self.text(name));
        let bus = bus.unwrap_or_else(|| "default".into());
        let form = "arn:{partition}:events:{region}:{account}:event-bus/{}";
        let arn = self.arn_in_form(&bus, form, resource.span);
        if let Some(statement) = resource.property("Statement") {
            let ways = self.forked(&mut |scope| scope.value(statement));
            for (assumed, statement) in ways {
                match statement.map(|statement| statement.value) {
                    Some(Value::Object(mut members)) => {
                        members.retain(|member| &*member.key.text != "Sid");
                        self.under(assumed, |scope| scope.add_to_policy(resource, &arn, members));
                    }
                    _ => self.remark(
                        NOT_UNDERSTOOD,
                        resource.span,
                        "this statement is not understood",
                    ),
                }
            }
            return;
        }
        let (Some(action), Some(principal)) =
            (self.needed(resource, "Action"), self.needed(resource, "Principal"))
        else {
            return;
        };
        let span = resource.span;
        let mut statement = vec![
            member("Effect", text_node("Allow", span)),
            member("Principal", self.principal(&principal, span)),
            member("Action", text_node(action, span)),
            member("Resource", text_node(&*arn, span)),
        ];
        if let Some(condition) = resource.property("Condition").and_then(|it| self.value(it)) {
            statement.push(member("Condition", self.bus_condition(&condition)));
        }
        self.add_to_policy(resource, &arn, statement);
    }

    fn bus_condition(&mut self, condition: &Node) -> Node {
        let span = condition.span;
        let part = |name| condition.get(name).and_then(Node::as_text);
        if let (Some(operator), Some(key), Some(value)) = (part("Type"), part("Key"), part("Value"))
        {
            let test = object(vec![member(key, text_node(value, span))], span);
            return object(vec![member(operator, test)], span);
        }
        self.remark(NOT_UNDERSTOOD, span, "this condition is not understood");
        let hole = self.hole_of("condition", condition, "whether the condition holds", span);
        let key = hole.as_text().and_then(whole_hole).unwrap_or_default();
        let test = object(vec![member(key, text_node("true", span))], span);
        object(vec![member("StringEquals", test)], span)
    }

    fn needed(&mut self, resource: LogicalResource<'t>, name: &str) -> Option<Box<str>> {
        let node = self.required(resource, name)?;
        self.text(node)
    }
}

fn member(name: &str, value: Node) -> Member {
    Member { key: Key { text: name.into(), span: value.span }, value }
}

fn object(members: Vec<Member>, span: Span) -> Node {
    Node { span, value: Value::Object(members) }
}
