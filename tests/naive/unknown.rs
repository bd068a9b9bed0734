//! Unknown keys: every state worth trying, by enumeration.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use serde_json::Value;

use super::condition::{bits, decimal, family, instant, instant_text, operator, texts};
use super::decision::Layers;
use super::document::{Document, action_fits, list};
use super::keys::{Keys, fact_types, type_of};
use super::request::Authorization;
use super::state::{State, state};
use super::text::{self, Part};

/// A place where a policy mentions a key.
struct Mention {
    key: String,
    base: String,
    set: bool,
    value: String,
    expands: bool,
}

/// The keys that stand open, and for each the states to try.
pub(crate) struct Open {
    pub(crate) known: Keys,
    pub(crate) states: Vec<(String, Vec<Option<Vec<String>>>)>,
}

/// Finds all keys that the policies ask for and sorts them into known and open.
pub(crate) fn open(ask: &Authorization, layers: &Layers, extra: &[String]) -> Result<Open, String> {
    let mentions: Vec<Mention> =
        layers.all().into_iter().flat_map(|one| mentions(one, ask)).collect();
    let mut known = Keys { values: BTreeMap::new(), types: fact_types(&ask.facts) };
    let mut unknown = Vec::new();
    let names: BTreeSet<&String> =
        mentions.iter().map(|mention| &mention.key).chain(extra).collect();
    for key in names {
        match state(ask, key)? {
            State::Absent => {}
            State::Values(values) => drop(known.values.insert(key.clone(), values)),
            State::Unknown => unknown.push((key.clone(), false)),
            State::Present => unknown.push((key.clone(), true)),
        }
    }
    let found = first_values(&mentions, &unknown, &known, ask);
    let states = unknown
        .into_iter()
        .map(|(key, present)| (key.clone(), key_states(&key, present, &mentions, (&known, &found))))
        .collect();
    Ok(Open { known, states })
}

/// What one document mentions for this action; the action is known, so other statements are out of the question.
fn mentions(document: &Document, ask: &Authorization) -> Vec<Mention> {
    let statements =
        document.statements.iter().filter(|statement| action_fits(statement, &ask.action));
    statements.flat_map(|statement| statement_mentions(statement, document.expands)).collect()
}

fn statement_mentions(statement: &Value, expands: bool) -> Vec<Mention> {
    let plain = |key: String, base: &str, value: String| Mention {
        key,
        base: base.to_owned(),
        set: false,
        value,
        expands,
    };
    let mut found = Vec::new();
    for entry in ["Resource", "NotResource"].iter().flat_map(|element| list(&statement[element])) {
        let text = entry.as_str().unwrap_or_default().to_owned();
        found.extend(
            variables(&text, expands).into_iter().map(|key| plain(key, "resource", text.clone())),
        );
    }
    for ids in
        ["Principal", "NotPrincipal"].iter().filter_map(|element| statement[element].get("AWS"))
    {
        // AWS: P-12
        let ids = list(ids)
            .into_iter()
            .flat_map(|id| texts(&id))
            .filter(|id| id.starts_with('A') && !id.contains('*'));
        found.extend(ids.map(|id| plain("aws:userid".to_owned(), "id", id)));
    }
    for (name, lines) in statement["Condition"].as_object().into_iter().flatten() {
        let Ok(operator) = operator(name) else { continue };
        for (key, wanted) in lines.as_object().into_iter().flatten() {
            let key = key.to_ascii_lowercase();
            let mention = |key: &String, base: &str, value: &String| Mention {
                set: operator.set.is_some(),
                ..plain(key.clone(), base, value.clone())
            };
            found.push(mention(&key, &operator.base, &String::new()));
            for value in texts(wanted) {
                found.push(mention(&key, &operator.base, &value));
                let inside = variables(
                    &value,
                    expands && ["string", "arn"].contains(&family(&operator.base)),
                );
                found.extend(
                    inside
                        .iter()
                        .map(|inner| plain(inner.clone(), &format!("inside {key}"), value.clone())),
                );
            }
        }
    }
    found
}

fn variables(text: &str, expands: bool) -> Vec<String> {
    let parts = text::parts(text, expands).unwrap_or_default();
    let key = |part: Part| match part {
        Part::Variable { key, .. } => Some(key),
        _ => None,
    };
    parts.into_iter().filter_map(key).collect()
}

type Found = BTreeMap<String, BTreeSet<String>>;

/// Values for unknown keys that do not hang on other unknown keys.
fn first_values(
    mentions: &[Mention],
    unknown: &[(String, bool)],
    known: &Keys,
    ask: &Authorization,
) -> Found {
    let mut found = Found::new();
    for (key, _) in unknown {
        let values = found.entry(key.clone()).or_default();
        for mention in mentions.iter().filter(|mention| mention.key == *key) {
            values.extend(mentioned_values(mention, known, ask));
        }
        values.extend(fresh(key, mentions, known));
        values.retain(|value| !value.is_empty());
    }
    found
}

fn mentioned_values(mention: &Mention, known: &Keys, ask: &Authorization) -> Vec<String> {
    if let Some(key) = mention.base.strip_prefix("inside ") {
        let targets = known.get(key).cloned().unwrap_or_default();
        return targets.iter().flat_map(|target| fills(mention, target, known)).collect();
    }
    match mention.base.as_str() {
        "resource" => fills(mention, &ask.resource, known),
        "id" => ids(&mention.value, ask),
        _ if variables(&mention.value, mention.expands).is_empty() => {
            let mut values = examples(&mention.base, mention);
            values.retain(|value| may_hold(mention, value, known));
            values
        }
        _ => Vec::new(),
    }
}

/// Whether a key that Arn operators ask may hold a text: a key of ARNs holds nothing else.
fn may_hold(mention: &Mention, value: &str, known: &Keys) -> bool {
    let is_of_arns = type_of(&mention.key, &known.types)
        .is_some_and(|kind| kind.trim_start_matches("ArrayOf") == "ARN");
    let is_arn = value.starts_with("arn:") && value.matches(':').count() >= 5;
    !is_of_arns || family(&mention.base) != "arn" || is_arn
}

/// Values of a unique id, as `aws:userid` shows it.
fn ids(id: &str, ask: &Authorization) -> Vec<String> {
    match (&ask.caller.role, &ask.caller.session) {
        (Some(_), session) if !id.contains(':') => {
            vec![format!("{id}:{}", session.as_deref().unwrap_or("~"))]
        }
        _ => vec![id.to_owned()],
    }
}

/// Substrings of the target that make the template, its open variable replaced by them, fit the target.
fn fills(mention: &Mention, target: &str, known: &Keys) -> Vec<String> {
    let parts = text::parts(&mention.value, mention.expands).unwrap_or_default();
    let letters = text::chars(target);
    let mut fitting = BTreeSet::new();
    for start in 0..letters.len() {
        for end in start + 1..=letters.len() {
            let guess: String = letters[start..end].iter().collect();
            let mut keys = known.clone();
            keys.values.insert(mention.key.clone(), vec![guess.clone()]);
            if text::expand(&parts, &keys, true).is_some_and(|pieces| text::glob(&pieces, &letters))
            {
                fitting.insert(guess);
            }
        }
    }
    fitting.into_iter().take(3).collect()
}

/// Values that tell one side of a policy's value from the other.
fn examples(base: &str, mention: &Mention) -> Vec<String> {
    let value = &mention.value;
    match family(base) {
        "numeric" => neighbours(value).unwrap_or_default(),
        "date" => instant(value)
            .into_iter()
            .flat_map(|at| [at - 1, at, at + 1])
            .filter_map(instant_text)
            .collect(),
        "bool" => vec!["true".to_owned(), "false".to_owned()],
        "binary" => vec![value.clone(), "AAAA".to_owned()],
        "ip" if base != "null" => addresses(value),
        "string" | "arn" => patterns(value, mention.expands),
        _ => Vec::new(),
    }
}

fn patterns(value: &str, expands: bool) -> Vec<String> {
    let escaped = |text: &str| {
        if expands {
            text.replace("${*}", "\u{1}").replace("${?}", "\u{2}").replace("${$}", "$")
        } else {
            text.to_owned()
        }
    };
    let plain = escaped(value);
    let back = |text: String| text.replace('\u{1}', "*").replace('\u{2}', "?");
    let empty = back(plain.replace('*', "").replace('?', "~"));
    let filled = back(plain.replace(['*', '?'], "~"));
    vec![back(plain), empty, filled]
}

fn neighbours(value: &str) -> Option<Vec<String>> {
    decimal(value)?;
    let number: f64 = value.parse().ok()?;
    Some(vec![format!("{}", number - 1.0), value.to_owned(), format!("{}", number + 1.0)])
}

fn addresses(network: &str) -> Vec<String> {
    let (address, length) =
        network.split_once('/').map_or((network, None), |(a, l)| (a, l.parse::<usize>().ok()));
    let Ok(address) = address.parse::<IpAddr>() else { return Vec::new() };
    let all = bits(address).len();
    let length = length.unwrap_or(all).min(all);
    let number = |text: &str| u128::from_str_radix(text, 2).unwrap_or_default();
    let first = number(&format!("{:0<all$}", &bits(address)[..length]));
    let shown = |number: u128| match address {
        IpAddr::V4(_) => {
            u32::try_from(number).ok().map(|n| IpAddr::from(n.to_be_bytes()).to_string())
        }
        IpAddr::V6(_) => Some(IpAddr::from(number.to_be_bytes()).to_string()),
    };
    let size =
        1u128.checked_shl(u32::try_from(all - length).unwrap_or_default()).unwrap_or_default();
    [Some(first), first.checked_sub(1), first.checked_add(size)]
        .into_iter()
        .flatten()
        .filter_map(shown)
        .collect()
}

/// Values that no policy mentions.
fn fresh(key: &str, mentions: &[Mention], known: &Keys) -> Vec<String> {
    let texts: &[&str] =
        match type_of(key, &known.types).map(|kind| kind.trim_start_matches("ArrayOf")) {
            Some("Bool") => &["true", "false"],
            Some("Numeric") => &["123456.5"],
            Some("Date") => &["2001-02-03T04:05:06Z"],
            Some("IPAddress") => &["192.0.2.77", "2001:db8:77::77"],
            Some("ARN") => &["arn:fresh:fresh:fresh:fresh:fresh"],
            Some("Binary") => &["AAAA"],
            _ if mentions.iter().any(|mention| {
                mention.base.starts_with("inside ") || mention.base == "resource"
            }) =>
            {
                &["~fresh~", "~other~"]
            }
            _ => &["~fresh~"],
        };
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// Absent, single values, and pairs where the key may have several values.
fn key_states(
    key: &str,
    present: bool,
    mentions: &[Mention],
    (known, found): (&Keys, &Found),
) -> Vec<Option<Vec<String>>> {
    let own: Vec<&Mention> = mentions.iter().filter(|mention| mention.key == key).collect();
    let mut values = found.get(key).cloned().unwrap_or_default();
    for mention in &own {
        values.extend(through_variables(mention, known, found));
    }
    values.retain(|value| !value.is_empty());
    let several = match type_of(key, &known.types) {
        Some(kind) => kind.starts_with("ArrayOf"),
        None => own.iter().any(|mention| mention.set),
    };
    let absent = (!present).then_some(None);
    let singles = values.iter().map(|value| Some(vec![value.clone()]));
    let pairs = values
        .iter()
        .flat_map(|a| values.iter().map(move |b| (a, b)))
        .filter(|(a, b)| several && a < b);
    let pairs = pairs.map(|(a, b)| Some(vec![a.clone(), b.clone()]));
    absent.into_iter().chain(singles).chain(pairs).collect()
}

/// What a value with variables can come to.
fn through_variables(mention: &Mention, known: &Keys, found: &Found) -> Vec<String> {
    let inner = variables(&mention.value, mention.expands);
    if inner.is_empty() || mention.base == "resource" || mention.base.starts_with("inside ") {
        return Vec::new();
    }
    let mut settings = vec![known.clone()];
    for key in inner.iter().filter(|key| found.contains_key(*key)) {
        let with = |keys: &Keys, value: &String| {
            let mut keys = keys.clone();
            keys.values.insert(key.clone(), vec![value.clone()]);
            keys
        };
        let values = &found[key];
        let more: Vec<Keys> = settings
            .iter()
            .flat_map(|keys| values.iter().map(move |value| with(keys, value)))
            .collect();
        settings.extend(more);
    }
    let parts = text::parts(&mention.value, mention.expands).unwrap_or_default();
    let shown = |filler: &str, keys: &Keys| {
        let pieces = text::expand(&parts, keys, true)?;
        Some(
            pieces
                .iter()
                .map(|piece| match piece {
                    text::Piece::Literal(c) => c.to_string(),
                    text::Piece::One if filler == "*" => "?".to_owned(),
                    text::Piece::One => "~".to_owned(),
                    text::Piece::Run => filler.to_owned(),
                })
                .collect::<String>(),
        )
    };
    settings
        .iter()
        .flat_map(|keys| {
            ["", "~", "*"].into_iter().filter_map(|filler| shown(filler, keys)).collect::<Vec<_>>()
        })
        .collect()
}
