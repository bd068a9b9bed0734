//! `no-public-access`: whether a resource-based policy grants anything to people whom it does not
//! know.

#![expect(clippy::doc_markdown, reason = "the comments here are the program's help text")]

use std::process::ExitCode;

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde_json::json;

use super::arguments::{CommonArguments, PoliciesArguments, PolicyTypeArgument};
use super::inquiry::{Inquiry, answered};
use super::outcome::{Outcome, Question};
use super::reading::NamedSide;
use crate::bundle::Trouble;
use crate::cli::console::{complain, refuse};
use crate::policy::{ActionEntry, ActionPattern, Effect};

/// Whether a resource-based policy grants nothing to the public.
///
/// The public is nobody in particular, or callers of an account that the policy does not name, or with
/// a token of a provider that signs them for everybody, as those of GitHub and Google do; with none of
/// the keys that would say whose request it is, or with values that the policy does not fix, and from
/// any address that lies in no range narrower than /8 (/32 of IPv6). Denies count.
///
/// AWS's spellings are understood: --policy-document file://policy.json; --format aws answers as
/// `aws accessanalyzer check-no-public-access` does.
#[derive(Args, Clone, Debug)]
#[command(
    mut_arg("policy", |argument| {
        argument.help("The policy: a file, or - for the standard input. Several count together")
    }),
    mut_arg("policy_type", |argument| argument.hide(true))
)]
pub(super) struct NoPublicAccess {
    #[command(flatten)]
    policies: PoliciesArguments,
    /// What the policy is attached to, as AWS CloudFormation names it: only actions of its service
    /// count.
    #[arg(
        long,
        value_name = "TYPE",
        value_parser = PossibleValuesParser::new(RESOURCE_TYPES.iter().map(|(name, _)| *name))
    )]
    resource_type: String,
    #[command(flatten)]
    common: CommonArguments,
}

/// The resource types that AWS checks, and the services whose actions their policies are about.
const RESOURCE_TYPES: &[(&str, &[&str])] = &[
    ("AWS::ApiGateway::RestApi", &["execute-api"]),
    ("AWS::Backup::BackupVault", &["backup"]),
    ("AWS::CloudTrail::Dashboard", &["cloudtrail"]),
    ("AWS::CloudTrail::EventDataStore", &["cloudtrail"]),
    ("AWS::CodeArtifact::Domain", &["codeartifact"]),
    ("AWS::DynamoDB::Stream", &["dynamodb"]),
    ("AWS::DynamoDB::Table", &["dynamodb"]),
    ("AWS::EFS::FileSystem", &["elasticfilesystem"]),
    ("AWS::IAM::AssumeRolePolicyDocument", &["sts"]),
    ("AWS::KMS::Key", &["kms"]),
    ("AWS::Kinesis::Stream", &["kinesis"]),
    ("AWS::Kinesis::StreamConsumer", &["kinesis"]),
    ("AWS::Lambda::Function", &["lambda"]),
    ("AWS::OpenSearchService::Domain", &["es"]),
    ("AWS::S3::AccessPoint", &["s3"]),
    ("AWS::S3::Bucket", &["s3"]),
    ("AWS::S3::Glacier", &["glacier"]),
    ("AWS::S3Express::AccessPoint", &["s3express", "s3"]),
    ("AWS::S3Express::DirectoryBucket", &["s3express"]),
    ("AWS::S3Outposts::AccessPoint", &["s3-outposts"]),
    ("AWS::S3Outposts::Bucket", &["s3-outposts"]),
    ("AWS::S3Tables::Table", &["s3tables"]),
    ("AWS::S3Tables::TableBucket", &["s3tables"]),
    ("AWS::SNS::Topic", &["sns"]),
    ("AWS::SQS::Queue", &["sqs"]),
    ("AWS::SecretsManager::Secret", &["secretsmanager"]),
];

impl NoPublicAccess {
    /// Answers. 0: proven, 1: a request was found, 2: no answer, 3: unknown.
    pub(super) fn run(&self) -> ExitCode {
        let is_trust = self.resource_type == "AWS::IAM::AssumeRolePolicyDocument";
        let needed =
            if is_trust { PolicyTypeArgument::Trust } else { PolicyTypeArgument::Resource };
        if let Some(given) = self.common.policy_type.filter(|given| *given != needed) {
            return refuse(&format!(
                "the policy of `{}` is of type {}, not {}",
                self.resource_type,
                needed.name(),
                given.name()
            ));
        }
        let common = CommonArguments { policy_type: Some(needed), ..self.common.clone() };
        answered(&common, &|inquiry| self.outcome(needed, inquiry))
    }

    fn outcome(
        &self,
        policy_type: PolicyTypeArgument,
        inquiry: &mut Inquiry<'_>,
    ) -> Result<Outcome, Vec<Trouble>> {
        let policy = inquiry.policies.side("policy", &self.policies.policy)?;
        self.tell_foreign(&policy);
        let others = inquiry.policies.made(&self.other_services(policy_type))?;
        let mut assumptions = inquiry.assumptions();
        assumptions.extend(super::assumptions::of_public());
        Ok(Outcome {
            question: Question::NoPublicAccess(self.resource_type.clone()),
            policy_type,
            added: vec![inquiry.public(&policy, &others)?],
            assumptions,
            existing: Vec::new(),
            new: policy.titles(),
        })
    }

    /// The services whose actions count.
    fn services(&self) -> &'static [&'static str] {
        let found = RESOURCE_TYPES.iter().find(|(name, _)| *name == self.resource_type);
        found.map_or(&[], |(_, services)| services)
    }

    /// A policy that allows none of these actions may belong to another type of resource.
    fn tell_foreign(&self, policy: &NamedSide) {
        let services = self.services();
        let statements = policy.side.policies.all().flat_map(|one| &one.document.statements);
        let mut allowing = statements.filter(|one| one.effect == Effect::Allow);
        let may_be_meant = |entry: &ActionEntry| match &entry.pattern {
            ActionPattern::Of { service, .. } => services.contains(&&**service),
            ActionPattern::Every => true,
            ActionPattern::Nothing => false,
        };
        if !allowing.any(|one| one.action.negated || one.action.entries.iter().any(may_be_meant)) {
            complain(&format!(
                "note: no statement allows an action of {}, and those alone count on `{}`",
                services.join(" or "),
                self.resource_type
            ));
        }
    }

    /// A policy that allows everything but the actions that are asked about.
    fn other_services(&self, policy_type: PolicyTypeArgument) -> String {
        let actions: Vec<String> =
            self.services().iter().map(|service| format!("{service}:*")).collect();
        let mut statement = json!({ "Effect": "Allow", "NotAction": actions, "Principal": "*" });
        if policy_type != PolicyTypeArgument::Trust {
            statement["Resource"] = json!("*");
        }
        json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string()
    }
}
