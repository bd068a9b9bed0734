//! A service as the catalogue's text writes it: lists whose last members may be cut off.

use serde::Deserialize;

/// One service.
#[derive(Deserialize)]
pub(crate) struct RawService<'t> {
    /// Its title.
    #[serde(rename = "n")]
    pub name: &'t str,
    /// Bit 0: supports resource control policies.
    #[serde(rename = "f", default)]
    pub flags: u8,
    /// The set of all its condition keys.
    #[serde(rename = "k", default)]
    pub condition_keys: u16,
    /// Name, ARN formats, condition keys.
    #[serde(rename = "r", borrow, default)]
    pub resource_types: Vec<(&'t str, Vec<&'t str>, u16)>,
    /// In the order of their lower-case names.
    #[serde(rename = "a", borrow, default)]
    pub actions: Vec<RawAction<'t>>,
}

/// One action.
#[derive(Deserialize)]
pub(crate) struct RawAction<'t> {
    /// Without prefix.
    pub name: &'t str,
    /// Number of the access level.
    pub level: u8,
    /// Set of condition keys.
    #[serde(default)]
    pub condition_keys: u16,
    /// Resource types used.
    #[serde(default)]
    pub resources: Vec<RawUse>,
    /// Number of the list of dependent actions.
    #[serde(default)]
    pub dependent: u16,
    /// Names of scenarios and the resource types of each.
    #[serde(borrow, default)]
    pub scenarios: Vec<(&'t str, Vec<RawUse>)>,
    /// 1 if the action is no longer in AWS's reference.
    #[serde(default)]
    pub legacy: u8,
}

/// The use of a resource type.
#[derive(Deserialize)]
pub(crate) struct RawUse {
    /// Which one.
    pub resource_type: u16,
    /// 1 if the action cannot do without.
    #[serde(default)]
    pub required: u8,
    /// Condition keys that come with this use.
    #[serde(default)]
    pub condition_keys: u16,
}
