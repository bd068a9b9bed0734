//! One caller, compared with all layers on both sides.

use std::path::Path;
use std::process::ExitCode;

use serde_json::{Map, Value, json};

use super::arguments::CallerArguments;
use super::environments::{ended, refused_format, rests_on};
use super::page::{Page, Shown};
use super::replay::{Setting, again, sources};
use crate::aws::key;
use crate::bundle::{
    Authorization, Layers, Placed, PolicyReader, Question, QuestionFields, Text, Trouble,
};
use crate::cli::check::{ARGUMENTS, levels};
use crate::cli::compare::arguments::{CommonArguments, PolicyTypeArgument, SidesArguments};
use crate::cli::compare::assumptions::Assumption;
use crate::cli::compare::reading::{Names, mistaken};
use crate::cli::compare::replay::option;
use crate::cli::console::{refuse, refuse_mistaken, report};
use crate::compile::ResourcePolicy;
use crate::environment::Environment;
use crate::load::{Files, environment, syntax_of};
use crate::query::new_access::{name_one_resource, new_access_of_one};
use crate::request::{ContextKeys, PrincipalKind, Request};
use crate::text::{Source, Syntax};

/// Where a question has neither an action nor a resource, this counts for neither.
const ANY_REQUEST: &str = r#"{"action": "sts:GetCallerIdentity", "resource": "*"}"#;

impl SidesArguments {
    /// Whether all layers of a caller are compared: it is named, or a file has its layers.
    pub(in crate::cli::compare) fn is_layered(&self) -> bool {
        let mut all = self.existing.iter().chain(&self.new);
        self.around.names_caller() || all.any(|argument| bundle(argument).is_some())
    }
}

/// The file, if it has layers and a request.
fn bundle(argument: &str) -> Option<Text> {
    let path = Path::new(argument);
    let is_file = path.is_file();
    let text = is_file.then(|| Files::read(path, syntax_of(path).with_comments()))?.ok()?;
    let is_bundle = text.node.get("request").is_some() || text.node.get("policies").is_some();
    is_bundle.then_some(text)
}

/// Whether the caller is allowed nothing by the new layers that it is not by the existing ones, and,
/// if that is asked, the other way round. 0: proven, 1: a request was found, 2: no answer, 3: unknown.
pub(in crate::cli::compare) fn of_layers(
    sides: &SidesArguments,
    common: &CommonArguments,
    both_ways: bool,
) -> ExitCode {
    if let Some(refused) = refused_format(common).or_else(|| refused_type(common)) {
        return refused;
    }
    match compared(sides, common, both_ways) {
        Err(troubles) => refuse_mistaken(&troubles),
        Ok(page) => ended(&page, common),
    }
}

/// The layers of a caller say what each policy is.
fn refused_type(common: &CommonArguments) -> Option<ExitCode> {
    let given = common.policy_type.filter(|given| *given != PolicyTypeArgument::Identity)?;
    Some(refuse(&format!(
        "--policy-type {}: with a caller's layers the policies of both sides are its identity-based ones",
        given.name()
    )))
}

fn compared(
    sides: &SidesArguments,
    common: &CommonArguments,
    both_ways: bool,
) -> Result<Page, Vec<Trouble>> {
    let catalog = common.catalogue.catalog()?;
    let universe = common.universe.universe();
    let files = Files::with_catalog(catalog);
    let mut reader = PolicyReader::new(&files, common.reading());
    let surroundings = surroundings(sides)?;
    let around = surroundings.as_ref();
    let mut names = Names::new(&files);
    let names_of_both = [
        named(&mut names, ("existing", &sides.existing), &mut reader)?,
        named(&mut names, ("new", &sides.new), &mut reader)?,
    ];
    let existing = read(&names_of_both[0], &sides.around.caller, around, &mut reader);
    let new = read(&names_of_both[1], &sides.around.caller, around, &mut reader);
    report(&reader.take_warnings());
    let (existing, new) = match (existing, new) {
        (Ok(existing), Ok(new)) => (existing, new),
        (existing, new) => {
            return Err(existing.err().into_iter().chain(new.err()).flatten().collect());
        }
    };
    let both = [existing, new];
    check(&both)?;
    let caller = Some(both[1].request.principal.text.to_string());
    let settings = names_of_both.each_ref().map(|names| setting(names, sides, common, around));
    let (mut found, mut shown) = (Vec::new(), Vec::new());
    for is_new in [true, false].into_iter().take(if both_ways { 2 } else { 1 }) {
        let [one, other] = both.clone();
        let asked = if is_new { [one, other] } else { [other, one] };
        let added = new_access_of_one(asked, around, (catalog, universe), &mut reader)?;
        let [was, is] = &settings;
        let lines = if is_new { [is, was] } else { [was, is] };
        for addition in &added.additions {
            let mut one = Shown::new(addition, is_new, reader.keys(), catalog);
            let mut stored = names.reader(common.reading());
            one.replay = again(addition, &one.request, lines, &mut stored);
            shown.push(one);
        }
        found.push(added);
    }
    let mut assumptions =
        of_one(rests_on(reader.keys(), catalog, universe), around.is_some(), &both[1].request);
    assumptions.extend(of_context(&both));
    assumptions.extend(of_session(&both, around.is_some(), reader.keys()));
    let (existing, new) = (sides.existing.clone(), sides.new.clone());
    Ok(Page { existing, new, caller, found, shown, assumptions })
}

/// What an answer about one caller rests on, of what one about environments does.
fn of_one(
    mut assumptions: Vec<Assumption>,
    has_environment: bool,
    request: &Request,
) -> Vec<Assumption> {
    let is_user = matches!(request.principal.kind, PrincipalKind::User { .. });
    assumptions.retain(|one| match one.code {
        "all-principals" | "canonical-ids" | "named-roles" | "own-keys" => false,
        "all-policies" | "unknown-stays" => has_environment,
        "long-term-credentials" => is_user,
        _ => true,
    });
    let given = [
        (
            "this-caller",
            "the caller has the tags and session policies that are given, and no others",
        ),
        (
            "given-policies",
            "no resource has a policy but those that are given; KMS keys and roles are taken to have \
             any",
        ),
    ];
    let given = given.into_iter().take(if has_environment { 1 } else { 2 });
    for (place, (code, text)) in given.enumerate() {
        assumptions.insert(place, Assumption { code, text: text.to_owned() });
    }
    assumptions
}

/// That requests carry what the files of layers say of theirs.
fn of_context(both: &[Authorization; 2]) -> Option<Assumption> {
    let has_context = both.iter().any(|one| !one.request.context.is_empty());
    let text = "requests carry the condition keys that the files of layers give, with these values";
    has_context.then(|| Assumption { code: "given-context", text: text.to_owned() })
}

/// What is taken to be the role of a session whose path nobody gave, if that matters.
// AWS: P-5
fn of_session(
    both: &[Authorization; 2],
    has_environment: bool,
    keys: &ContextKeys,
) -> Option<Assumption> {
    let tests_role = keys.ids().any(|id| keys.global(id) == Some(key::PRINCIPAL_ARN));
    let has_policy =
        |one: &Authorization| matches!(one.policies.resource, ResourcePolicy::Policy(_));
    let may_name_role = has_environment || both.iter().any(has_policy);
    let mut notes = both.iter().flat_map(|one| &one.request.notes);
    let note = notes.find(|note| note.rule.0 == "P-5").filter(|_| tests_role || may_name_role)?;
    Some(Assumption { code: "session-role", text: note.message.clone() })
}

/// What the arguments of one side name: a file of layers by itself, or policies.
fn named(
    names: &mut Names<'_>,
    (option, arguments): (&str, &[String]),
    reader: &mut PolicyReader<'_>,
) -> Result<Vec<String>, Vec<Trouble>> {
    let name = |argument: &String| names.name_of(option, argument, reader);
    arguments.iter().map(name).collect::<Result<_, _>>().map_err(|why| vec![why])
}

/// One side as `iamsim check` takes it.
fn setting<'e>(
    names: &[String],
    sides: &SidesArguments,
    common: &CommonArguments,
    environment: Option<&'e Environment>,
) -> Setting<'e> {
    let around = &sides.around;
    if names.iter().any(|name| bundle(name).is_some()) {
        let why =
            "its layers stand in a file, and `iamsim eval` decides the request that the file holds";
        return Setting { words: Err(why), environment };
    }
    let caller = &around.caller;
    let mut words: Vec<String> = names.iter().flat_map(|name| option("--identity", name)).collect();
    let limits = [
        ("--permissions-boundary", caller.permissions_boundary.as_slice()),
        ("--session-policy", &caller.session_policy),
        ("--scp", &caller.scp),
        ("--rcp", &caller.rcp),
    ];
    for (name, values) in limits {
        words.extend(values.iter().flat_map(|value| option(name, value)));
    }
    words.extend(common.as_stored.then(|| "--as-stored".to_owned()));
    words.extend(sources(&around.env, &around.stated, &common.catalogue));
    Setting { words: Ok(words), environment }
}

fn surroundings(sides: &SidesArguments) -> Result<Option<Environment>, Vec<Trouble>> {
    let around = &sides.around;
    if around.env.is_empty() {
        return Ok(None);
    }
    if !around.caller.rcp.is_empty() {
        let message = "--rcp and --env: the environment has the resource control policies";
        return Err(vec![mistaken(message)]);
    }
    let loaded = environment(&around.env, &around.stated.stated()?)?;
    crate::cli::environment::tell(&loaded);
    Ok(Some(loaded.environment))
}

/// One side: the layers of a bundle, or policies of the caller; and the layers of the arguments, where
/// a bundle has none.
fn read(
    arguments: &[String],
    caller: &CallerArguments,
    environment: Option<&Environment>,
    reader: &mut PolicyReader<'_>,
) -> Result<Authorization, Vec<Trouble>> {
    let one = |trouble: Trouble| vec![trouble];
    let bundles: Vec<Text> = arguments.iter().filter_map(|argument| bundle(argument)).collect();
    let further = text_of(&further(caller)).map_err(one)?;
    let any = text_of_str(ANY_REQUEST).map_err(one)?;
    let text = match (bundles.first(), arguments.len()) {
        (Some(bundle), 1) => bundle.clone(),
        (Some(_), _) => return Err(one(mistaken("a file of layers stands alone on its side"))),
        (None, _) => {
            let Some(principal) = &caller.principal else {
                return Err(one(mistaken(
                    "one side has layers and a caller, and the other only policies: --as PRINCIPAL \
                     says who has them",
                )));
            };
            let identity = json!({ "identity": arguments });
            text_of(&json!({ "policies": identity, "request": { "principal": principal } }))
                .map_err(one)?
        }
    };
    let whole = Placed { node: &text.node, source: &text.source };
    let parts = whole.fields(&["id", "policies", "request"]).map_err(one)?;
    let request = parts.some("request").ok_or_else(|| {
        one(whole.trouble("invalid-request", "the file has no `request`, which says who asks"))
    })?;
    if let Some(further) = request.node.get("alsoRequires") {
        let at = Placed { node: further, ..request };
        let message = "`alsoRequires` is about one call, and all requests are compared here; ask \
                       about each of its actions by itself";
        return Err(one(at.trouble("invalid-request", message)));
    }
    let mut fields = QuestionFields::of_bundle(parts.some("policies"), request).map_err(one)?;
    fields.environment = environment;
    let around = Placed { node: &further.node, source: &further.source };
    fields.layers = fields.layers.over(Layers::read(around).map_err(one)?);
    let any = Placed { node: &any.node, source: &any.source }.fields(&["action", "resource"]);
    let any = any.map_err(one)?;
    if fields.principal.is_none() && caller.principal.is_some() {
        return Err(one(mistaken("--as: the `request` of a file of layers names its caller")));
    }
    fields.action = fields.action.or(any.some("action"));
    fields.resource = fields.resource.or(any.some("resource"));
    let question = Question::read(&fields, reader)?;
    question.authorizations.into_iter().next().ok_or_else(|| one(mistaken("nothing is asked")))
}

fn further(caller: &CallerArguments) -> Value {
    let mut layers = Map::new();
    if let Some(boundary) = &caller.permissions_boundary {
        layers.insert("permissionsBoundary".to_owned(), json!(boundary));
    }
    if !caller.session_policy.is_empty() {
        layers.insert("session".to_owned(), json!(caller.session_policy));
    }
    for (name, option) in [("serviceControl", &caller.scp), ("resourceControl", &caller.rcp)] {
        if !option.is_empty() {
            layers.insert(name.to_owned(), levels(option));
        }
    }
    Value::Object(layers)
}

fn text_of(value: &Value) -> Result<Text, Trouble> {
    text_of_str(&value.to_string())
}

fn text_of_str(text: &str) -> Result<Text, Trouble> {
    Text::read(Source::new(ARGUMENTS, text), Syntax::Json)
}

fn has_other_endpoint(one: &Request, other: &Request) -> bool {
    one.endpoint.zip(other.endpoint).is_some_and(|(one, other)| one != other)
}

fn has_other_owner(one: &Request, other: &Request) -> bool {
    let owner = |request: &Request| request.resource.arn().and(request.resource_account.clone());
    owner(one).zip(owner(other)).is_some_and(|(one, other)| one != other)
}

/// Whether the two sides can be compared.
fn check(both: &[Authorization; 2]) -> Result<(), Vec<Trouble>> {
    let [one, other] = both.each_ref().map(|side| &side.request.principal);
    if (&one.kind, &one.account) != (&other.kind, &other.account) {
        let names = [&one.text, &other.text].map(|name| crate::text::quote(name));
        let [one, other] = names;
        let message = format!("the sides name different callers, {one} and {other}");
        return Err(vec![mistaken(message)]);
    }
    let [one, other] = both.each_ref().map(|side| &side.request);
    let of_request = [
        ("`context`", one.context != other.context),
        ("`now`", one.now != other.now),
        ("`actionFacts`", one.facts.key_types != other.facts.key_types),
        ("`grants`", one.grants != other.grants),
        ("`lenientNotPrincipal`", one.lenient_not_principal != other.lenient_not_principal),
        ("types of VPC endpoint", has_other_endpoint(one, other)),
        ("owners of the resource", has_other_owner(one, other)),
    ];
    if let Some((what, _)) = of_request.iter().find(|(_, differs)| *differs) {
        let message = format!("the sides have different {what}, and are asked the same requests");
        return Err(vec![mistaken(message)]);
    }
    if !name_one_resource(both) {
        let message = "a resource-based policy belongs to the `resource` of the request, which has \
                       to be one and the same ARN on both sides";
        return Err(vec![mistaken(message)]);
    }
    Ok(())
}
