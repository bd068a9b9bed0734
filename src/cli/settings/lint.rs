//! `[lint]`: which files to lint, what kinds of policies they hold, and which findings are allowed.

use std::path::Path;
use std::sync::Arc;

use super::{beside, texts};
use crate::aws::PolicyKind;
use crate::bundle::{Placed, Trouble};
use crate::lint::{Allowance, Choice, kind_named};
use crate::load::fits_glob;
use crate::text::{Source, Value};

const FIELDS: &[&str] = &["paths", "kinds", "allow", "select", "ignore", "deny"];
const KIND_FIELDS: &[&str] = &["kind", "attached-to"];
const ALLOW_FIELDS: &[&str] = &["code", "path", "sid", "reason"];

/// What a team has agreed on about linting.
#[derive(Clone, Debug, Default)]
pub(in crate::cli) struct LintSettings {
    /// What is linted if the command line does not say so.
    pub(in crate::cli) paths: Vec<String>,
    /// What files hold; the first that fits counts.
    pub(in crate::cli) kinds: Vec<KindOfFiles>,
    /// Findings that are allowed.
    pub(in crate::cli) allow: Vec<Allowance>,
    /// These findings alone.
    pub(in crate::cli) select: Vec<Choice>,
    /// These findings not.
    pub(in crate::cli) ignore: Vec<Choice>,
    /// These findings fail a run as well.
    pub(in crate::cli) deny: Vec<Choice>,
    /// The text in which they stand.
    pub(in crate::cli) source: Option<Arc<Source>>,
}

/// What the files hold that fit a glob.
#[derive(Clone, Debug)]
pub(in crate::cli) struct KindOfFiles {
    glob: String,
    /// The kind.
    pub(in crate::cli) kind: Option<PolicyKind>,
    /// What the policies are attached to.
    pub(in crate::cli) attached_to: Option<String>,
}

impl KindOfFiles {
    /// Whether a file is one of them.
    pub(in crate::cli) fn is_about(&self, path: &str) -> bool {
        let plain = path.replace('\\', "/");
        fits_glob(&self.glob, plain.strip_prefix("./").unwrap_or(&plain))
    }
}

impl LintSettings {
    /// Reads the table; mistakes are gathered.
    pub(super) fn read(table: Placed<'_>, folder: &Path, troubles: &mut Vec<Trouble>) -> Self {
        let fields = match table.fields(FIELDS) {
            Ok(fields) => fields,
            Err(trouble) => {
                troubles.push(trouble);
                return Self::default();
            }
        };
        let mut choices = |name: &str| -> Vec<Choice> {
            let items = fields.some(name).map_or_else(Vec::new, Placed::one_or_more);
            items
                .into_iter()
                .filter_map(|item| choice(item).map_err(|why| troubles.push(why)).ok())
                .collect()
        };
        let (select, ignore, deny) = (choices("select"), choices("ignore"), choices("deny"));
        let mut note = |trouble| troubles.push(trouble);
        let paths = fields.some("paths").map(texts).transpose().map_err(&mut note);
        let kinds =
            fields.some("kinds").map(|one| kinds(one, folder)).transpose().map_err(&mut note);
        let allow = fields.some("allow").map_or_else(Vec::new, Placed::one_or_more);
        let allow =
            allow.into_iter().filter_map(|one| allowance(one, folder).map_err(&mut note).ok());
        Self {
            paths: paths
                .ok()
                .flatten()
                .unwrap_or_default()
                .into_iter()
                .map(|path| beside(folder, path))
                .collect(),
            kinds: kinds.ok().flatten().unwrap_or_default(),
            allow: allow.collect(),
            select,
            ignore,
            deny,
            source: Some(table.source.clone()),
        }
    }
}

fn choice(item: Placed<'_>) -> Result<Choice, Trouble> {
    item.text()?.parse().map_err(|why: String| item.trouble("unknown-code", why))
}

fn kinds(table: Placed<'_>, folder: &Path) -> Result<Vec<KindOfFiles>, Trouble> {
    let members = table.members()?.iter().map(|member| {
        let glob = beside(folder, &member.key.text);
        let value = table.at(&member.value);
        match &member.value.value {
            Value::Object(_) => {
                let fields = value.fields(KIND_FIELDS)?;
                let kind = fields.some("kind").map(kind).transpose()?;
                let attached_to = fields.text("attached-to")?.map(str::to_owned);
                Ok(KindOfFiles { glob, kind, attached_to })
            }
            _ => Ok(KindOfFiles { glob, kind: Some(kind(value)?), attached_to: None }),
        }
    });
    members.collect()
}

fn kind(value: Placed<'_>) -> Result<PolicyKind, Trouble> {
    kind_named(value.text()?).map_err(|why| value.trouble("unknown-kind", why))
}

fn allowance(table: Placed<'_>, folder: &Path) -> Result<Allowance, Trouble> {
    let fields = table.fields(ALLOW_FIELDS)?;
    let needed = |name: &str| {
        let text = fields.text(name)?.filter(|text| !text.trim().is_empty());
        text.ok_or_else(|| table.trouble("missing-field", format!("an allowance has a `{name}`")))
    };
    let code = needed("code")?;
    if let Some(field) = fields.some("code") {
        match code.parse() {
            Ok(Choice::Code(_)) => {}
            Ok(Choice::Severity(_)) => {
                return Err(field.trouble("unknown-code", "an allowance is for one code"));
            }
            Err(why) => return Err(field.trouble("unknown-code", why)),
        }
    }
    Ok(Allowance {
        code: code.into(),
        path: beside(folder, needed("path")?).into(),
        sid: fields.text("sid")?.map(Box::from),
        reason: needed("reason")?.trim().into(),
        span: fields.some("code").map_or(table.node.span, |field| field.node.span),
    })
}
