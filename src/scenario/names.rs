//! What a scenario file gives a name: principals, resources, contexts.

use crate::aws::is_canonical_id;
use crate::bundle::{Placed, Trouble};
use crate::text::{Member, nearest, quote};

/// Named things of one kind.
#[derive(Clone, Debug)]
pub(super) struct Names<'n> {
    kind: &'static str,
    /// The objects that hold them, the nearest first.
    objects: Vec<(Placed<'n>, &'n [Member])>,
    /// Whether an environment may have things of names that are not among these.
    has_others: bool,
}

impl<'n> Names<'n> {
    /// Reads the objects that hold them, the nearest first; `kind` is what one is called, and
    /// `has_others` says whether an environment may have more.
    pub(super) fn read(
        kind: &'static str,
        objects: impl Iterator<Item = Placed<'n>>,
        has_others: bool,
    ) -> Result<Self, Trouble> {
        let read = |object: Placed<'n>| object.members().map(|members| (object, members));
        let objects = objects.map(read).collect::<Result<_, _>>()?;
        Ok(Self { kind, objects, has_others })
    }

    /// The thing of that name; the nearest, if there are several.
    pub(super) fn get(&self, name: &str) -> Option<Placed<'n>> {
        self.objects.iter().find_map(|(object, members)| {
            let found = members.iter().find(|member| &*member.key.text == name)?;
            Some(object.at(&found.value))
        })
    }

    /// All names with what they stand for, the nearest of each.
    pub(super) fn all(&self) -> Vec<(&'n str, Placed<'n>)> {
        let mut all: Vec<(&'n str, Placed<'n>)> = Vec::new();
        for (object, members) in &self.objects {
            for member in *members {
                let name = &*member.key.text;
                if all.iter().all(|(known, _)| *known != name) {
                    all.push((name, object.at(&member.value)));
                }
            }
        }
        all
    }

    /// What a value stands for: the thing of that name, or itself.
    ///
    /// # Errors
    /// If it can only be a name, and nothing has it.
    pub(super) fn meaning(&self, written: Placed<'n>) -> Result<Placed<'n>, Trouble> {
        let Some(text) = written.node.as_text() else { return Ok(written) };
        match self.get(text) {
            Some(meant) => Ok(meant),
            None if self.has_others => Ok(written),
            None if is_own_name(text) || self.are_objects() => Err(self.unknown(written, text)),
            None => Ok(written),
        }
    }

    /// Whether only a name can stand for such a thing, because it has no text of its own.
    fn are_objects(&self) -> bool {
        self.kind == "context"
    }

    /// A mistake that says that there is no such name.
    fn unknown(&self, value: Placed<'_>, name: &str) -> Trouble {
        let message = format!("there is no {} named {}", self.kind, quote(name));
        let mut trouble = value.trouble("unknown-name", message);
        let members = self.objects.iter().flat_map(|(_, members)| *members);
        if let Some(near) = nearest(name, members.map(|member| &*member.key.text)) {
            trouble = trouble.with_hint(format!("did you mean `{near}`?"));
        }
        trouble
    }
}

/// Whether a text can only be a name of the file's own: no ARN, no service, nothing that AWS names.
fn is_own_name(text: &str) -> bool {
    !text.contains([':', '.', '*']) && text != "anonymous" && !is_canonical_id(text)
}
