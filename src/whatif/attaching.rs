//! Lines that change who holds which policies.

use super::commands::{Done, Line};
use super::holders::{Holder, HolderKind};
use super::loading::layer_named;
use super::organization::{expect_new, level_mut};
use super::refusal::Refusal;
use super::session::{Change, Session};
use super::state::State;
use super::words::Word;
use crate::aws::{Arn, PolicyKind};
use crate::environment::{Fact, Origin, PolicyEntry, Resource};
use crate::text::{Span, printable, quote};

/// `attach POLICY to NAME`, `attach POLICY to scp|rcp PLACE`
pub(super) fn attach(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    let (policy, to) = line.one_and("to")?;
    let name = match to {
        [name] => name,
        [layer, place] => {
            let kind = layer_named(&layer.text).filter(|kind| is_of_organization(*kind));
            let kind = kind.ok_or_else(|| line.refusal("expected `scp` or `rcp` behind `to`"))?;
            return session.attach_to_organization(line, policy, kind, Some(place));
        }
        _ => return Err(line.refusal("expected a name behind `to`")),
    };
    let holder = session.state.holder_meant(&name.text)?;
    let named = session.policy_named(policy, PolicyKind::Identity, &holder.to_string(), None)?;
    let mut entry = named.entry();
    expect_same_account(&entry, &holder)?;
    let mut state = State::clone(&session.state);
    let Some(policies) = holder.policies_mut(state.environment_mut()) else {
        return Err(format!("there is no {holder}").into());
    };
    expect_new(policies, &mut entry)?;
    let mut text = format!("{} is attached to {holder}\n", printable(entry.name()));
    policies.push(entry);
    text += session.note_on_identity_layer();
    Ok(Change { state, text, line: line.again() }.into())
}

fn is_of_organization(kind: PolicyKind) -> bool {
    matches!(kind, PolicyKind::ServiceControl | PolicyKind::ResourceControl)
}

fn expect_same_account(entry: &PolicyEntry, holder: &Holder) -> Result<(), Refusal> {
    let arn = Arn::parse(entry.name());
    let other = arn.filter(|arn| arn.account() != "aws" && arn.account() != &*holder.account);
    match (entry, other) {
        (PolicyEntry::Attached { .. }, Some(arn)) => {
            let arn = quote(arn.as_str());
            Err(format!("{arn} is of another account than {holder}").into())
        }
        _ => Ok(()),
    }
}

impl Session<'_> {
    /// That policies of users and roles do not count where a layer of the session stands for them.
    fn note_on_identity_layer(&self) -> &'static str {
        if self.state.layers.identity.is_some() {
            "note: the identity policies that were loaded stand in for everybody's own\n"
        } else {
            ""
        }
    }
}

/// `detach POLICY from NAME|root|OU|ACCOUNT`, `detach POLICY`
pub(super) fn detach(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    let mut state = State::clone(&session.state);
    let (policy, text) = if let [policy] = line.words {
        (policy, state.layers.remove(&policy.text))
    } else {
        let (policy, from) = line.one_and("from")?;
        let place = match from {
            [layer, place] if layer_named(&layer.text).is_some_and(is_of_organization) => place,
            [place] => place,
            _ => return Err(line.refusal("expected a name behind `from`")),
        };
        (policy, detached(&mut state, policy, place)?)
    };
    let Some(text) = text else {
        let names = session.state.layers.all();
        let near =
            super::names::did_you_mean(&policy.text, names.iter().map(|(_, _, one)| &*one.name));
        return Err(format!("{} is not attached there{near}", quote(&policy.text)).into());
    };
    Ok(Change { state, text: format!("{} is detached\n", printable(&text)), line: line.again() }
        .into())
}

/// Takes a policy from where it is; gives its name.
fn detached(state: &mut State, policy: &Word, from: &Word) -> Result<Option<String>, Refusal> {
    for kind in [PolicyKind::ServiceControl, PolicyKind::ResourceControl] {
        let Some(environment) = &state.environment else { break };
        if !super::organization::places(environment).contains(&from.text) {
            break;
        }
        let level = level_mut(state.environment_mut(), &from.text, kind);
        if let Some(entries) = level.and_then(Option::as_mut)
            && let Some(name) = take(entries, &policy.text)
        {
            return Ok(Some(name));
        }
    }
    let holder = state.holder_meant(&from.text)?;
    let policies = holder.policies_mut(state.environment_mut());
    Ok(policies.and_then(|policies| take(policies, &policy.text)))
}

fn take(entries: &mut Vec<PolicyEntry>, name: &str) -> Option<String> {
    let last = |entry: &PolicyEntry| entry.name().rsplit('/').next().unwrap_or_default().to_owned();
    let wanted = name.rsplit('/').next().unwrap_or_default();
    let at = entries
        .iter()
        .position(|entry| entry.name() == name)
        .or_else(|| entries.iter().position(|entry| last(entry).eq_ignore_ascii_case(wanted)))?;
    Some(entries.remove(at).name().to_owned())
}

/// `set boundary POLICY|none of NAME`
pub(super) fn set_boundary(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    let (policy, of) = line.one_and("of")?;
    let [name] = of else { return Err(line.refusal("expected a name behind `of`")) };
    let holder = session.state.holder_meant(&name.text)?;
    let boundary = if is_none(policy) {
        Fact::None
    } else {
        let kind = PolicyKind::PermissionsBoundary;
        let named = session.policy_named(policy, kind, &holder.to_string(), Some("boundary"))?;
        Fact::Is(named.entry())
    };
    let text = match &boundary {
        Fact::Is(entry) => format!("{} is the boundary of {holder}\n", printable(entry.name())),
        Fact::None | Fact::Unsaid => format!("{holder} has no permissions boundary\n"),
    };
    let mut state = State::clone(&session.state);
    match holder.boundary_mut(state.environment_mut()) {
        Some(old) => *old = boundary,
        None => return Err("groups have no permissions boundary".into()),
    }
    Ok(Change { state, text, line: line.again() }.into())
}

fn is_none(word: &Word) -> bool {
    !word.is_quoted && word.text.eq_ignore_ascii_case("none")
}

/// `set trust JSON|FILE of ROLE`
pub(super) fn set_trust(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    let (policy, of) = line.one_and("of")?;
    let [name] = of else { return Err(line.refusal("expected a role behind `of`")) };
    let holder = session.state.holder_meant(&name.text)?;
    if holder.kind != HolderKind::Role {
        return Err(format!("{holder} is no role: only roles have trust policies").into());
    }
    let called = format!("{holder}/trust");
    let document = session.document_named(policy, PolicyKind::Trust, &called)?;
    let mut state = State::clone(&session.state);
    let account = state.environment_mut().accounts.get_mut(&holder.account);
    if let Some(role) = account.and_then(|account| account.roles.get_mut(&holder.name)) {
        role.trust = Fact::Is(document);
    }
    let text = format!("{holder} has another trust policy\n");
    Ok(Change { state, text, line: line.again() }.into())
}

/// `set policy JSON|FILE|none on RESOURCE`
pub(super) fn set_policy(session: &mut Session<'_>, line: &Line<'_>) -> Result<Done, Refusal> {
    let (policy, on) = line.one_and("on")?;
    let [name] = on else { return Err(line.refusal("expected a resource behind `on`")) };
    let arn = session.resource_meant(&name.text, None)?.text;
    let Some(parsed) = Arn::parse(&arn) else {
        return Err(format!("{} is not the ARN of a resource", quote(&arn)).into());
    };
    if parsed.service() == "iam" && parsed.resource().starts_with("role/") {
        return Err("the policy of a role is its trust policy: `set trust`".into());
    }
    let arn = crate::environment::whose_policy(&parsed);
    let document = if is_none(policy) {
        Fact::None
    } else {
        Fact::Is(session.document_named(policy, PolicyKind::Resource, &arn)?)
    };
    let mut state = State::clone(&session.state);
    let source = Session::typed(&arn, "");
    let make = || Resource::new(Origin::new(&source, Span::default()));
    let resource = state.environment_mut().resources.entry(&arn, make);
    let text = match &document {
        Fact::Is(_) => format!("{} has another policy\n", printable(&arn)),
        Fact::None | Fact::Unsaid => format!("{} has no policy\n", printable(&arn)),
    };
    resource.policy = document;
    Ok(Change { state, text, line: line.again() }.into())
}
