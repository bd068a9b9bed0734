//! `--filter` and `--policy`.

use glob_match::glob_match;

use crate::load::fits_glob;

/// Whether the id of a case contains this text, or fits it as a glob, with or without its file. A
/// `*` crosses slashes: ids are full of ARNs.
pub(in crate::cli) fn fits_id(id: &str, filter: &str) -> bool {
    let name = id.split_once('#').map_or(id, |(_, name)| name);
    let without_slashes = |text: &str| text.replace('/', "\u{1}");
    let (flat, names) = (without_slashes(filter), [id, name]);
    let fits = |text: &str| glob_match(&flat, &without_slashes(text));
    id.contains(filter) || names.into_iter().any(fits)
}

/// Whether a path contains this text, or fits it as a glob.
pub(in crate::cli) fn fits_path(path: &str, filter: &str) -> bool {
    path.contains(filter) || fits_glob(filter, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_a_part_or_a_glob_of_an_id() {
        let id = "s/deep/a.json#ann reads[action=s3:GetObject,resource=arn:aws:s3:::b/x]";
        for filter in
            ["ann", "s/deep", "*action=s3:Get*", "ann*", "s/**/a.json#*", "s/*", "*x]", id]
        {
            assert!(fits_id(id, filter), "{filter}");
        }
        for filter in ["bob", "*action=s3:Put*", "reads*", "t/*", "*.yaml#*"] {
            assert!(!fits_id(id, filter), "{filter}");
        }
    }
}
