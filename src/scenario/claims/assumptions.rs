//! What a proof rests on beside the policies.

/// Something that is taken to hold for all requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// A stable kebab-case name.
    pub code: &'static str,
    /// A sentence without a full stop.
    pub text: &'static str,
}

const fn assumption(code: &'static str, text: &'static str) -> Assumption {
    Assumption { code, text }
}

/// What every proof of a claim rests on.
pub const ASSUMPTIONS: [Assumption; 8] = [
    assumption("well-formed", "ARNs and names of actions are well-formed"),
    assumption("key-types", "condition keys have the types that the catalogue gives them"),
    assumption(
        "readable-values",
        "keys that are sent have values, and those of numbers, dates, addresses, binary and truth \
         values can be read as such",
    ),
    assumption(
        "owner",
        "resources whose ARN names no account, and of which nothing is said, belong to the caller's \
         account",
    ),
    assumption(
        "no-other-policies",
        "resources of which no policy is given have none, but for roles and KMS keys",
    ),
    assumption(
        "long-term-credentials",
        "users call IAM and STS with long-term credentials or a second factor, where nothing that \
         decides speaks of aws:TokenIssueTime",
    ),
    assumption("no-endpoint", "no request goes through a VPC endpoint whose policy is not named"),
    assumption(
        "documents-alone",
        "policies that are compared with a baseline decide alone, each by itself",
    ),
];
