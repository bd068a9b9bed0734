//! What a scenario file gives a name: principals, resources, contexts.

use crate::aws::is_canonical_id;
use crate::bundle::{Placed, Trouble};
use crate::text::{Member, nearest, quote};

/// Named things of one kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Names<'n> {
    kind: &'static str,
    whole: Option<Placed<'n>>,
    members: &'n [Member],
}

impl<'n> Names<'n> {
    /// Reads the object that holds them; `kind` is what one is called.
    pub(super) fn read(kind: &'static str, field: Option<Placed<'n>>) -> Result<Self, Trouble> {
        let members = field.map_or(Ok(&[][..]), Placed::members)?;
        Ok(Self { kind, whole: field, members })
    }

    /// The thing of that name.
    pub(super) fn get(&self, name: &str) -> Option<Placed<'n>> {
        let found = self.members.iter().find(|member| &*member.key.text == name)?;
        self.whole.map(|whole| whole.at(&found.value))
    }

    /// Whether only a name can stand for such a thing, because it has no text of its own.
    pub(super) fn are_objects(&self) -> bool {
        self.kind == "context"
    }

    /// A mistake that says that there is no such name.
    pub(super) fn unknown(&self, value: Placed<'_>, name: &str) -> Trouble {
        let message = format!("there is no {} named {}", self.kind, quote(name));
        let mut trouble = value.trouble("unknown-name", message);
        if let Some(near) = nearest(name, self.members.iter().map(|member| &*member.key.text)) {
            trouble = trouble.with_hint(format!("did you mean `{near}`?"));
        }
        trouble
    }
}

/// Whether a text can only be a name of the file's own: no ARN, no service, nothing that AWS names.
pub(super) fn is_own_name(text: &str) -> bool {
    !text.contains([':', '.', '*']) && text != "anonymous" && !is_canonical_id(text)
}
