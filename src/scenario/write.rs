//! Writes a scenario file.

use crate::text::{Node, printable};

/// A scenario file to be written. What is empty is left out; everything else comes in the order given.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// What people should know about the file, each a comment of one line at its top.
    pub remarks: Vec<String>,
    /// Where editors find what may stand in the file.
    pub schema: Option<String>,
    /// What it is about.
    pub title: String,
    /// Layers: `identity`, and the policies there.
    pub policies: Vec<(&'static str, Node)>,
    /// Principals by name.
    pub principals: Vec<(String, Node)>,
    /// Resources by name.
    pub resources: Vec<(String, Node)>,
    /// Keys for every case.
    pub context: Vec<(String, Node)>,
    /// Sets of keys by name.
    pub contexts: Vec<(String, Node)>,
    /// The cases.
    pub cases: Vec<WrittenCase>,
    /// Other fields of the file, before the policies: `now`, `exactContext`, `vars`.
    pub fields: Vec<(&'static str, Node)>,
}

/// A case to be written.
#[derive(Clone, Debug)]
pub struct WrittenCase {
    /// Its name, unique within the file.
    pub name: String,
    /// Its fields in this order: `principal`, `action`, .., `expect`, `because`.
    pub fields: Vec<(&'static str, Node)>,
}

impl Written {
    /// The file: JSON, with comments if there are remarks.
    pub fn to_json(&self) -> String {
        let remarks = self.remarks.iter().map(|remark| format!("// {}\n", printable(remark)));
        let mut text: String = remarks.collect();
        text.push_str(&self.to_node().to_pretty_json(0));
        text.push('\n');
        text
    }

    /// The file as a tree.
    pub fn to_node(&self) -> Node {
        let mut members: Vec<(&str, Node)> = Vec::new();
        members.extend(self.schema.as_deref().map(|schema| ("$schema", Node::of_text(schema))));
        members.push(("title", Node::of_text(self.title.as_str())));
        members.extend(self.fields.iter().cloned());
        let named = |members: &[(String, Node)]| {
            let members = members.iter().map(|(name, node)| (name.as_str(), node.clone()));
            Node::of_members(members)
        };
        let parts = [
            ("policies", Node::of_members(self.policies.iter().cloned())),
            ("principals", named(&self.principals)),
            ("resources", named(&self.resources)),
            ("context", named(&self.context)),
            ("contexts", named(&self.contexts)),
        ];
        members.extend(parts.into_iter().filter(|(_, part)| !part.is_empty()));
        members.push(("cases", Node::of_items(self.cases.iter().map(WrittenCase::to_node))));
        Node::of_members(members)
    }
}

impl WrittenCase {
    fn to_node(&self) -> Node {
        let name = [("name", Node::of_text(self.name.as_str()))];
        Node::of_members(name.into_iter().chain(self.fields.iter().cloned()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::bundle::Text;
    use crate::scenario::ScenarioFile;
    use crate::text::{Comments, Source, read_json};

    #[test]
    fn what_is_written_is_a_scenario_file() {
        let written = Written {
            remarks: vec!["a remark\n\"cases\": []".to_owned()],
            title: "what ann may do".to_owned(),
            policies: vec![("identity", Node::of_items([Node::of_text("policies/a.json")]))],
            principals: vec![(
                "ann".to_owned(),
                Node::of_members([("arn", Node::of_text("arn:aws:iam::111122223333:user/ann"))]),
            )],
            cases: vec![WrittenCase {
                name: "ann \"reads\"\u{202e}".to_owned(),
                fields: vec![
                    ("principal", Node::of_text("ann")),
                    ("action", Node::of_one_or_more(["s3:GetObject", "s3:PutObject"])),
                    ("resource", Node::of_text("arn:aws:s3:::b/x")),
                    ("expect", Node::of_text("allowed")),
                ],
            }],
            ..Written::default()
        };
        let text = written.to_json();
        let expected = r#"// a remark\n"cases": []
{
  "title": "what ann may do",
  "policies": { "identity": ["policies/a.json"] },
  "principals": { "ann": { "arn": "arn:aws:iam::111122223333:user/ann" } },
  "cases": [
    {
      "name": "ann \"reads\"\u202e",
      "principal": "ann",
      "action": ["s3:GetObject", "s3:PutObject"],
      "resource": "arn:aws:s3:::b/x",
      "expect": "allowed"
    }
  ]
}
"#;
        assert_eq!(text, expected);
        let source = Arc::new(Source::new("a.json", text));
        let node = Arc::new(read_json(&source, Comments::Allowed).unwrap());
        let file = ScenarioFile::of(Text { source, node }).unwrap();
        assert_eq!(file.document().unwrap().cases[0].name, "ann \"reads\"\u{202e}");
    }
}
