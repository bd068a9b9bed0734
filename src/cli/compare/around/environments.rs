//! Two environments, compared.

use std::path::PathBuf;
use std::process::ExitCode;

use super::AroundArguments;
use super::arguments::Named;
use super::github::github_commands;
use super::json::json_answer;
use super::page::{Ended, Page, Shown};
use super::replay::{Setting, again, sources};
use super::sarif::sarif_log;
use super::text::text;
use crate::bundle::{InlineOnly, PolicyReader, Trouble};
use crate::catalog::Catalog;
use crate::cli::compare::arguments::{CommonArguments, PolicyTypeArgument};
use crate::cli::compare::assumptions::{Assumption, assumptions};
use crate::cli::compare::format::{Format, Reported, write_reports};
use crate::cli::console::{refuse, refuse_mistaken, report};
use crate::cli::impact::Sides;
use crate::cli::query::Bar;
use crate::cli::reports::folder_in_repository;
use crate::compare::Universe;
use crate::policy::Reading;
use crate::query::new_access::{NewAccess, new_access};
use crate::request::ContextKeys;
use crate::text::RenderStyle;

/// The exit code that says that neither was shown.
const UNKNOWN: u8 = 3;

impl Reported for Page {
    fn written(&self, format: Format, style: RenderStyle) -> String {
        match format {
            Format::Json => json_answer(self),
            Format::Github => github_commands(self, &folder_in_repository()),
            Format::Sarif => sarif_log(self),
            // INVARIANT: AWS's format was refused before.
            Format::Text | Format::Aws => text(self, style),
        }
    }
}

/// Whether the new environment allows nothing that the existing one does not, and, if that is asked,
/// the other way round. 0: proven, 1: a request was found, 2: no answer, 3: unknown.
pub(in crate::cli::compare) fn answered(
    around: &AroundArguments,
    common: &CommonArguments,
    both_ways: bool,
) -> ExitCode {
    if let Some(refused) = refused_format(common).or_else(|| refused_setting(common)) {
        return refused;
    }
    let page = common.catalogue.catalog().and_then(|catalog| {
        let named = around.load()?;
        let settings = settings(&named, around, common);
        compared(&named, &settings, (catalog, common.universe.universe()), both_ways)
    });
    match page {
        Err(troubles) => refuse_mistaken(&troubles),
        Ok(page) => ended(&page, common),
    }
}

/// AWS's format only tells of policies.
pub(super) fn refused_format(common: &CommonArguments) -> Option<ExitCode> {
    common.answers_as_aws().then(|| {
        refuse(
            "AWS compares two policies, not environments or all layers of a caller: --format aws has no \
             form for it",
        )
    })
}

/// Environments say what their policies are, and have them as AWS stored them.
fn refused_setting(common: &CommonArguments) -> Option<ExitCode> {
    let option = match (common.policy_type, common.as_stored) {
        (Some(_), _) => "--policy-type",
        (None, true) => "--as-stored",
        (None, false) => return None,
    };
    Some(refuse(&format!("{option} is for policies, not for environments")))
}

/// Writes the reports. 0: proven, 1: a request was found, 2: no answer, 3: unknown.
pub(super) fn ended(page: &Page, common: &CommonArguments) -> ExitCode {
    match (write_reports(&common.format, page), page.ended()) {
        (Err(why), _) => refuse(&why),
        (Ok(()), Ended::Proven) => ExitCode::SUCCESS,
        (Ok(()), Ended::Found) => ExitCode::from(1),
        (Ok(()), Ended::Unknown) => ExitCode::from(UNKNOWN),
    }
}

/// Both environments as `iamsim check` takes them.
fn settings<'n>(
    named: &'n Named,
    around: &AroundArguments,
    common: &CommonArguments,
) -> [Setting<'n>; 2] {
    let Sides { before, after } = &named.sides;
    let setting = |environment, files: &[PathBuf]| Setting {
        words: match files {
            [] => Err("no file but the plan says what there is"),
            files => Ok(sources(files, &around.stated, &common.catalogue)),
        },
        environment: Some(environment),
    };
    [setting(before, &named.sources[0]), setting(after, &named.sources[1])]
}

fn compared(
    named: &Named,
    settings: &[Setting<'_>; 2],
    (catalog, universe): (&'static Catalog, Universe),
    both_ways: bool,
) -> Result<Page, Vec<Trouble>> {
    let sides = [&named.sides.before, &named.sides.after];
    let mut reader = PolicyReader::new(&InlineOnly, Reading::AsStored).with_catalog(Some(catalog));
    let mut found = Vec::new();
    let mut shown = Vec::new();
    for is_new in [true, false].into_iter().take(if both_ways { 2 } else { 1 }) {
        let [existing, new] = if is_new { sides } else { [sides[1], sides[0]] };
        let [was, is] = settings;
        let lines = if is_new { [is, was] } else { [was, is] };
        let bar = Bar::over("principals");
        let added = new_access([existing, new], (catalog, universe), &mut reader, &bar);
        bar.end();
        report(&reader.take_warnings());
        let added: NewAccess = added?;
        for addition in &added.additions {
            let mut one = Shown::new(addition, is_new, reader.keys(), catalog);
            let mut stored =
                PolicyReader::new(&InlineOnly, Reading::AsStored).with_catalog(Some(catalog));
            one.replay = again(addition, &one.request, lines, &mut stored);
            shown.push(one);
        }
        found.push(added);
    }
    Ok(Page {
        existing: named.existing.clone(),
        new: named.new.clone(),
        caller: None,
        assumptions: rests_on(reader.keys(), catalog, universe),
        found,
        shown,
    })
}

/// What an answer about environments rests on.
pub(super) fn rests_on(
    keys: &ContextKeys,
    catalog: &Catalog,
    universe: Universe,
) -> Vec<Assumption> {
    let own = [
        (
            "all-principals",
            "accounts have no users and roles but those of the environments; sessions have the tags \
             of their roles and no session policies; federated users are those that policies name; \
             service-linked roles of other accounts ask for nothing, and their root users for \
             nothing but what the environments have",
        ),
        (
            "all-policies",
            "no resource has a policy but those that the environments give; KMS keys and roles of \
             other accounts are taken to have any",
        ),
        ("unknown-stays", "what the environments do not know is the same in both"),
        (
            "long-term-credentials",
            "users call IAM and STS with long-term credentials or a second factor, where no policy \
             that decides speaks of aws:TokenIssueTime",
        ),
    ];
    let own = own.map(|(code, text)| Assumption { code, text: text.to_owned() });
    let all = assumptions(PolicyTypeArgument::Resource, keys, catalog, universe).into_iter();
    own.into_iter().chain(all.filter(|one| one.code != "these-policies-alone")).collect()
}
