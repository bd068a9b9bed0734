//! A request to AWS's policy simulator.

use super::results::{Answer, answers};
use super::{
    CaseNames, Imported, SOME_ACCOUNT, Shelf, TO_BE_SEEN, caller_of, case, context, exact, owner,
};
use crate::aws::{Arn, is_account_id};
use crate::bundle::{Fields, Placed, Trouble};
use crate::scenario::write::Written;
use crate::text::{Node, Value, quote};

const FIELDS: &[&str] = &[
    "PolicyInputList",
    "PermissionsBoundaryPolicyInputList",
    "OrderedOrganizationPolicyInputList",
    "ActionNames",
    "ResourceArns",
    "ResourcePolicy",
    "ResourceOwner",
    "CallerArn",
    "PolicySourceArn",
    "PolicyExclusionList",
    "ContextEntries",
    "ResourceHandlingOption",
    "MaxItems",
    "Marker",
];

/// What has no meaning in a scenario file, and why that is no loss or is one.
const LEFT_OUT: &[(&str, &str)] = &[
    ("ResourceHandlingOption", "it adds resources that EC2 needs: name them under `alsoRequires`"),
    (
        "PolicyExclusionList",
        "it leaves out policies of the principal, which the request does not hold",
    ),
    ("MaxItems", "a scenario file has no pages"),
    ("Marker", "a scenario file has no pages"),
];

/// Makes a scenario file of a request, and of its results if there are any.
// AWS: M-1
pub(super) fn import(
    request: Placed<'_>,
    results: Option<Placed<'_>>,
    mut shelf: Shelf,
) -> Result<Imported, Trouble> {
    let fields = request.fields(FIELDS)?;
    let mut notes = left_out(&fields);
    let answers = results.map(|results| answers(results, &mut notes)).transpose()?;
    let caller = caller(&fields, &mut notes)?;
    let mut file = Written {
        title: "Imported from a request to the IAM policy simulator".to_owned(),
        fields: vec![exact()],
        policies: policies(&fields, &mut shelf)?,
        principals: vec![("caller".to_owned(), Node::of_members([("arn", Node::of_text(caller))]))],
        context: fields.some("ContextEntries").map_or_else(|| Ok(Vec::new()), context)?,
        ..Written::default()
    };
    let owner = fields.some("ResourceOwner").map(owner).transpose()?;
    let asked = answers.clone().map_or_else(|| questions(&fields), Ok)?;
    let mut names = CaseNames::default();
    for one in asked {
        let mut members = vec![
            ("principal", Node::of_text("caller")),
            ("action", Node::of_text(one.action.as_str())),
            ("resource", Node::of_text(one.resource.as_str())),
        ];
        let account = owner.iter().find(|_| !names_account(&one.resource));
        members.extend(account.map(|owner| ("resourceAccount", Node::of_text(owner.as_str()))));
        let expected = one.decision.as_deref();
        members.push(("expect", Node::of_text(expected.unwrap_or(TO_BE_SEEN))));
        let name = names.unique(&format!("{} on {}", one.action, one.resource));
        file.cases.push(case(name, members));
    }
    notes.push("keys that the request does not give are absent, as in the simulator".to_owned());
    file.remarks.clone_from(&notes);
    Ok(Imported { file, policies: shelf.into_files(), notes, expects_nothing: answers.is_none() })
}

/// Whether a resource says itself whose it is.
fn names_account(resource: &str) -> bool {
    Arn::parse(resource).is_some_and(|arn| is_account_id(arn.account()))
}

fn left_out(fields: &Fields<'_>) -> Vec<String> {
    let given = LEFT_OUT.iter().filter(|(name, _)| fields.some(name).is_some());
    given.map(|(name, why)| format!("`{name}` does not carry over: {why}")).collect()
}

fn caller(fields: &Fields<'_>, notes: &mut Vec<String>) -> Result<String, Trouble> {
    if let Some(source) = fields.text("PolicySourceArn")? {
        let message =
            "the policies of {} are not in the request: add them under `policies.identity`";
        notes.push(message.replace("{}", &quote(source)));
    }
    let given = match fields.text("CallerArn")? {
        Some(caller) => Some(caller),
        None => fields.text("PolicySourceArn")?,
    };
    if let Some(given) = given {
        return Ok(given.to_owned());
    }
    let arns = fields.some("ResourceArns").map_or_else(Vec::new, Placed::one_or_more);
    let accounts = arns.iter().filter_map(|arn| Arn::parse(arn.node.as_text()?));
    let account =
        accounts.map(|arn| arn.account().to_owned()).find(|account| is_account_id(account));
    let caller = caller_of(account.as_deref().unwrap_or(SOME_ACCOUNT));
    notes.push(format!("the request names no caller: `{caller}` stands in for one"));
    Ok(caller)
}

fn policies(fields: &Fields<'_>, shelf: &mut Shelf) -> Result<Vec<(&'static str, Node)>, Trouble> {
    let mut layers = Vec::new();
    if let Some(list) = fields.some("PolicyInputList") {
        layers.push(("identity", put_all(list, "identity", shelf)?));
    }
    if let Some(policy) = fields.some("ResourcePolicy") {
        layers.push(("resource", shelf.put_text("resource", policy)?));
    }
    if let Some(list) = fields.some("PermissionsBoundaryPolicyInputList") {
        let all = list.one_or_more();
        if let Some(second) = all.get(1) {
            let message = "a principal has one permissions boundary";
            return Err(second.trouble("invalid-request", message));
        }
        for policy in all {
            let boundary = shelf.put_text("permissions-boundary", policy)?;
            layers.push(("permissionsBoundary", boundary));
        }
    }
    if let Some(list) = fields.some("OrderedOrganizationPolicyInputList") {
        let levels = list.list()?.map(|level| put_all(inner_list(level), "service-control", shelf));
        let levels: Vec<Node> = levels.collect::<Result<_, _>>()?;
        layers.push(("serviceControl", Node::of_items(levels)));
    }
    Ok(layers)
}

/// The list of a level, which may be wrapped in an object.
fn inner_list(level: Placed<'_>) -> Placed<'_> {
    match &level.node.value {
        Value::Object(members) if level.node.get("Statement").is_none() && members.len() == 1 => {
            level.at(&members[0].value)
        }
        _ => level,
    }
}

fn put_all(list: Placed<'_>, name: &str, shelf: &mut Shelf) -> Result<Node, Trouble> {
    let put = |policy| shelf.put_text(name, policy);
    let all: Vec<Node> = list.one_or_more().into_iter().map(put).collect::<Result<_, _>>()?;
    Ok(Node::of_items(all))
}

/// Each action on each resource.
fn questions(fields: &Fields<'_>) -> Result<Vec<Answer>, Trouble> {
    let actions = fields.some("ActionNames").ok_or_else(|| {
        fields.object.trouble("invalid-request", "the request has no `ActionNames`")
    })?;
    let texts = |value: Placed<'_>| -> Result<Vec<String>, Trouble> {
        value.one_or_more().into_iter().map(|one| one.text().map(str::to_owned)).collect()
    };
    let resources = fields.some("ResourceArns").map(texts).transpose()?;
    let resources =
        resources.filter(|list| !list.is_empty()).unwrap_or_else(|| vec!["*".to_owned()]);
    let mut questions = Vec::new();
    for action in texts(actions)? {
        for resource in &resources {
            questions.push(Answer {
                action: action.clone(),
                resource: resource.clone(),
                decision: None,
            });
        }
    }
    Ok(questions)
}
