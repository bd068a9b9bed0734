//! What `iamsim test` chooses, where it reports, and how it goes on, from the outside.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod choosing;
mod covering;
mod hostile;
mod pages;
mod reporting;
mod settings;
mod watching;

use std::fs;
use std::path::Path;
use std::process::Output as Raw;

use assert_cmd::Command;
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

struct Output {
    code: i32,
    out: String,
    err: String,
}

impl Output {
    fn of(raw: &Raw) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_owned()).unwrap();
        let (out, err) = (timeless(&text(&raw.stdout)), text(&raw.stderr));
        Self { code: raw.status.code().unwrap(), out, err }
    }

    #[track_caller]
    fn is(&self, code: i32, out: &str, err: &str) {
        assert_eq!((self.code, &*self.out, &*self.err), (code, out, err));
    }
}

/// How long it took as `(.. s)`.
fn timeless(text: &str) -> String {
    let Some(start) = text.rfind(" (").filter(|at| text[*at..].contains(" s)")) else {
        return text.to_owned();
    };
    let end = start + text[start..].find(')').unwrap();
    format!("{} (.. s{}", &text[..start], &text[end..])
}

/// A folder of a user whose home is beside it.
struct Project {
    folder: TempDir,
}

impl Project {
    fn of(files: &[(&str, &str)]) -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        project.write("p/.git/HEAD", "");
        project.write("p/s/policies/read.json", POLICY);
        for (name, text) in files {
            project.write(&format!("p/{name}"), text);
        }
        project
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

    fn command_in(&self, folder: &Path) -> Command {
        let mut command = Command::cargo_bin("iamsim").unwrap();
        command.env_clear().current_dir(folder).arg("test");
        command.env("XDG_CACHE_HOME", self.folder.path().join("cache"));
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.run_in("", arguments)
    }

    fn run_in(&self, folder: &str, arguments: &[&str]) -> Output {
        let mut command = self.command_in(&self.path().join(folder));
        Output::of(&command.args(arguments).output().unwrap())
    }
}
