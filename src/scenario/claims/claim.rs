//! A claim as written.

use std::borrow::Cow;

use crate::bundle::{Fields, Layers, Placed, Trouble};
use crate::text::quote;

/// What is claimed of all requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimKind {
    /// None of these is allowed.
    Never,
    /// All of these are allowed.
    Always,
    /// Policies allow nothing that they did not allow before.
    NoNewAccess,
}

/// A claim as written: one or more that are tested.
#[derive(Clone, Debug)]
pub struct Claim<'n> {
    /// What is claimed.
    pub kind: ClaimKind,
    /// A sentence that holds if the claim does.
    pub name: Cow<'n, str>,
    /// The whole object.
    pub place: Placed<'n>,
    pub(super) fields: Fields<'n>,
    pub(super) layers: Layers<'n>,
}

/// The fields of a file that hold claims.
pub(in crate::scenario) const CLAIMS: [(&str, ClaimKind); 3] = [
    ("never", ClaimKind::Never),
    ("always", ClaimKind::Always),
    ("noNewAccess", ClaimKind::NoNewAccess),
];

pub(in crate::scenario) const NEVER_FIELDS: &[&str] = &[
    "name",
    "source",
    "principal",
    "except",
    "action",
    "resource",
    "unless",
    "context",
    "now",
    "organization",
    "policies",
    "waiver",
];

pub(in crate::scenario) const ALWAYS_FIELDS: &[&str] = &[
    "name",
    "source",
    "principal",
    "except",
    "action",
    "resource",
    "when",
    "context",
    "now",
    "organization",
    "policies",
    "waiver",
];

pub(in crate::scenario) const NO_NEW_ACCESS_FIELDS: &[&str] =
    &["name", "source", "baseline", "policies", "waiver"];

impl ClaimKind {
    /// The field of the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Always => "always",
            Self::NoNewAccess => "noNewAccess",
        }
    }

    fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Never => NEVER_FIELDS,
            Self::Always => ALWAYS_FIELDS,
            Self::NoNewAccess => NO_NEW_ACCESS_FIELDS,
        }
    }
}

/// The claims of a file in the order of their kinds, and every mistake in one.
pub(in crate::scenario) fn read_claims<'n>(
    file: &Fields<'n>,
) -> Result<Vec<Claim<'n>>, Vec<Trouble>> {
    let (mut claims, mut troubles) = (Vec::new(), Vec::new());
    for (field, kind) in CLAIMS {
        let Some(list) = file.get(field) else { continue };
        let written = list.one_or_more();
        if written.is_empty() {
            troubles.push(list.trouble("empty-list", format!("an empty `{field}` claims nothing")));
        }
        for place in written {
            match Claim::read(place, kind) {
                Ok(claim) => claims.push(claim),
                Err(trouble) => troubles.push(trouble),
            }
        }
    }
    if troubles.is_empty() { Ok(claims) } else { Err(troubles) }
}

impl<'n> Claim<'n> {
    fn read(place: Placed<'n>, kind: ClaimKind) -> Result<Self, Trouble> {
        let fields = place.fields(kind.fields())?;
        if let Some(source) = fields.some("source") {
            source.one_or_more().into_iter().try_for_each(|one| one.text().map(|_| ()))?;
        }
        let name = fields.text("name")?.filter(|name| !name.trim().is_empty());
        let name = match (name, kind) {
            (Some(name), _) => Cow::Borrowed(name),
            (None, ClaimKind::NoNewAccess) => {
                let baseline = needed(&fields, "baseline")?.text()?;
                Cow::Owned(format!("no new access since {baseline}"))
            }
            (None, _) => return Err(place.trouble("missing-name", "the claim has no `name`")),
        };
        let layers = match kind {
            ClaimKind::NoNewAccess => Layers::default(),
            _ => fields.some("policies").map_or(Ok(Layers::default()), Layers::read)?,
        };
        Ok(Self { kind, name, place, fields, layers })
    }

    /// What the name is written as, or what stands for it.
    pub(in crate::scenario) fn named_at(&self) -> Placed<'n> {
        self.fields.some("name").unwrap_or(self.place)
    }

    /// A field that must be there.
    pub(super) fn needed(&self, field: &str) -> Result<Placed<'n>, Trouble> {
        needed(&self.fields, field)
    }
}

fn needed<'n>(fields: &Fields<'n>, name: &str) -> Result<Placed<'n>, Trouble> {
    fields.some(name).ok_or_else(|| {
        fields.object.trouble("missing-field", format!("the claim has no {}", quote(name)))
    })
}
