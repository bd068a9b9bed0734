//! Whose requests a claim is about.

use super::claim::ClaimKind;
use crate::bundle::{Placed, Trouble};
use crate::environment::{Environment, KnownPrincipal};
use crate::scenario::document::Document;
use crate::text::{Node, Value, quote};
use crate::value_set::Pattern;

/// Every principal that the file and its environment know.
const ALL: &str = "all";

/// A caller, and what it may be called.
#[derive(Clone, Debug)]
pub(super) struct Who<'n> {
    /// How ids call it.
    pub(super) label: String,
    meant: Meant<'n>,
    arn: Option<String>,
    is_fixture: bool,
    /// What globs are held against.
    spelled: Vec<String>,
}

/// What stands for a caller.
#[derive(Clone, Debug)]
enum Meant<'n> {
    /// Something that is written.
    Written(Placed<'n>),
    /// The ARN that an environment has.
    Known(Node),
}

impl<'n> Who<'n> {
    /// The caller as a request would have it, in the text of `beside` where nobody wrote it.
    pub(super) fn placed<'a>(&'a self, beside: Placed<'a>) -> Placed<'a> {
        match &self.meant {
            Meant::Written(placed) => *placed,
            Meant::Known(node) => beside.at(node),
        }
    }

    /// The caller as a case would name it.
    pub(super) fn node(&self) -> Node {
        match &self.meant {
            Meant::Written(placed) if !self.is_fixture => placed.node.clone(),
            _ => Node::of_text(self.label.as_str()),
        }
    }

    /// Whether both are the same caller. Fixtures may give one ARN several names, and each its own
    /// policies.
    pub(super) fn is(&self, other: &Who<'_>) -> bool {
        let same_arn = self.arn.is_some() && self.arn == other.arn;
        self.label == other.label || same_arn && !(self.is_fixture && other.is_fixture)
    }

    fn fits(&self, glob: &Pattern) -> bool {
        self.spelled.iter().any(|name| glob.matches(name))
    }
}

/// The callers of a claim, and whether its id must tell them apart.
pub(super) fn callers<'n>(
    document: &Document<'n>,
    principal: Placed<'n>,
    except: Option<Placed<'n>>,
) -> Result<(Vec<Who<'n>>, bool), Trouble> {
    let mut all = chosen(document, principal)?;
    let several = principal.node.as_text().is_some_and(stands_for_several);
    let tells_apart = several || matches!(principal.node.value, Value::List(_));
    for spared in except.map_or_else(Vec::new, Placed::one_or_more) {
        let spared_ones = chosen(document, spared)?;
        let before = all.len();
        all.retain(|who| !spared_ones.iter().any(|spared| spared.is(who)));
        if all.len() == before {
            let message = "this exception is none of the principals of the claim";
            return Err(spared.trouble("unfitting-except", message));
        }
    }
    if all.is_empty() {
        return Err(principal.trouble("empty-list", "the exceptions leave nobody"));
    }
    Ok((all, tells_apart))
}

/// Everybody whom a field names, each once.
pub(super) fn chosen<'n>(
    document: &Document<'n>,
    written: Placed<'n>,
) -> Result<Vec<Who<'n>>, Trouble> {
    let each = written.one_or_more();
    if each.is_empty() {
        return Err(written.trouble("empty-list", "this names nobody"));
    }
    let mut all: Vec<Who<'n>> = Vec::new();
    for (number, one) in each.into_iter().enumerate() {
        for who in named(document, one, number)? {
            if all.iter().all(|known| !known.is(&who)) {
                all.push(who);
            }
        }
    }
    Ok(all)
}

fn stands_for_several(text: &str) -> bool {
    text == ALL || text.contains(['*', '?'])
}

fn named<'n>(
    document: &Document<'n>,
    written: Placed<'n>,
    number: usize,
) -> Result<Vec<Who<'n>>, Trouble> {
    let Some(text) = written.node.as_text() else {
        return Ok(vec![of_object((number + 1).to_string(), written)]);
    };
    if let Some(meant) = document.principals.get(text) {
        return Ok(vec![of_fixture(text, meant)]);
    }
    if text == "*" {
        let message = "`*` is not a principal of a claim";
        let hint = "`all` is every principal that is known here, `anonymous` a caller without \
                    credentials";
        return Err(written.trouble("invalid-request", message).with_hint(hint));
    }
    if stands_for_several(text) {
        let glob = (text != ALL).then(|| Pattern::glob(text));
        let mut found = known(document);
        found.retain(|who| glob.as_ref().is_none_or(|glob| who.fits(glob)));
        if found.is_empty() {
            let message = format!("no principal that is known here is {}", quote(text));
            return Err(written.trouble("unknown-name", message));
        }
        return Ok(found);
    }
    let meant = document.principals.meaning(written)?;
    let arn = document.environment.and_then(|known| known.principal_arn(text).ok());
    let arn = arn.or_else(|| text.starts_with("arn:").then(|| text.to_owned()));
    let (label, meant) = (text.to_owned(), Meant::Written(meant));
    Ok(vec![Who { label, meant, arn, is_fixture: false, spelled: Vec::new() }])
}

fn of_object(label: String, meant: Placed<'_>) -> Who<'_> {
    let arn = meant.node.get("arn").and_then(Node::as_text).map(str::to_owned);
    let label = arn.clone().unwrap_or(label);
    let meant = Meant::Written(meant);
    Who { label, meant, arn, is_fixture: false, spelled: Vec::new() }
}

fn of_fixture<'n>(name: &str, meant: Placed<'n>) -> Who<'n> {
    let arn = meant.node.as_text().or_else(|| meant.node.get("arn")?.as_text());
    let arn = arn.map(str::to_owned);
    let spelled = arn.iter().cloned().chain([name.to_owned()]).collect();
    Who { label: name.to_owned(), meant: Meant::Written(meant), arn, is_fixture: true, spelled }
}

/// Everybody who is known: the file's own first, then those of the environment that it does not
/// have.
fn known<'n>(document: &Document<'n>) -> Vec<Who<'n>> {
    let mut all: Vec<Who<'n>> = Vec::new();
    let fixtures = document.principals.all().into_iter();
    let fixtures = fixtures.map(|(name, meant)| of_fixture(name, meant));
    let others = document.environment.into_iter().flat_map(of_environment);
    for who in fixtures.chain(others) {
        if all.iter().all(|known| !known.is(&who)) {
            all.push(who);
        }
    }
    all
}

fn of_environment<'n>(environment: &Environment) -> Vec<Who<'n>> {
    let short = |one: &KnownPrincipal<'_>| format!("{}/{}", one.kind, one.name);
    let mut count = std::collections::HashMap::<String, usize>::new();
    for one in environment.principals() {
        *count.entry(short(&one)).or_default() += 1;
    }
    let who = |one: KnownPrincipal<'_>| {
        let (arn, short) = (one.arn(), short(&one));
        let is_alone = count.get(&short) == Some(&1);
        let with_path = format!("{}{}{}", one.kind, one.path, one.name);
        let spelled = vec![arn.clone(), short.clone(), with_path, one.name.to_owned()];
        let label = if is_alone { short } else { arn.clone() };
        let meant = Meant::Known(Node::of_text(arn.as_str()));
        Who { label, meant, arn: Some(arn), is_fixture: false, spelled }
    };
    environment.principals().map(who).collect()
}

/// The names of fixtures that claims use, under this field of cases; `None` if they use all. The
/// policies of all resources count for claims.
pub(in crate::scenario) fn uses_of<'n>(
    document: &Document<'n>,
    field: &str,
) -> Option<Vec<&'n str>> {
    let claims = document.claims.iter().filter(|claim| claim.kind != ClaimKind::NoNewAccess);
    let claims: Vec<_> = claims.collect();
    let fields = match field {
        "principal" => &["principal", "except"][..],
        "resource" if !claims.is_empty() => return None,
        other => &[other],
    };
    let named = claims.iter().flat_map(|claim| fields.iter().map(|field| claim.fields.some(field)));
    let texts = named.flatten().flat_map(Placed::one_or_more).filter_map(|one| one.node.as_text());
    let used: Vec<&str> = texts.collect();
    let takes_all = field == "principal" && used.iter().any(|text| stands_for_several(text));
    (!takes_all).then_some(used)
}
