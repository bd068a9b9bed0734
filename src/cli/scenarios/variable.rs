//! `--var name=value`

use std::str::FromStr;

use crate::text::quote;

/// A variable, and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) value: String,
}

impl FromStr for Variable {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((name, value)) if !name.trim().is_empty() => {
                Ok(Self { name: name.trim().to_owned(), value: value.to_owned() })
            }
            _ => Err(format!(
                "expected a name and a value, as in `account=111122223333`, not {}",
                quote(text)
            )),
        }
    }
}
