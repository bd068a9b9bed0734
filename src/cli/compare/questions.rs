//! What can be asked.

#![expect(clippy::doc_markdown, reason = "the comments here are the program's help text")]

use std::process::ExitCode;

use clap::Args;

use super::access::{Access, all_but, in_access, refusal};
use super::arguments::{CommonArguments, PoliciesArguments, SidesArguments};
use super::around;
use super::inquiry::{Difference, Inquiry, answered};
use super::outcome::{Outcome, Question};
use super::reading::{NamedSide, mistaken};
use crate::bundle::Trouble;
use crate::cli::console::{complain, refuse};

/// Why an environment alone does not do.
const IDLE: &str = "--env wants --with, for what changes, or --as, for who has the policies";

/// Whether new policies allow nothing that existing ones do not.
///
/// AWS's spellings are understood: --existing-policy-document file://old.json,
/// --new-policy-document, --policy-type IDENTITY_POLICY or RESOURCE_POLICY; --format aws answers as
/// `aws accessanalyzer check-no-new-access` does.
#[derive(Args, Clone, Debug)]
pub(super) struct NoNewAccess {
    #[command(flatten)]
    sides: SidesArguments,
    #[command(flatten)]
    common: CommonArguments,
}

/// Whether new policies allow just what existing ones do; less, more, or each what the other does
/// not.
///
/// Exits with 0 if they are equivalent and with 1 if they differ, with a request for each statement
/// that allows what the other side does not.
#[derive(Args, Clone, Debug)]
pub(super) struct Equivalent {
    #[command(flatten)]
    sides: SidesArguments,
    #[command(flatten)]
    common: CommonArguments,
}

/// Whether policies allow none of some actions, on some resources.
///
/// AWS's spellings are understood: --policy-document file://policy.json, --policy-type
/// IDENTITY_POLICY or RESOURCE_POLICY; --format aws answers as `aws accessanalyzer
/// check-access-not-granted` does.
#[derive(Args, Clone, Debug)]
pub(super) struct AccessNotGranted {
    #[command(flatten)]
    policies: PoliciesArguments,
    /// What must not be granted: actions=A,.. on any resource, any action on resources=R,.., or one of
    /// the actions on one of the resources: actions=A,..,resources=R,.. Wildcards are as in policies.
    /// May be given several times, and each counts on its own. JSON as the AWS CLI takes it, or
    /// file://access.json, does as well.
    #[arg(long, value_name = "ACCESS", num_args = 1.., required = true)]
    access: Vec<String>,
    #[command(flatten)]
    common: CommonArguments,
}

/// Reads both sides, and says all that is wrong with either.
fn sides(
    arguments: &SidesArguments,
    inquiry: &mut Inquiry<'_>,
) -> Result<[NamedSide; 2], Vec<Trouble>> {
    let existing = inquiry.policies.side("existing", &arguments.existing);
    let new = inquiry.policies.side("new", &arguments.new);
    match (existing, new) {
        (Ok(existing), Ok(new)) => Ok([existing, new]),
        (existing, new) => {
            let mistakes = existing.err().into_iter().chain(new.err()).flatten();
            Err(mistakes.collect())
        }
    }
}

impl NoNewAccess {
    /// Answers. 0: proven, 1: a request was found, 2: no answer, 3: unknown.
    pub(super) fn run(&self) -> ExitCode {
        if self.sides.around.is_given() {
            return around::answered(&self.sides.around, &self.common, false);
        }
        if self.sides.around.is_idle() {
            return refuse(IDLE);
        }
        if self.sides.is_layered() {
            return around::of_layers(&self.sides, &self.common, false);
        }
        answered(&self.common, &|inquiry| {
            let [existing, new] = sides(&self.sides, inquiry)?;
            let by_new = Difference { adding: &new, to: &existing, is_new: true };
            Ok(Outcome {
                question: Question::NoNewAccess,
                policy_type: self.common.policy_type(),
                added: vec![inquiry.added(by_new)?],
                assumptions: inquiry.assumptions(),
                existing: existing.titles(),
                new: new.titles(),
            })
        })
    }
}

impl Equivalent {
    /// Answers. 0: equivalent, 1: they differ, 2: no answer, 3: unknown.
    pub(super) fn run(&self) -> ExitCode {
        if self.sides.around.is_given() {
            return around::answered(&self.sides.around, &self.common, true);
        }
        if self.sides.around.is_idle() {
            return refuse(IDLE);
        }
        if self.sides.is_layered() {
            return around::of_layers(&self.sides, &self.common, true);
        }
        if self.common.answers_as_aws() {
            return refuse(
                "AWS has no check whether policies are equivalent: --format aws has no form",
            );
        }
        answered(&self.common, &|inquiry| {
            let [existing, new] = sides(&self.sides, inquiry)?;
            let by_new = Difference { adding: &new, to: &existing, is_new: true };
            let by_existing = Difference { adding: &existing, to: &new, is_new: false };
            Ok(Outcome {
                question: Question::Equivalent,
                policy_type: self.common.policy_type(),
                added: vec![inquiry.added(by_new)?, inquiry.added(by_existing)?],
                assumptions: inquiry.assumptions(),
                existing: existing.titles(),
                new: new.titles(),
            })
        })
    }
}

impl AccessNotGranted {
    /// Answers. 0: proven, 1: a request was found, 2: no answer, 3: unknown.
    pub(super) fn run(&self) -> ExitCode {
        let read: Result<Vec<Vec<Access>>, String> =
            self.access.iter().map(|argument| Access::read(argument)).collect();
        match read {
            Err(why) => refuse(&why),
            Ok(accesses) => {
                let accesses = accesses.concat();
                answered(&self.common, &|inquiry| self.outcome(&accesses, inquiry))
            }
        }
    }

    fn outcome(
        &self,
        accesses: &[Access],
        inquiry: &mut Inquiry<'_>,
    ) -> Result<Outcome, Vec<Trouble>> {
        let kind = self.common.policy_type().kind();
        if let Some(why) = refusal(accesses, kind) {
            return Err(vec![mistaken(why)]);
        }
        let policies = inquiry.policies.side("policy", &self.policies.policy)?;
        let all_else = inquiry.policies.made(&all_but(accesses, kind)).map_err(in_access)?;
        for action in accesses.iter().flat_map(|access| access.unknown_actions(inquiry.catalog)) {
            inquiry.warn_of_unknown(action);
        }
        tell_separate(accesses);
        let difference = Difference { adding: &policies, to: &all_else, is_new: true };
        Ok(Outcome {
            question: Question::AccessNotGranted(accesses.to_vec()),
            policy_type: self.common.policy_type(),
            added: vec![inquiry.added(difference)?],
            assumptions: inquiry.assumptions(),
            existing: Vec::new(),
            new: policies.titles(),
        })
    }
}

/// Actions in one access and resources in another may have been meant together.
fn tell_separate(accesses: &[Access]) {
    if let [one, other] = accesses
        && (one.resources.is_empty() && other.actions.is_empty()
            || one.actions.is_empty() && other.resources.is_empty())
    {
        complain(
            "note: each --access counts on its own; --access actions=..,resources=.. is about these \
             actions on these resources",
        );
    }
}
