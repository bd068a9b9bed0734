//! The forms of ids that AWS hands out.

/// Whether it is the prefix and 8 or 17 letters and digits.
pub(super) fn is_resource_id(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|id| {
        matches!(id.len(), 8 | 17) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// `o-a1b2c3d4e5`
pub(super) fn is_organization(text: &str) -> bool {
    is_id(text, "o-", 10..=32)
}

/// `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/`
pub(super) fn is_path(text: &str) -> bool {
    let Some(path) = text.strip_suffix('/') else { return false };
    let mut parts = path.split('/');
    let is_root = |part: &str| is_id(part, "r-", 4..=32);
    let is_unit = |part: &str| {
        part.strip_prefix("ou-")
            .and_then(|rest| rest.split_once('-'))
            .is_some_and(|(root, unit)| is_id(root, "", 4..=32) && is_id(unit, "", 8..=32))
    };
    parts.next().is_some_and(is_organization)
        && parts.next().is_none_or(is_root)
        && parts.all(is_unit)
}

fn is_id(text: &str, prefix: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    text.strip_prefix(prefix).is_some_and(|id| {
        length.contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}
