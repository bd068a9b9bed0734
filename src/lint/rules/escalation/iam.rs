//! Permissions gained by changing identities, their policies and their credentials.

use super::way::{Way, find, held, others, own};
use crate::aws::PolicyKind;
use crate::lint::finding::Findings;
use crate::lint::reach::{Reach, Step};
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::subject::Subject;
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "privilege-escalation-through-iam",
    severity: Severity::SecurityWarning,
    what: "IAM actions with which the holder can give itself any permission",
    why: "Some actions of IAM change what somebody may do: who may attach a policy to itself, write a new \
          version of a policy that is attached to it, or make keys for another user, has in effect the \
          permissions of an administrator. The policy alone, with its conditions and Denies, leaves at \
          least one such way open. Name the users, roles and policies that are meant in `Resource`, \
          require a permissions boundary with `iam:PermissionsBoundary`, or allow only harmless policies \
          with `iam:PolicyARN`. A boundary or a service control policy that closes the way stands \
          elsewhere and is not known here.",
    kinds: &[PolicyKind::Identity],
    page: "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:ListUsers", "iam:AttachUserPolicy"], "Resource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:ListUsers", "iam:AttachUserPolicy"], "Resource": "*", "Condition": {"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::111122223333:policy/read-reports"}}}]}"#,
    ),
    logic: Logic::Policy(look),
};

fn look(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let what_to_do =
        "name the users, roles or policies that are meant, or require `iam:PermissionsBoundary`";
    find(subject, findings, WAYS, what_to_do);
}

const ADMINISTRATOR: &[(&str, &str)] =
    &[("iam:PolicyARN", "arn:aws:iam::aws:policy/AdministratorAccess")];

const fn attach(action: &'static str, reach: Reach) -> Step<'static> {
    Step { action, reach, types: &[], given: ADMINISTRATOR }
}

/// By pathfinding.cloud (as of 2026-09), Rhino Security Labs and iam-policy-validator. Ways that need
/// more than another of this list (iam-003, iam-014 to iam-021, those that make the user or role first)
/// are not listed: the shorter one is
/// open, too.
const WAYS: &[Way] = &[
    Way {
        id: "iam-001",
        needs: &[&[held("iam:CreatePolicyVersion")]],
        gives: "rewrite a policy that is attached to it",
    },
    Way {
        id: "rhino-2",
        needs: &[&[held("iam:SetDefaultPolicyVersion")]],
        gives: "go back to an older, wider version of a policy that is attached to it",
    },
    Way {
        id: "iam-002",
        needs: &[&[others("iam:CreateAccessKey")]],
        gives: "make access keys for another user",
    },
    Way {
        id: "iam-004",
        needs: &[&[others("iam:CreateLoginProfile")]],
        gives: "give another user a console password that it knows",
    },
    Way {
        id: "iam-006",
        needs: &[&[others("iam:UpdateLoginProfile")]],
        gives: "set another user's console password",
    },
    Way {
        id: "iam-007",
        needs: &[&[own("iam:PutUserPolicy"), others("iam:PutUserPolicy")]],
        gives: "write a policy for itself",
    },
    Way {
        id: "iam-008",
        needs: &[&[
            attach("iam:AttachUserPolicy", Reach::OwnUser),
            attach("iam:AttachUserPolicy", Reach::Others),
        ]],
        gives: "attach `AdministratorAccess` to itself",
    },
    Way {
        id: "iam-010",
        needs: &[&[attach("iam:AttachGroupPolicy", Reach::Held)]],
        gives: "attach `AdministratorAccess` to a group that it is in",
    },
    Way {
        id: "iam-011",
        needs: &[&[held("iam:PutGroupPolicy")]],
        gives: "write a policy for a group that it is in",
    },
    Way {
        id: "iam-013",
        needs: &[&[others("iam:AddUserToGroup")]],
        gives: "join a group of administrators",
    },
    Way {
        id: "iam-005",
        needs: &[&[held("iam:PutRolePolicy")]],
        gives: "write a policy for the role that it has",
    },
    Way {
        id: "iam-009",
        needs: &[&[attach("iam:AttachRolePolicy", Reach::Held)]],
        gives: "attach `AdministratorAccess` to the role that it has",
    },
    Way {
        id: "iam-012",
        needs: &[&[others("iam:UpdateAssumeRolePolicy")]],
        gives: "let itself into any role",
    },
    Way {
        id: "user-boundary",
        needs: &[&[
            own("iam:DeleteUserPermissionsBoundary"),
            others("iam:DeleteUserPermissionsBoundary"),
            own("iam:PutUserPermissionsBoundary"),
            others("iam:PutUserPermissionsBoundary"),
        ]],
        gives: "lift its own permissions boundary",
    },
    Way {
        id: "role-boundary",
        needs: &[&[
            held("iam:DeleteRolePermissionsBoundary"),
            held("iam:PutRolePermissionsBoundary"),
        ]],
        gives: "lift the permissions boundary of the role that it has",
    },
];
