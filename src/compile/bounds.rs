//! What patterns hold where nobody knows what some of their variables stand for.

use std::collections::BTreeMap;

use super::arn_value::ArnValue;
use super::condition::{CompiledCondition, Quantifier, Test};
use super::filled_in::FilledIn;
use super::resource::ResourcePattern;
use super::states::samples_of;
use super::values::{TextPattern, TextSet, ValueSet};
use super::variable::{Resolved, Variables};
use crate::policy::ConditionFamily;
use crate::request::{ContextKeys, KeyId, RequestContext};
use crate::value_set::{ArnPattern, Part, Pattern};

/// A set between two others; the same twice if it is known exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bounds<T> {
    /// What it holds whatever the variables stand for.
    pub(crate) least: T,
    /// What it holds for some of what they may stand for.
    pub(crate) most: T,
}

/// What is known of keys whose values are not: a pattern that they match.
pub(crate) type Shapes = BTreeMap<KeyId, Pattern>;

impl ResourcePattern {
    /// The pattern without variables: as far as `context` knows them, they are filled in.
    pub(crate) fn bounds(&self, context: &RequestContext, shapes: &Shapes) -> Bounds<Self> {
        let exactly = |pattern: Self| Bounds { least: pattern.clone(), most: pattern };
        let plain = |pattern: ArnPattern| Self::Arn(pattern, Variables::default());
        let Self::Arn(pattern, variables) = self else { return exactly(self.clone()) };
        match self.resolve(context) {
            Resolved::Text(_) => {
                let filled_in = self.filled_in(context).unwrap_or_else(|| pattern.clone());
                exactly(plain(filled_in))
            }
            Resolved::Unresolved => exactly(Self::Nothing),
            Resolved::Unknown => {
                let open = variables.open(pattern.resource(), shapes);
                Bounds { least: Self::Nothing, most: plain(pattern.with_resource(open)) }
            }
        }
    }
}

impl CompiledCondition {
    /// The condition as decisions need it, without each value on its own, and the same in whatever
    /// order its values stand.
    pub(crate) fn bare(&self) -> Self {
        self.with_test(match &self.test {
            Test::Values(set) => Test::Values(set.in_order()),
            other => other.clone(),
        })
    }

    /// The condition with other values.
    pub(crate) fn with_values(&self, values: ValueSet) -> Self {
        self.with_test(Test::Values(values))
    }

    fn with_test(&self, test: Test) -> Self {
        let Self { key, quantifier, negated, if_exists, is_empty, family, key_type, .. } = *self;
        let each = Box::default();
        Self { key, test, each, quantifier, negated, if_exists, is_empty, family, key_type }
    }

    /// Whether a key is present with something that is not empty.
    // AWS: C-25, C-26
    pub(crate) fn is_present(key: KeyId, keys: &ContextKeys) -> Self {
        Self {
            test: Test::Null(Box::new([false])),
            family: Some(ConditionFamily::Null),
            ..Self::has_one_value(key, keys)
        }
    }

    /// Whether a key has a value that can stand for a variable: just one.
    // AWS: V-6, V-7
    pub(crate) fn has_one_value(key: KeyId, keys: &ContextKeys) -> Self {
        Self {
            key,
            test: Test::Values(everything()),
            each: Box::default(),
            quantifier: Quantifier::One,
            negated: false,
            if_exists: false,
            is_empty: false,
            family: Some(ConditionFamily::Text),
            key_type: keys.key_type(key),
        }
    }
}

impl ValueSet {
    /// The set without variables: as far as `context` knows them, they are filled in.
    pub(crate) fn bounds(&self, context: &RequestContext, shapes: &Shapes) -> Bounds<Self> {
        match self {
            Self::Text(set) => {
                let bounds = text_bounds(&set.patterns, context, shapes);
                let with_literals = |patterns| TextSet::of(&set.literals, patterns);
                Bounds {
                    least: Self::Text(with_literals(bounds.least)),
                    most: Self::Text(with_literals(bounds.most)),
                }
            }
            Self::IgnoreCase(texts) => {
                let bounds = text_bounds(texts, context, shapes);
                let is_exact = bounds.least.len() == bounds.most.len();
                let least = Self::IgnoreCase(bounds.least.into_iter().map(plain).collect());
                Bounds { most: if is_exact { least.clone() } else { everything() }, least }
            }
            Self::Arn(values) => {
                let mut bounds = Bounds { least: Vec::new(), most: Vec::new() };
                for value in values {
                    match value.filled_in(context) {
                        FilledIn::Pattern(pattern) => {
                            bounds.least.push(ArnValue::of(pattern.clone()));
                            bounds.most.push(ArnValue::of(pattern));
                        }
                        FilledIn::Nothing => {}
                        FilledIn::Unknown => bounds.most.push(ArnValue::of(value.open(shapes))),
                    }
                }
                Bounds {
                    least: Self::Arn(bounds.least.into()),
                    most: Self::Arn(bounds.most.into()),
                }
            }
            exact => Bounds { least: exact.clone(), most: exact.clone() },
        }
    }
}

impl ValueSet {
    /// The same values, those with variables in one order wherever they stand.
    fn in_order(&self) -> Self {
        let by = |text: &TextPattern| (text.pattern.parts().to_vec(), text.variables.clone());
        let mut sorted = self.clone();
        match &mut sorted {
            Self::Text(set) => set.patterns.sort_by_cached_key(by),
            Self::IgnoreCase(texts) => texts.sort_by_cached_key(by),
            Self::Arn(values) => {
                values.sort_by_cached_key(|value| value.parts().iter().map(by).collect::<Vec<_>>());
            }
            _ => {}
        }
        sorted
    }

    /// Its values of which `context` does not know what their variables stand for, each on its own.
    pub(crate) fn each_unknown(&self, context: &RequestContext) -> Vec<Self> {
        let unknown = |texts: &[TextPattern]| -> Vec<TextPattern> {
            let is_unknown = |text: &&TextPattern| text.filled_in(context) == FilledIn::Unknown;
            texts.iter().filter(is_unknown).cloned().collect()
        };
        match self {
            Self::Text(set) => {
                let of_one =
                    |text| TextSet { literals: Box::default(), patterns: Box::new([text]) };
                unknown(&set.patterns).into_iter().map(of_one).map(Self::Text).collect()
            }
            Self::IgnoreCase(texts) => {
                unknown(texts).into_iter().map(|text| Self::IgnoreCase(vec![text].into())).collect()
            }
            Self::Arn(values) => {
                let is_unknown = |value: &&ArnValue| value.filled_in(context) == FilledIn::Unknown;
                let unknown = values.iter().filter(is_unknown).cloned();
                unknown.map(|value| Self::Arn(vec![value].into())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The keys whose values are in the set, if those are all of its values that are not known.
    pub(crate) fn equal_keys(&self, context: &RequestContext) -> Option<Vec<KeyId>> {
        let Self::Text(set) = self else { return None };
        let is_unknown = |text: &&TextPattern| text.filled_in(context) == FilledIn::Unknown;
        let unknown = set.patterns.iter().filter(is_unknown);
        unknown
            .map(|text| match text.pattern.parts() {
                [Part::Variable(_)] => text.variables.only_needed(),
                _ => None,
            })
            .collect()
    }

    /// Texts in the set, as far as `context` knows what its variables stand for.
    pub(crate) fn filled_in_samples(&self, context: &RequestContext) -> Vec<String> {
        match self.bounds(context, &Shapes::new()).least {
            Self::Text(set) => {
                let literals = set.literals.iter().map(ToString::to_string);
                literals.chain(set.patterns.iter().map(|text| text.pattern.sample(""))).collect()
            }
            Self::IgnoreCase(texts) => texts.iter().map(|text| text.pattern.sample("")).collect(),
            Self::Arn(values) => {
                let patterns = values.iter().filter_map(ArnValue::without_variables);
                patterns.map(|pattern| pattern.sample("x")).collect()
            }
            plain => samples_of(&[&plain]),
        }
    }

    /// The set of what a variable stands for.
    pub(crate) fn of_key(key: KeyId, keys: &ContextKeys) -> Self {
        let pattern = Pattern::from_parts([Part::Variable(0)]);
        let variables = Variables::of_key(key, keys);
        Self::Text(TextSet {
            literals: Box::default(),
            patterns: Box::new([TextPattern { pattern, variables }]),
        })
    }

    /// A set of texts: those listed, and those that match one of the patterns.
    pub(crate) fn of_texts<'t>(
        literals: impl IntoIterator<Item = &'t str>,
        patterns: Vec<Pattern>,
    ) -> Self {
        let literals: Vec<Box<str>> = literals.into_iter().map(Box::from).collect();
        Self::Text(TextSet::of(&literals, patterns))
    }

    /// For each value with variables, the keys without which it stands for nothing.
    pub(crate) fn needed_keys(&self) -> Vec<Vec<KeyId>> {
        let of_texts = |texts: &[TextPattern]| -> Vec<Vec<KeyId>> {
            let with_variables = texts.iter().filter(|text| !text.variables.is_empty());
            with_variables.map(|text| text.variables.needed().collect()).collect()
        };
        match self {
            Self::Text(set) => of_texts(&set.patterns),
            Self::IgnoreCase(texts) => of_texts(texts),
            Self::Arn(values) => values.iter().filter_map(ArnValue::needed_keys).collect(),
            _ => Vec::new(),
        }
    }
}

fn text_bounds(
    patterns: &[TextPattern],
    context: &RequestContext,
    shapes: &Shapes,
) -> Bounds<Vec<Pattern>> {
    let mut bounds = Bounds { least: Vec::new(), most: Vec::new() };
    for text in patterns {
        match text.filled_in(context) {
            FilledIn::Pattern(pattern) => {
                bounds.least.push(pattern.clone());
                bounds.most.push(pattern);
            }
            FilledIn::Nothing => {}
            FilledIn::Unknown => bounds.most.push(text.variables.open(&text.pattern, shapes)),
        }
    }
    bounds
}

fn plain(pattern: Pattern) -> TextPattern {
    TextPattern { pattern, variables: Variables::default() }
}

fn everything() -> ValueSet {
    ValueSet::Text(TextSet::of(&[], vec![Pattern::glob("*")]))
}

impl TextSet {
    fn of(literals: &[Box<str>], patterns: Vec<Pattern>) -> Self {
        let (exact, wild): (Vec<Pattern>, Vec<Pattern>) =
            patterns.into_iter().partition(|pattern| pattern.as_literal().is_some());
        let exact = exact.iter().filter_map(|pattern| pattern.as_literal().map(Box::from));
        let mut literals: Vec<Box<str>> = literals.iter().cloned().chain(exact).collect();
        literals.sort_unstable();
        literals.dedup();
        Self { literals: literals.into(), patterns: wild.into_iter().map(plain).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::ActionName;
    use crate::compile::Membership;
    use crate::policy::{ConditionTest, ConditionValue, Version};
    use crate::request::{KeyState, Principal, Request, ResourceTarget};
    use crate::text::Span;

    const OF_TEXTS: &[&str] =
        &["${app:x}", "a${app:x}", "${app:x}*", "${app:x}${app:x}", "${app:x, 'b'}", "b"];
    const OF_ARNS: &[&str] = &[
        "${app:x}",
        "${app:x}:c",
        "${app:x}:c:d",
        "${app:x}:c:d:e",
        "${app:x}*:*",
        "arn:aws:${app:x}:c:d:e",
        "arn:aws:s3:::${app:x}",
        "arn:${app:x}",
    ];
    const SHAPES: &[&str] = &["*", "a*", "*b", "a?", "arn:*", "arn:aws:*", "*:*:*:?"];
    const VALUES: &[&str] = &[
        "",
        "a",
        "b",
        "ab",
        "abb",
        "arn:aws",
        "arn:aws:s3",
        "arn:aws:a:b",
        "arn:aws:a:b:c",
        "arn:aws:s3:c:d:e",
        "arn:aws:a:b:c:d:e",
        "s3",
        "aws:s3:c:d:e",
        "*",
    ];
    const ASKED: &[&str] = &[
        "",
        "a",
        "b",
        "ab",
        "aab",
        "AB",
        "abab",
        "arn:aws:s3:c:d:e",
        "arn:aws:a:b:c:d:e",
        "arn:aws:a:b:c:d",
        "arn:aws:a:b:c:c:d:e",
        "arn:aws:s3:::a",
        "arn:aws:s3:::a:b",
        "arn:aws:s3:c:d:e:c:d",
    ];

    fn request() -> Request {
        let principal = Principal::parse("arn:aws:iam::111122223333:user/a").unwrap();
        let action = ActionName::parse("s3:GetObject").unwrap();
        let resource = ResourceTarget::parse("arn:aws:s3:::b/c", &action, false).unwrap();
        Request::new(principal, action, resource)
    }

    /// Whatever a variable stands for within what is known of it: who is in the least is in the
    /// set, and who is in the set is in the most.
    #[test]
    fn a_set_is_between_its_bounds() {
        let mut inside = 0;
        for (test, texts) in [
            (ConditionTest::StringLike, OF_TEXTS),
            (ConditionTest::StringEqualsIgnoreCase, OF_TEXTS),
            (ConditionTest::ArnLike, OF_ARNS),
        ] {
            for text in texts {
                for shape in SHAPES {
                    inside += held_between(test, text, &Pattern::glob(shape));
                }
            }
        }
        assert!(inside > 300, "{inside}");
    }

    /// How many values were in a set whose variable is of a shape.
    fn held_between(operator: ConditionTest, text: &str, shape: &Pattern) -> usize {
        let mut keys = ContextKeys::new();
        let [variable, asked] = ["app:x", "app:asked"].map(|name| keys.intern(name));
        keys.read_as(asked, operator.family());
        let value = ConditionValue { span: Span::default(), text: text.into() };
        let set = ValueSet::compile(operator, &[value], Version::V2012, &mut keys).unwrap();
        let mut context = RequestContext::new(request(), &keys);
        context.set_state(variable, KeyState::Unknown);
        let bounds = set.bounds(&context, &Shapes::from([(variable, shape.clone())]));
        let mut inside = 0;
        for value in VALUES.iter().filter(|value| shape.matches(value)) {
            context.set_state(variable, context.present(variable, [*value]));
            for one in ASKED {
                let KeyState::Present(one) = context.present(asked, [*one]) else { unreachable!() };
                let is_in = |set: &ValueSet| set.contains(&one[0], &context) == Membership::Inside;
                let told = format!("{} in {text} where {value} is {shape:?}", one[0].text);
                assert!(is_in(&set) || !is_in(&bounds.least), "{told}");
                assert!(is_in(&bounds.most) || !is_in(&set), "{told}");
                inside += usize::from(is_in(&set));
            }
        }
        inside
    }
}
