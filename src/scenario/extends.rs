//! The files that a scenario file extends.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::bundle::{Placed, Text, Trouble};
use crate::load::{Files, expect_regular, path_beside, syntax_of, without_detours};
use crate::text::quote;

/// How many files may extend each other in a row.
const LONGEST_CHAIN: usize = 32;

/// Reads a scenario file: YAML by its ending, else JSON with comments.
pub(super) fn read_text(path: &Path) -> Result<Text, Trouble> {
    let whole_file = |message| Files::trouble(&path.display().to_string(), message);
    Files::read(path, syntax_of(path).with_comments()).map_err(|why| why.unwrap_or_else(whole_file))
}

/// A file and all that it extends, directly or not, each once. The nearest comes first: a file
/// before those that it extends, and of those the later named before the earlier.
///
/// # Errors
/// Every file that cannot be read, and every circle.
pub(super) fn with_bases(text: Text) -> Result<Vec<Text>, Vec<Trouble>> {
    let mut walk = Walk::default();
    let path = without_detours(Path::new(text.source.name()));
    walk.visit(path, text);
    walk.farthest_first.reverse();
    if walk.troubles.is_empty() { Ok(walk.farthest_first) } else { Err(walk.troubles) }
}

#[derive(Default)]
struct Walk {
    farthest_first: Vec<Text>,
    met: HashSet<PathBuf>,
    under_way: Vec<PathBuf>,
    troubles: Vec<Trouble>,
}

impl Walk {
    // INVARIANT: no more than `LONGEST_CHAIN` files are under way.
    fn visit(&mut self, path: PathBuf, text: Text) {
        self.met.insert(path.clone());
        self.under_way.push(path);
        match bases(&text) {
            Ok(bases) => bases.into_iter().for_each(|base| self.base(base)),
            Err(trouble) => self.troubles.push(trouble),
        }
        self.under_way.pop();
        self.farthest_first.push(text);
    }

    fn base(&mut self, named: Placed<'_>) {
        match self.open(named) {
            Ok(Some((path, text))) => self.visit(path, text),
            Ok(None) => {}
            Err(trouble) => self.troubles.push(trouble),
        }
    }

    /// The file of that name; `None` if it was met before.
    fn open(&self, named: Placed<'_>) -> Result<Option<(PathBuf, Text)>, Trouble> {
        let name = named.text()?;
        if name.contains("{{") {
            let message = "a path in `extends` has no variables: they are known after it is read";
            return Err(named.trouble("invalid-extends", message));
        }
        let path = path_beside(named.source, name);
        if let Some(start) = self.under_way.iter().position(|known| *known == path) {
            return Err(self.circle(named, start));
        }
        if self.met.contains(&path) {
            return Ok(None);
        }
        if self.under_way.len() >= LONGEST_CHAIN {
            let message = format!("more than {LONGEST_CHAIN} files extend each other in a row");
            return Err(named.trouble("invalid-extends", message));
        }
        expect_regular(&path).map_err(|why| named.trouble("invalid-extends", why))?;
        let text = read_text(&path).map_err(|trouble| {
            let message = &trouble.diagnostic.message;
            let at_name = || named.trouble(Trouble::UNREADABLE, message.clone());
            if trouble.has_place() { trouble } else { at_name() }
        })?;
        Ok(Some((path, text)))
    }

    fn circle(&self, named: Placed<'_>, start: usize) -> Trouble {
        let circle = self.under_way[start..].iter().chain(self.under_way.get(start));
        let paths: Vec<String> = circle.map(|path| quote(&path.display().to_string())).collect();
        let message = format!("this file extends itself: {}", paths.join(" extends "));
        named.trouble("circular-extends", message)
    }
}

/// The paths under `extends` in the order written.
fn bases(text: &Text) -> Result<Vec<Placed<'_>>, Trouble> {
    let root = Placed { node: &text.node, source: &text.source };
    let Some(extends) = text.node.get("extends").map(|node| root.at(node)) else {
        return Ok(Vec::new());
    };
    let paths = extends.one_or_more();
    if paths.is_empty() {
        return Err(extends.trouble("empty-list", "an empty `extends` names no file"));
    }
    Ok(paths)
}
