//! Pseudo parameters: what a template knows of where it is deployed.

use super::scope::{Scope, text_node};
use crate::load::{ACCOUNT_NOT_SAID, Stated};
use crate::text::{Node, Span};

/// Where a template is deployed, as far as that is said.
pub(super) struct Deployment {
    /// Twelve digits.
    pub(super) account: Box<str>,
    /// The region, if it is said.
    pub(super) region: Option<Box<str>>,
    /// `aws`, `aws-cn`, ..
    pub(super) partition: Box<str>,
}

impl Deployment {
    pub(super) fn of(stated: &Stated) -> Self {
        let said = |name: &str| {
            let named = stated.parameters.iter().rev().find(|(key, _)| **key == *name);
            named.map(|(_, value)| value.clone())
        };
        let account = stated.account.clone().or_else(|| said("AWS::AccountId"));
        let region = stated.region.clone().or_else(|| said("AWS::Region"));
        let partition = stated.partition.clone().or_else(|| said("AWS::Partition"));
        let of_region = || partition_of(region.as_deref().unwrap_or_default()).into();
        let partition = partition.unwrap_or_else(of_region);
        let account = account.or_else(|| stated.only_account.clone());
        let account = account.unwrap_or_else(|| ACCOUNT_NOT_SAID.into());
        Self { account, region, partition }
    }

    fn url_suffix(&self) -> &'static str {
        match &*self.partition {
            "aws-cn" => "amazonaws.com.cn",
            _ => "amazonaws.com",
        }
    }
}

fn partition_of(region: &str) -> &'static str {
    match region {
        _ if region.starts_with("cn-") => "aws-cn",
        _ if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

impl Scope<'_> {
    /// A pseudo parameter other than `AWS::NoValue`; `None` if there is none of that name.
    pub(super) fn pseudo(&mut self, name: &str, span: Span) -> Option<Node> {
        let value = match name {
            "AWS::AccountId" => self.deployment.account.clone(),
            "AWS::Partition" => self.deployment.partition.clone(),
            "AWS::URLSuffix" => self.deployment.url_suffix().into(),
            "AWS::Region" => self.region(span),
            "AWS::StackName" => self.stack_name(span),
            "AWS::StackId" => self.stack_id(span),
            "AWS::NotificationARNs" => self.hole(name, "where the stack reports to", span),
            _ => return None,
        };
        Some(text_node(value, span))
    }

    pub(super) fn region(&mut self, span: Span) -> Box<str> {
        match self.deployment.region.clone() {
            Some(region) => region,
            None => self.hole("AWS::Region", "the region, which nobody said", span),
        }
    }

    pub(super) fn url_suffix(&self) -> &'static str {
        self.deployment.url_suffix()
    }

    /// What people say of a parameter or pseudo parameter; the last counts.
    pub(super) fn stated(&self, name: &str) -> Option<Box<str>> {
        let named = self.stated.parameters.iter().rev().find(|(key, _)| **key == *name);
        named.map(|(_, value)| value.clone())
    }

    fn stack_name(&mut self, span: Span) -> Box<str> {
        let name = "AWS::StackName";
        self.stated(name).unwrap_or_else(|| self.hole(name, "the name of the stack", span))
    }

    fn stack_id(&mut self, span: Span) -> Box<str> {
        if let Some(id) = self.stated("AWS::StackId") {
            return id;
        }
        let (region, name) = (self.region(span), self.stack_name(span));
        let unique = self.hole("AWS::StackId", "what AWS adds to the stack's ARN", span);
        let Self { deployment, .. } = self;
        let (partition, account) = (&deployment.partition, &deployment.account);
        format!("arn:{partition}:cloudformation:{region}:{account}:stack/{name}/{unique}").into()
    }
}
