//! The requests of one caller, taken apart by the resource-based policy that counts for them.

use super::callers::Who;
use super::claim::Claim;
use super::scope::{Scope, Without};
use crate::aws::{Arn, holds_unknown, map_unknown};
use crate::bundle::{Layers, Placed, PolicyReader, Question, QuestionFields, Trouble};
use crate::compile::PolicySet;
use crate::environment::{Environment, Fact, with_all_held};
use crate::request::{ActionFacts, Request};
use crate::scenario::document::Document;
use crate::text::{Arrange, Node};

/// Requests of one caller that the same policies decide.
pub(super) struct Piece<'n> {
    /// One of them, of which only the caller and its circumstances count.
    pub(super) request: Request,
    pub(super) policies: PolicySet,
    /// Patterns of the resources; none if any.
    pub(super) on: Vec<String>,
    /// What is not among them.
    pub(super) without: Without,
    /// The resource as the file has it, if it is one of the file's own.
    pub(super) fixture: Option<(&'n str, Placed<'n>)>,
}

/// A resource of which something is said that decides requests for it.
struct Special<'n> {
    arn: String,
    fixture: Option<(&'n str, Placed<'n>)>,
}

/// What the requests for a kind of resources are read from.
struct Asked<'a> {
    action: &'static str,
    resource: Placed<'a>,
}

/// A claim about one caller.
pub(super) struct Pieces<'d, 'n> {
    pub(super) document: &'d Document<'n>,
    pub(super) claim: &'d Claim<'n>,
    pub(super) scope: &'d Scope<'n>,
    pub(super) who: &'d Who<'n>,
}

/// An action of no service.
const ANY_ACTION: &str = "other:x";

impl<'n> Pieces<'_, 'n> {
    /// All pieces with requests that the claim may be about.
    ///
    /// # Errors
    /// Every mistake in a policy, or the first in what is said of the caller and the resources.
    pub(super) fn read(
        &self,
        reader: &mut PolicyReader<'_>,
    ) -> Result<Vec<Piece<'n>>, Vec<Trouble>> {
        let mut pieces = Vec::new();
        let mut rest = Without::default();
        for special in self.specials() {
            let Some(arn) = Arn::parse(&special.arn) else { continue };
            let is_role = arn.service() == "iam" && arn.resource().starts_with("role/");
            let on = if is_role { vec![special.arn.clone()] } else { with_all_held(&arn) };
            let is_open = holds_unknown(&special.arn);
            if !is_open {
                if is_role { &mut rest.roles } else { &mut rest.resources }.extend(on.clone());
            }
            let on: Vec<String> =
                on.iter().map(|text| map_unknown(text, |_| "*".to_owned())).collect();
            let is_asked = !is_role || self.scope.has_actions_of("sts");
            if is_asked && self.may_be_about(&on) {
                let action = action_on(&arn, is_role);
                let without = Without { all_but_sts: is_role, ..Without::default() };
                pieces.push(self.piece(reader, &special, action, (on, without))?);
            }
        }
        for (arn, on) in self.bound_accounts() {
            let special = Special { arn, fixture: None };
            let parts = (vec![on.clone()], rest.clone());
            pieces.push(self.piece(reader, &special, ANY_ACTION, parts)?);
            rest.resources.push(on);
        }
        let anything = Special { arn: "*".to_owned(), fixture: None };
        pieces.push(self.piece(reader, &anything, ANY_ACTION, (Vec::new(), rest))?);
        Ok(pieces)
    }

    fn piece(
        &self,
        reader: &mut PolicyReader<'_>,
        special: &Special<'n>,
        action: &'static str,
        (on, without): (Vec<String>, Without),
    ) -> Result<Piece<'n>, Vec<Trouble>> {
        let made = Node::of_text(special.arn.as_str());
        let named = self.claim.place.at(&made);
        let resource = special.fixture.map_or(named, |(_, placed)| placed);
        let (request, policies) = self.decided_by(&Asked { action, resource }, reader)?;
        Ok(Piece { request, policies, on, without, fixture: special.fixture })
    }

    /// The caller, its circumstances and the policies that count for its requests.
    fn decided_by(
        &self,
        asked: &Asked<'_>,
        reader: &mut PolicyReader<'_>,
    ) -> Result<(Request, PolicySet), Vec<Trouble>> {
        let one = |trouble| vec![trouble];
        let action = Node::of_text(asked.action);
        let (document, claim) = (self.document, self.claim);
        let principal = self.who.placed(claim.place);
        let nearest = |name: &str| {
            let said = claim.fields.get(name).or_else(|| document.nearest(name));
            said.filter(|field| !field.is_null())
        };
        let fields = QuestionFields {
            whole: claim.place,
            principal: Some(principal),
            action: Some(claim.place.at(&action)),
            resource: Some(asked.resource),
            resource_account: None,
            also_requires: None,
            named_resources: std::collections::BTreeMap::new(),
            contexts: self.contexts().map_err(one)?,
            organization: nearest("organization"),
            action_facts: None,
            now: claim.fields.some("now"),
            exact_context: false,
            lenient_not_principal: false,
            layers: self.layers(principal, asked.resource).map_err(one)?,
            environment: document.environment,
        };
        let question = Question::read(&fields, reader)?;
        let first = question.authorizations.into_iter().next();
        let mut authorization = first.ok_or_else(|| {
            vec![claim.place.trouble("invalid-request", "there is nothing to ask")]
        })?;
        authorization.request.notes.clear();
        authorization.request.facts = ActionFacts::default();
        let known = reader.catalog().map(|catalog| catalog.known_keys().clone());
        authorization.request.facts.reference.known = known;
        Ok((authorization.request, authorization.policies))
    }

    fn contexts(&self) -> Result<Vec<Placed<'n>>, Trouble> {
        let given = self.claim.fields.some("context").map_or_else(Vec::new, Placed::one_or_more);
        given.into_iter().map(|given| self.document.contexts.meaning(given)).collect()
    }

    /// The nearest wins, layer by layer: the claim, the principal or the resource, the file.
    fn layers<'a>(&self, principal: Placed<'a>, resource: Placed<'a>) -> Result<Layers<'a>, Trouble>
    where
        'n: 'a,
    {
        let below = |value: Placed<'a>, name: &str| value.node.get(name).map(|node| value.at(node));
        let of_principal = match below(principal, "policies") {
            Some(policies) if !policies.is_null() => Layers::read(policies)?,
            _ => Layers::default(),
        };
        let policy = below(resource, "policy");
        let of_resource = Layers { resource: policy, ..Layers::default() };
        Ok(self.claim.layers.over(of_principal).over(of_resource).over(self.document.layers))
    }

    /// Resources with a policy, an owner or settings of their own.
    fn specials(&self) -> Vec<Special<'n>> {
        let mut found: Vec<Special<'n>> = Vec::new();
        for (name, placed) in self.document.resources.all() {
            let arn = placed.node.get("arn").and_then(Node::as_text);
            let says_more = ["policy", "account", "publicAccessBlock", "grants"]
                .into_iter()
                .any(|field| placed.node.get(field).is_some());
            if let Some(arn) = arn.filter(|_| says_more) {
                found.push(Special { arn: arn.to_owned(), fixture: Some((name, placed)) });
            }
        }
        let arns = self.document.environment.map(special_arns).unwrap_or_default();
        for arn in arns {
            if found.iter().all(|known| known.arn != arn) {
                found.push(Special { arn, fixture: None });
            }
        }
        found
    }

    /// Accounts whose resources are bound by resource control policies of their own, as an ARN
    /// there and a pattern of all.
    // AWS: D-6
    fn bound_accounts(&self) -> Vec<(String, String)> {
        let is_named = self.claim.layers.resource_control.is_some()
            || self.document.layers.resource_control.is_some();
        let environment = self.document.environment.filter(|_| !is_named);
        let Some(environment) = environment else { return Vec::new() };
        let all = accounts(environment).into_iter();
        let bound = all.filter(|account| !environment.resource_control(account).is_empty());
        let pair = |account: String| {
            (format!("arn:aws:other:us-east-1:{account}:x"), format!("arn:*:*:*:{account}:*"))
        };
        bound.map(pair).collect()
    }

    /// Whether a request of the claim can be about one of these resources: what stands before the
    /// first wildcards must agree.
    fn may_be_about(&self, on: &[String]) -> bool {
        let starts: Vec<String> = self.scope.resources().map(literal_start).collect();
        on.iter().map(|text| literal_start(text)).any(|one| {
            starts.iter().any(|other| one.starts_with(&**other) || other.starts_with(&*one))
        })
    }
}

fn literal_start(pattern: &str) -> String {
    let end = pattern.find(['*', '?', '$']).unwrap_or(pattern.len());
    pattern[..end].to_lowercase()
}

/// An action for which AWS asks the policy of a resource.
fn action_on(arn: &Arn, is_role: bool) -> &'static str {
    match arn.service() {
        _ if is_role => "sts:AssumeRole",
        "kms" => "kms:Decrypt",
        _ => ANY_ACTION,
    }
}

/// The ARNs of an environment's resources and roles of which more is said than that they are there.
fn special_arns(environment: &Environment) -> Vec<String> {
    let resources = environment.resources.iter().filter(|(_, resource)| {
        resource.policy.is_said()
            || resource.account.is_some()
            || resource.public_access_block.is_said()
    });
    let mut arns: Vec<String> = resources.map(|(arn, _)| arn.to_owned()).collect();
    for principal in environment.principals().filter(|one| one.kind == "role") {
        let account = environment.accounts.get(principal.account);
        let role = account.and_then(|account| account.roles.get(principal.name));
        if role.is_some_and(|role| matches!(role.trust, Fact::Is(_))) {
            arns.push(principal.arn());
        }
    }
    arns
}

/// The accounts that an environment knows.
fn accounts(environment: &Environment) -> Vec<String> {
    let mut all: Vec<String> = environment.accounts.iter().map(|(id, _)| id.to_owned()).collect();
    if let Fact::Is(organization) = &environment.organization {
        let members = organization.facts().accounts.unwrap_or_default();
        all.extend(members.into_iter().map(|(id, _)| id.to_string()));
    }
    all.arrange();
    all.dedup();
    all
}
