//! The `iamsim check` that decides a request again, tried before it is shown.

use std::path::PathBuf;

use clap::Parser;

use super::arguments::{CommonArguments, PolicyTypeArgument};
use super::outcome::ShownRequest;
use super::reading::PolicyArguments;
use crate::aws::Arn;
use crate::bundle::{FULL_ACCESS, PolicyReader, Verdict};
use crate::cli::check::Check;
use crate::environment::Environment;
use crate::evaluate::Decision;
use crate::explain::StatementPlace;
use crate::request::{Principal, PrincipalKind, Request};
use crate::suggest::in_shell;
use crate::text::{Arrange, is_unprintable};

/// An account that may own a resource whose ARN names none.
const OTHER_ACCOUNT: &str = "999999999999";

/// Stands for a value that does not matter.
const ANY_VALUE: &str = "example";

/// Decides requests by `iamsim check`.
pub(super) struct Replayer<'d> {
    reader: PolicyReader<'d>,
    policy_type: PolicyTypeArgument,
    as_stored: bool,
    catalogues: Vec<PathBuf>,
}

/// A request decided again.
#[derive(Default)]
pub(super) struct Replay {
    /// The command, as a shell takes it.
    pub(super) command: Option<String>,
    /// The statement that denies the request on the other side.
    pub(super) denied_by: Option<StatementPlace>,
}

/// The command line of `iamsim check`.
#[derive(Parser)]
struct CheckLine {
    #[command(flatten)]
    check: Check,
}

type Words = Vec<String>;

impl<'d> Replayer<'d> {
    /// Decides by the same documents.
    pub(super) fn new(common: &CommonArguments, policies: &PolicyArguments<'d>) -> Self {
        Self {
            reader: policies.names().reader(common.reading()),
            policy_type: common.policy_type(),
            as_stored: common.as_stored,
            catalogues: common.catalogue.files().to_vec(),
        }
    }

    /// The first command that allows the request by these policies and denies it by the others.
    pub(super) fn of(
        &mut self,
        (request, shown): (&Request, &ShownRequest),
        [adding, other]: [&[String]; 2],
    ) -> Replay {
        let asked = [shown.action.clone(), shown.resource.clone()];
        let context = context_words(shown);
        for beside in self.circumstances(request) {
            let line = |policies: &[String]| {
                let policies = self.policy_words(policies)?;
                Some([&asked[..], &beside, &policies, &context, &self.settings()].concat())
            };
            let Some(words) = line(adding) else { return Replay::default() };
            let denied = (!other.is_empty()).then(|| line(other));
            if self.decide(&words).is_none_or(|verdict| verdict.decision != Decision::Allowed) {
                continue;
            }
            let Some(denied) = denied else { return replay(&words, None) };
            let verdict = denied.and_then(|words| self.decide(&words));
            if let Some(verdict) = verdict.filter(|verdict| verdict.decision.is_denied()) {
                return replay(&words, denying(&verdict));
            }
        }
        Replay::default()
    }

    fn decide(&mut self, words: &[String]) -> Option<Verdict> {
        decided(words, None, &mut self.reader)
    }

    fn policy_words(&self, names: &[String]) -> Option<Words> {
        let option_name = match (self.policy_type, names.len()) {
            (PolicyTypeArgument::Identity, _) => "--identity",
            (_, 1) => "--resource-policy",
            _ => return None,
        };
        Some(names.iter().flat_map(|name| option(option_name, name)).collect())
    }

    fn settings(&self) -> Words {
        let mut words = Words::new();
        if self.as_stored {
            words.push("--as-stored".to_owned());
        }
        for file in &self.catalogues {
            words.extend(option("--catalogue", &file.display().to_string()));
        }
        words
    }

    /// What may have to be said beside the request, so that these policies alone decide it; the
    /// shortest first.
    fn circumstances(&self, request: &Request) -> Vec<Words> {
        let callers = callers(request, self.policy_type);
        let owner = request.principal.account.as_deref();
        let mut found = Vec::new();
        for beside in beside(self.policy_type, owner) {
            for caller in &callers {
                found.push([&caller[..], &beside].concat());
            }
        }
        found.arrange_by_key(Vec::len);
        found
    }
}

/// What `iamsim check` decides with these arguments, and this environment for those that they name.
pub(super) fn decided(
    words: &[String],
    environment: Option<&Environment>,
    reader: &mut PolicyReader<'_>,
) -> Option<Verdict> {
    let line = [&["check".to_owned()], words].concat();
    let CheckLine { check } = CheckLine::try_parse_from(line).ok()?;
    let question = check.question(environment, reader).ok()?;
    Some(Verdict::on::<false>(&question, reader.keys()))
}

/// The condition keys. One whose value does not matter has some value.
pub(super) fn context_words(request: &ShownRequest) -> Words {
    let mut words = Words::new();
    for (key, values) in &request.context {
        let any = [ANY_VALUE.to_owned()];
        let values = if values.is_empty() { &any[..] } else { values };
        let with = |value: &String| option("--with", &format!("{key}={value}"));
        words.extend(values.iter().flat_map(with));
    }
    words.push("--exact-context".to_owned());
    words
}

/// What may be said beside the caller.
fn beside(policy_type: PolicyTypeArgument, caller_account: Option<&str>) -> Vec<Words> {
    if policy_type == PolicyTypeArgument::Identity {
        let alone = vec!["--no-resource-policy".to_owned()];
        let owned =
            caller_account.map_or_else(Words::new, |account| option("--resource-account", account));
        return vec![Words::new(), alone.clone(), owned.clone(), [owned, alone].concat()];
    }
    let full = option("--identity", FULL_ACCESS);
    let elsewhere = option("--resource-account", OTHER_ACCOUNT);
    vec![Words::new(), elsewhere.clone(), full.clone(), [full, elsewhere].concat()]
}

/// The caller in the ways in which it can be said. Whoever has identity-based policies may be of the
/// resource's account.
fn callers(request: &Request, policy_type: PolicyTypeArgument) -> Vec<Words> {
    let own = option("--as", &principal_text(&request.principal));
    let mut told = own.clone();
    match &request.principal.kind {
        PrincipalKind::RoleSession {
            role, path_known: true, session: Some(_), provider, ..
        } => {
            told.extend(role.iter().flat_map(|role| option("--role", role.as_str())));
            told.extend(provider.iter().flat_map(|provider| option("--federated-by", provider)));
        }
        PrincipalKind::FederatedUser { federated_by: Some(by), .. } => {
            told.extend(option("--federated-by", by.as_str()));
        }
        _ => {}
    }
    let mut callers = vec![own, told.clone()];
    if let Some(id) = &request.principal.id {
        told.extend(option("--principal-id", id));
        callers.push(told);
    }
    let owner = request.resource.arn().map(Arn::account).filter(|account| !account.is_empty());
    if let (PolicyTypeArgument::Identity, Some(owner), Some(arn)) =
        (policy_type, owner, request.resource.arn())
    {
        let partition = arn.partition();
        callers.push(option("--as", &format!("arn:{partition}:iam::{owner}:user/anyone")));
    }
    callers.dedup();
    callers
}

/// The caller as `--as` takes it: a session by its own ARN.
pub(super) fn principal_text(principal: &Principal) -> String {
    match (&principal.kind, &principal.account) {
        (PrincipalKind::RoleSession { name, session: Some(session), .. }, Some(account)) => {
            format!("arn:{}:sts::{account}:assumed-role/{name}/{session}", principal.partition)
        }
        _ => principal.text.to_string(),
    }
}

/// An option with its value, as two words where that can be told apart.
pub(super) fn option(name: &str, value: &str) -> Words {
    if value.starts_with('-') {
        vec![format!("{name}={value}")]
    } else {
        vec![name.to_owned(), value.to_owned()]
    }
}

/// The command, unless something in it could not be typed.
fn replay(words: &[String], denied_by: Option<StatementPlace>) -> Replay {
    Replay { command: in_words(words), denied_by }
}

/// `iamsim check` with these arguments, unless something in them could not be typed.
pub(super) fn in_words(words: &[String]) -> Option<String> {
    let can_be_typed = !words.iter().any(|word| word.contains(is_unprintable));
    let words: Vec<String> = words.iter().map(|word| in_shell(word)).collect();
    can_be_typed.then(|| format!("iamsim check {}", words.join(" ")))
}

/// The statement behind an explicit deny.
fn denying(verdict: &Verdict) -> Option<StatementPlace> {
    let deciding = verdict.deciding()?;
    let is_explicit = verdict.decision == Decision::ExplicitDeny;
    deciding.explanation.matched.first().filter(|_| is_explicit).cloned()
}
