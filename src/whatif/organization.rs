//! Lines that change the policies of an organization.

use super::commands::{Done, Line};
use super::documents::Named;
use super::known::unit_name;
use super::layers::Plain;
use super::loading::layer_name;
use super::refusal::Refusal;
use super::session::{Change, Session};
use super::state::State;
use super::words::Word;
use crate::aws::PolicyKind;
use crate::bundle::{FULL_ACCESS, RCP_FULL_ACCESS};
use crate::environment::{Environment, Fact, Member, PolicyEntry, Unit};
use crate::text::{printable, quote};

/// Policies attached at a level; `None` if nothing is said of them.
type Level = Option<Vec<PolicyEntry>>;

/// The policies at the root, a unit or an account of the organization.
pub(super) fn level_mut<'e>(
    environment: &'e mut Environment,
    at: &str,
    kind: PolicyKind,
) -> Option<&'e mut Level> {
    let Fact::Is(organization) = &mut environment.organization else { return None };
    let root = organization.root.as_mut()?;
    if at.eq_ignore_ascii_case("root") {
        return Some(of_unit(root, kind));
    }
    below(root, at, kind)
}

fn below<'e>(unit: &'e mut Unit, at: &str, kind: PolicyKind) -> Option<&'e mut Level> {
    let is_called = |name: &Option<Box<str>>| name.as_deref().is_some_and(|name| name == at);
    if is_called(&unit.id) || is_called(&unit.name) {
        return Some(of_unit(unit, kind));
    }
    let Unit { accounts, units, .. } = unit;
    let account = accounts.iter_mut().find(|one| *one.id == *at || is_called(&one.name));
    if let Some(account) = account {
        return Some(of_account(account, kind));
    }
    units.iter_mut().find_map(|unit| below(unit, at, kind))
}

fn of_unit(unit: &mut Unit, kind: PolicyKind) -> &mut Level {
    match kind {
        PolicyKind::ResourceControl => &mut unit.resource_control,
        _ => &mut unit.service_control,
    }
}

fn of_account(account: &mut Member, kind: PolicyKind) -> &mut Level {
    match kind {
        PolicyKind::ResourceControl => &mut account.resource_control,
        _ => &mut account.service_control,
    }
}

/// Names of the places in an organization to which policies can be attached.
pub(super) fn places(environment: &Environment) -> Vec<String> {
    let Fact::Is(organization) = &environment.organization else { return Vec::new() };
    let Some(root) = &organization.root else { return Vec::new() };
    let mut names = vec!["root".to_owned()];
    let mut units = vec![root];
    while let Some(unit) = units.pop() {
        names.extend([unit_name(unit).to_owned()]);
        names.extend(unit.name.iter().map(ToString::to_string));
        names.extend(unit.accounts.iter().map(|one| one.id.to_string()));
        units.extend(&unit.units);
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Each policy at each place of an organization.
pub(super) fn attached_in_organization(environment: &Environment) -> Vec<(String, &PolicyEntry)> {
    let Fact::Is(organization) = &environment.organization else { return Vec::new() };
    let mut units: Vec<&Unit> = organization.root.iter().collect();
    let mut all = Vec::new();
    while let Some(unit) = units.pop() {
        let own = [&unit.service_control, &unit.resource_control];
        let of_unit = own.into_iter().flatten().flatten();
        all.extend(of_unit.map(|entry| (unit_name(unit).to_owned(), entry)));
        for account in &unit.accounts {
            let own = [&account.service_control, &account.resource_control];
            let of_account = own.into_iter().flatten().flatten();
            all.extend(of_account.map(|entry| (account.id.to_string(), entry)));
        }
        units.extend(&unit.units);
    }
    all
}

/// `scp POLICY [at root|OU|ACCOUNT|LEVEL]`
pub(super) fn service_control(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    let (policy, at) = policy_and_place(line)?;
    session.attach_to_organization(line, policy, PolicyKind::ServiceControl, at)
}

/// `rcp POLICY [at root|OU|ACCOUNT|LEVEL]`
pub(super) fn resource_control(
    session: &mut Session<'_>,
    line: &Line<'_>,
) -> Result<Done, Refusal> {
    let (policy, at) = policy_and_place(line)?;
    session.attach_to_organization(line, policy, PolicyKind::ResourceControl, at)
}

fn policy_and_place<'w>(line: &Line<'w>) -> Result<(&'w Word, Option<&'w Word>), Refusal> {
    match line.words {
        [policy] => Ok((policy, None)),
        [policy, at, place] if at.text.eq_ignore_ascii_case("at") => Ok((policy, Some(place))),
        _ => Err(line.refusal("expected a policy, and where it is to be")),
    }
}

impl Session<'_> {
    /// Attaches a policy to the root, a unit or an account; where there is no organization, to a level
    /// above everybody.
    pub(super) fn attach_to_organization(
        &mut self,
        line: &Line<'_>,
        policy: &Word,
        kind: PolicyKind,
        at: Option<&Word>,
    ) -> Result<Done, Refusal> {
        let is_tree =
            self.state.environment.as_ref().is_some_and(|known| !places(known).is_empty());
        let place = at.map_or(if is_tree { "root" } else { "0" }, |word| &word.text);
        let layer = layer_name(kind);
        let named = self.policy_named(policy, kind, &format!("{layer}/{place}"), None)?;
        let mut state = State::clone(&self.state);
        let text = if is_tree {
            put_into_tree(&mut state, kind, place, named)?
        } else {
            self.put_at_level(line, &mut state, kind, (at, named))?
        };
        Ok(Change { state, text, line: line.again() }.into())
    }

    fn put_at_level(
        &mut self,
        line: &Line<'_>,
        state: &mut State,
        kind: PolicyKind,
        (at, named): (Option<&Word>, Named),
    ) -> Result<String, Refusal> {
        let level = match at.map(|word| word.text.to_lowercase()).as_deref() {
            None | Some("root") => 0,
            Some(text) => text.parse().ok().filter(|level| *level < 7).ok_or_else(|| {
                line.refusal("there is no organization here: expected `root` or a level")
            })?,
        };
        let plain = match named {
            Named::Attached(name) => Plain {
                key: name.as_str().into(),
                name: name.into(),
                policy: None,
                is_typed: false,
            },
            Named::Document(name, policy) => {
                let key = self.new_key();
                let name = format!("{}/{level}/{name}", layer_name(kind));
                Plain { key, name: name.into(), policy: Some(policy), is_typed: true }
            }
        };
        plain.shelve(&mut self.reader);
        let text = format!("{} is attached at level {level}\n", printable(&plain.name));
        state.layers.put(kind, Some(level), plain);
        Ok(text)
    }
}

fn put_into_tree(
    state: &mut State,
    kind: PolicyKind,
    place: &str,
    named: Named,
) -> Result<String, Refusal> {
    let known: Vec<String> = state.environment.as_deref().map(places).unwrap_or_default();
    let full = if kind == PolicyKind::ResourceControl { RCP_FULL_ACCESS } else { FULL_ACCESS };
    let Some(level) = level_mut(state.environment_mut(), place, kind) else {
        let near = super::names::did_you_mean(place, known.iter().map(String::as_str));
        return Err(
            format!("the organization has no unit or account {}{near}", quote(place)).into()
        );
    };
    // AWS: D-4
    let entries = level.get_or_insert_with(|| vec![Named::Attached(full.to_owned()).entry()]);
    let mut entry = named.entry();
    expect_new(entries, &mut entry)?;
    let text = format!("{} is attached to {}\n", printable(entry.name()), printable(place));
    entries.push(entry);
    Ok(text)
}

/// Refuses what is attached already; gives a document another name that stands in for one there.
pub(super) fn expect_new(entries: &[PolicyEntry], entry: &mut PolicyEntry) -> Result<(), Refusal> {
    let has = |name: &str| entries.iter().any(|one| one.name() == name);
    match entry {
        PolicyEntry::Inline { name, .. } => {
            let wanted = name.to_string();
            let mut number = 1;
            while has(name) {
                number += 1;
                *name = format!("{wanted}-{number}").into();
            }
            Ok(())
        }
        entry if has(entry.name()) => {
            Err(format!("{} is attached there already", quote(entry.name())).into())
        }
        _ => Ok(()),
    }
}
