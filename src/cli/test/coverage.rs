//! Coverage: what is measured, where it is written, and whether it is enough.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::catalog::Catalog;
use crate::cli::console::{complain, complain_of, report};
use crate::cli::reports::{Outlet, ReportKind, Target, kind_and_file};
use crate::cli::settings::Settings;
use crate::load::{
    Files, Search, find_every, find_policies, real_path, syntax_of, without_detours,
};
use crate::scenario::coverage::{
    Coverage, Measured, Miss, Thresholds, closing_line, cobertura, json, lcov, marked_text,
    table_text,
};
use crate::text::{Arrange, RenderStyle, printable};

/// What is asked of the coverage of policies.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct CoverageOptions {
    /// Print the policies that the cases do not cover, marked, and what is missing
    ///
    /// Measured are the policies that stand in files of their own: those that the cases ask, and
    /// those in folders named `policies` below the paths, or those that `policies` in `iamsim.toml`
    /// names.
    #[arg(long, help_heading = "Coverage")]
    coverage: bool,
    /// Write a report on coverage; may be given several times
    ///
    /// KIND is one of human, json, lcov, cobertura. Without a FILE only human can be written.
    #[arg(long, value_name = "KIND=FILE", help_heading = "Coverage")]
    coverage_report: Vec<CoverageTo>,
    /// Exit with 1 if less is covered, as in `statements=100,values=90,conditions=80`
    #[arg(long, value_name = "WHAT=PERCENT,..", help_heading = "Coverage")]
    coverage_threshold: Option<Thresholds>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Human,
    Json,
    Lcov,
    Cobertura,
}

const KINDS: [(&str, Kind); 4] = [
    ("human", Kind::Human),
    ("json", Kind::Json),
    ("lcov", Kind::Lcov),
    ("cobertura", Kind::Cobertura),
];

/// `KIND=FILE`, or `human`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct CoverageTo {
    kind: Kind,
    file: Option<PathBuf>,
}

impl FromStr for CoverageTo {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, file) = kind_and_file(text, "report on coverage", &KINDS)?;
        match file {
            Some(file) if !file.is_empty() => Ok(Self { kind, file: Some(file.into()) }),
            None if kind == Kind::Human => Ok(Self { kind, file: None }),
            _ => {
                let name = text.trim_end_matches('=');
                Err(format!("this report needs a file: `{name}=FILE`"))
            }
        }
    }
}

/// A measurement that is asked for.
pub(super) struct Measurement {
    reports: Vec<(CoverageTo, Outlet)>,
    thresholds: Option<Thresholds>,
    wanted: Wanted,
    covered: Coverage,
    catalog: &'static Catalog,
}

/// The policies that count.
enum Wanted {
    /// Those asked, and those in the folders named `policies` below the paths.
    Beside(Vec<String>),
    /// Those that fit.
    Fitting(Vec<String>),
}

/// Whether enough is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    Enough,
    TooLittle,
    /// A policy that must be covered cannot be measured.
    NotMeasured,
}

/// What a run must measure.
#[derive(Clone, Debug)]
pub(super) struct Measuring {
    asked: Vec<CoverageTo>,
    thresholds: Option<Thresholds>,
    globs: Vec<String>,
    catalog: &'static Catalog,
}

impl Measuring {
    /// What is asked for; `None` if nothing is. The team's thresholds are meant for runs of
    /// everything.
    pub(super) fn new(
        options: &CoverageOptions,
        settings: &Settings,
        runs_everything: bool,
        catalog: &'static Catalog,
    ) -> Option<Self> {
        let mut asked = options.coverage_report.clone();
        let people = CoverageTo { kind: Kind::Human, file: None };
        if options.coverage && !asked.contains(&people) {
            asked.insert(0, people);
        }
        let agreed = settings.coverage_threshold.filter(|_| runs_everything);
        let thresholds = options.coverage_threshold.or(agreed);
        let is_wanted = !asked.is_empty() || thresholds.is_some();
        let globs = settings.policies.clone();
        is_wanted.then_some(Self { asked, thresholds, globs, catalog })
    }

    /// Opens the places of all reports. What people read goes to the standard output if they have
    /// it.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub(super) fn open(&self, paths: &[String], people: &Target) -> Result<Measurement, String> {
        let target = |to: &CoverageTo| to.file.clone().map_or_else(|| people.clone(), Target::File);
        let open = |to: &CoverageTo| Ok((to.clone(), Outlet::open(target(to), ReportKind::Human)?));
        let wanted = match &self.globs[..] {
            [] => Wanted::Beside(paths.to_vec()),
            globs => Wanted::Fitting(globs.to_vec()),
        };
        Ok(Measurement {
            reports: self.asked.iter().map(open).collect::<Result<_, String>>()?,
            thresholds: self.thresholds,
            wanted,
            covered: Coverage::new(),
            catalog: self.catalog,
        })
    }
}

impl Measurement {
    /// Where the reports go.
    pub(super) fn outlets(&self) -> impl Iterator<Item = &Outlet> {
        self.reports.iter().map(|(_, outlet)| outlet)
    }

    /// Adds what the cases of a file have shown.
    pub(super) fn add(&mut self, shown: Coverage) {
        self.covered.merge(shown);
    }

    /// Writes the reports and holds what is covered against what must be. The outlets are to be
    /// closed.
    pub(super) fn end(self) -> (Judgement, Vec<Outlet>) {
        let measured = Measured { catalog: Some(self.catalog), ..self.covered.measured() };
        let (measured, is_whole) = self.wanted.of(measured);
        let mut outlets = Vec::new();
        for (to, mut outlet) in self.reports {
            outlet.write(&text(&to, &measured));
            outlets.push(outlet);
        }
        if outlets.is_empty() {
            complain(&closing_line(&measured));
        }
        if self.thresholds.is_some() && measured.policies.is_empty() {
            complain("error: there is a threshold of coverage, but no policy to measure");
            return (Judgement::NotMeasured, outlets);
        }
        let misses = measured.misses(&self.thresholds.unwrap_or_default());
        for Miss { what, wanted, found } in &misses {
            complain(&format!("coverage of {what} is {found}, less than {wanted}"));
        }
        let judgement = match (is_whole, misses.is_empty()) {
            (false, _) => Judgement::NotMeasured,
            (true, false) => Judgement::TooLittle,
            (true, true) => Judgement::Enough,
        };
        (judgement, outlets)
    }
}

fn text(to: &CoverageTo, measured: &Measured) -> String {
    match to.kind {
        Kind::Json => json(measured),
        Kind::Lcov => lcov(measured),
        Kind::Cobertura => cobertura(measured, now()),
        Kind::Human => {
            let style = if to.file.is_some() { RenderStyle::Plain } else { RenderStyle::Coloured };
            let (marked, table) = (marked_text(measured, style), table_text(measured));
            format!("{marked}{table}{}\n", closing_line(measured))
        }
    }
}

/// In milliseconds since 1970.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

impl Wanted {
    /// What is measured of the policies that count, those that no case asks among them; and
    /// whether all that must be could be.
    fn of(&self, measured: Measured) -> (Measured, bool) {
        let (search, must_be_whole) = match self {
            Self::Beside(paths) => (find_policies(paths), false),
            Self::Fitting(globs) => (find_every(globs), true),
        };
        for error in &search.errors {
            complain_of(error);
        }
        let has_errors = !search.errors.is_empty();
        let mut policies = measured.policies;
        if must_be_whole {
            let wanted: BTreeSet<PathBuf> = places(&search).collect();
            policies.retain(|policy| wanted.contains(&real_path(Path::new(policy.source.name()))));
        }
        let known =
            policies.iter().map(|policy| real_path(Path::new(policy.source.name()))).collect();
        let (unasked, is_whole) = unasked(&search, &known, must_be_whole);
        policies.extend(unasked.policies);
        policies.arrange_by(|one, other| one.source.name().cmp(other.source.name()));
        (Measured { policies, catalog: measured.catalog }, !has_errors && is_whole)
    }
}

fn places(search: &Search) -> impl Iterator<Item = PathBuf> {
    search.found.iter().map(|found| real_path(&found.path))
}

/// The policies that no case asks, and whether all of them could be read.
fn unasked(search: &Search, known: &BTreeSet<PathBuf>, is_error: bool) -> (Measured, bool) {
    let (mut unasked, mut is_whole) = (Coverage::new(), true);
    for (found, place) in search.found.iter().zip(places(search)) {
        if known.contains(&place) {
            continue;
        }
        let path = without_detours(&found.path);
        let name = path.display().to_string();
        let read = Files::read(&path, syntax_of(&path));
        let read = read.map_err(|why| vec![why.unwrap_or_else(|text| Files::trouble(&name, text))]);
        match read.and_then(|text| unasked.expect(&text)) {
            Ok(()) => {}
            Err(troubles) if is_error => {
                report(&troubles);
                is_whole = false;
            }
            Err(_) => {
                complain(&format!("not measured, since it is no policy: {}", printable(&name)));
            }
        }
    }
    (unasked.measured(), is_whole)
}
