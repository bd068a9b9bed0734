//! The workloads of the benchmarks: the same requests on which other engines were measured.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use flate2::read::GzDecoder;
use iamsim::bundle::{
    Authorization, Placed, PolicyReader, Question, QuestionFields, Text, Trouble,
};
use iamsim::compile::PolicySet;
use iamsim::evaluate::{Decision, Silent, evaluate};
use iamsim::policy::Reading;
use iamsim::request::{ContextKeys, RequestContext};
use iamsim::text::{Comments, Node, Source, read_json};
use serde_json::{Map, Value, json};

/// Requests with the policies that decide them.
pub(crate) struct Workload {
    /// The policies and the request of each question.
    pub(crate) questions: Vec<(PolicySet, RequestContext)>,
    /// The decision of each question.
    pub(crate) expected: Vec<String>,
}

/// Reads a file of `benches/data`.
pub(crate) fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/data").join(name);
    let file = std::fs::File::open(path).expect("the workload is in the repository");
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).expect("the workload is a gzip file");
    text
}

/// The documents of a workload, each once: many policy sets hold the same managed policies.
#[derive(Default)]
struct Documents {
    by_text: HashMap<String, Text>,
}

impl Documents {
    /// Puts names in the place of policies.
    fn take(&mut self, value: &mut Value) {
        match value {
            Value::Object(members) if members.contains_key("Statement") => {
                let text = value.to_string();
                let tree = Tree::new(value);
                let held = Text { source: tree.source, node: Arc::new(tree.node) };
                self.by_text.insert(text.clone(), held);
                *value = Value::String(text);
            }
            Value::Object(members) => members.values_mut().for_each(|one| self.take(one)),
            Value::Array(items) => items.iter_mut().for_each(|one| self.take(one)),
            _ => {}
        }
    }
}

impl iamsim::bundle::Documents for Documents {
    fn open(&self, _from: &Source, name: &str) -> Result<Text, Result<Trouble, String>> {
        self.by_text.get(name).cloned().ok_or_else(|| Err(format!("no policy {name}")))
    }
}

struct Tree {
    source: Arc<Source>,
    node: Node,
}

impl Tree {
    fn new(value: &Value) -> Self {
        let source = Arc::new(Source::new("workload", value.to_string()));
        let node = read_json(&source, Comments::Refused).expect("JSON");
        Self { source, node }
    }

    fn placed(&self) -> Placed<'_> {
        Placed { node: &self.node, source: &self.source }
    }
}

/// Loads `W1`, `W2`, `W3` or `W3s`.
pub(crate) fn load(name: &str) -> Workload {
    let mut file: Value = serde_json::from_str(&read(&format!("{name}.json.gz"))).expect("JSON");
    let mut documents = Documents::default();
    documents.take(&mut file["policySets"]);
    let sets: Vec<Tree> = array(&file["policySets"]).iter().map(Tree::new).collect();
    let requests = file["requests"].as_array_mut().expect("requests");
    let trees: Vec<(usize, Tree)> = requests
        .iter_mut()
        .map(|request| {
            let fields = request.as_object_mut().expect("a request");
            fields.insert("exactContext".to_owned(), true.into());
            delegate_key(fields);
            let set = fields.remove("policySet").and_then(|set| set.as_u64()).expect("a number");
            (usize::try_from(set).expect("small"), Tree::new(request))
        })
        .collect();
    let mut reader = PolicyReader::new(&documents, Reading::Strict);
    let read: Vec<Question> = trees
        .iter()
        .map(|(set, request)| {
            let fields = QuestionFields::of_bundle(Some(sets[*set].placed()), request.placed());
            Question::read(&fields.expect("fields"), &mut reader).expect("a question")
        })
        .collect();
    let ready = |question: &Question| {
        let (context, policies) = question.contexts(reader.keys()).remove(0);
        (policies.clone(), context)
    };
    let expected = array(&file["expected"]).iter();
    Workload {
        questions: read.iter().map(ready).collect(),
        expected: expected.map(|text| text.as_str().expect("text").to_owned()).collect(),
    }
}

/// The workloads come without key policies, and their answers suppose ones that leave the matter to
/// identity-based policies.
// AWS: X-1
fn delegate_key(request: &mut Map<String, Value>) {
    let arn = request["resource"].as_str().unwrap_or_default().to_owned();
    if arn.starts_with("arn:aws:kms:") {
        let policy = json!({ "Statement": {
            "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "kms:*", "Resource": "*"
        }});
        request.insert("resource".to_owned(), json!({ "arn": arn, "policy": policy }));
    }
}

/// The principals of `W4` and what each of them is asked.
pub(crate) struct Crowd {
    /// Who asks, and the policies on the caller's side.
    pub(crate) callers: Vec<Authorization>,
    /// What each caller asks for, in the name of somebody.
    pub(crate) asked: Vec<Authorization>,
    /// The keys that the policies test.
    pub(crate) keys: ContextKeys,
    /// The decisions, caller by caller: `A`, `I` or `X`.
    pub(crate) expected: Vec<u8>,
}

/// Loads `W4`.
pub(crate) fn load_crowd() -> Crowd {
    let mut file: Value = serde_json::from_str(&read("W4.json.gz")).expect("JSON");
    let mut documents = Documents::default();
    documents.take(&mut file["policies"]);
    let mut reader = PolicyReader::new(&documents, Reading::Strict);
    let mut question = |policies: &Value, request: &Value| {
        let (policies, request) = (Tree::new(policies), Tree::new(request));
        let fields = QuestionFields::of_bundle(Some(policies.placed()), request.placed());
        let read = Question::read(&fields.expect("fields"), &mut reader).expect("a question");
        read.authorizations.into_iter().next().expect("an authorization")
    };
    let held = |names: &Value| -> Value {
        array(names)
            .iter()
            .map(|name| file["policies"][name.as_str().unwrap_or("")].clone())
            .collect()
    };
    let caller = |who: &Value| json!({ "principal": who["arn"], "action": "s3:ListAllMyBuckets", "resource": "*" });
    let callers: Vec<Authorization> = array(&file["principals"])
        .iter()
        .map(|who| question(&json!({ "identity": held(&who["identity"]) }), &caller(who)))
        .collect();
    let somebody = &file["principals"][0]["arn"];
    let asked = array(&file["pairs"])
        .iter()
        .map(|pair| {
            let mut request = json!({
                "principal": somebody, "action": pair[0], "resource": pair[1], "exactContext": true
            });
            request.as_object_mut().map(delegate_key);
            question(&json!({}), &request)
        })
        .collect();
    let expected = read("W4.expected.gz").bytes().filter(u8::is_ascii_uppercase).collect();
    Crowd { callers, asked, keys: reader.keys().clone(), expected }
}

impl Crowd {
    /// Decides everything in the order of `expected`.
    pub(crate) fn decide(&self, mut visit: impl FnMut(Decision)) {
        for caller in &self.callers {
            for asked in &self.asked {
                let mut request = asked.request.clone();
                request.principal = caller.request.principal.clone();
                let mut policies = caller.policies.clone();
                policies.resource = asked.policies.resource.clone();
                let context = RequestContext::new(request, &self.keys);
                visit(evaluate(&policies, &context, &mut Silent));
            }
        }
    }
}

fn array(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}
