//! Globs over paths.

use glob_match::glob_match;

/// Whether a path fits a glob. `*` stays within one part of the path, and a part `**` stands for
/// any number of parts; a `!` in front turns the answer round.
pub fn fits_glob(glob: &str, path: &str) -> bool {
    if let Some(glob) = glob.strip_prefix('!') {
        return !fits_glob(glob, path);
    }
    if has_slash_in_braces(glob) {
        return glob_match(glob, path);
    }
    let names: Vec<&str> = path.split('/').collect();
    // INVARIANT: `ends[n]` says whether the parts so far fit the first n names.
    let mut ends = vec![false; names.len() + 1];
    ends[0] = true;
    for part in glob.split('/') {
        ends = if part == "**" { any_further(&ends) } else { one_further(&ends, part, &names) };
    }
    ends[names.len()]
}

fn any_further(ends: &[bool]) -> Vec<bool> {
    let first = ends.iter().position(|end| *end).unwrap_or(ends.len());
    (0..ends.len()).map(|end| end >= first).collect()
}

/// Name by name, because `glob_match` never goes back behind a name that began to fit: it says that
/// `**/a*.json` does not fit `ab/ac.json`.
fn one_further(ends: &[bool], part: &str, names: &[&str]) -> Vec<bool> {
    let literal = if part.starts_with('!') { "\\" } else { "" };
    let part = format!("{literal}{part}");
    let fits = names.iter().zip(ends).map(|(name, end)| *end && glob_match(&part, name));
    std::iter::once(false).chain(fits).collect()
}

fn has_slash_in_braces(glob: &str) -> bool {
    let mut depth = 0_usize;
    glob.chars().any(|character| {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        character == '/' && depth > 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_begins_like_the_file_does_not_hide_it() {
        for (glob, path) in [
            ("**/one-*.json", "scenarios/one-secret/one-secret.json"),
            ("s/**/a*.json", "s/address/a.json"),
            ("**/policies/*.json", "a/policies/old/policies/b.json"),
            ("s/**/*.yaml", "s/a.yaml"),
            ("s/**", "s/a/b.json"),
            ("s/{a,ab}/*.json", "s/ab/c.json"),
            ("{s/a,t}/*.json", "s/a/c.json"),
            ("s/!a/*", "s/!a/b"),
            ("!s/*", "t/a.json"),
        ] {
            assert!(fits_glob(glob, path), "{glob} {path}");
        }
    }

    #[test]
    fn a_star_stays_within_its_part() {
        for (glob, path) in [
            ("s/*.json", "s/a/b.json"),
            ("**/a.json", "s/ba.json"),
            ("s/**/a.json", "sa.json"),
            ("s/!a/*", "s/b/c"),
            ("!s/*", "s/a.json"),
        ] {
            assert!(!fits_glob(glob, path), "{glob} {path}");
        }
    }
}
