//! The values of a condition as one set.

use super::arn_value::ArnValue;
use super::filled_in::FilledIn;
use super::variable::{Resolved, Variables, pattern_of};
use crate::policy::{ConditionTest, ConditionValue, Template, Version};
use crate::request::{ContextKeys, ContextValue, KeyId, RequestContext};
use crate::value_set::{
    AddressRange, ArnView, Decimal, Instant, Intervals, Part, Pattern, read_base64, read_bool,
};

/// Everything that a condition's values stand for. Values that cannot be read as the operator's
/// type stand for nothing.
// AWS: C-6
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ValueSet {
    /// `StringEquals`, `StringLike`
    Text(TextSet),
    /// `StringEqualsIgnoreCase`
    IgnoreCase(Box<[TextPattern]>),
    /// `Numeric*`
    Number(Intervals<Decimal>),
    /// `Date*`
    Instant(Intervals<Instant>),
    /// `Bool`: the values among `true` and `false`.
    Boolean(Box<[bool]>),
    /// `BinaryEquals`
    Binary(Box<[Box<[u8]>]>),
    /// `IpAddress`
    Address(Box<[AddressRange]>),
    /// `ArnLike`, `ArnEquals`
    Arn(Box<[ArnValue]>),
}

/// Texts: plain ones sorted, for binary search, and patterns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TextSet {
    /// Texts without wildcards or variables.
    pub literals: Box<[Box<str>]>,
    /// The others.
    pub patterns: Box<[TextPattern]>,
}

/// A pattern and its variables.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TextPattern {
    /// The pattern.
    pub pattern: Pattern,
    /// Its variables.
    pub variables: Variables,
}

/// Whether a value is in a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// It is.
    Inside,
    /// It is not.
    Outside,
    /// It hangs on a variable that nobody told us.
    Unknown,
    /// The value cannot be read as the operator's type.
    // AWS: C-6, C-23
    Unreadable,
}

impl ValueSet {
    pub(super) fn compile(
        test: ConditionTest,
        values: &[ConditionValue],
        version: Version,
        keys: &mut ContextKeys,
    ) -> Option<Self> {
        use ConditionTest as T;
        let texts = || values.iter().map(|value| &*value.text);
        Some(match test {
            T::StringEquals | T::StringNotEquals => {
                Self::Text(TextSet::compile(texts(), version, false, keys))
            }
            T::StringLike | T::StringNotLike => {
                Self::Text(TextSet::compile(texts(), version, true, keys))
            }
            T::StringEqualsIgnoreCase | T::StringNotEqualsIgnoreCase => {
                let compile = |text| TextPattern::compile(text, version, false, keys);
                Self::IgnoreCase(texts().filter_map(compile).collect())
            }
            T::NumericEquals | T::NumericNotEquals => numbers(texts(), Intervals::equal_to),
            T::NumericLessThan => numbers(texts(), Intervals::less_than),
            T::NumericLessThanEquals => numbers(texts(), Intervals::at_most),
            T::NumericGreaterThan => numbers(texts(), Intervals::greater_than),
            T::NumericGreaterThanEquals => numbers(texts(), Intervals::at_least),
            T::DateEquals | T::DateNotEquals => instants(texts(), Intervals::equal_to),
            T::DateLessThan => instants(texts(), Intervals::less_than),
            T::DateLessThanEquals => instants(texts(), Intervals::at_most),
            T::DateGreaterThan => instants(texts(), Intervals::greater_than),
            T::DateGreaterThanEquals => instants(texts(), Intervals::at_least),
            T::Bool => Self::Boolean(texts().filter_map(read_bool).collect()),
            T::BinaryEquals => Self::Binary(texts().filter_map(read_base64).collect()),
            T::IpAddress | T::NotIpAddress => {
                Self::Address(texts().filter_map(AddressRange::parse).collect())
            }
            T::ArnEquals | T::ArnLike | T::ArnNotEquals | T::ArnNotLike => {
                let compile = |text| ArnValue::compile(text, version, keys);
                Self::Arn(texts().filter_map(compile).collect())
            }
            T::Null => return None,
        })
    }

    /// Whether a value is in the set.
    pub fn contains(&self, value: &ContextValue, context: &RequestContext) -> Membership {
        match self {
            Self::Text(set) => set.contains(&value.text, context),
            Self::IgnoreCase(values) => {
                any(values, |pattern| pattern.equals_ignoring_case(&value.text, context))
            }
            Self::Number(set) => inside(value.number.as_ref(), |number| set.contains(number)),
            Self::Instant(set) => inside(value.instant.as_ref(), |instant| set.contains(instant)),
            Self::Boolean(set) => inside(value.boolean.as_ref(), |boolean| set.contains(boolean)),
            Self::Binary(set) => inside(value.bytes.as_ref(), |bytes| set.contains(bytes)),
            Self::Address(set) => inside(value.address.as_ref(), |address| {
                set.iter().any(|range| range.contains(address))
            }),
            Self::Arn(values) => match &value.arn {
                Some(arn) => any(values, |pattern| pattern.matches(ArnView::exact(arn), context)),
                None => Membership::Unreadable,
            },
        }
    }

    /// Whether the set holds no value in this request, for all that is known.
    pub fn is_vacant(&self, context: &RequestContext) -> bool {
        let nothing = |text: &TextPattern| text.filled_in(context) == FilledIn::Nothing;
        match self {
            Self::Text(set) => set.literals.is_empty() && set.patterns.iter().all(nothing),
            Self::IgnoreCase(texts) => texts.iter().all(nothing),
            Self::Number(set) => set.is_empty(),
            Self::Instant(set) => set.is_empty(),
            Self::Boolean(set) => set.is_empty(),
            Self::Binary(set) => set.is_empty(),
            Self::Address(set) => set.is_empty(),
            Self::Arn(values) => {
                values.iter().all(|value| value.filled_in(context) == FilledIn::Nothing)
            }
        }
    }

    /// How many members a search of the set may have to look at.
    pub(super) fn comparisons(&self) -> usize {
        match self {
            Self::Text(set) => set.patterns.len(),
            Self::IgnoreCase(texts) => texts.len(),
            Self::Binary(values) => values.len(),
            Self::Address(ranges) => ranges.len(),
            Self::Arn(values) => values.len(),
            Self::Number(_) | Self::Instant(_) | Self::Boolean(_) => 1,
        }
    }

    /// The keys that variables in the set need.
    pub fn variable_keys(&self) -> Vec<KeyId> {
        self.texts().flat_map(|text| text.variables.keys()).collect()
    }

    /// The keys that are values of the set, with nothing beside them.
    pub(crate) fn whole_keys(&self) -> Vec<KeyId> {
        let whole = self.texts().filter(|text| matches!(text.pattern.parts(), [Part::Variable(_)]));
        whole.flat_map(|text| text.variables.keys()).collect()
    }

    /// The texts that may have variables.
    fn texts(&self) -> impl Iterator<Item = &TextPattern> {
        let (texts, arns): (&[TextPattern], &[ArnValue]) = match self {
            Self::Text(set) => (&set.patterns, &[]),
            Self::IgnoreCase(texts) => (texts, &[]),
            Self::Arn(values) => (&[], values),
            Self::Number(_)
            | Self::Instant(_)
            | Self::Boolean(_)
            | Self::Binary(_)
            | Self::Address(_) => (&[], &[]),
        };
        texts.iter().chain(arns.iter().flat_map(ArnValue::parts))
    }
}

fn inside<T>(reading: Option<&T>, contains: impl Fn(&T) -> bool) -> Membership {
    match reading {
        Some(value) if contains(value) => Membership::Inside,
        Some(_) => Membership::Outside,
        None => Membership::Unreadable,
    }
}

fn any<T>(members: &[T], test: impl Fn(&T) -> Membership) -> Membership {
    let mut found = Membership::Outside;
    for member in members {
        match test(member) {
            Membership::Inside => return Membership::Inside,
            Membership::Unknown => found = Membership::Unknown,
            Membership::Outside | Membership::Unreadable => {}
        }
    }
    found
}

fn numbers<'t>(
    texts: impl Iterator<Item = &'t str>,
    interval: fn(Decimal) -> Intervals<Decimal>,
) -> ValueSet {
    ValueSet::Number(texts.filter_map(Decimal::parse).map(interval).collect())
}

fn instants<'t>(
    texts: impl Iterator<Item = &'t str>,
    interval: fn(Instant) -> Intervals<Instant>,
) -> ValueSet {
    ValueSet::Instant(texts.filter_map(Instant::parse).map(interval).collect())
}

impl TextSet {
    fn compile<'t>(
        texts: impl Iterator<Item = &'t str>,
        version: Version,
        wildcards: bool,
        keys: &mut ContextKeys,
    ) -> Self {
        let (mut literals, mut patterns) = (Vec::new(), Vec::new());
        for text in texts {
            let Some(compiled) = TextPattern::compile(text, version, wildcards, keys) else {
                continue;
            };
            match compiled.pattern.as_literal() {
                Some(literal) => literals.push(Box::from(literal)),
                None => patterns.push(compiled),
            }
        }
        literals.sort_unstable();
        Self { literals: literals.into(), patterns: patterns.into() }
    }

    fn contains(&self, text: &str, context: &RequestContext) -> Membership {
        if self.literals.binary_search_by(|literal| (**literal).cmp(text)).is_ok() {
            return Membership::Inside;
        }
        any(&self.patterns, |pattern| pattern.matches(text, context))
    }
}

impl TextPattern {
    /// `None` if a variable is not written as AWS reads it.
    fn compile(
        text: &str,
        version: Version,
        wildcards: bool,
        keys: &mut ContextKeys,
    ) -> Option<Self> {
        let template = Template::parse(text, version, wildcards).ok()?;
        let (pattern, variables) = pattern_of(&template.parts, keys);
        Some(Self { pattern, variables })
    }

    /// The pattern with its variables replaced by what they stand for.
    pub(super) fn filled_in(&self, context: &RequestContext) -> FilledIn<Pattern> {
        match self.variables.resolve(context) {
            Resolved::Text(_) => FilledIn::Pattern(self.variables.fill(&self.pattern, context)),
            Resolved::Unresolved => FilledIn::Nothing,
            Resolved::Unknown => FilledIn::Unknown,
        }
    }

    pub(super) fn matches(&self, text: &str, context: &RequestContext) -> Membership {
        self.when_resolved(context, || {
            self.pattern.matches_with(text, |number| self.variables.text(number, context))
        })
    }

    /// Character by character in lower case, without folding or normalization.
    // AWS: C-8
    fn equals_ignoring_case(&self, text: &str, context: &RequestContext) -> Membership {
        self.when_resolved(context, || {
            let own = self.pattern.parts().iter().map(|part| match part {
                Part::Literal(literal) => &**literal,
                Part::Variable(number) => self.variables.text(*number, context),
                Part::AnyRun => "*",
                Part::AnyCharacter => "?",
            });
            let own = own.flat_map(|piece| piece.chars().flat_map(char::to_lowercase));
            own.eq(text.chars().flat_map(char::to_lowercase))
        })
    }

    // AWS: V-7
    fn when_resolved(&self, context: &RequestContext, fits: impl Fn() -> bool) -> Membership {
        match self.variables.resolve(context) {
            Resolved::Text(_) if fits() => Membership::Inside,
            Resolved::Text(_) | Resolved::Unresolved => Membership::Outside,
            Resolved::Unknown => Membership::Unknown,
        }
    }
}
