//! What somebody may be able to do: the actions and resources worth asking about.

use std::collections::BTreeSet;

use super::asked::Caller;
use super::select::acted_on;
use crate::aws::{ActionName, Arn, PolicyKind};
use crate::bundle::{PolicyReader, Trouble};
use crate::catalog::{ActionOfService, Catalog};
use crate::compile::{CompiledPolicy, CompiledStatement};
use crate::environment::{Environment, Fact, Held};
use crate::policy::Effect;

/// The actions and resources about which a caller is asked.
#[derive(Clone, Debug)]
pub struct Reach {
    /// Resources of the environment, users and roles among them.
    known: Vec<String>,
    /// Patterns that the policies of the caller name.
    named: Vec<String>,
    /// Statements that may allow the caller something.
    allows: Vec<CompiledStatement>,
}

impl Reach {
    /// What a caller may reach: `only` are the resources of interest, all if there are none.
    ///
    /// # Errors
    /// Every mistake that leaves a policy without a meaning.
    pub fn of(
        caller: &Caller,
        only: &[String],
        environment: &Environment,
        reader: &mut PolicyReader<'_>,
    ) -> Result<Self, Vec<Trouble>> {
        let own: Vec<&CompiledPolicy> =
            caller.policies.identity.iter().map(|policy| &**policy).collect();
        let mut allows: Vec<CompiledStatement> =
            own.iter().flat_map(|policy| allows_of(policy)).collect();
        for (_, resource) in environment.resources.iter() {
            if let Fact::Is(policy) = &resource.policy {
                let policy = reader.held(Held::Stored(policy), PolicyKind::Resource)?;
                allows.extend(allows_of(&policy));
            }
        }
        for (_, account) in environment.accounts.iter() {
            for (_, role) in account.roles.iter() {
                if let Fact::Is(trust) = &role.trust {
                    let trust = reader.held(Held::Stored(trust), PolicyKind::Trust)?;
                    allows.extend(allows_of(&trust));
                }
            }
        }
        if !only.is_empty() {
            return Ok(Self { known: only.to_vec(), named: Vec::new(), allows });
        }
        let resources = environment.resources.iter().map(|(arn, _)| arn.to_owned());
        let principals = environment.principals().map(|known| known.arn());
        let named = own.iter().flat_map(|policy| patterns_of(policy)).collect::<BTreeSet<_>>();
        Ok(Self {
            known: resources.chain(principals).collect(),
            named: named.into_iter().collect(),
            allows,
        })
    }

    /// The resources on which an action is worth asking about; none if no policy may allow it.
    pub fn resources_for(&self, found: ActionOfService<'_>, is_root: bool) -> Vec<String> {
        let Some(name) = ActionName::parse(&found.full_name()) else { return Vec::new() };
        if !is_root && !self.allows.iter().any(|statement| statement.action.matches(&name)) {
            return Vec::new();
        }
        if found.action.is_wildcard_only() {
            return vec!["*".to_owned()];
        }
        let mut resources: Vec<String> = Vec::new();
        for resource in self.known.iter().chain(&self.named) {
            let on = acted_on(found, resource);
            resources.extend(on.filter(|on| !resources.contains(on)));
        }
        resources
    }

    /// The actions of a catalogue, of one service or of all.
    pub fn actions<'c>(
        catalog: &'c Catalog,
        services: &[String],
    ) -> Result<Vec<ActionOfService<'c>>, String> {
        if services.is_empty() {
            return Ok(catalog.every_action().collect());
        }
        let mut all = Vec::new();
        for prefix in services {
            let service = catalog.service(&prefix.to_ascii_lowercase());
            let service = service.ok_or_else(|| unknown_service(prefix, catalog))?;
            let actions = service.actions.iter();
            all.extend(actions.map(|action| ActionOfService { service, action }));
        }
        Ok(all)
    }
}

fn unknown_service(prefix: &str, catalog: &Catalog) -> String {
    let near = crate::text::nearest(prefix, catalog.prefixes());
    let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    format!("no service has the prefix {}{near}", crate::text::quote(prefix))
}

fn allows_of(policy: &CompiledPolicy) -> impl Iterator<Item = CompiledStatement> {
    let allows = policy.statements.iter().filter(|one| one.effect == Effect::Allow);
    allows.cloned()
}

/// The resources that a policy names, without variables: `*` stands for any resource.
fn patterns_of(policy: &CompiledPolicy) -> impl Iterator<Item = String> {
    let statements = policy.document.statements.iter();
    let allows = statements.filter(|statement| statement.effect == Effect::Allow);
    let elements = allows.filter_map(|statement| statement.resource.as_ref());
    let entries = elements.flat_map(|element| {
        let negated = element.negated.then(|| "*".to_owned());
        let texts = element.entries.iter().filter(|_| !element.negated);
        texts.map(|entry| entry.text.to_string()).chain(negated)
    });
    entries.filter(|text| text == "*" || (Arn::parse(text).is_some() && !text.contains("${")))
}
