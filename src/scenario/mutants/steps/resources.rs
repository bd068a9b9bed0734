//! Steps on `Resource` and `NotResource`.

use std::ops::Range;

use super::values::{Listed, dropped};
use crate::compile::ResourcePattern;
use crate::evaluate::{Element, Truth, entry_covers};
use crate::policy::{ResourceEntry, Version};
use crate::request::ResourceTarget;
use crate::scenario::mutants::change::{Change, Spot, text_value};
use crate::scenario::mutants::grounds::{Grounds, Step, becomes, shown};
use crate::scenario::mutants::mutant::Mutant;
use crate::scenario::mutants::operator::{Operator, Reach};
use crate::text::Span;

/// Each resource and each of its variables wider, each pattern narrower, each of several gone.
pub(super) fn steps(on: &Grounds<'_>, mutants: &mut Vec<Mutant>) {
    let Some((spot, negated)) = on.element("Resource", "NotResource") else { return };
    let (Some(written), Some(compiled)) = (&on.written.resource, &on.compiled.resource) else {
        return;
    };
    let entries = written.entries.iter().zip(&compiled.entries).zip(spot.items());
    for ((entry, pattern), item) in entries {
        let entry = Entry { on, written: entry, item, negated };
        mutants.extend(entry.wider());
        entry.wider_variables(mutants);
        mutants.extend(entry.narrower(pattern));
    }
    let what = "for a resource".to_owned();
    dropped(on, &Listed { spot, element: Element::Resource, negated, what }, mutants);
}

struct Entry<'a> {
    on: &'a Grounds<'a>,
    written: &'a ResourceEntry,
    item: Spot<'a>,
    negated: bool,
}

impl Entry<'_> {
    fn step(&self, operator: Operator, new: &str, span: Span) -> Mutant {
        let old = &*self.written.text;
        let (reach, large, small) = match operator {
            Operator::NarrowResource => (Reach::Narrower, old, new),
            _ => (Reach::Wider, new, old),
        };
        self.on.mutant(Step {
            operator,
            reach: reach.negated(self.negated),
            element: Element::Resource,
            span,
            changes: vec![Change::Put(self.item.path.clone(), text_value(new))],
            description: becomes(old, new),
            telling: format!(
                "for a resource that {} covers and {} does not",
                shown(large),
                shown(small)
            ),
        })
    }

    fn wider(&self) -> Option<Mutant> {
        let new = wider(&self.written.text, self.on.version)?;
        Some(self.step(Operator::WidenResource, &new, self.item.node.span))
    }

    fn wider_variables(&self, mutants: &mut Vec<Mutant>) {
        let text = &*self.written.text;
        let already = wider(text, self.on.version);
        for variable in variables(text, self.on.version) {
            let new = format!("{}*{}", &text[..variable.start], &text[variable.end..]);
            if Some(&new) == already.as_ref() {
                continue;
            }
            let span = self.within(&text[variable.clone()], variable.start);
            mutants.push(self.step(Operator::WidenVariable, &new, span));
        }
    }

    /// The place of a part of the text, where it is written as it is meant.
    fn within(&self, part: &str, at: usize) -> Span {
        let whole = self.item.node.span;
        let raw = self.on.source.slice(whole);
        let opening = raw.find(&*self.written.text);
        let start = opening.map(|opening| whole.range().start + opening + at);
        start.map_or(whole, |start| Span::of(start..start + part.len()))
    }

    fn narrower(&self, pattern: &ResourcePattern) -> Option<Mutant> {
        if !self.written.text.contains(['*', '?']) {
            return None;
        }
        let mut requests = self.on.asked.requests.iter();
        let fits = requests.find_map(|context| match &context.request.resource {
            ResourceTarget::One { arn, .. } if entry_covers(pattern, context) == Truth::True => {
                Some(arn.as_str())
            }
            _ => None,
        })?;
        let is_plain = !fits.contains("${") && *fits != *self.written.text;
        is_plain.then(|| self.step(Operator::NarrowResource, fits, self.item.node.span))
    }
}

/// The next larger pattern: the last part becomes `*`, else the one above it, at last everything.
fn wider(text: &str, version: Version) -> Option<String> {
    let is_star = |part: &str| part.bytes().all(|byte| byte == b'*');
    if is_star(text) {
        return None;
    }
    let mut colons = text.match_indices(':').map(|(at, _)| at);
    let Some(last_colon) = colons.nth(4).filter(|_| text.starts_with("arn:")) else {
        return Some("*".to_owned());
    };
    let (head, resource) = text.split_at(last_colon + 1);
    if is_star(resource) {
        return Some("*".to_owned());
    }
    let separators = separators(resource, version);
    let last = separators.last().map_or(0, |at| at + 1);
    let kept = if is_star(&resource[last..]) {
        separators.len().checked_sub(2).map_or(0, |index| separators[index] + 1)
    } else {
        last
    };
    Some(format!("{head}{}*", &resource[..kept]))
}

/// Where `/` and `:` stand that are not within a variable.
fn separators(text: &str, version: Version) -> Vec<usize> {
    let variables = variables(text, version);
    let is_free = |at: &usize| !variables.iter().any(|variable| variable.contains(at));
    text.match_indices(['/', ':']).map(|(at, _)| at).filter(is_free).collect()
}

/// Where variables stand.
// AWS: V-4, V-5
fn variables(text: &str, version: Version) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("${").map(|offset| at + offset) {
        let body = &text[start + 2..];
        let is_escape = ["*}", "?}", "$}"].iter().any(|escape| body.starts_with(escape));
        let has_default =
            body.find(", '").is_some_and(|comma| body.find('}').is_none_or(|brace| comma < brace));
        let closing = if has_default { "'}" } else { "}" };
        let Some(end) = body.find(closing).map(|end| start + 2 + end + closing.len()) else {
            break;
        };
        if !is_escape && version == Version::V2012 {
            found.push(start..end);
        }
        at = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_widens_by_one_small_step() {
        let table = [
            (
                "arn:aws:s3:::team/home/${aws:username}/notes.txt",
                "arn:aws:s3:::team/home/${aws:username}/*",
            ),
            ("arn:aws:s3:::team/home/${aws:username}", "arn:aws:s3:::team/home/*"),
            ("arn:aws:s3:::team/home/*", "arn:aws:s3:::team/*"),
            ("arn:aws:s3:::team/*", "arn:aws:s3:::*"),
            ("arn:aws:s3:::team-*", "arn:aws:s3:::*"),
            ("arn:aws:s3:::*", "*"),
            ("arn:aws:sqs:eu-west-1:111122223333:orders", "arn:aws:sqs:eu-west-1:111122223333:*"),
            (
                "arn:aws:lambda:eu-west-1:111122223333:function:f",
                "arn:aws:lambda:eu-west-1:111122223333:function:*",
            ),
            ("arn:aws:s3", "*"),
            ("x", "*"),
        ];
        for (text, expected) in table {
            assert_eq!(wider(text, Version::V2012).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(wider("*", Version::V2012), None);
    }

    #[test]
    fn variables_are_found_and_escapes_are_none() {
        let found = |text: &str, version| -> Vec<String> {
            variables(text, version).into_iter().map(|at| text[at].to_owned()).collect()
        };
        let text = "a/${aws:username}/${*}/${k, 'x}y'}/${open";
        assert_eq!(found(text, Version::V2012), ["${aws:username}", "${k, 'x}y'}"]);
        assert!(found(text, Version::V2008).is_empty());
    }
}
