//! In: instances of `aws_iam_*`. Out: users, groups, roles and managed policies of their accounts,
//! and what each of them holds.

mod attachments;
mod exclusive;
mod identities;
mod managed;
mod memberships;

use super::builder::Builder;
use super::snapshot::Instance;

/// What kind of identity holds policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HolderKind {
    User,
    Group,
    Role,
}

/// An identity that holds policies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Holder {
    pub(super) account: String,
    pub(super) kind: HolderKind,
    pub(super) name: String,
}

impl HolderKind {
    const ALL: [Self; 3] = [Self::User, Self::Group, Self::Role];

    /// As attributes and ARNs call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
        }
    }
}

/// Types that grant and limit nothing by themselves.
const WITHOUT_POLICIES: &[&str] = &[
    "aws_iam_access_key",
    "aws_iam_account_password_policy",
    "aws_iam_instance_profile",
    "aws_iam_openid_connect_provider",
    "aws_iam_organizations_features",
    "aws_iam_outbound_web_identity_federation",
    "aws_iam_saml_provider",
    "aws_iam_security_token_service_preferences",
    "aws_iam_server_certificate",
    "aws_iam_service_specific_credential",
    "aws_iam_signing_certificate",
    "aws_iam_user_login_profile",
    "aws_iam_user_ssh_key",
    "aws_iam_virtual_mfa_device",
];

impl<'s> Builder<'s> {
    /// Those that are defined here, before anything is attached to them.
    pub(super) fn iam_entity(&mut self, instance: &'s Instance<'s>) {
        match (instance.is_data, instance.kind) {
            (_, "aws_iam_user") => self.user(instance),
            (false, "aws_iam_group") => self.group(instance),
            (_, "aws_iam_role") => self.role(instance),
            (false, "aws_iam_service_linked_role") => self.service_linked_role(instance),
            (_, "aws_iam_policy") => self.managed_policy(instance),
            (false, "aws_iam_account_alias") => self.account_alias(instance),
            _ => {}
        }
    }

    /// What is attached.
    pub(super) fn iam_attachment(&mut self, instance: &'s Instance<'s>) {
        if instance.is_data {
            return;
        }
        for kind in HolderKind::ALL {
            let Some(rest) = instance.kind.strip_prefix("aws_iam_") else { return };
            match rest.strip_prefix(kind.name()) {
                Some("_policy") => return self.inline_policy(instance, kind),
                Some("_policy_attachment") => return self.attachment(instance, kind),
                Some("_policies_exclusive") => return self.exclusive(instance, kind, true),
                Some("_policy_attachments_exclusive") => {
                    return self.exclusive(instance, kind, false);
                }
                _ => {}
            }
        }
        match instance.kind {
            "aws_iam_policy_attachment" => self.shared_attachment(instance),
            "aws_iam_group_membership" => self.group_membership(instance),
            "aws_iam_user_group_membership" => self.user_group_membership(instance),
            "aws_iam_user"
            | "aws_iam_group"
            | "aws_iam_role"
            | "aws_iam_service_linked_role"
            | "aws_iam_policy"
            | "aws_iam_account_alias" => {}
            kind if kind.starts_with("aws_iam_") && !WITHOUT_POLICIES.contains(&kind) => {
                self.values.remark(instance, "this type of IAM resource is not known");
            }
            _ => {}
        }
    }
}
