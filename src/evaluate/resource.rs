//! Whether a statement is about the request's resource.

use super::recorder::{Recorder, Silent, Unknown};
use super::truth::Truth;
use crate::compile::{Resolved, ResourcePattern, ResourceTest, Variables};
use crate::request::{KeyState, RequestContext, ResourceTarget};
use crate::value_set::ArnPattern;

/// Whether a `Resource` or `NotResource` element fits.
// AWS, S-12
pub(super) fn fits<R: Recorder>(
    test: &ResourceTest,
    context: &RequestContext,
    recorder: &mut R,
) -> Truth {
    let mut listed = Truth::False;
    for entry in &test.entries {
        listed = listed.or(covers(entry, test.negated, context, recorder));
        if listed == Truth::True {
            break;
        }
    }
    if test.negated { !listed } else { listed }
}

/// The number of the entry that covers the request's resource, if surely no other does.
pub(super) fn only_cover(test: &ResourceTest, context: &RequestContext) -> Option<usize> {
    let mut only = None;
    for (number, entry) in test.entries.iter().enumerate() {
        match covers(entry, test.negated, context, &mut Silent) {
            Truth::False => {}
            Truth::True if only.is_none() => only = Some(number),
            Truth::True | Truth::Unknown => return None,
        }
    }
    only
}

fn covers<R: Recorder>(
    entry: &ResourcePattern,
    negated: bool,
    context: &RequestContext,
    recorder: &mut R,
) -> Truth {
    let (pattern, variables) = match entry {
        ResourcePattern::Everything => return Truth::True,
        ResourcePattern::Nothing => return Truth::False,
        ResourcePattern::Arn(pattern, variables) => (pattern, variables),
    };
    let target = &context.request.resource;
    if let ResourceTarget::Several { by_name: Some(by_name), .. } = target
        && entry.covers_by_name(by_name, context)
    {
        return Truth::True;
    }
    match entry.resolve(context) {
        Resolved::Text(_) => {}
        Resolved::Unresolved => {
            // AWS: V-6
            if negated {
                recorder.remark("V-6", None);
            }
            return Truth::False;
        }
        Resolved::Unknown => return hangs_on(pattern, variables, context, recorder),
    }
    match (target, target.view()) {
        (_, Some(arn)) => pattern.matches(arn, |number| variables.text(number, context)).into(),
        // AWS: R-15
        (ResourceTarget::Several { pattern: asked, .. }, None) => {
            let filled_in = entry.filled_in(context);
            several(filled_in.as_ref().unwrap_or(pattern), asked, recorder)
        }
        // AWS
        (ResourceTarget::Wildcard | ResourceTarget::One { .. }, None) => Truth::False,
    }
}

/// Whether one entry of `Resource` covers what a request is about.
pub(crate) fn entry_covers(entry: &ResourcePattern, context: &RequestContext) -> Truth {
    covers(entry, false, context, &mut Silent)
}

fn several<R: Recorder>(pattern: &ArnPattern, asked: &ArnPattern, recorder: &mut R) -> Truth {
    if pattern.covers(asked) {
        Truth::True
    } else if pattern.overlaps(asked) {
        recorder.unknown(Unknown::WhichResource);
        Truth::Unknown
    } else {
        Truth::False
    }
}

/// The entry holds a variable of which we know nothing; what stands before it may rule the entry
/// out all the same.
fn hangs_on<R: Recorder>(
    pattern: &ArnPattern,
    variables: &Variables,
    context: &RequestContext,
    recorder: &mut R,
) -> Truth {
    let possible = match &context.request.resource {
        ResourceTarget::Wildcard => false,
        ResourceTarget::Several { pattern: asked, .. } => pattern.open().overlaps(asked),
        ResourceTarget::One { .. } => {
            context.request.resource.view().is_some_and(|arn| pattern.may_match(arn))
        }
    };
    if !possible {
        return Truth::False;
    }
    for key in variables.keys() {
        if matches!(context.state(key), KeyState::Unknown | KeyState::PresentUnknown) {
            recorder.unknown(Unknown::Key(key));
        }
    }
    Truth::Unknown
}
