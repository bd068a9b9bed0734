//! How a reader says what was missing.

use crate::aws::PolicyType;

/// Where the question came from, and so where its answer's reader can say more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Supply {
    /// Options of `iamsim check`.
    CommandLine,
    /// Lines of a what-if session.
    Session,
    /// Fields of a scenario.
    Scenario,
    /// Fields of a scenario, for one of the further authorizations that its call needs.
    ScenarioFurther,
}

impl Supply {
    /// The same for the authorization of this number, of which the call's own is the first.
    pub(super) fn of(self, number: usize) -> Self {
        match (self, number) {
            (Self::Scenario, 1..) => Self::ScenarioFurther,
            (other, _) => other,
        }
    }

    /// How to give a policy that AWS always has.
    pub(super) fn policy(self, policy: PolicyType) -> String {
        match (self, policy) {
            (Self::CommandLine, PolicyType::Resource) => {
                "--resource-policy FILE: AWS always has a policy here, and it was not given; \
                 --no-resource-policy if there is none"
                    .to_owned()
            }
            (Self::Session, PolicyType::Resource) => {
                "load FILE as resource: AWS always has a policy here, and it was not given".to_owned()
            }
            (Self::CommandLine | Self::Session, _) => {
                "a policy that AWS always has here was not given".to_owned()
            }
            (Self::ScenarioFurther, PolicyType::Resource) => {
                "`policy` of the `resource` in `alsoRequires`: AWS always has a policy here, and it \
                 was not given; `null` if there is none"
                    .to_owned()
            }
            (Self::Scenario | Self::ScenarioFurther, policy) => format!(
                "`{}` in `policies`: AWS always has a policy here, and it was not given; `null` if \
                 there is none",
                policy.field()
            ),
        }
    }

    /// How to give a fact, by the name under which it is missing.
    pub(super) fn fact(self, key: &str) -> String {
        let how = match (self, key) {
            (_, "resource") => "ask about one resource, without wildcards",
            (_, "operator") => "correct the operator",
            (Self::CommandLine, "kms:EncryptionContext") => {
                "--with kms:EncryptionContext:NAME=VALUE"
            }
            (Self::Scenario | Self::ScenarioFurther, "kms:EncryptionContext") => {
                "`kms:EncryptionContext:NAME` in `context`"
            }
            (Self::Session, "kms:EncryptionContext") => "with kms:EncryptionContext:NAME=VALUE",
            (Self::Session, "session name") => "as with the session's ARN",
            (Self::Session, "principal.id") => "as PRINCIPAL id=ID",
            (Self::Session, "principal.federatedBy") => "as PRINCIPAL federatedBy=ARN",
            (Self::Session, "canonical user") => "as with the canonical id",
            (Self::CommandLine, "session name") => "--as with the session's ARN",
            (Self::CommandLine, "principal.id") => "--principal-id ID",
            (Self::CommandLine, "principal.federatedBy") => "--federated-by ARN",
            (Self::CommandLine, "canonical user") => "--as with the canonical id",
            (Self::Scenario | Self::ScenarioFurther, "session name") => {
                "`principal` with the session's ARN"
            }
            (Self::Scenario | Self::ScenarioFurther, "principal.id") => "`id` of the principal",
            (Self::Scenario | Self::ScenarioFurther, "principal.federatedBy") => {
                "`federatedBy` of the principal"
            }
            (Self::Scenario | Self::ScenarioFurther, "canonical user") => {
                "`principal` with the canonical id"
            }
            (Self::CommandLine, key) if key.contains(':') => {
                return format!("--with {key}=VALUE, or --without {key}");
            }
            (Self::Session, key) if key.contains(':') => {
                return format!("with {key}=VALUE, or without {key}");
            }
            (Self::Scenario | Self::ScenarioFurther, key) if key.contains(':') => {
                return format!("`{key}` in `context`; `null` if the request does not have it");
            }
            (_, other) => other,
        };
        how.to_owned()
    }
}
