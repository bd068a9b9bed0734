//! Keys that say who the caller is: as it has them, or as somebody for whom it stands may.

use std::collections::BTreeSet;

use super::caller::{Caller, Limit, Limits, every, of_arns};
use super::callers::account_of;
use super::public::texts;
use super::side::Side;
use crate::aws::{Arn, GlobalKeyIndex, is_account_id, key};
use crate::compile::{CompiledCondition, ValueSet};
use crate::policy::{ConditionFamily, PrincipalValue};
use crate::request::{ContextKeys, KeyId, KeyState, Principal, PrincipalKind, RequestContext};
use crate::value_set::Pattern;

/// The keys that follow from who asks.
// AWS: K-1
const OWN: [GlobalKeyIndex; 8] = [
    key::PRINCIPAL_ARN,
    key::PRINCIPAL_ACCOUNT,
    key::PRINCIPAL_TYPE,
    key::USERID,
    key::USERNAME,
    key::PRINCIPAL_IS_AWS_SERVICE,
    key::PRINCIPAL_SERVICE_NAME,
    key::PRINCIPAL_SERVICE_NAMES_LIST,
];

/// Those of these keys that follow from who asks.
pub fn own_keys(keys: &ContextKeys) -> impl Iterator<Item = KeyId> {
    keys.ids().filter(|id| keys.global(*id).is_some_and(|global| OWN.contains(&global)))
}

/// How many accounts that conditions name are told apart.
const MOST_ACCOUNTS: usize = 100;

/// Any number of an account.
const ANY_ACCOUNT: &str = "????????????";

/// What the unique id of a user or role ends with that stands for all that nobody names.
pub(super) const OTHER_ID: &str = "OTHER";

/// Whom policies name, and so for whom callers stand whom they do not name.
pub(super) struct OwnKeys<'a> {
    pub(super) keys: &'a ContextKeys,
    /// Whom policies name, and the accounts that conditions name.
    pub(super) named: &'a [PrincipalValue],
    /// The name of users, roles and sessions that stand for all others of their account.
    pub(super) other: &'a str,
}

/// A text like one of these patterns, but like none of the others.
struct Form {
    like: Vec<String>,
    but: Vec<String>,
    /// Whether a colon ends what `*` and `?` stand for.
    is_arn: bool,
    may_be_absent: bool,
}

impl Form {
    fn like(pattern: impl Into<String>, but: Vec<String>) -> Self {
        Self { like: vec![pattern.into()], but, is_arn: false, may_be_absent: false }
    }

    fn state(&self) -> KeyState {
        if self.may_be_absent { KeyState::Unknown } else { KeyState::PresentUnknown }
    }

    fn conditions(&self, key: KeyId, keys: &ContextKeys) -> Vec<CompiledCondition> {
        let like = every(key, keys, false, self.values(&self.like));
        vec![like, every(key, keys, true, self.values(&self.but))]
    }

    fn family(&self) -> ConditionFamily {
        if self.is_arn { ConditionFamily::Arn } else { ConditionFamily::Text }
    }

    fn values(&self, texts: &[String]) -> ValueSet {
        if self.is_arn {
            return of_arns(texts);
        }
        ValueSet::of_texts([], texts.iter().map(|text| Pattern::glob(text)).collect())
    }
}

/// The accounts that policies name without a partition, and those that conditions on these keys
/// name, if they are few, in each partition that the policies speak of.
pub(super) fn tested_accounts(
    sides: [&Side; 2],
    named: &[PrincipalValue],
    keys: &ContextKeys,
) -> Vec<PrincipalValue> {
    let own: Vec<&str> = own_keys(keys).map(|key| keys.lower_name(key)).collect();
    let policies = sides.into_iter().flat_map(|side| side.policies.all());
    let statements = policies.flat_map(|policy| &policy.document.statements);
    let conditions = statements.flat_map(|statement| &statement.conditions);
    let tested = conditions.filter(|one| own.iter().any(|key| one.key.eq_ignore_ascii_case(key)));
    let values = tested.flat_map(|one| &one.values);
    let mut accounts: BTreeSet<String> =
        values.flat_map(|value| account_ids(&value.text)).collect();
    if accounts.len() > MOST_ACCOUNTS {
        accounts.clear();
    }
    accounts.extend(named.iter().filter_map(|value| match value {
        PrincipalValue::Account { account, partition: None } => Some(account.to_string()),
        _ => None,
    }));
    let partitions = partitions(sides);
    let in_each = accounts.iter().flat_map(|account| {
        partitions.iter().map(|partition| PrincipalValue::Account {
            account: account.as_str().into(),
            partition: Some(partition.as_str().into()),
        })
    });
    in_each.collect()
}

/// The partitions that the policies speak of, and `aws`.
fn partitions(sides: [&Side; 2]) -> BTreeSet<String> {
    let mut all = BTreeSet::from(["aws".to_owned()]);
    for text in sides.into_iter().flat_map(texts) {
        let Some(partition) = text.strip_prefix("arn:").and_then(|rest| rest.split(':').next())
        else {
            continue;
        };
        if partition.contains(['*', '?', '$']) {
            all.extend(["aws-cn", "aws-us-gov"].map(str::to_owned));
        } else if !partition.is_empty() {
            all.insert(partition.to_owned());
        }
    }
    all
}

/// The numbers of accounts that stand in a text.
pub(super) fn account_ids(text: &str) -> impl Iterator<Item = String> {
    let runs = text.split(|one: char| !one.is_ascii_digit());
    runs.filter(|run| is_account_id(run)).map(str::to_owned)
}

impl OwnKeys<'_> {
    /// The caller of the request, with what its own keys are; with what they can be if it stands for
    /// others.
    pub(super) fn of(&self, mut known: RequestContext) -> Caller {
        if own_keys(self.keys).next().is_none() {
            return Caller::unlimited(known);
        }
        let mut request = known.request.clone();
        request.exact_context = false;
        let own = RequestContext::new(request, self.keys);
        let mut limits = Limits::new();
        for key in own_keys(self.keys) {
            let form =
                self.keys.global(key).and_then(|global| self.form(global, &own.request.principal));
            let Some(form) = form else {
                known.set_state(key, own.state(key).clone());
                continue;
            };
            known.set_state(key, form.state());
            known.read_as(key, form.family());
            limits.insert(key, Limit::Conditions(form.conditions(key, self.keys)));
        }
        Caller { known, limits }
    }

    /// What the caller's own keys are or can be, to tell callers apart.
    pub(super) fn told(&self, caller: &Caller) -> Vec<String> {
        let of_key = |key| format!("{:?} {:?}", caller.known.state(key), caller.limits.get(&key));
        own_keys(self.keys).map(of_key).collect()
    }

    /// The form of a key of a caller that stands for others, if they have it otherwise.
    fn form(&self, key: GlobalKeyIndex, caller: &Principal) -> Option<Form> {
        match (key, &caller.kind) {
            (_, PrincipalKind::CanonicalUser { .. }) => self.of_no_named_account(key),
            (
                key::PRINCIPAL_ACCOUNT,
                PrincipalKind::Service { name } | PrincipalKind::Federated { provider: name },
            ) if self.is_unnamed(name) => self.of_no_named_account(key),
            (key::PRINCIPAL_ARN, _) => self.form_of_arn(caller),
            (key::PRINCIPAL_ACCOUNT, _) if caller.has_credentials() => self.any_account(caller),
            (key::USERNAME, PrincipalKind::User { arn }) => {
                self.is_other(arn).then(|| Form::like("?*", Vec::new()))
            }
            (key::USERID, PrincipalKind::Root) => self.any_account(caller),
            (key::USERID, _) => self.form_of_id(caller),
            (key::PRINCIPAL_SERVICE_NAME, PrincipalKind::Service { name }) => {
                self.is_unnamed(name).then(|| Form::like("?*", self.services()))
            }
            _ => None,
        }
    }

    fn of_no_named_account(&self, key: GlobalKeyIndex) -> Option<Form> {
        let but = match key {
            key::PRINCIPAL_ARN => self.arns_of_accounts(),
            key::PRINCIPAL_ACCOUNT => self.accounts().collect(),
            _ => return None,
        };
        let is_arn = key == key::PRINCIPAL_ARN;
        let any = if is_arn { "arn:*:*:*:*:*" } else { "*" };
        Some(Form { is_arn, may_be_absent: true, ..Form::like(any, but) })
    }

    fn form_of_arn(&self, caller: &Principal) -> Option<Form> {
        let any_account = self.any_account(caller);
        let (service, rest, is_open) = match &caller.kind {
            PrincipalKind::Root => ("iam", "root".to_owned(), false),
            PrincipalKind::User { arn } => ("iam", "user/?*".to_owned(), self.is_other(arn)),
            PrincipalKind::FederatedUser { arn, .. } => {
                ("sts", "federated-user/?*".to_owned(), self.is_other(arn))
            }
            PrincipalKind::RoleSession { name, .. } if **name == *self.other => {
                ("iam", "role/?*".to_owned(), true)
            }
            PrincipalKind::RoleSession { name, path_known, .. } => {
                ("iam", format!("role/{name}"), !path_known)
            }
            _ => return None,
        };
        let (partition, account) = match any_account {
            Some(_) => ("*", ANY_ACCOUNT),
            None => (&*caller.partition, caller.account.as_deref()?),
        };
        let named = self.arns().map(|arn| arn.as_str().to_owned());
        let but = if any_account.is_some() { self.arns_of_accounts() } else { named.collect() };
        let start = format!("arn:{partition}:{service}::{account}:");
        let mut like = vec![format!("{start}{rest}")];
        if let Some(name) = rest.strip_prefix("role/").filter(|name| *name != "?*") {
            like.push(format!("{start}role/*/{name}"));
        }
        let form = Form { like, but, is_arn: true, may_be_absent: false };
        (is_open || any_account.is_some()).then_some(form)
    }

    fn form_of_id(&self, caller: &Principal) -> Option<Form> {
        let id = caller.id.as_deref().unwrap_or(OTHER_ID);
        let is_named = self.ids().any(|named| named.split(':').next() == Some(id));
        let kind = if matches!(caller.kind, PrincipalKind::User { .. }) { "AIDA" } else { "AROA" };
        let start = (!is_named).then(|| format!("{kind}*"));
        let named = || self.ids().flat_map(|id| [id.to_owned(), format!("{id}:*")]).collect();
        let mut but: Vec<String> = if start.is_some() { named() } else { Vec::new() };
        match &caller.kind {
            PrincipalKind::User { .. } => start.map(|like| Form::like(like, but)),
            PrincipalKind::RoleSession { session, .. } => {
                let is_open = start.is_some() || session.is_none();
                if session.is_none() {
                    but.extend(self.sessions_of(caller).map(|session| format!("*:{session}")));
                }
                let session = session.as_deref().unwrap_or("?*");
                let id = start.unwrap_or_else(|| id.to_owned());
                is_open.then(|| Form::like(format!("{id}:{session}"), but))
            }
            PrincipalKind::FederatedUser { arn, .. } => {
                let any_account = self.any_account(caller).map(|_| ANY_ACCOUNT.to_owned());
                let account =
                    any_account.or_else(|| caller.account.as_deref().map(str::to_owned))?;
                self.is_other(arn).then(|| Form::like(format!("{account}:?*"), Vec::new()))
            }
            _ => None,
        }
    }

    /// The sessions of the caller's role that policies name.
    fn sessions_of(&self, caller: &Principal) -> impl Iterator<Item = &str> {
        self.named.iter().filter_map(|value| {
            let PrincipalValue::AssumedRole(arn) = value else { return None };
            let PrincipalKind::RoleSession { name, .. } = &caller.kind else { return None };
            let (role, session) = arn.resource().strip_prefix("assumed-role/")?.split_once('/')?;
            let is_own =
                role.eq_ignore_ascii_case(name) && caller.account.as_deref() == Some(arn.account());
            is_own.then_some(session)
        })
    }

    /// The account of a caller that stands for those of all accounts that nobody names.
    fn any_account(&self, caller: &Principal) -> Option<Form> {
        let own = caller.account.as_deref()?;
        let is_named = self.accounts().any(|account| account == own);
        let but = || self.accounts().collect();
        (!is_named).then(|| Form::like(ANY_ACCOUNT, but()))
    }

    fn arns_of_accounts(&self) -> Vec<String> {
        self.accounts().map(|account| format!("arn:*:*::{account}:*")).collect()
    }

    /// Whether nobody names this service or identity provider.
    fn is_unnamed(&self, own: &str) -> bool {
        self.named.iter().all(|value| match value {
            PrincipalValue::Service(name) | PrincipalValue::Federated(name) => **name != *own,
            _ => true,
        })
    }

    fn is_other(&self, arn: &Arn) -> bool {
        arn.resource().rsplit('/').next() == Some(self.other)
    }

    fn arns(&self) -> impl Iterator<Item = &Arn> {
        self.named.iter().filter_map(|value| match value {
            PrincipalValue::User(arn)
            | PrincipalValue::Role(arn)
            | PrincipalValue::FederatedUser(arn) => Some(arn),
            _ => None,
        })
    }

    fn accounts(&self) -> impl Iterator<Item = String> {
        self.named.iter().filter_map(account_of).map(|(_, account)| account)
    }

    fn services(&self) -> Vec<String> {
        let name = |value: &PrincipalValue| match value {
            PrincipalValue::Service(name) => Some(name.to_string()),
            _ => None,
        };
        self.named.iter().filter_map(name).collect()
    }

    fn ids(&self) -> impl Iterator<Item = &str> {
        self.named.iter().filter_map(|value| match value {
            PrincipalValue::UniqueId(id) => Some(&**id),
            _ => None,
        })
    }
}
