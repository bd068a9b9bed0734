//! Policy variables that never stand for anything.

use crate::aws::{GLOBAL_KEYS, global_key};
use crate::catalog::Catalog;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::policy::{Template, TemplatePart};
use crate::text::{Severity, Span, nearest, quote};

pub(super) static RULE: Rule = Rule {
    code: "variable-never-resolved",
    severity: Severity::Warning,
    what: "a policy variable that stands for nothing in any request",
    why: "A variable is replaced by the value that the request carries of that key. This one has no \
          value in any request, because there is no such key or because the key may have several values \
          and AWS replaces only keys with one. A resource with such a variable matches nothing, so an \
          Allow does not grant it and a Deny does not protect it; a condition's value fits nothing.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${aws:usrname}/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${aws:username}/*"}]}"#,
    ),
    logic: Logic::Statement(find),
};

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    for entry in statement.written.resource.iter().flat_map(|element| &element.entries) {
        of_text(statement, &entry.text, entry.span, findings);
    }
    for condition in statement.conditions().filter(|one| one.operator.test.takes_variables()) {
        for value in &condition.written.values {
            of_text(statement, &value.text, value.span, findings);
        }
    }
}

// AWS: V-3, V-4
fn of_text(statement: &StatementView<'_>, text: &str, at: Span, findings: &mut Findings<'_>) {
    if !text.contains("${") {
        return;
    }
    let version = statement.subject.document().version;
    let Ok(template) = Template::parse(text, version, true) else { return };
    for part in &template.parts {
        let TemplatePart::Variable { key, default: None } = part else { continue };
        let lower = key.to_ascii_lowercase();
        if let Some(why) = never_resolved(&lower, statement.subject.catalog()) {
            let message = format!("the variable {} never stands for anything", quote(key));
            let found = findings.at(at, message);
            match why {
                Why::SeveralValues => found.hint("its key may have several values"),
                Why::Unknown(Some(name)) => found.hint(format!("did you mean `{name}`?")),
                Why::Unknown(None) => found.hint("no global key of that name is known"),
            };
        }
    }
}

enum Why {
    SeveralValues,
    /// And the name that comes nearest.
    Unknown(Option<&'static str>),
}

fn never_resolved(lower_name: &str, catalog: &Catalog) -> Option<Why> {
    match global_key(lower_name) {
        Some(key) => key.entry().key_type.multivalued.then_some(Why::SeveralValues),
        None if lower_name.starts_with("aws:") && catalog.condition_key(lower_name).is_none() => {
            let family = lower_name.find('/').map_or(lower_name, |slash| &lower_name[..=slash]);
            Some(Why::Unknown(nearest(family, GLOBAL_KEYS.iter().map(|key| key.name))))
        }
        None => None,
    }
}
