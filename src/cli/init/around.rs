//! The environment that requests are asked in.

use std::path::{Path, PathBuf};

use super::group::mistake;
use super::subjects::Subject;
use crate::aws::{Arn, PolicyKind};
use crate::bundle::{PolicyReader, Trouble};
use crate::compile::{Layer, PolicySet};
use crate::edges::{Caller, Draft, Scene};
use crate::environment::{Environment, Fact, Held, Holder, has_path};
use crate::evaluate::StatementAt;
use crate::load::Stated;
use crate::load::relative;
use crate::request::{Principal, PrincipalKind};
use crate::text::{Node, quote};

/// Of how many callers it is tried whether they may ask in the place of one who was made up.
const MOST_TRIED: usize = 200;

/// An environment, and the files that say what is there.
#[derive(Clone, Debug)]
pub(super) struct Around {
    pub(super) environment: Environment,
    pub(super) sources: Vec<PathBuf>,
    /// What the files leave open and was said beside them.
    pub(super) stated: Stated,
}

impl Around {
    /// The caller whom `--as` names.
    ///
    /// # Errors
    /// If nobody is called so.
    pub(super) fn caller(&self, text: &str) -> Result<Caller, Trouble> {
        if Principal::parse(text).is_ok() {
            return Ok(Caller::named(text));
        }
        let arn = self.environment.principal_arn(text);
        arn.map(Caller::named).map_err(|why| mistake(format!("--as: {why}")))
    }

    /// The first user or role.
    pub(super) fn somebody(&self) -> Option<Caller> {
        self.environment.principals().next().map(|one| Caller::named(one.arn()))
    }

    /// `environment` of a scenario file in that folder.
    pub(super) fn named_in(&self, folder: &Path) -> Node {
        let paths = self.sources.iter().map(|path| relative(path, folder));
        let paths: Vec<String> = paths.collect();
        Node::of_one_or_more(paths.iter().map(String::as_str))
    }

    /// A caller as cases name it: by its name if nobody else has that.
    pub(super) fn name_of(&self, caller: &Caller) -> Node {
        let mut known = self.environment.principals();
        let found = known.find(|one| caller.id.is_none() && *one.arn() == *caller.text);
        let Some(found) = found else { return caller.as_node() };
        let names = [found.name.to_owned(), format!("{}/{}", found.kind, found.name)];
        let is_its = |name: &&String| {
            let arn = self.environment.principal_arn(name);
            Principal::parse(name).is_err() && arn.is_ok_and(|arn| *arn == *caller.text)
        };
        let name = names.iter().find(is_its);
        name.map_or_else(|| caller.as_node(), |name| Node::of_text(name.as_str()))
    }

    /// Adds the policies that count for a caller, in the layers where none are named, so that requests
    /// say what these ask for. AWS's own are left out: they ask for little and say much.
    pub(super) fn surround(
        &self,
        policies: &mut PolicySet,
        caller: &str,
        reader: &mut PolicyReader<'_>,
    ) {
        let Ok(principal) = Principal::parse(caller) else { return };
        let known = self.environment.caller(&principal);
        let layer = |reader: &mut PolicyReader<'_>, held: &[Held<'_>], kind| -> Layer {
            let own = held.iter().filter(|held| matches!(held, Held::Stored(_)));
            own.filter_map(|held| reader.held(*held, kind).ok()).collect()
        };
        let names: Vec<_> = policies.identity.iter().map(|policy| policy.name.clone()).collect();
        let further = layer(reader, &known.identity, PolicyKind::Identity);
        let further = further.iter().filter(|policy| !names.contains(&policy.name));
        policies.identity = policies.identity.iter().chain(further).cloned().collect();
        if let (None, Fact::Is(held)) = (&policies.permissions_boundary, known.permissions_boundary)
        {
            let boundary = layer(reader, &[held], PolicyKind::PermissionsBoundary);
            policies.permissions_boundary = (boundary.iter().next().is_some()).then_some(boundary);
        }
        if policies.service_control.is_empty() {
            let levels = known.service_control.iter();
            policies.service_control =
                levels.map(|level| layer(reader, level, PolicyKind::ServiceControl)).collect();
        }
    }

    /// A request as it can be asked here: by somebody who is there, about an owner whom nobody
    /// contradicts. `None` if nobody is there who could ask it.
    pub(super) fn possible(
        &self,
        draft: &Draft,
        at: StatementAt,
        scene: &Scene<'_>,
        subject: Option<&Subject>,
    ) -> Option<Draft> {
        let mut possible = if subject.is_some_and(Subject::is_of_holder) {
            let own = Caller::named(subject?.caller.clone()?);
            if draft.caller == own { draft.clone() } else { by(own, draft, at, scene)? }
        } else if self.is_there(&draft.caller) {
            draft.clone()
        } else {
            let account = Principal::parse(&draft.caller.text).ok()?.account;
            let all = self.environment.principals();
            let near = all.filter(|one| Some(one.account) == account.as_deref());
            let mut callers = near.take(MOST_TRIED).map(|one| Caller::named(one.arn()));
            callers.find_map(|caller| by(caller, draft, at, scene))?
        };
        let target = Arn::parse(&possible.resource).map(|arn| self.environment.target(&arn));
        if target.is_some_and(|target| target.account.is_some()) {
            possible.resource_account = None;
        }
        possible.put_back_unknown(subject.map(|subject| &*subject.policy.node));
        Some(possible)
    }

    /// Whether a caller may ask: whoever is of an account that the environment has is there.
    fn is_there(&self, caller: &Caller) -> bool {
        let Ok(principal) = Principal::parse(&caller.text) else { return true };
        let is_of = |id: &str| self.environment.accounts.get(id).is_some();
        let is_ours = principal.account.as_deref().is_some_and(is_of);
        let may_be_missing = matches!(
            principal.kind,
            PrincipalKind::User { .. }
                | PrincipalKind::RoleSession { .. }
                | PrincipalKind::FederatedUser { .. }
        );
        let is_held = || match (&principal.kind, self.environment.holder(&principal)) {
            (PrincipalKind::User { arn }, Some(Holder::User(user))) => {
                has_path(arn, &user.path, last_name(arn))
            }
            (PrincipalKind::RoleSession { role, path_known, .. }, Some(Holder::Role(known))) => {
                let role = role.as_ref().filter(|_| *path_known);
                role.is_none_or(|arn| has_path(arn, &known.path, last_name(arn)))
            }
            (_, holder) => holder.is_some(),
        };
        !is_ours || !may_be_missing || is_held()
    }

    /// Whether something was said beside the files, which a scenario file does not say.
    pub(super) fn is_stated(&self) -> bool {
        let Stated { account, region, parameters, .. } = &self.stated;
        account.is_some() || region.is_some() || !parameters.is_empty()
    }

    /// Whether the environment leaves open what policy a resource has.
    pub(super) fn leaves_open(&self, resource: &str) -> bool {
        let target = Arn::parse(resource).map(|arn| self.environment.target(&arn).policy);
        target.is_some_and(|policy| matches!(policy, Fact::Unsaid))
    }
}

/// What is wrong if no policy is there to ask about.
pub(super) fn nothing_of(caller: Option<&str>, resource: Option<&str>) -> Trouble {
    match resource.or(caller) {
        Some(name) => mistake(format!(
            "the environment has no policy of {} that could be asked about",
            quote(name)
        )),
        None => mistake("the environment has no policy that could be asked about"),
    }
}

fn last_name(arn: &Arn) -> &str {
    arn.resource().rsplit('/').next().unwrap_or_default()
}

/// The same by somebody else, if the statement takes it alike.
fn by(caller: Caller, draft: &Draft, at: StatementAt, scene: &Scene<'_>) -> Option<Draft> {
    let moved = Draft { caller, ..draft.clone() };
    (scene.applies(at, &moved) == scene.applies(at, draft)).then_some(moved)
}
