//! `iamsim env commands`: the calls of the AWS CLI that export an account or an organization.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;

use crate::aws::Arn;
use crate::cli::console::{print, refuse};
use crate::text::{is_unprintable, quote};

/// Prints a shell script that exports an account, or an organization, with the AWS CLI
///
/// The script only reads. It needs the permissions of AWS's policy `SecurityAudit`, and
/// `sqs:GetQueueUrl` for queues that `--resources` names. It writes into the folder that is its
/// argument, `environment` if there is none; `iamsim env show FOLDER` reads that.
#[derive(Args, Clone, Debug)]
pub(super) struct Commands {
    /// Export the organization in place of an account; its management account, or a delegated
    /// administrator, may do that
    #[arg(long, conflicts_with_all = ["resources", "regions"])]
    organization: bool,
    /// Export only these resources with the account, by ARN; all that have policies if there is none
    #[arg(long, value_name = "ARN", num_args = 1..)]
    resources: Vec<String>,
    /// Look for resources in this region; may be given several times. The AWS CLI's own if there is
    /// none
    #[arg(long = "region", value_name = "REGION", conflicts_with = "resources")]
    regions: Vec<String>,
}

const START: &str = include_str!("start.sh");
const ACCOUNT: &str = include_str!("account.sh");
const EVERY_RESOURCE: &str = include_str!("every.sh");
const ORGANIZATION: &str = include_str!("organization.sh");
const END: &str = include_str!("end.sh");

/// The region that the AWS CLI takes by itself.
const OWN_REGION: &str =
    "regions=${AWS_REGION:-${AWS_DEFAULT_REGION:-$(aws configure get region)}}";

impl Commands {
    /// Prints the script. 2: a resource is of a kind whose policy is not exported.
    pub(super) fn run(&self) -> ExitCode {
        match self.script() {
            Ok(script) => print(&script, ExitCode::SUCCESS),
            Err(message) => refuse(&message),
        }
    }

    fn script(&self) -> Result<String, String> {
        let what = if self.organization { "an organization" } else { "an account" };
        let mut script = format!(
            "#!/bin/sh\n# Exports {what} with the AWS CLI, for iamsim: sh export.sh [FOLDER]\n{START}"
        );
        if self.organization {
            script.push_str(ORGANIZATION);
        } else {
            script.push_str(ACCOUNT);
            self.resources(&mut script)?;
        }
        script.push_str(END);
        Ok(script)
    }

    fn resources(&self, script: &mut String) -> Result<(), String> {
        if !self.resources.is_empty() {
            script.push('\n');
            for resource in &self.resources {
                let _ = writeln!(script, "{}", call_for(resource)?);
            }
            return Ok(());
        }
        if let Some(region) = self.regions.iter().find(|region| !is_region(region)) {
            return Err(format!("{} is not a region", quote(region)));
        }
        let regions = match self.regions.as_slice() {
            [] => OWN_REGION.to_owned(),
            regions => format!("regions={}", quoted(&regions.join(" "))),
        };
        let _ = write!(script, "\n{regions}\n{EVERY_RESOURCE}");
        Ok(())
    }
}

fn is_region(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.bytes().all(is_part)
}

/// The function of the script that exports resources of a service, and how their names start.
const EXPORTED: [(&str, &str, &str); 6] = [
    ("kms", "key/", "key"),
    ("sqs", "", "queue"),
    ("sns", "", "topic"),
    ("lambda", "function:", "lambda_function"),
    ("secretsmanager", "secret:", "secret"),
    ("ecr", "repository/", "repository"),
];

/// The line of the script that exports a resource.
fn call_for(resource: &str) -> Result<String, String> {
    let arn = Arn::parse(resource)
        .filter(|arn| !arn.as_str().contains(['*', '?', '"', '\\']))
        .filter(|arn| !arn.as_str().contains(is_unprintable))
        .ok_or_else(|| format!("{} is not the ARN of one resource", quote(resource)))?;
    if arn.service() == "s3" && arn.account().is_empty() {
        let bucket = arn.resource().split('/').next().unwrap_or_default();
        return Ok(format!("bucket {}", quoted(bucket)));
    }
    let fits = |(service, start, _): &&(&str, &str, &str)| {
        arn.service() == *service && arn.resource().starts_with(start)
    };
    match EXPORTED.iter().find(fits) {
        Some((_, _, function)) if is_region(arn.region()) => {
            Ok(format!("{function} {} {}", quoted(arn.region()), quoted(arn.as_str())))
        }
        _ => Err(format!(
            "the policy of {} is not exported; those of buckets, keys, queues, topics, functions, \
             secrets and repositories are",
            quote(resource)
        )),
    }
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_resource_is_one_line() {
        let of = |arn: &str| call_for(arn).unwrap();
        assert_eq!(of("arn:aws:s3:::team-files/home/x"), "bucket 'team-files'");
        let key = "arn:aws:kms:eu-west-1:111122223333:key/1";
        assert_eq!(of(key), format!("key 'eu-west-1' '{key}'"));
        let secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a'b-x";
        assert!(of(secret).ends_with(r"secret:a'\''b-x'"));
    }

    #[test]
    fn what_is_not_one_resource_is_refused() {
        for text in [
            "team-files",
            "arn:aws:s3:::team-*",
            "arn:aws:kms:eu-west-1:111122223333:alias/a",
            "arn:aws:iam::111122223333:role/app",
            "arn:aws:sqs:$(x):111122223333:q",
            "arn:aws:sqs:eu-west-1:111122223333:q\nrm",
        ] {
            assert!(call_for(text).is_err(), "{text}");
        }
    }
}
