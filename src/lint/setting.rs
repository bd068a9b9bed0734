//! Where the questions that rules make up take place.

use std::collections::BTreeSet;

use super::grant::Ask;
use crate::aws::Arn;
use crate::catalog::ResourceType;
use crate::policy::PolicyDocument;

/// A partition, a region and an account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Setting {
    partition: Box<str>,
    region: Box<str>,
    account: Box<str>,
}

/// How many places are tried.
const MOST_SETTINGS: usize = 8;

/// The name of everything that rules make up and that belongs to somebody else.
pub(super) const OTHER_NAME: &str = "iamsim-other";

impl Setting {
    /// The plain one, and those that the resources of the policy name.
    pub(super) fn all_in(document: &PolicyDocument) -> Vec<Self> {
        let entries = document.statements.iter().filter_map(|one| one.resource.as_ref());
        let texts = entries.flat_map(|element| &element.entries).map(|entry| &*entry.text);
        let named: BTreeSet<Self> =
            texts.filter_map(Arn::parse).map(|arn| Self::of(&arn)).collect();
        let plain = Self::plain();
        let rest = named.into_iter().filter(|setting| *setting != plain);
        std::iter::once(plain.clone()).chain(rest).take(MOST_SETTINGS).collect()
    }

    fn plain() -> Self {
        let text = |text: &str| Box::from(text);
        Self { partition: text("aws"), region: text("us-east-1"), account: text(Ask::ACCOUNT) }
    }

    /// What an ARN names, and what is plain where it is open.
    fn of(arn: &Arn) -> Self {
        let plain = Self::plain();
        let or = |named: &str, plain: Box<str>| {
            let is_open = named.is_empty() || named.contains(['*', '?', '$']);
            if is_open { plain } else { Box::from(named) }
        };
        let is_account = |text: &str| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
        let account = if is_account(arn.account()) { arn.account() } else { "" };
        Self {
            partition: or(arn.partition(), plain.partition),
            region: or(arn.region(), plain.region),
            account: or(account, plain.account),
        }
    }

    /// The user who asks.
    pub(super) fn user(&self) -> String {
        format!("arn:{}:iam::{}:user/iamsim-user", self.partition, self.account)
    }

    /// A resource of a type by its name; one for each form of its ARNs.
    pub(super) fn named<'a>(
        &'a self,
        of: &'a ResourceType,
        name: &'a str,
    ) -> impl Iterator<Item = String> + 'a {
        of.arn_formats.iter().map(move |format| self.filled_in(format, name))
    }

    /// The policy's own text as an ARN, with something in place of each wildcard.
    pub(super) fn sample(&self, entry: &str) -> Option<String> {
        let arn = Arn::parse(entry).filter(|arn| !arn.as_str().contains("${"))?;
        let or = |text: &str, ours: &str| {
            if text.contains(['*', '?']) { ours.to_owned() } else { text.to_owned() }
        };
        let [partition, region, account] = [
            or(arn.partition(), &self.partition),
            or(arn.region(), &self.region),
            or(arn.account(), &self.account),
        ];
        let resource = arn.resource().replace('*', OTHER_NAME).replace('?', "x");
        Some(format!("arn:{partition}:{}:{region}:{account}:{resource}", arn.service()))
    }

    fn filled_in(&self, format: &str, name: &str) -> String {
        let mut pieces = format.split("${");
        let mut text = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (variable, rest) = piece.split_once('}').unwrap_or((piece, ""));
            text.push_str(match variable {
                "Partition" => &self.partition,
                "Region" => &self.region,
                "Account" => &self.account,
                _ => name,
            });
            text.push_str(rest);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_arns_are_filled_in() {
        let setting = Setting::plain();
        assert_eq!(
            setting.filled_in("arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}", "x"),
            "arn:aws:iam::111122223333:role/x"
        );
        assert_eq!(
            setting.filled_in("arn:${Partition}:s3:::${Bucket}/${Key", "x"),
            "arn:aws:s3:::x/x"
        );
        assert_eq!(
            setting.sample("arn:*:lambda:*:*:function:app-*").as_deref(),
            Some("arn:aws:lambda:us-east-1:111122223333:function:app-iamsim-other")
        );
        assert_eq!(setting.sample("*"), None);
    }
}
