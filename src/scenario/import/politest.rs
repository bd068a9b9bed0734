//! A file of politest, which asks AWS's policy simulator.

use super::layered::Policies;
use super::politest_file::{PolitestFile, SETTINGS, Vars, both};
use super::{CaseNames, Imported, SOME_ACCOUNT, Shelf, caller_of, case, context, exact, owner};
use crate::bundle::{Fields, Placed, Text, Trouble};
use crate::scenario::write::{Written, WrittenCase};
use crate::text::{Node, quote};

const TEST_FIELDS: &[&str] =
    &["name", "description", "action", "actions", "resource", "resources", "expect"];

/// Makes a scenario file of it.
pub(super) fn import(text: &Text, mut shelf: Shelf) -> Result<Imported, Trouble> {
    let file = PolitestFile::read(text)?;
    file.check()?;
    let whole = super::placed(text);
    let tests = file
        .get("tests")
        .ok_or_else(|| whole.trouble("missing-tests", "the file has no `tests`"))?;
    let mut notes =
        vec!["keys that the file does not give are absent, as in the simulator".to_owned()];
    if let Some(caller) = missing_caller(&file, tests)? {
        notes.push(format!("the file names no caller: `{caller}` stands in for one"));
    }
    let title = file.get("name").and_then(|name| name.node.as_text());
    let mut written = Written {
        title: title.unwrap_or("Imported from politest").to_owned(),
        fields: vec![exact()],
        policies: Policies { vars: &file.vars, shelf: &mut shelf }
            .layers(&|name| file.get(name))?,
        context: file.get("context").map_or_else(|| Ok(Vec::new()), context)?,
        ..Written::default()
    };
    let mut making =
        Making { file: &file, shelf: &mut shelf, names: CaseNames::default(), notes: &mut notes };
    for test in tests.list()? {
        written.cases.push(making.case(test)?);
    }
    making.tell_left_out(&|name| file.get(name).is_some());
    written.remarks.clone_from(&notes);
    Ok(Imported { file: written, policies: shelf.into_files(), notes, expects_nothing: false })
}

/// Who stands in, if some test has no caller.
fn missing_caller(file: &PolitestFile, tests: Placed<'_>) -> Result<Option<String>, Trouble> {
    let mut tests = tests.list()?;
    let all_say =
        file.get("caller_arn").is_some() || tests.all(|test| test.node.get("caller_arn").is_some());
    Ok((!all_say).then(|| caller_of(SOME_ACCOUNT)))
}

struct Making<'m> {
    file: &'m PolitestFile,
    shelf: &'m mut Shelf,
    names: CaseNames,
    notes: &'m mut Vec<String>,
}

impl Making<'_> {
    fn case(&mut self, test: Placed<'_>) -> Result<WrittenCase, Trouble> {
        let known: Vec<&str> = TEST_FIELDS.iter().chain(SETTINGS).copied().collect();
        let fields = test.fields(&known)?;
        let actions = one_of(&fields, "action", "actions")?
            .ok_or_else(|| test.trouble("missing-action", "the test has no `action`"))?;
        let resources = one_of(&fields, "resource", "resources")?;
        let resources = resources.map_or_else(|| Node::of_text("*"), |list| list.node.clone());
        let expect = fields
            .some("expect")
            .ok_or_else(|| test.trouble("missing-expectation", "the test has no `expect`"))?;
        let nearest = |name: &str| fields.some(name).or_else(|| self.file.get(name));
        let caller = nearest("caller_arn").map(Placed::text).transpose()?;
        let caller = caller.map_or_else(|| caller_of(SOME_ACCOUNT), str::to_owned);
        let owner = nearest("resource_owner").map(owner).transpose()?;
        let mut members = vec![
            ("principal", Node::of_text(caller)),
            ("action", actions.node.clone()),
            ("resource", resources),
        ];
        members.extend(owner.map(|owner| ("resourceAccount", Node::of_text(owner))));
        if let Some(entries) = fields.some("context") {
            members.push(("context", Node::of_members(context(entries)?)));
        }
        let layers = self.layers(&fields, &self.file.vars)?;
        if !layers.is_empty() {
            members.push(("policies", Node::of_members(layers)));
        }
        members.push(("expect", Node::of_text(expect.text()?)));
        self.tell_left_out(&|name| fields.some(name).is_some());
        let name = match fields.text("name")? {
            Some(name) => name.to_owned(),
            None => format!("{}: {}", quoted(actions), expect.text()?),
        };
        Ok(case(self.names.unique(&name), members))
    }

    fn layers(
        &mut self,
        fields: &Fields<'_>,
        vars: &Vars,
    ) -> Result<Vec<(&'static str, Node)>, Trouble> {
        Policies { vars, shelf: &mut *self.shelf }.layers(&|name| fields.some(name))
    }

    fn tell_left_out(&mut self, has: &dyn Fn(&str) -> bool) {
        let mut tell = |name: &str, note: &str| {
            if has(name) && !self.notes.iter().any(|known| known == note) {
                self.notes.push(note.to_owned());
            }
        };
        tell(
            "resource_handling_option",
            "`resource_handling_option` does not carry over: it adds resources that EC2 needs: name them under `alsoRequires`",
        );
        tell(
            "scp_paths",
            "the service control policies stand on one level, as politest merges them",
        );
    }
}

/// The actions of a test, for its name.
fn quoted(actions: Placed<'_>) -> String {
    let texts = actions.one_or_more();
    let texts: Vec<&str> = texts.iter().filter_map(|action| action.node.as_text()).collect();
    let joined = texts.join(", ");
    if joined.is_empty() { quote("") } else { joined }
}

fn one_of<'n>(fields: &Fields<'n>, one: &str, other: &str) -> Result<Option<Placed<'n>>, Trouble> {
    match (fields.some(one), fields.some(other)) {
        (Some(_), Some(second)) => Err(both(one, other, second)),
        (first, second) => Ok(first.or(second)),
    }
}
