//! Texts that may hold wildcards and policy variables: resources and condition values.

/// A text taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The parts from left to right; neighbouring literals are joined.
    pub parts: Vec<TemplatePart>,
}

/// One part of a [`Template`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplatePart {
    /// Plain text; `${*}`, `${?}` and `${$}` have become the characters that they stand for.
    // AWS: V-5
    Literal(Box<str>),
    /// `*`
    AnyRun,
    /// `?`
    AnyCharacter,
    /// `${key}` or `${key, 'default'}`
    // AWS: V-3, V-4
    Variable {
        /// The key as written.
        key: Box<str>,
        /// The default.
        default: Option<Box<str>>,
    },
}

/// A variable that is not written as AWS reads it.
// AWS: V-9
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// Bytes in the text.
    pub range: std::ops::Range<usize>,
    /// What is wrong with it.
    pub message: String,
}
