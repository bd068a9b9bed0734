//! Principals under a type that does not fit them.

use crate::aws::PolicyKind;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::Severity;

pub(super) static FEDERATED_PRINCIPAL_NOT_SUPPORTED: Rule = Rule {
    code: "federated-principal-not-supported",
    severity: Severity::Warning,
    what: "an identity provider outside of a trust policy",
    why: "Identity providers are the callers of `sts:AssumeRoleWithSAML` and \
          `sts:AssumeRoleWithWebIdentity` alone. Once somebody has come in through one, the \
          caller is a session of the role, and `Federated` in any other policy names nobody. \
          IAM Access Analyzer calls it an error; here it is a warning, because stored policies \
          hold it and it grants nothing. Name the role that the provider's users assume.",
    kinds: &[PolicyKind::Resource, PolicyKind::ResourceControl, PolicyKind::VpcEndpoint],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "accounts.google.com"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/WebUsers"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static INVALID_SERVICE_PRINCIPAL_FORMAT: Rule = Rule {
    code: "invalid-service-principal-format",
    severity: Severity::Error,
    what: "a service that is not named as AWS names it",
    why: "A service is named by its full domain, such as `lambda.amazonaws.com`, not by its \
          prefix in actions or its ARN, and AWS refuses other texts. The name is often the \
          prefix with `.amazonaws.com` behind it, but not always: look it up in the service's \
          documentation.",
    kinds: &[PolicyKind::Resource, PolicyKind::Trust, PolicyKind::VpcEndpoint],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda"}, "Action": "sts:AssumeRole"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY: Rule = Rule {
    code: "invalid-federated-principal-syntax-in-role-trust-policy",
    severity: Severity::Error,
    what: "an identity provider that is no provider",
    why: "Under `Federated` stands the ARN of a SAML or OpenID Connect provider of the \
          account, or one of the four domains that AWS knows by themselves: \
          `accounts.google.com`, `cognito-identity.amazonaws.com`, `graph.facebook.com` and \
          `www.amazon.com`. AWS refuses any other text. The domain of another provider is a \
          part of its ARN, `arn:aws:iam::111122223333:oidc-provider/domain`.",
    kinds: &[PolicyKind::Resource, PolicyKind::Trust, PolicyKind::VpcEndpoint],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:example/reports:ref:refs/heads/main", "token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:example/reports:ref:refs/heads/main", "token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static MISMATCHED_ACTION_FOR_PRINCIPAL: Rule = Rule {
    code: "mismatched-action-for-principal",
    severity: Severity::Warning,
    what: "a principal that cannot call the action of its trust statement",
    why: "Each kind of principal assumes a role by one call: users, roles, accounts and \
          services by `sts:AssumeRole`, SAML providers by `sts:AssumeRoleWithSAML`, OpenID \
          Connect providers by `sts:AssumeRoleWithWebIdentity`. A statement that allows \
          another call lets nobody in. IAM Access Analyzer calls it an error; IAM stores it, \
          so it is a warning here. Write the call that fits, and one statement for each kind \
          of principal.",
    kinds: &[PolicyKind::Trust],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/Corporate"}, "Action": "sts:AssumeRole"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/Corporate"}, "Action": "sts:AssumeRoleWithSAML", "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}}]}"#,
    ),
    logic: Logic::Reading,
};
