//! Coverage as Cobertura writes it: folders are packages, policies are classes, statements are
//! methods, the halves of values are conditions.

use std::collections::BTreeMap;

use super::lines::Line;
use super::model::{Half, Measured, PolicyCoverage, StatementCoverage};
use super::tally::Tally;
use super::xml::Xml;

const DOCTYPE: &str = r#"coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd""#;

/// The report on all policies. `timestamp` counts milliseconds since 1970.
pub fn cobertura(measured: &Measured, timestamp: u64) -> String {
    let classes: Vec<Class<'_>> = measured.policies.iter().map(Class::of).collect();
    let mut packages: BTreeMap<&str, Vec<&Class<'_>>> = BTreeMap::new();
    for class in &classes {
        packages.entry(class.folder()).or_default().push(class);
    }
    let all = classes.iter().map(|class| class.rates).sum::<Rates>();
    let mut xml = Xml::new(DOCTYPE);
    xml.open("coverage", &whole(all, timestamp));
    xml.open("sources", &[]);
    xml.text("source", ".");
    xml.close("sources");
    xml.open("packages", &[]);
    for (folder, classes) in packages {
        push_package(&mut xml, folder, &classes);
    }
    xml.close("packages");
    xml.close("coverage");
    xml.finish()
}

fn whole(all: Rates, timestamp: u64) -> Vec<(&'static str, String)> {
    let mut attributes = all.attributes();
    attributes.extend([
        ("lines-covered", all.lines.covered.to_string()),
        ("lines-valid", all.lines.total.to_string()),
        ("branches-covered", all.branches.covered.to_string()),
        ("branches-valid", all.branches.total.to_string()),
        ("version", concat!("iamsim ", env!("CARGO_PKG_VERSION")).to_owned()),
        ("timestamp", timestamp.to_string()),
    ]);
    attributes
}

/// How many lines and branches are covered.
#[derive(Clone, Copy, Debug, Default)]
struct Rates {
    lines: Tally,
    branches: Tally,
}

impl Rates {
    fn of<'l>(lines: impl Iterator<Item = &'l Line<'l>>) -> Self {
        lines
            .map(|line| Self { lines: Tally::of_one(line.hits() > 0), branches: taken(line) })
            .sum()
    }

    fn attributes(self) -> Vec<(&'static str, String)> {
        vec![
            ("line-rate", rate(self.lines)),
            ("branch-rate", rate(self.branches)),
            ("complexity", "0".to_owned()),
        ]
    }
}

impl std::iter::Sum for Rates {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            lines: sum.lines + one.lines,
            branches: sum.branches + one.branches,
        })
    }
}

fn rate(tally: Tally) -> String {
    format!("{:.4}", tally.rate())
}

fn taken(line: &Line<'_>) -> Tally {
    line.branches().map(|(_, _, branch)| Tally::of_one(branch.taken > 0)).sum()
}

/// A policy, by lines.
struct Class<'a> {
    policy: &'a PolicyCoverage,
    lines: BTreeMap<usize, Line<'a>>,
    rates: Rates,
}

impl<'a> Class<'a> {
    fn of(policy: &'a PolicyCoverage) -> Self {
        let lines = policy.lines();
        let rates = Rates::of(lines.values());
        Self { policy, lines, rates }
    }

    fn folder(&self) -> &'a str {
        self.policy.source.name().rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder)
    }

    fn push(&self, xml: &mut Xml) {
        let path = self.policy.source.name();
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let mut attributes = self.rates.attributes();
        attributes.extend([("name", name.to_owned()), ("filename", path.replace('\\', "/"))]);
        xml.open("class", &attributes);
        xml.open("methods", &[]);
        for statement in &self.policy.statements {
            self.push_method(xml, statement);
        }
        xml.close("methods");
        push_lines(xml, self.lines.iter());
        xml.close("class");
    }

    fn push_method(&self, xml: &mut Xml, statement: &StatementCoverage) {
        let source = &self.policy.source;
        let first = source.position(statement.span.start).line;
        let last = source.position(statement.span.end).line;
        let lines = || self.lines.range(first..=last.max(first));
        let mut attributes = Rates::of(lines().map(|(_, line)| line)).attributes();
        attributes.extend([
            ("name", statement.name()),
            ("signature", statement.effect.name().to_owned()),
        ]);
        xml.open("method", &attributes);
        push_lines(xml, lines());
        xml.close("method");
    }
}

fn push_package(xml: &mut Xml, folder: &str, classes: &[&Class<'_>]) {
    let rates = classes.iter().map(|class| class.rates).sum::<Rates>();
    let mut attributes = rates.attributes();
    attributes.push(("name", folder.to_owned()));
    xml.open("package", &attributes);
    xml.open("classes", &[]);
    for class in classes {
        class.push(xml);
    }
    xml.close("classes");
    xml.close("package");
}

fn push_lines<'a>(xml: &mut Xml, lines: impl Iterator<Item = (&'a usize, &'a Line<'a>)>) {
    xml.open("lines", &[]);
    for (number, line) in lines {
        push_line(xml, *number, line);
    }
    xml.close("lines");
}

fn push_line(xml: &mut Xml, number: usize, line: &Line<'_>) {
    let mut attributes = vec![("number", number.to_string()), ("hits", line.hits().to_string())];
    let taken = taken(line);
    if taken.total == 0 {
        return xml.empty("line", &attributes);
    }
    let Tally { covered, total } = taken;
    attributes.extend([
        ("branch", "true".to_owned()),
        ("condition-coverage", format!("{} ({covered}/{total})", percent(taken))),
    ]);
    xml.open("line", &attributes);
    xml.open("conditions", &[]);
    for value in &line.values {
        let branches = value.branches();
        let seen = branches.iter().filter(|branch| branch.taken > 0).count();
        let own = Tally { covered: seen, total: branches.len() };
        let kind = if branches.iter().any(|branch| branch.half == Half::Otherwise) {
            "jump"
        } else {
            "switch"
        };
        xml.empty(
            "condition",
            &[
                ("number", value.number.to_string()),
                ("type", kind.to_owned()),
                ("coverage", percent(own)),
            ],
        );
    }
    xml.close("conditions");
    xml.close("line");
}

/// In whole percent, never rounded up.
fn percent(tally: Tally) -> String {
    let percent = (tally.covered * 100).checked_div(tally.total).unwrap_or(100);
    format!("{percent}%")
}
