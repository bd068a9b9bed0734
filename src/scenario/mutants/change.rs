//! Changes to a tree, each at a path.

use crate::text::{Key, Member, Node, Span, Value};

/// The way from a node to one below it: numbers of items and members.
pub(super) type Path = Vec<usize>;

/// One change to a tree.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Change {
    /// Another value.
    Put(Path, Value),
    /// Another key for a member.
    Rename(Path, Box<str>),
    /// A new last member of an object, or one behind its member of that number.
    Insert(Path, usize, Box<str>, Value),
    /// An item or member is not there any more.
    Remove(Path),
}

/// A node and how to get there.
#[derive(Clone, Debug)]
pub(super) struct Spot<'n> {
    pub(super) node: &'n Node,
    pub(super) path: Path,
}

impl<'n> Spot<'n> {
    pub(super) fn root(node: &'n Node) -> Self {
        Self { node, path: Path::new() }
    }

    fn below(&self, index: usize, node: &'n Node) -> Self {
        let mut path = self.path.clone();
        path.push(index);
        Self { node, path }
    }

    /// The members of an object.
    pub(super) fn members(&self) -> Vec<(&'n Key, Self)> {
        let Value::Object(members) = &self.node.value else { return Vec::new() };
        let numbered = members.iter().enumerate();
        numbered.map(|(index, one)| (&one.key, self.below(index, &one.value))).collect()
    }

    /// The member of that name.
    pub(super) fn member(&self, name: &str) -> Option<(&'n Key, Self)> {
        self.members().into_iter().find(|(key, _)| &*key.text == name)
    }

    /// The items of a list, or the value itself.
    pub(super) fn items(&self) -> Vec<Self> {
        let Value::List(items) = &self.node.value else { return vec![self.clone()] };
        let numbered = items.iter().enumerate();
        numbered.map(|(index, item)| self.below(index, item)).collect()
    }

    /// Whether the value is a list.
    pub(super) fn is_list(&self) -> bool {
        matches!(self.node.value, Value::List(_))
    }
}

/// The tree with all changes made, in their order; paths count what is there when their turn
/// comes. `None` if a path leads nowhere.
pub(super) fn changed(tree: &Node, changes: &[Change]) -> Option<Node> {
    let mut tree = tree.clone();
    for change in changes {
        make(&mut tree, change)?;
    }
    Some(tree)
}

fn make(tree: &mut Node, change: &Change) -> Option<()> {
    match change {
        Change::Put(path, value) => at(tree, path)?.value = value.clone(),
        Change::Rename(path, key) => {
            let (last, above) = path.split_last()?;
            let Value::Object(members) = &mut at(tree, above)?.value else { return None };
            members.get_mut(*last)?.key.text.clone_from(key);
        }
        Change::Insert(path, behind, key, value) => {
            let object = at(tree, path)?;
            let span = object.span;
            let Value::Object(members) = &mut object.value else { return None };
            let place = members.get(*behind).map_or(span, |member| member.value.span);
            let at = (behind + 1).min(members.len());
            members.insert(at, new_member(key, value, place));
        }
        Change::Remove(path) => {
            let (last, above) = path.split_last()?;
            match &mut at(tree, above)?.value {
                Value::List(items) if *last < items.len() => drop(items.remove(*last)),
                Value::Object(members) if *last < members.len() => drop(members.remove(*last)),
                _ => return None,
            }
        }
    }
    Some(())
}

fn new_member(key: &str, value: &Value, span: Span) -> Member {
    let (key, value) = (Key { text: key.into(), span }, Node { span, value: value.clone() });
    Member { key, value }
}

/// The node at a path.
pub(super) fn node_at<'n>(tree: &'n Node, path: &[usize]) -> Option<&'n Node> {
    path.iter().try_fold(tree, |node, &index| match &node.value {
        Value::List(items) => items.get(index),
        Value::Object(members) => members.get(index).map(|member| &member.value),
        _ => None,
    })
}

fn at<'n>(tree: &'n mut Node, path: &[usize]) -> Option<&'n mut Node> {
    path.iter().try_fold(tree, |node, &index| match &mut node.value {
        Value::List(items) => items.get_mut(index),
        Value::Object(members) => members.get_mut(index).map(|member| &mut member.value),
        _ => None,
    })
}

/// A text as a value.
pub(super) fn text_value(text: impl Into<Box<str>>) -> Value {
    Value::Text(text.into())
}

/// An object with one member.
pub(super) fn object(key: &str, value: &Value, span: Span) -> Value {
    Value::Object(vec![new_member(key, value, span)])
}

/// The statements of a document, in its order.
pub(super) fn statements(tree: &Node) -> Vec<Spot<'_>> {
    Spot::root(tree).member("Statement").map(|(_, spot)| spot.items()).unwrap_or_default()
}

/// Whether two trees say the same, wherever it stands.
pub(super) fn same(left: &Node, right: &Node) -> bool {
    match (&left.value, &right.value) {
        (Value::List(left), Value::List(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            let equal = |(left, right): (&Member, &Member)| {
                left.key.text == right.key.text && same(&left.value, &right.value)
            };
            left.len() == right.len() && left.iter().zip(right).all(equal)
        }
        (left, right) => left == right,
    }
}
