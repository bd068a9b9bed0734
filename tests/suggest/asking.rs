//! Asks bundles, and carries suggestions out in their texts.

use iamsim::bundle::{Evaluator, InlineOnly, Placed, PolicyReader, Question, QuestionFields, Text};
use iamsim::catalog::Catalog;
use iamsim::policy::Reading;
use iamsim::suggest::{Advice, Change, Known, Setting, Suggestion};
use iamsim::text::{Comments, Source, Syntax, apply_edits, read_json, read_yaml};
use serde_json::Value;

/// How a bundle is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Compact,
    Pretty,
    Windows,
    Yaml,
}

pub(crate) const STYLES: [Style; 4] = [Style::Compact, Style::Pretty, Style::Windows, Style::Yaml];

impl Style {
    pub(crate) fn syntax(self) -> Syntax {
        if self == Self::Yaml { Syntax::Yaml } else { Syntax::JsonWithComments }
    }

    pub(crate) fn write(self, bundle: &Value) -> String {
        let pretty = || serde_json::to_string_pretty(bundle).unwrap();
        match self {
            Self::Compact => bundle.to_string(),
            Self::Pretty => pretty(),
            Self::Windows => pretty().replace('\n', "\r\n"),
            Self::Yaml => {
                let source = Source::new("", bundle.to_string());
                read_json(&source, Comments::Refused).unwrap().to_yaml_block(0) + "\n"
            }
        }
    }
}

/// What would turn the answer to a bundle; an error if the bundle is refused.
pub(crate) fn advice(text: &str, syntax: Syntax) -> Result<Advice, String> {
    let read = Text::read(Source::new("bundle", text), syntax).map_err(|why| why.to_string())?;
    let bundle = Placed { node: &read.node, source: &read.source };
    let fields = bundle.fields(&["policies", "request"]).map_err(|why| why.to_string())?;
    let request = fields.some("request").ok_or("no request")?;
    let fields = QuestionFields::of_bundle(fields.get("policies"), request);
    let fields = fields.map_err(|why| why.to_string())?;
    let mut reader = PolicyReader::new(&InlineOnly, Reading::Strict).with_catalog(None);
    let question = Question::read(&fields, &mut reader).map_err(|why| why[0].to_string())?;
    let catalog = Some(Catalog::embedded());
    Ok(Advice::on(&question, Known { keys: reader.keys(), catalog, environment: None }))
}

/// The engine's decision on a text, read anew.
pub(crate) fn decision(text: &str, syntax: Syntax) -> String {
    let evaluator = Evaluator::new(&InlineOnly, Reading::Strict, false).with_catalog(None);
    let answer = evaluator.answer(Ok(Source::new("bundle", text)), syntax).to_json();
    let answer: Value = serde_json::from_str(&answer).unwrap();
    answer["decision"].as_str().map_or_else(|| answer.to_string(), str::to_owned)
}

/// A text as plain JSON.
pub(crate) fn value_of(text: &str, syntax: Syntax) -> Value {
    let source = Source::new("bundle", text);
    let node = match syntax {
        Syntax::Yaml => read_yaml(&source).unwrap(),
        _ => read_json(&source, Comments::Allowed).unwrap_or_else(|why| panic!("{why:?}\n{text}")),
    };
    serde_json::from_str(&node.to_json_line()).unwrap()
}

/// The text of a bundle after some suggestions, and its language.
pub(crate) fn carried_out(
    text: &str,
    syntax: Syntax,
    suggestions: &[Suggestion],
) -> (String, Syntax) {
    let source = Source::new("bundle", text);
    let mut edits = Vec::new();
    let mut others = Vec::new();
    for one in suggestions {
        match &one.change {
            Change::Edits(own) => edits.extend(own.iter().cloned()),
            Change::Document(_) | Change::Detached => others.push(one),
        }
    }
    let edited = apply_edits(&source, &edits);
    if others.is_empty() {
        return (edited, syntax);
    }
    let is_json = syntax == Syntax::Yaml || serde_json::from_str::<Value>(&edited).is_ok();
    assert!(is_json, "{text}\n{edited}\n{edits:#?}");
    let mut bundle = value_of(&edited, syntax);
    for one in others {
        place(&mut bundle, one);
    }
    (bundle.to_string(), Syntax::Json)
}

/// Adds a document to its layer, or takes one out.
fn place(bundle: &mut Value, suggestion: &Suggestion) {
    let field = suggestion.layer.policy_type.field();
    let Change::Document(json) = &suggestion.change else {
        let (list, number) = suggestion.policy.rsplit_once('/').unwrap();
        match bundle.pointer_mut(list) {
            Some(Value::Array(items)) => {
                items.remove(number.parse().unwrap());
            }
            Some(Value::Object(layers)) => {
                layers.remove(number);
            }
            other => panic!("{other:?}"),
        }
        return;
    };
    let document: Value = serde_json::from_str(json).unwrap();
    if let (Some(further), "resource") = (suggestion.authorization.checked_sub(1), field) {
        let also = &mut bundle["request"]["alsoRequires"][further]["resource"];
        if also.is_string() {
            *also = serde_json::json!({ "arn": also });
        }
        also["policy"] = document;
        return;
    }
    let layer = &mut bundle["policies"][field];
    match (field, suggestion.layer.level) {
        ("resource" | "permissionsBoundary" | "vpcEndpoint", _) => *layer = document,
        (_, Some(level)) => layer[level].as_array_mut().unwrap().push(document),
        _ if layer.is_null() => *layer = Value::Array(vec![document]),
        _ => layer.as_array_mut().unwrap().push(document),
    }
}

/// The bundle with other states of keys.
pub(crate) fn with_settings(bundle: &Value, settings: &[Setting]) -> Value {
    let mut bundle = bundle.clone();
    for setting in settings {
        let (key, value) = match setting {
            Setting::With { key, value } => (key, Value::from(value.as_str())),
            Setting::Without { key } => (key, Value::Null),
        };
        let context = bundle["request"]["context"].as_object_mut().unwrap();
        context.retain(|known, _| !known.eq_ignore_ascii_case(key));
        context.insert(key.clone(), value);
    }
    bundle
}
