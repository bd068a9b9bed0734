//! The tree of an organization.

use super::{Exporter, Fields};
use crate::environment::{Member, Organization, Origin, PolicyEntry, Unit};
use crate::text::Node;

impl Exporter {
    pub(super) fn organization(self, organization: &Organization) -> Node {
        let mut fields = Fields::default();
        let origin = &organization.origin;
        self.origin(&mut fields, origin);
        fields.text("id", organization.id.as_deref());
        fields.text("managementAccount", organization.management_account.as_deref());
        if let Some(root) = &organization.root {
            fields.push("root", self.unit(root, origin));
        }
        fields.node()
    }

    fn unit(self, unit: &Unit, origin: &Origin) -> Node {
        let mut fields = Fields::default();
        fields.text("id", unit.id.as_deref());
        fields.text("name", unit.name.as_deref());
        self.level(&mut fields, "serviceControl", unit.service_control.as_ref(), origin);
        self.level(&mut fields, "resourceControl", unit.resource_control.as_ref(), origin);
        let members = unit.accounts.iter().map(|member| self.member(member, origin));
        fields.filled("accounts", Node::of_items(members));
        let units = unit.units.iter().map(|unit| self.unit(unit, origin));
        fields.filled("units", Node::of_items(units));
        fields.node()
    }

    fn member(self, member: &Member, origin: &Origin) -> Node {
        let Member { id, name, service_control, resource_control } = member;
        if name.is_none() && service_control.is_none() && resource_control.is_none() {
            return Node::of_text(&**id);
        }
        let mut fields = Fields::default();
        fields.text("id", Some(id));
        fields.text("name", name.as_deref());
        self.level(&mut fields, "serviceControl", service_control.as_ref(), origin);
        self.level(&mut fields, "resourceControl", resource_control.as_ref(), origin);
        fields.node()
    }

    /// The policies of a level: an empty list is not the same as none said.
    fn level(
        self,
        fields: &mut Fields,
        name: &'static str,
        entries: Option<&Vec<PolicyEntry>>,
        origin: &Origin,
    ) {
        if let Some(entries) = entries {
            fields.push(name, self.policies(entries, origin));
        }
    }
}
