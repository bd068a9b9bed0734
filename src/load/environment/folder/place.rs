//! What a file's place in a folder says.

use super::is_account;

/// Who has policies in a folder of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HolderKind {
    User,
    Group,
    Role,
}

impl HolderKind {
    /// The folder of all of the kind.
    const FOLDERS: [(&'static str, Self); 3] =
        [("users", Self::User), ("groups", Self::Group), ("roles", Self::Role)];

    /// The file that says more of one: `user`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
        }
    }
}

/// What a file is by its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Something that says itself what it is.
    Source,
    /// A file about a user, a group or a role.
    Holder { account: Option<String>, kind: HolderKind, name: String, file: String },
    /// A managed policy, by its path and name.
    Managed { account: Option<String>, name: String },
    /// A file about a resource, whose folder is named by its path.
    Resource { account: Option<String>, folder: String, file: String },
    /// Part of an organization, with its path below that folder.
    Organization(String),
    /// Nothing.
    Nowhere,
}

/// What a file is by the parts of its path.
pub(super) fn place_of(parts: &[String]) -> Place {
    match parts {
        [accounts, id, rest @ ..] if accounts == "accounts" && is_account(id) => {
            in_account(Some(id), rest)
        }
        _ => in_account(None, parts),
    }
}

fn in_account(account: Option<&String>, parts: &[String]) -> Place {
    let account = account.cloned();
    match parts {
        [_] => Place::Source,
        [kind, name, file] => match holder_kind(kind) {
            Some(kind) => Place::Holder { account, kind, name: name.clone(), file: stem(file) },
            None => deeper(account, parts),
        },
        _ => deeper(account, parts),
    }
}

fn deeper(account: Option<String>, parts: &[String]) -> Place {
    let [first, between @ .., file] = parts else { return Place::Nowhere };
    match &**first {
        "policies" => {
            let mut name = between.to_vec();
            name.push(stem(file));
            Place::Managed { account, name: name.join("/") }
        }
        "resources" if !between.is_empty() => {
            Place::Resource { account, folder: between.join("/"), file: stem(file) }
        }
        "endpoints" => Place::Source,
        "organization" if account.is_none() => Place::Organization(parts[1..].join("/")),
        _ => Place::Nowhere,
    }
}

fn holder_kind(folder: &str) -> Option<HolderKind> {
    HolderKind::FOLDERS.iter().find(|(name, _)| *name == folder).map(|(_, kind)| *kind)
}

/// A file's name without its ending.
fn stem(file: &str) -> String {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(path: &str) -> Place {
        place_of(&path.split('/').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn each_file_has_its_place() {
        let account = Some("111122223333".to_owned());
        let (name, file) = ("app".to_owned(), "read.v2".to_owned());
        let role = Place::Holder { account: account.clone(), kind: HolderKind::Role, name, file };
        assert_eq!(place("accounts/111122223333/roles/app/read.v2.json"), role);
        assert_eq!(place("account.json"), Place::Source);
        assert_eq!(place("accounts/111122223333/account.json"), Place::Source);
        let limit = Place::Managed { account: None, name: "team/limit".to_owned() };
        assert_eq!(place("policies/team/limit.json"), limit);
        let (folder, file) = ("s3/files".to_owned(), "policy".to_owned());
        let bucket = Place::Resource { account: None, folder, file };
        assert_eq!(place("resources/s3/files/policy.json"), bucket);
        let roots = Place::Organization("list-roots.json".to_owned());
        assert_eq!(place("organization/list-roots.json"), roots);
        assert_eq!(place("endpoints/eu-west-1/describe-vpc-endpoints.json"), Place::Source);
    }

    #[test]
    fn what_has_no_place_is_nowhere() {
        for path in ["users/alice.json", "roles/a/b/c.json", "notes/a.json", "resources/x.json"] {
            assert_eq!(place(path), Place::Nowhere, "{path}");
        }
        assert_eq!(place("accounts/1/users/a/b.json"), Place::Nowhere);
    }
}
