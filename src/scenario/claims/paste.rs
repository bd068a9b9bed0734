//! A request that refutes a claim, as a case of its file.

use std::collections::BTreeMap;

use super::broken::Counterexample;
use super::callers::Who;
use super::claim::{Claim, ClaimKind};
use super::pieces::Piece;
use crate::aws::Arn;
use crate::bundle::{Fields, Layers, Placed, PolicyReader, Question, QuestionFields, Verdict};
use crate::evaluate::Decision;
use crate::request::{ContextKeys, Given, Request};
use crate::scenario::document::Document;
use crate::text::{Node, Value};

/// What a case is made of beside the request.
pub(super) struct Paste<'d, 'n> {
    pub(super) document: &'d Document<'n>,
    pub(super) claim: &'d Claim<'n>,
    pub(super) who: &'d Who<'n>,
    pub(super) piece: &'d Piece<'n>,
    pub(super) keys: &'d ContextKeys,
}

impl<'n> Paste<'_, 'n> {
    /// Gives each request the case that asks for it, where that comes to the same decision.
    pub(super) fn fill_in(&self, found: &mut [Counterexample], reader: &mut PolicyReader<'_>) {
        for one in found.iter_mut().filter(|one| one.case.is_none()) {
            let case = self.case(&one.request);
            if self.comes_out(&case, reader) {
                one.case = Some(case);
            }
        }
    }

    fn case(&self, request: &Request) -> Node {
        let action = request.action.as_str();
        let name = format!("{}: {action}", self.claim.name);
        let mut members = vec![
            ("name", Node::of_text(name)),
            ("principal", self.who.node()),
            ("action", Node::of_text(action)),
            ("resource", self.resource(request)),
        ];
        let owner = request.resource_account.as_deref();
        let is_elsewhere = owner != request.principal.account.as_deref();
        let in_arn = request.resource.arn().is_none_or(|arn| !arn.account().is_empty());
        if let Some(owner) = owner.filter(|_| is_elsewhere && !in_arn && self.is_unsaid("account"))
        {
            members.push(("resourceAccount", Node::of_text(owner)));
        }
        let context = self.context(request);
        if !context.is_empty() {
            members.push(("context", context));
        }
        for field in ["organization", "now", "policies"] {
            members.extend(self.claim.fields.get(field).map(|said| (field, said.node.clone())));
        }
        members.push(("exactContext", Node::made(Value::Bool(true))));
        let right = if self.claim.kind == ClaimKind::Never { "denied" } else { "allowed" };
        members.push(("expect", Node::of_text(right)));
        Node::of_members(members)
    }

    fn is_unsaid(&self, field: &str) -> bool {
        self.piece.fixture.is_none_or(|(_, fixture)| fixture.node.get(field).is_none())
    }

    /// The resource by its name, or as the file has it but for its ARN, or its ARN.
    fn resource(&self, request: &Request) -> Node {
        let arn = request.resource.arn().map_or("*", Arn::as_str);
        let Some((name, fixture)) = self.piece.fixture else { return Node::of_text(arn) };
        let Value::Object(members) = &fixture.node.value else { return Node::of_text(arn) };
        if fixture.node.get("arn").and_then(Node::as_text) == Some(arn) {
            return Node::of_text(name);
        }
        let members = members.iter().map(|member| match &*member.key.text {
            "arn" => ("arn", Node::of_text(arn)),
            other => (other, member.value.clone()),
        });
        Node::of_members(members)
    }

    /// The keys of the request; those that the file gives to every case and the request does not
    /// have are taken back.
    fn context(&self, request: &Request) -> Node {
        let mut members: Vec<(String, Node)> = Vec::new();
        for (key, given) in &request.context {
            let node = match given {
                Given::Values(values) => Node::of_one_or_more(values.iter().map(|value| &**value)),
                Given::PresentUnknown => {
                    Node::of_members([("present", Node::made(Value::Bool(true)))])
                }
                Given::Absent | Given::Unknown => continue,
            };
            members.push((key_name(key, self.keys), node));
        }
        for shared in self.document.shared_contexts() {
            for member in shared.members().unwrap_or_default() {
                let is_it =
                    |(known, _): &(String, Node)| known.eq_ignore_ascii_case(&member.key.text);
                if !members.iter().any(is_it) {
                    members.push((member.key.text.to_string(), Node::made(Value::Null)));
                }
            }
        }
        Node::of_members(members)
    }

    /// Whether the case comes out as the request was decided.
    fn comes_out(&self, case: &Node, reader: &mut PolicyReader<'_>) -> bool {
        let placed = self.claim.place.at(case);
        let Ok(fields) = placed.fields(crate::scenario::document::CASE_FIELDS) else {
            return false;
        };
        let Some(question) = self.question(placed, &fields) else { return false };
        let Ok(question) = Question::read(&question, reader) else { return false };
        let decision = Verdict::on::<false>(&question, reader.keys()).decision;
        match self.claim.kind {
            ClaimKind::Never => decision == Decision::Allowed,
            _ => decision.is_denied(),
        }
    }

    fn question<'a>(&'a self, case: Placed<'a>, fields: &Fields<'a>) -> Option<QuestionFields<'a>> {
        let document = self.document;
        let nearest = |name: &str| {
            let said = fields.get(name).or_else(|| document.nearest(name));
            said.filter(|field| !field.is_null())
        };
        let principal = self.who.placed(self.claim.place);
        let resource = document.resources.meaning(fields.some("resource")?).ok()?;
        let of_principal = principal.node.get("policies").map(|node| principal.at(node));
        let of_principal = of_principal.filter(|policies| !policies.is_null());
        let of_principal = of_principal.map_or(Ok(Layers::default()), Layers::read).ok()?;
        let policy = resource.node.get("policy").map(|node| resource.at(node));
        let of_resource = Layers { resource: policy, ..Layers::default() };
        let layers = self.claim.layers.over(of_principal).over(of_resource).over(document.layers);
        Some(QuestionFields {
            whole: case,
            principal: Some(principal),
            action: fields.some("action"),
            resource: Some(resource),
            resource_account: fields.some("resourceAccount"),
            also_requires: None,
            named_resources: BTreeMap::new(),
            contexts: document.shared_contexts().chain(fields.some("context")).collect(),
            organization: nearest("organization"),
            action_facts: None,
            now: nearest("now"),
            exact_context: true,
            lenient_not_principal: false,
            layers,
            environment: document.environment,
        })
    }
}

/// The key in AWS's spelling where that is known, else as the policies spell it.
pub(super) fn key_name(lower: &str, keys: &ContextKeys) -> String {
    let known = keys.ids().find(|key| keys.lower_name(*key) == lower);
    known.map_or(lower, |key| keys.name(key)).to_owned()
}
