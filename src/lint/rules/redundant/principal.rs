//! A principal that the rest of the policy makes needless.

use crate::aws::PolicyKind;
use crate::lint::rule::{Example, Logic, Rule};
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "redundant-principal",
    severity: Severity::Suggestion,
    what: "a principal that the rest of the policy covers",
    why: "Another entry of the list, or other statements, name the same callers as directly and to the \
          same effect: without this entry every request is decided as before. Take it out; if it was the \
          one that is meant, the other grants too much. A user or role beside its account is not \
          reported: an account must pass on what it is granted, and a principal that is named itself \
          need not wait for that.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": {"AWS": ["arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:user/ann"]}, "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:user/ann"]}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Proof,
};
