//! Texts that are no policy before anybody asks what they mean.

use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::Severity;

pub(super) static JSON_SYNTAX_ERROR: Rule = Rule {
    code: "json-syntax-error",
    severity: Severity::Error,
    what: "a text that is not JSON",
    why: "AWS reads policies as strict JSON and refuses a text with a comma too many, single \
          quotes, comments or an open bracket. Nothing else can be said about the policy until \
          the text can be read, so this finding stands alone. Correct the place that is \
          underlined and lint again.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*",}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static INVALID_YAML: Rule = Rule {
    code: "invalid-yaml",
    severity: Severity::Error,
    what: "a text that is not YAML",
    why: "The file is read as YAML because of its name, and what is underlined has no meaning \
          in YAML. The usual cause is a text that starts with `*`, `&`, `@` or a backquote, or \
          one that holds a colon and a space: such texts stand in quotes. AWS itself takes \
          JSON only; YAML policies are those of templates.",
    kinds: &[],
    page: "https://yaml.org/spec/1.2.2/",
    fires: Example::identity(
        r#"Version: "2012-10-17"
Statement:
  - Effect: Allow
    Action: s3:ListAllMyBuckets
    Resource: *
"#,
    )
    .in_yaml(),
    quiet: Example::identity(
        r#"Version: "2012-10-17"
Statement:
  - Effect: Allow
    Action: s3:ListAllMyBuckets
    Resource: "*"
"#,
    )
    .in_yaml(),
    logic: Logic::Reading,
};

pub(super) static ALIAS_BOMB: Rule = Rule {
    code: "alias-bomb",
    severity: Severity::Error,
    what: "YAML aliases that multiply a file beyond reason",
    why: "A YAML alias repeats what its anchor marks. Aliases of aliases grow without bounds: \
          a file of a few lines can come to gigabytes, and programs that read it run out of \
          memory. No policy needs that, so the file is refused. Write out what the policy \
          says.",
    kinds: &[],
    page: "https://yaml.org/spec/1.2.2/#71-alias-nodes",
    fires: Example::identity(BOMB).in_yaml(),
    quiet: Example::identity(
        r#"Version: "2012-10-17"
Statement:
  - Effect: Allow
    Action: &read [s3:GetObject, s3:GetObjectVersion]
    Resource: arn:aws:s3:::reports/*
  - Effect: Allow
    Action: *read
    Resource: arn:aws:s3:::plans/*
"#,
    )
    .in_yaml(),
    logic: Logic::Reading,
};

pub(super) static NESTING_TOO_DEEP: Rule = Rule {
    code: "nesting-too-deep",
    severity: Severity::Error,
    what: "lists and objects nested deeper than any policy needs",
    why: "A policy nests five levels deep: statement, condition, operator, key, values. A text \
          that nests more than a hundred is no policy; it is damaged, or made to exhaust the \
          program that reads it. It is refused at the place where it passes the limit.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
    fires: Example::identity(DEEP),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static DUPLICATE_KEY: Rule = Rule {
    code: "duplicate-key",
    severity: Severity::Error,
    what: "a name that stands twice in one object",
    why: "JSON does not say what two equal names in one object mean, and most programs \
          silently keep the last: a second `Effect` can turn a Deny into an Allow, and a \
          second `StringEquals` block makes the first disappear. AWS's grammar has each name \
          once, so this is an error here. Keep one of the two, or join their values in one \
          list.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "finance"}, "StringEquals": {"aws:RequestedRegion": "eu-west-1"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "finance", "aws:RequestedRegion": "eu-west-1"}}}]}"#,
    ),
    logic: Logic::Reading,
};

const BOMB: &str = "Version: &a [x, x, x, x, x, x, x, x, x, x]
Id: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
Sid: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
Action: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
Resource: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
Statement: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
Condition: [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
";

const DEEP: &str = concat!(
    r#"{"Version": "2012-10-17", "Statement": "#,
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    "}"
);
