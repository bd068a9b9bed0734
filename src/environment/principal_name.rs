//! Callers by the names that people call them.

use super::Environment;
use crate::text::{nearest, quote};

/// Why a name is nobody's in an environment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Several are called so.
    #[error("{} may be {}", quote(.name), .arns.join(" or "))]
    Ambiguous {
        /// The name.
        name: String,
        /// Those who are called so.
        arns: Vec<String>,
    },
    /// Nobody is.
    #[error("the environment has no user or role {}", quote(.name))]
    Nobody {
        /// The name.
        name: String,
        /// A name that is nearly the same.
        near: Option<String>,
    },
}

impl Environment {
    /// The ARN of a user or role by its name, `user/name`, `role/name` or unique id.
    ///
    /// # Errors
    /// If nobody is called so, or several are.
    pub fn principal_arn(&self, name: &str) -> Result<String, NameError> {
        let mut arns: Vec<String> = self
            .principals()
            .filter(|known| known.is_called(name))
            .map(|known| known.arn())
            .collect();
        match arns.len() {
            1 => Ok(arns.remove(0)),
            0 => {
                let names = self.principals().map(|known| known.name);
                let near = nearest(name, names).map(str::to_owned);
                Err(NameError::Nobody { name: name.to_owned(), near })
            }
            _ => Err(NameError::Ambiguous { name: name.to_owned(), arns }),
        }
    }

    /// All users and roles: by account, users before roles.
    pub fn principals(&self) -> impl Iterator<Item = KnownPrincipal<'_>> {
        self.accounts.iter().flat_map(|(account, held)| {
            let partition = held.partition.as_deref().unwrap_or("aws");
            let known = move |kind, name, path, id| KnownPrincipal {
                partition,
                account,
                kind,
                name,
                path,
                id,
            };
            let users = held.users.iter().map(move |(name, user)| {
                known("user", name, user.path.known().map_or("/", |path| path), user.id.as_deref())
            });
            let roles = held.roles.iter().map(move |(name, role)| {
                known("role", name, role.path.known().map_or("/", |path| path), role.id.as_deref())
            });
            users.chain(roles)
        })
    }
}

/// A user or role of an environment.
#[derive(Clone, Copy, Debug)]
pub struct KnownPrincipal<'e> {
    /// `aws`
    pub partition: &'e str,
    /// Twelve digits.
    pub account: &'e str,
    /// `user` or `role`.
    pub kind: &'static str,
    /// The name without its path.
    pub name: &'e str,
    /// With a slash at both ends.
    pub path: &'e str,
    /// The unique id.
    pub id: Option<&'e str>,
}

impl KnownPrincipal<'_> {
    /// `arn:aws:iam::111122223333:role/team/app`
    pub fn arn(&self) -> String {
        let Self { partition, account, kind, name, path, .. } = self;
        format!("arn:{partition}:iam::{account}:{kind}{path}{name}")
    }

    fn is_called(&self, name: &str) -> bool {
        let named = name == self.name || self.id == Some(name);
        let with_kind = name.split_once('/').is_some_and(|(kind, rest)| {
            let path = self.path.trim_start_matches('/');
            kind == self.kind && (rest == self.name || rest.strip_prefix(path) == Some(self.name))
        });
        named || with_kind
    }
}
