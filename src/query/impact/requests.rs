//! The requests at the edges of a policy, as everybody whom it touches would make them.

use std::collections::BTreeSet;

use super::representatives::representatives;
use super::touched::Touched;
use crate::aws::{Arn, PolicyKind};
use crate::bundle::{PolicyReader, Trouble};
use crate::catalog::Catalog;
use crate::edges::{Caller, Cast, Draft, Scene, Side};
use crate::environment::{Environment, Fact, Held, Holder};
use crate::evaluate::StatementAt;
use crate::request::{Given, Principal};

/// Of how many callers of one policy the names may make up requests of their own.
const MOST_SCENES: usize = 50;

/// On how many resources of an environment a statement is tried that is about any.
const MOST_RESOURCES: usize = 20;

/// Makes up requests.
pub(super) struct Requests<'e, 'd, 'r> {
    sides: [&'e Environment; 2],
    reader: &'r mut PolicyReader<'d>,
    catalog: Option<&'d Catalog>,
    /// Users and roles by ARN.
    principals: BTreeSet<Box<str>>,
    /// What could not be looked at.
    pub(super) untried: BTreeSet<String>,
}

impl<'e, 'd, 'r> Requests<'e, 'd, 'r> {
    pub(super) fn new(sides: [&'e Environment; 2], reader: &'r mut PolicyReader<'d>) -> Self {
        let known = sides.into_iter().flat_map(Environment::principals);
        let principals = known.map(|known| known.arn().into()).collect();
        let catalog = reader.catalog();
        Self { sides, reader, catalog, principals, untried: BTreeSet::new() }
    }

    /// The requests at the edges of all statements of a policy.
    ///
    /// # Errors
    /// Every mistake that leaves the policy without a clear meaning.
    pub(super) fn of(&mut self, touched: &Touched<'_>) -> Result<Vec<Draft>, Vec<Trouble>> {
        let policy = self.reader.held(touched.held, touched.kind)?;
        let speaks_of_callers = is_personal(policy.source.text());
        let names_callers = names_callers(touched.kind);
        let mut casts = self.casts(touched);
        let most = if speaks_of_callers && !names_callers { MOST_SCENES } else { 1 };
        if speaks_of_callers && !names_callers && casts.len() > most {
            self.untried.insert(format!(
                "{} speaks of its callers: {most} of its {} have requests of their own, the others \
                 are asked about the same ones",
                name_of(touched.held),
                casts.len()
            ));
        }
        casts.truncate(most);
        let mut drafts = Vec::new();
        let scene = Scene::of_policy_with(policy.clone(), self.reader.keys().clone())
            .with_catalog(self.catalog);
        let text_of = |at: StatementAt| {
            let span = policy.document.statements.get(at.statement)?.span;
            policy.source.text().get(span.range())
        };
        for (number, cast) in casts.into_iter().enumerate() {
            let scene = scene.clone().with_cast(cast);
            let mut statements = scene.statements();
            // INVARIANT: the edges of a statement that speaks of no caller are the same for each.
            statements.retain(|at| number == 0 || text_of(*at).is_none_or(is_personal));
            for at in statements {
                self.statement(&scene, at, touched, &mut drafts);
            }
        }
        Ok(drafts)
    }

    /// Who asks in scenes of a policy, where it does not say so itself.
    fn casts(&self, touched: &Touched<'_>) -> Vec<Cast> {
        let resource = resource_in(touched);
        if names_callers(touched.kind) {
            let owner = touched.about.as_deref().and_then(|about| self.owner(about));
            let account = owner.or_else(|| self.some_account(touched));
            let account = account.unwrap_or_else(|| Cast::EXAMPLE_ACCOUNT.into());
            let caller = Caller::named(self.nobody_of(&account));
            return vec![Cast { account, caller, resource }];
        }
        let cast = |arn: &str| Cast {
            account: account_of(arn).unwrap_or(Cast::EXAMPLE_ACCOUNT).into(),
            caller: Caller::named(arn),
            resource: resource.clone(),
        };
        touched.who.iter().map(|arn| cast(arn)).collect()
    }

    fn some_account(&self, touched: &Touched<'_>) -> Option<Box<str>> {
        touched.who.iter().chain(&self.principals).find_map(|arn| account_of(arn)).map(Box::from)
    }

    /// A user whom the environments do not have; everybody of the account stands in for it.
    fn nobody_of(&self, account: &str) -> String {
        let arn = |name: &str| format!("arn:aws:iam::{account}:user/{name}");
        let mut name = "somebody".to_owned();
        while self.principals.contains(&*arn(&name)) {
            name.push_str("-2");
        }
        arn(&name)
    }

    /// The account that owns a resource.
    fn owner(&self, resource: &str) -> Option<Box<str>> {
        let arn = Arn::parse(resource)?;
        let said = self.sides.iter().find_map(|side| side.target(&arn).account);
        let account = said.unwrap_or_else(|| arn.account());
        (!account.is_empty()).then(|| account.into())
    }

    fn statement(
        &mut self,
        scene: &Scene<'_>,
        at: StatementAt,
        touched: &Touched<'_>,
        drafts: &mut Vec<Draft>,
    ) {
        let edges = scene.edges(at);
        for one in edges.unreachable {
            let number = at.statement + 1;
            self.untried.insert(format!(
                "statement {number} of {}: {}",
                name_of(touched.held),
                one.why
            ));
        }
        let base = edges.found.first().map(|edge| edge.draft.clone());
        let written = scene.policy(at).and_then(|one| one.document.statements.get(at.statement));
        let mut made: Vec<Draft> = Vec::new();
        for edge in edges.found {
            let is_wide = matches!(edge.side, Side::Base | Side::At(_));
            let near = if is_wide { self.on_known(scene, at, &edge.draft) } else { Vec::new() };
            made.push(edge.draft);
            made.extend(near);
        }
        if let (Some(base), Some(written), Some(catalog)) = (base, written, self.catalog) {
            let (actions, left_out) = representatives(written, self.sides, catalog);
            if left_out > 0 {
                let all = actions.len() + left_out;
                self.untried.insert(format!(
                    "statement {} of {}: of each service and access level one action is tried, for \
                     {} of {all} of them",
                    at.statement + 1,
                    name_of(touched.held),
                    actions.len()
                ));
            }
            made.extend(actions.iter().filter_map(|action| scene.acting(at, &base, action)));
        }
        for draft in made {
            for caller in self.callers(&draft.caller, touched) {
                drafts.push(self.as_asked(Draft { caller, ..draft.clone() }, touched));
            }
        }
    }

    /// The same on resources of the environments, where the statement is about them too.
    fn on_known(&self, scene: &Scene<'_>, at: StatementAt, draft: &Draft) -> Vec<Draft> {
        let service = draft.action.split(':').next().unwrap_or_default();
        let of_service =
            |arn: &&str| arn.split(':').nth(2).is_some_and(|one| one.eq_ignore_ascii_case(service));
        let arns = self.sides.iter().flat_map(|side| side.resources.iter().map(|(arn, _)| arn));
        let arns: BTreeSet<&str> = arns.filter(of_service).collect();
        let within = |arn: &str| [arn.to_owned(), format!("{arn}/example")];
        let moved = arns.into_iter().flat_map(within).map(|resource| Draft {
            resource: resource.into(),
            resource_account: None,
            ..draft.clone()
        });
        moved
            .filter(|moved| scene.is_real(moved) && scene.applies(at, moved))
            .take(MOST_RESOURCES)
            .collect()
    }

    /// Those who make a request, in the place of the one who was made up.
    fn callers(&self, made_up: &Caller, touched: &Touched<'_>) -> Vec<Caller> {
        let named = |arns: &BTreeSet<Box<str>>| -> Vec<Caller> {
            arns.iter().map(|arn| Caller::named(arn.clone())).collect()
        };
        if !names_callers(touched.kind) {
            return named(&touched.who);
        }
        let of_one = matches!(touched.kind, PolicyKind::Resource | PolicyKind::Trust);
        if of_one && self.principals.contains(&made_up.text) {
            return vec![made_up.clone()];
        }
        let mut callers = named(&touched.who);
        let account = Principal::parse(&made_up.text).ok().and_then(|one| one.account);
        let is_ours = account.as_deref().is_some_and(|account| self.has_account(account));
        if !is_ours || made_up.text.ends_with(":root") {
            callers.push(made_up.clone());
        }
        if is_ours && touched.who.is_empty() {
            let all = self.principals.iter();
            let all = all.filter(|arn| account_of(arn) == account.as_deref());
            callers.extend(all.map(|arn| Caller::named(arn.clone())));
        }
        callers
    }

    fn has_account(&self, account: &str) -> bool {
        self.sides.iter().any(|side| side.accounts.get(account).is_some())
    }

    /// The draft without what the environments say themselves.
    fn as_asked(&self, mut draft: Draft, touched: &Touched<'_>) -> Draft {
        let document = match touched.held {
            Held::Stored(policy) => Some(&*policy.node),
            _ => None,
        };
        draft.put_back_unknown(document);
        let principal = Principal::parse(&draft.caller.text).ok();
        let holder = principal
            .as_ref()
            .and_then(|principal| self.sides.iter().rev().find_map(|side| side.holder(principal)));
        let is_tagged = match holder {
            Some(Holder::User(user)) => user.tags.is_said(),
            Some(Holder::Role(role)) => role.tags.is_said(),
            None => false,
        };
        let target = Arn::parse(&draft.resource);
        let targets = target.iter().flat_map(|arn| self.sides.map(|side| side.target(arn)));
        let (mut is_owned, mut has_tags) = (false, false);
        for target in targets {
            is_owned |= target.account.is_some();
            has_tags |= target.tags.is_said();
        }
        if is_owned {
            draft.resource_account = None;
        }
        let has_organization =
            self.sides.iter().any(|side| matches!(side.organization, Fact::Is(_)));
        draft.context.retain(|key, _| {
            let key = key.to_lowercase();
            let about_caller = OF_CALLERS.contains(&&*key) && holder.is_some()
                || key.starts_with("aws:principaltag/") && is_tagged
                || key.starts_with("aws:principalorg") && has_organization && holder.is_some();
            let about_resource = key == "aws:resourceaccount" && is_owned
                || key.starts_with("aws:resourcetag/") && has_tags
                || key.starts_with("aws:resourceorg") && has_organization && is_owned;
            !about_caller && !about_resource
        });
        if touched.kind == PolicyKind::VpcEndpoint
            && let Some(id) = &touched.about
        {
            draft.context.retain(|key, _| !key.eq_ignore_ascii_case("aws:SourceIp"));
            draft.context.insert("aws:SourceVpce".into(), Given::Values(vec![id.clone()]));
        }
        draft
    }
}

/// Whether a policy or statement says something that hangs on who asks.
fn is_personal(text: &str) -> bool {
    text.contains("${") || text.to_lowercase().contains("aws:principal")
}

/// Keys that follow from who asks.
const OF_CALLERS: &[&str] = &[
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principaltype",
    "aws:principalisawsservice",
    "aws:userid",
    "aws:username",
];

/// Whether policies of a kind say themselves whom they are about.
fn names_callers(kind: PolicyKind) -> bool {
    match kind {
        PolicyKind::Resource
        | PolicyKind::Trust
        | PolicyKind::ResourceControl
        | PolicyKind::VpcEndpoint => true,
        PolicyKind::Identity
        | PolicyKind::PermissionsBoundary
        | PolicyKind::Session
        | PolicyKind::ServiceControl => false,
    }
}

/// The resource that a policy belongs to.
fn resource_in(touched: &Touched<'_>) -> Option<Box<str>> {
    match touched.kind {
        PolicyKind::VpcEndpoint => None,
        PolicyKind::Resource => {
            // INVARIANT: a policy of a bucket names the objects that it is about.
            touched.about.clone().filter(|about| about.split(':').nth(2) != Some("s3"))
        }
        _ => touched.about.clone(),
    }
}

fn name_of(held: Held<'_>) -> String {
    match held {
        Held::Stored(policy) => policy.name.to_string(),
        Held::OfAws(name, _) | Held::Missing(name, _) | Held::Unknown(name, _) => name.to_owned(),
        Held::Rest { kind, name, .. } => format!("{kind}/{name}"),
    }
}

fn account_of(arn: &str) -> Option<&str> {
    arn.split(':').nth(4).filter(|account| !account.is_empty())
}
