//! Addresses and references: `module.app["a"].aws_iam_role.this[0].name`.

/// One step of an address: a name, and the keys in brackets behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step<'a> {
    pub(super) name: &'a str,
    /// With its brackets: `["a"]`, `[0]`; empty if there is none.
    pub(super) key: &'a str,
}

/// The steps of an address. Dots inside brackets and quotes part nothing.
pub(super) fn steps(address: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let (mut start, mut depth, mut quoted, mut escaped) = (0, 0_usize, false, false);
    for (at, character) in address.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if depth > 0 => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            '.' if depth == 0 => {
                steps.push(step(&address[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    steps.push(step(&address[start..]));
    steps
}

fn step(text: &str) -> Step<'_> {
    let (name, key) = text.split_at(text.find('[').unwrap_or(text.len()));
    Step { name, key }
}

/// The address of something inside a module.
pub(super) fn inside(module: &str, address: &str) -> String {
    if module.is_empty() { address.to_owned() } else { format!("{module}.{address}") }
}

/// The address of the module around a module, and the last call: `module.a[0].module.b["x"]` as
/// `module.a[0]` and `b["x"]`.
pub(super) fn parent(module: &str) -> Option<(&str, Step<'_>)> {
    let last = *steps(module).last()?;
    let length = "module.".len() + last.name.len() + last.key.len();
    let outer = module.len().checked_sub(length)?;
    Some((module.get(..outer)?.trim_end_matches('.'), last))
}

/// An address as configuration has it: without keys.
pub(super) fn without_keys(address: &str) -> String {
    let names: Vec<&str> = steps(address).into_iter().map(|step| step.name).collect();
    names.join(".")
}

/// A key of `count` or `for_each` as addresses write it.
pub(super) fn text_key(key: &str) -> String {
    let escaped = key.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("[\"{escaped}\"]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_in_keys_part_nothing() {
        let names = |address| {
            let steps = steps(address);
            steps.iter().map(|step| (step.name, step.key)).collect::<Vec<_>>()
        };
        let address = r#"module.app["a.\"]b"].aws_iam_role.this[0]"#;
        let wanted =
            [("module", ""), ("app", r#"["a.\"]b"]"#), ("aws_iam_role", ""), ("this", "[0]")];
        assert_eq!(names(address), wanted);
        assert_eq!(without_keys(address), "module.app.aws_iam_role.this");
    }

    #[test]
    fn a_module_knows_the_one_around_it() {
        let (outer, call) = parent(r#"module.a[0].module.b["x"]"#).unwrap();
        assert_eq!((outer, call.name, call.key), ("module.a[0]", "b", r#"["x"]"#));
        assert_eq!(parent("module.a").unwrap().0, "");
        assert!(parent("").is_none());
    }
}
