//! Files whose paths begin as typed.

use crate::text::Arrange;
use std::fs;
use std::path::Path;

/// How many are offered, and how many entries of a folder are looked at.
const MOST: usize = 100;
const LOOKED_AT: usize = 10_000;

/// The paths that begin so, folders with a slash behind. Hidden ones are offered to who types the dot.
pub(super) fn paths(typed: &str) -> Vec<String> {
    let (folder, start) = typed
        .rsplit_once('/')
        .map_or(("", typed), |(folder, start)| (&typed[..=folder.len()], start));
    let looked = if folder.is_empty() { "." } else { folder };
    let Ok(entries) = fs::read_dir(Path::new(looked)) else { return Vec::new() };
    let mut found: Vec<String> = entries
        .take(LOOKED_AT)
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok()?;
            let is_offered =
                name.starts_with(start) && (start.starts_with('.') || !name.starts_with('.'));
            let end = if entry.path().is_dir() { "/" } else { "" };
            is_offered.then(|| format!("{folder}{name}{end}"))
        })
        .collect();
    found.arrange();
    found.truncate(MOST);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_files_by_their_start() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["plan.json", "plain.txt", ".plan", "other"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        fs::create_dir(folder.path().join("plans")).unwrap();
        let at = |start: &str| {
            let typed = format!("{}/{start}", folder.path().display());
            let start = typed.rfind('/').unwrap() + 1;
            paths(&typed).iter().map(|path| path[start..].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(at("pla"), ["plain.txt", "plan.json", "plans/"]);
        assert_eq!(at(".p"), [".plan"]);
        assert_eq!(at(""), ["other", "plain.txt", "plan.json", "plans/"]);
        assert_eq!(at("nowhere/"), [""; 0]);
    }
}
