//! What `iamsim test` chooses, where it reports, and how it goes on, from the outside.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

mod choosing;
mod covering;
mod hostile;
mod pages;
#[path = "../program/mod.rs"]
mod program;
mod reporting;
mod settings;
mod watching;

use std::fs;

use assert_cmd::Command;
use program::{Output, folder, iamsim};
use tempfile::TempDir;

const POLICY: &str = r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }
] }"#;

/// Three cells, of which the one about `s3:PutObject` fails where `expect` says allowed.
fn scenario(expect: &str) -> String {
    format!(
        r#"{{ "policies": {{ "identity": ["policies/read.json"] }}, "cases": [
  {{ "name": "ann", "principal": "arn:aws:iam::111122223333:user/ann",
    "action": ["s3:GetObject", "s3:PutObject"], "resource": "arn:aws:s3:::b/x",
    "expect": "allowed", "except": [{{ "action": "s3:PutObject", "expect": "{expect}" }}] }},
  {{ "name": "bob", "principal": "arn:aws:iam::111122223333:user/bob",
    "action": "s3:GetObject", "resource": "arn:aws:s3:::b/x", "expect": "allowed" }}
] }}"#
    )
}

impl Output {
    #[track_caller]
    fn is(&self, code: i32, out: &str, err: &str) {
        assert_eq!((self.code, &*self.out, &*self.err), (code, out, err));
    }
}

/// A folder of a user whose home is beside it.
struct Project {
    folder: TempDir,
}

impl Project {
    fn of(files: &[(&str, &str)]) -> Self {
        let names: Vec<String> = files.iter().map(|(name, _)| format!("p/{name}")).collect();
        let mut all = vec![("p/.git/HEAD", ""), ("p/s/policies/read.json", POLICY)];
        all.extend(names.iter().zip(files).map(|(name, (_, text))| (name.as_str(), *text)));
        Self { folder: folder(&all) }
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("p")
    }

    /// The program, which keeps its notes in the home of this user.
    fn iamsim(&self, folder: &str) -> Command {
        let mut command = iamsim(&self.path().join(folder));
        command.env("XDG_CACHE_HOME", self.folder.path().join("cache"));
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.run_in("", arguments)
    }

    fn run_in(&self, folder: &str, arguments: &[&str]) -> Output {
        Output::of(self.iamsim(folder).arg("test").args(arguments))
    }
}
