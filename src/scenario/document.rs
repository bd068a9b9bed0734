//! A scenario file, read.

use std::collections::HashMap;

use super::claims::{Claim, read_claims};
use super::names::Names;
use crate::bundle::{Fields, Layers, Placed, Text, Trouble};
use crate::environment::Environment;
use crate::text::{Span, quote};

pub(super) const FILE_FIELDS: &[&str] = &[
    "title",
    "source",
    "extends",
    "now",
    "exactContext",
    "organization",
    "vars",
    "environment",
    "policies",
    "principals",
    "resources",
    "context",
    "contexts",
    "cases",
    "never",
    "always",
    "noNewAccess",
];

pub(super) const CASE_FIELDS: &[&str] = &[
    "name",
    "source",
    "principal",
    "action",
    "resource",
    "resourceAccount",
    "alsoRequires",
    "context",
    "organization",
    "actionFacts",
    "now",
    "exactContext",
    "lenientNotPrincipal",
    "asStored",
    "kind",
    "policies",
    "expect",
    "because",
    "missing",
    "except",
];

/// A scenario file.
#[derive(Clone, Debug)]
pub struct Document<'n> {
    /// What it is about.
    pub title: Option<&'n str>,
    /// Its cases in the order written; a file without them and without claims is there to be
    /// extended.
    pub cases: Vec<Case<'n>>,
    /// What it claims of all requests.
    pub claims: Vec<Claim<'n>>,
    /// The fields of the file and of those that it extends, the nearest first.
    pub(super) chain: Vec<Fields<'n>>,
    pub(super) unused_vars: &'n [Trouble],
    pub(super) layers: Layers<'n>,
    pub(super) principals: Names<'n>,
    pub(super) resources: Names<'n>,
    pub(super) contexts: Names<'n>,
    pub(super) environment: Option<&'n Environment>,
    /// The time by the clock, in seconds since 1970, where somebody looked.
    pub(super) clock: Option<i64>,
}

/// A case as written: one or more questions and what is expected of the answers.
#[derive(Clone, Debug)]
pub struct Case<'n> {
    /// A sentence.
    pub name: &'n str,
    /// Where its expectations come from, the file's sources included.
    pub sources: Vec<&'n str>,
    /// The whole object.
    pub place: Placed<'n>,
    pub(super) fields: Fields<'n>,
    pub(super) layers: Layers<'n>,
}

impl<'n> Document<'n> {
    pub(super) fn read(
        own: &'n Text,
        bases: &'n [Text],
        unused_vars: &'n [Trouble],
        (environment, clock): (Option<&'n Environment>, Option<i64>),
    ) -> Result<Self, Vec<Trouble>> {
        let one = |trouble| vec![trouble];
        let fields = file_fields(own).map_err(one)?;
        let file_sources = sources(&fields).map_err(one)?;
        let mut chain = vec![fields];
        for base in bases {
            chain.push(file_fields(base).map_err(one)?);
        }
        let names = |kind, field: &str| {
            let objects = chain.iter().filter_map(|fields| fields.some(field));
            let has_others = environment.is_some() && kind == "principal";
            Names::read(kind, objects, has_others).map_err(one)
        };
        let (cases, claims) = tests_of(&fields, &file_sources)?;
        Ok(Self {
            title: fields.text("title").map_err(one)?,
            cases,
            claims,
            layers: layers(&chain).map_err(one)?,
            principals: names("principal", "principals")?,
            resources: names("resource", "resources")?,
            contexts: names("context", "contexts")?,
            chain,
            unused_vars,
            environment,
            clock,
        })
    }

    /// A field of the nearest file that has it; it may be `null`.
    pub(super) fn nearest(&self, name: &str) -> Option<Placed<'n>> {
        self.chain.iter().find_map(|fields| fields.get(name))
    }

    /// The keys for every case, the farthest file's first.
    pub(super) fn shared_contexts(&self) -> impl Iterator<Item = Placed<'n>> {
        self.chain.iter().rev().filter_map(|fields| fields.some("context"))
    }
}

fn file_fields(text: &Text) -> Result<Fields<'_>, Trouble> {
    let root = Placed { node: &text.node, source: &text.source };
    root.fields(FILE_FIELDS)
}

/// The policies for every case, of each layer the nearest.
fn layers<'n>(chain: &[Fields<'n>]) -> Result<Layers<'n>, Trouble> {
    let written = chain.iter().filter_map(|fields| fields.some("policies"));
    written
        .map(Layers::read)
        .try_fold(Layers::default(), |nearer, farther| Ok(nearer.over(farther?)))
}

fn sources<'n>(fields: &Fields<'n>) -> Result<Vec<&'n str>, Trouble> {
    let sources = fields.some("source").map_or_else(Vec::new, Placed::one_or_more);
    sources.into_iter().map(Placed::text).collect()
}

/// The cases and claims of a file, or every mistake in them.
fn tests_of<'n>(
    fields: &Fields<'n>,
    file_sources: &[&'n str],
) -> Result<(Vec<Case<'n>>, Vec<Claim<'n>>), Vec<Trouble>> {
    let (cases, claims) = (read_cases(fields, file_sources), read_claims(fields));
    let (cases, claims) = match (cases, claims) {
        (Ok(cases), Ok(claims)) => (cases, claims),
        (cases, claims) => {
            let troubles = cases.err().into_iter().chain(claims.err()).flatten();
            return Err(troubles.collect());
        }
    };
    let of_cases = cases.iter().filter_map(|case| Some((case.name, case.fields.some("name")?)));
    let of_claims = claims.iter().map(|claim| (&*claim.name, claim.named_at()));
    let troubles = names_given_twice(of_cases.chain(of_claims));
    if troubles.is_empty() { Ok((cases, claims)) } else { Err(troubles) }
}

fn read_cases<'n>(
    fields: &Fields<'n>,
    file_sources: &[&'n str],
) -> Result<Vec<Case<'n>>, Vec<Trouble>> {
    let Some(list) = fields.get("cases") else { return Ok(Vec::new()) };
    let (mut cases, mut troubles) = (Vec::new(), Vec::new());
    for case in list.list().map_err(|trouble| vec![trouble])? {
        match Case::read(case, file_sources) {
            Ok(case) => cases.push(case),
            Err(trouble) => troubles.push(trouble),
        }
    }
    if cases.is_empty() && troubles.is_empty() {
        troubles.push(list.trouble("missing-cases", "there is no case here"));
    }
    if troubles.is_empty() { Ok(cases) } else { Err(troubles) }
}

fn names_given_twice<'c>(names: impl Iterator<Item = (&'c str, Placed<'c>)>) -> Vec<Trouble> {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    let mut troubles = Vec::new();
    for (name, place) in names {
        if let Some(first) = seen.insert(name, place.node.span) {
            let message = format!("two cases are named {}", quote(name));
            let mut trouble = place.trouble("duplicate-case", message);
            trouble = trouble.with_label(first, "first named here");
            troubles.push(trouble);
        }
    }
    troubles
}

impl<'n> Case<'n> {
    fn read(place: Placed<'n>, file_sources: &[&'n str]) -> Result<Self, Trouble> {
        let fields = place.fields(CASE_FIELDS)?;
        let name = fields.text("name")?.filter(|name| !name.trim().is_empty());
        let name = name.ok_or_else(|| place.trouble("missing-name", "the case has no `name`"))?;
        let mut all_sources = file_sources.to_vec();
        all_sources.extend(sources(&fields)?);
        Ok(Self {
            name,
            sources: all_sources,
            place,
            fields,
            layers: fields.some("policies").map_or(Ok(Layers::default()), Layers::read)?,
        })
    }
}
