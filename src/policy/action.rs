//! Actions as policies write them.

use super::ActionPattern;
use crate::value_set::Pattern;

/// Why a text is no action that could match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionMistake {
    /// No colon, and not `*`.
    NoService,
    /// Nothing or strange characters before the colon.
    BadService,
    /// A wildcard before the colon.
    // AWS: A-3
    WildcardService,
    /// Nothing after the colon, or characters that no action has.
    // AWS: A-4
    BadName,
}

impl ActionPattern {
    /// Reads one entry of `Action` or `NotAction`.
    pub fn parse(text: &str) -> Result<Self, ActionMistake> {
        if text == "*" {
            return Ok(Self::Every);
        }
        let (service, name) = text.split_once(':').ok_or(ActionMistake::NoService)?;
        if service.contains(['*', '?']) {
            Err(ActionMistake::WildcardService)
        } else if !is_service(service) {
            Err(ActionMistake::BadService)
        } else if !is_name(name) {
            Err(ActionMistake::BadName)
        } else {
            let (service, name) = (service.to_ascii_lowercase(), name.to_ascii_lowercase());
            Ok(Self::Of { service: service.into(), name: name.into() })
        }
    }
}

impl ActionPattern {
    /// Whether every action that `other` matches is matched by this pattern.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Every, _) | (_, Self::Nothing) => true,
            (Self::Of { service, name }, Self::Of { service: theirs, name: other }) => {
                service == theirs && covers_name(name, other)
            }
            (Self::Of { .. } | Self::Nothing, _) => false,
        }
    }
}

/// Whether the pattern `name` matches all that `other` matches; most pairs differ in their beginning.
fn covers_name(name: &str, other: &str) -> bool {
    match name.find(['*', '?']) {
        None => name == other,
        Some(wildcard) => {
            other.starts_with(&name[..wildcard])
                && Pattern::glob(name).covers(&Pattern::glob(other))
        }
    }
}

fn is_service(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"*?-_".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(service: &str, name: &str) -> ActionPattern {
        ActionPattern::Of { service: service.into(), name: name.into() }
    }

    #[test]
    fn actions_are_read_without_letter_case() {
        assert_eq!(ActionPattern::parse("*"), Ok(ActionPattern::Every));
        assert_eq!(ActionPattern::parse("S3:Get*"), Ok(of("s3", "get*")));
        assert_eq!(ActionPattern::parse("iam:*"), Ok(of("iam", "*")));
    }

    #[test]
    fn a_pattern_covers_what_matches_nothing_else() {
        let covers = |wide: &str, narrow: &str| {
            let read = |text: &str| ActionPattern::parse(text).expect("an action");
            read(wide).covers(&read(narrow))
        };
        for (wide, narrow) in [
            ("*", "s3:Get*"),
            ("s3:Get*", "S3:getObject"),
            ("s3:Get*", "s3:Get?bject*"),
            ("s3:*Object", "s3:Get*Object"),
            ("s3:GetObject", "s3:getobject"),
        ] {
            assert!(covers(wide, narrow), "{wide} {narrow}");
        }
        for (wide, narrow) in [
            ("s3:Get*", "s3:*"),
            ("s3:GetObject", "s3:Get*"),
            ("s3:Get*", "s3:Put*"),
            ("s3:Get*", "sqs:Get*"),
            ("s3:Get?", "s3:Get*"),
        ] {
            assert!(!covers(wide, narrow), "{wide} {narrow}");
        }
    }

    #[test]
    fn what_cannot_match_says_why() {
        let table = [
            ("", ActionMistake::NoService),
            ("**", ActionMistake::NoService),
            ("GetObject", ActionMistake::NoService),
            (":GetObject", ActionMistake::BadService),
            (" s3:GetObject", ActionMistake::BadService),
            ("s*:GetObject", ActionMistake::WildcardService),
            ("*:*", ActionMistake::WildcardService),
            ("s3:", ActionMistake::BadName),
            ("s3:Get Object", ActionMistake::BadName),
            ("s3:GetObject,s3:PutObject", ActionMistake::BadName),
        ];
        for (text, expected) in table {
            assert_eq!(ActionPattern::parse(text), Err(expected), "{text}");
        }
    }
}
