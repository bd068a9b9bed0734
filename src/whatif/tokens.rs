//! A pasted web identity token, claim by claim against the trust policies of the session. Neither the
//! token nor a claim of it becomes a part of what the session holds.

use std::fmt::Write;

use super::ask::explained;
use super::commands::Done;
use super::incident::{ClaimTest, Claims, Fit, Trusted};
use super::refusal::Refusal;
use super::reply::Reply;
use super::session::{Session, warned};
use super::watch::{Asked, decision_name};
use crate::aws::Arn;
use crate::bundle::{Question, Trouble, Verdict};
use crate::environment::{Environment, Fact, KnownPrincipal};
use crate::evaluate::Decision;
use crate::explain::Trace;
use crate::suggest::{Advice, Known};
use crate::text::{Arrange, Node, RenderStyle, Value, printable, quote};
use crate::value_set::Instant;

/// The one call that takes such a token.
const ACTION: &str = "sts:AssumeRoleWithWebIdentity";

/// How many roles a token is held against.
const MOST_ROLES: usize = 200;

/// How many of them are named.
const MOST_NAMED: usize = 20;

/// A role, and what its trust policy says of a token.
struct Held {
    role: Arn,
    question: Question,
    verdict: Verdict,
    tests: Vec<ClaimTest>,
}

impl Held {
    /// The nearest first: how many claims are not as the policy wants them.
    fn distance(&self) -> (bool, usize) {
        let differing = self.tests.iter().filter(|test| test.fit == Fit::Differs).count();
        (self.verdict.decision != Decision::Allowed, differing)
    }
}

impl Session<'_> {
    /// What the trust policies say of a token: of the role that questions are about, else of all that
    /// trust who issued it.
    pub(super) fn explain_token(&mut self, claims: &Claims) -> Result<Done, Refusal> {
        let (roles, left) = self.roles_for(claims)?;
        let mut held = Vec::new();
        for role in roles {
            held.push(self.hold_against(claims, role)?);
        }
        held.arrange_by_key(Held::distance);
        let mut text = "web identity token, decoded and not verified\n".to_owned();
        for remark in claims.remarks() {
            let _ = writeln!(text, "note: {}", printable(&remark));
        }
        text += &several(&held, left);
        if let Some(nearest) = held.first() {
            text += &self.nearest(claims, nearest);
        }
        text += &warned(&self.reader.take_warnings());
        text += "note: nothing of the token is kept, so its question is not on the watch list\n";
        Ok(Reply::told(text).into())
    }

    /// The roles that a token may be for, and how many more there are.
    fn roles_for(&self, claims: &Claims) -> Result<(Vec<Arn>, usize), Refusal> {
        let as_role = |text: &str| {
            Arn::parse(text)
                .filter(|arn| arn.service() == "iam" && arn.resource().starts_with("role/"))
        };
        if let Some(role) = self.state.resource.as_deref().and_then(as_role) {
            return Ok((vec![role], 0));
        }
        let environment = self.state.environment.as_deref();
        let mut roles: Vec<Arn> = environment
            .into_iter()
            .flat_map(|known| known.principals().filter(|one| trusts(known, one, claims)))
            .filter_map(|one| as_role(&one.arn()))
            .collect();
        if roles.is_empty() {
            let issuer = quote(claims.issuer());
            let message = match environment {
                Some(_) => format!("no role here trusts {issuer}, which issued the token"),
                None => "a token does not tell for which role it is".to_owned(),
            };
            return Err(format!("{message}; `on ROLE` says it").into());
        }
        let left = roles.len().saturating_sub(MOST_ROLES);
        roles.truncate(MOST_ROLES);
        Ok((roles, left))
    }

    fn hold_against(&mut self, claims: &Claims, role: Arn) -> Result<Held, Vec<Trouble>> {
        let asked = Asked {
            principal: claims.provider(&role),
            action: ACTION.to_owned(),
            resource: role.as_str().to_owned(),
        };
        self.question(&asked)?;
        let mut context = self.state.context.clone();
        claims.add_to(&mut context.0, self.reader.keys(), self.catalog());
        let question = self.question_under(&asked, context)?;
        let verdict = Verdict::on::<true>(&question, self.reader.keys());
        let mut trace = Trace::<true>::default();
        self.walk(&question, &verdict, &mut trace);
        let contexts = question.contexts(self.reader.keys());
        let tests = contexts.first().map(|(_, policies)| {
            let (record, provider, catalog) = (&*trace, &*asked.principal, self.catalog());
            Trusted { policies, record, provider, catalog }.tests(claims)
        });
        Ok(Held { role, question, verdict, tests: tests.unwrap_or_default() })
    }

    fn nearest(&self, claims: &Claims, held: &Held) -> String {
        let mut text = format!("\n{}", explained(&held.verdict));
        if !held.tests.is_empty() {
            text += "\nclaim by claim:\n";
            text.extend(held.tests.iter().map(ClaimTest::text));
        }
        let now = self.time().as_deref().and_then(Instant::parse).map(Instant::epoch_seconds);
        for why in now.map(|now| claims.refused_at(now)).unwrap_or_default() {
            let _ = writeln!(text, "\nAWS STS refuses it whatever the policies say: {why}");
        }
        let advice = self.advice_for(held).filter(|advice| !advice.is_empty());
        text.extend(advice.map(|advice| ["\n", &advice].concat()));
        text
    }

    /// The narrowest edit after which a role takes the token.
    fn advice_for(&self, held: &Held) -> Option<String> {
        let (keys, environment) = (self.reader.keys(), self.state.environment.as_deref());
        let known = Known { keys, catalog: Some(self.catalog()), environment };
        let is_refused = held.verdict.decision != Decision::Allowed;
        is_refused.then(|| Advice::on(&held.question, known).narrowest_text(RenderStyle::Coloured))
    }
}

/// What each of several roles says.
fn several(held: &[Held], left: usize) -> String {
    if held.len() < 2 {
        return String::new();
    }
    let mut text = String::new();
    for Held { role, verdict, .. } in held.iter().take(MOST_NAMED) {
        let decision = decision_name(Some(verdict.decision));
        let _ = writeln!(text, "  {decision:<17}  {}", printable(role.as_str()));
    }
    let more = held.len().saturating_sub(MOST_NAMED) + left;
    if more > 0 {
        let _ = writeln!(text, "  and {more} more");
    }
    text + "the nearest is explained; `on ROLE` says that a token is for another\n"
}

/// Whether the trust policy of a role names who issued a token, or nearly.
fn trusts(environment: &Environment, role: &KnownPrincipal<'_>, claims: &Claims) -> bool {
    let account = environment.accounts.get(role.account);
    let role = account.filter(|_| role.kind == "role").and_then(|one| one.roles.get(role.name));
    let Some(Fact::Is(trust)) = role.map(|role| &role.trust) else { return false };
    let bare = |text: &str| text.trim_end_matches('/').to_ascii_lowercase();
    let issuer = bare(claims.issuer_name());
    let is_issuer = |text: &str| {
        let name = text.split_once(":oidc-provider/").map_or(text, |(_, name)| name);
        bare(name.trim_start_matches("https://")) == issuer
    };
    let statements = trust.node.get("Statement").map(Node::one_or_more).unwrap_or_default();
    let principals = statements.iter().filter_map(|one| one.get("Principal"));
    let federated = principals.filter_map(|one| match &one.value {
        Value::Object(_) => one.get("Federated"),
        _ => None,
    });
    let mut names = federated.flat_map(Node::one_or_more).filter_map(Node::as_text);
    names.any(is_issuer)
}
