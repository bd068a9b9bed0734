//! Callers that rules make up to see whom a policy lets in.

use super::subject::Subject;
pub(crate) use crate::aws::filled;
use crate::aws::{Arn, is_account_id};
use crate::request::Given;
use crate::value_set::Pattern;

/// Somebody who asks, and what the request says beyond what follows from who that is.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// As requests name it.
    pub(crate) principal: String,
    /// Keys in lower case.
    pub(crate) keys: Vec<(Box<str>, Given)>,
}

/// The owner of the policy and somebody who has nothing to do with it.
#[derive(Clone, Debug)]
pub(crate) struct Parties {
    /// The account of the policy's owner.
    pub(crate) owner: Box<str>,
    /// An account that the policy does not mention.
    pub(crate) stranger: Box<str>,
    /// `aws`, `aws-cn`, ..
    pub(crate) partition: Box<str>,
    owner_organization: Box<str>,
}

/// Accounts that no document uses for examples.
const STRANGERS: [&str; 3] = ["999988887777", "888877776666", "777766665555"];

/// An address that no document uses for examples.
const ADDRESS: &str = "151.203.77.19";

const ORGANIZATION: &str = "o-iamsimstranger";

impl Caller {
    /// Nothing is said but who it is.
    pub(crate) fn of(principal: impl Into<String>) -> Self {
        Self { principal: principal.into(), keys: Vec::new() }
    }

    /// With this value of a key, given in lower case.
    pub(crate) fn with(self, lower_key: impl Into<Box<str>>, value: impl Into<Box<str>>) -> Self {
        self.with_state(lower_key, Given::Values(vec![value.into()]))
    }

    /// With a key in this state.
    pub(crate) fn with_state(mut self, lower_key: impl Into<Box<str>>, given: Given) -> Self {
        self.keys.push((lower_key.into(), given));
        self
    }
}

impl Parties {
    /// Those of a policy, as far as its text tells.
    pub(super) fn of(subject: &Subject<'_>) -> Self {
        let arns = || resource_arns(subject);
        let account = arns().map(|arn| arn.account().to_owned()).find(|text| is_account_id(text));
        let partition = arns().map(|arn| arn.partition().to_owned()).find(|text| text != "*");
        let is_free = |candidate: &&str| !subject.source().text().contains(candidate);
        let stranger = STRANGERS.into_iter().find(is_free).unwrap_or(STRANGERS[0]);
        Self {
            owner: account.unwrap_or_else(|| "111122223333".to_owned()).into(),
            stranger: stranger.into(),
            partition: partition.unwrap_or_else(|| "aws".to_owned()).into(),
            owner_organization: organization_of(subject).into(),
        }
    }

    /// Those whom everyone means: nobody in particular, and somebody of another account from the
    /// internet, through an endpoint of their own, and under each name that the policy lets them
    /// choose.
    pub(crate) fn outsiders(&self, subject: &Subject<'_>) -> Vec<Caller> {
        let user = format!("arn:{}:iam::{}:user/iamsim-stranger", self.partition, self.stranger);
        let anonymous = through_internet(self.common(Caller::of("anonymous")));
        let mut found = vec![anonymous, through_internet(self.member(Caller::of(&user)))];
        found.push(self.through_endpoint(self.member(Caller::of(user))));
        for value in values_of(subject, "aws:principalarn") {
            let chosen = self.foreign_twin(value).filter(|arn| Pattern::glob(value).matches(arn));
            found.extend(chosen.map(|arn| through_internet(self.member(Caller::of(arn)))));
        }
        found
    }

    /// A service that calls for a resource of the stranger's.
    pub(crate) fn service(&self, service: &str, source: &str) -> Caller {
        self.common(Caller::of(service))
            .with("aws:sourcearn", source)
            .with("aws:sourceaccount", &*self.stranger)
            .with("aws:sourceorgid", ORGANIZATION)
            .with("aws:sourceorgpaths", format!("{ORGANIZATION}/r-sim0/"))
    }

    /// What the stranger can call what this ARN, or pattern, names: `None` if it is no ARN.
    pub(crate) fn foreign_twin(&self, arn: &str) -> Option<String> {
        let mut parts = arn.splitn(6, ':');
        let mut next = || parts.next();
        let (prefix, partition, service) = (next()?, next()?, next()?);
        let (region, account, resource) = (next()?, next()?, next()?);
        let partition = if partition.contains('*') { &*self.partition } else { partition };
        let region = if region.contains('*') { "us-east-1" } else { region };
        let account = if account.is_empty() { "" } else { &*self.stranger };
        let resource = match (account, filled(resource)) {
            ("", filled) if filled == resource => "iamsim-stranger".to_owned(),
            (_, filled) => filled,
        };
        let service = filled(service);
        Some(format!("{prefix}:{partition}:{service}:{region}:{account}:{resource}"))
    }

    fn common(&self, caller: Caller) -> Caller {
        caller
            .with("aws:sourceowner", &*self.stranger)
            .with("aws:resourceorgid", &*self.owner_organization)
            .with("kms:calleraccount", &*self.stranger)
            .with("s3:dataaccesspointaccount", &*self.stranger)
            .with("s3:dataaccesspointarn", self.access_point())
            .with("elasticfilesystem:accessedviamounttarget", "false")
    }

    fn access_point(&self) -> String {
        format!("arn:{}:s3:us-east-1:{}:accesspoint/iamsim", self.partition, self.stranger)
    }

    /// Keys of somebody who has an account.
    fn member(&self, caller: Caller) -> Caller {
        self.common(caller)
            .with("aws:principalorgid", ORGANIZATION)
            .with("aws:principalorgpaths", format!("{ORGANIZATION}/r-sim0/"))
            .with("aws:userid", "AIDAIAMSIMSTRANGER00")
            .with_state("aws:username", Given::PresentUnknown)
    }

    fn through_endpoint(&self, caller: Caller) -> Caller {
        let network = format!(
            "arn:{}:ec2:us-east-1:{}:vpc/vpc-0iamsimstranger00",
            self.partition, self.stranger
        );
        caller
            .with("aws:sourcevpc", "vpc-0iamsimstranger00")
            .with("aws:sourcevpce", "vpce-0iamsimstranger00")
            .with("aws:sourcevpcarn", network)
            .with("aws:vpceaccount", &*self.stranger)
            .with("aws:vpceorgid", ORGANIZATION)
            .with("aws:vpceorgpaths", format!("{ORGANIZATION}/r-sim0/"))
    }
}

fn through_internet(caller: Caller) -> Caller {
    caller.with("aws:sourceip", ADDRESS)
}

/// The values that conditions compare a key with, given in lower case, as written.
pub(crate) fn values_of<'s>(
    subject: &'s Subject<'_>,
    lower_key: &'s str,
) -> impl Iterator<Item = &'s str> {
    let conditions = subject.document().statements.iter().flat_map(|one| &one.conditions);
    let about = conditions.filter(move |one| one.key.eq_ignore_ascii_case(lower_key));
    about.flat_map(|one| &one.values).map(|value| &*value.text)
}

fn organization_of(subject: &Subject<'_>) -> String {
    let literal = values_of(subject, "aws:resourceorgid").find(|value| value.starts_with("o-"));
    literal.unwrap_or("o-iamsimowner").to_owned()
}

fn resource_arns(subject: &Subject<'_>) -> impl Iterator<Item = Arn> {
    let elements = subject.document().statements.iter().filter_map(|one| one.resource.as_ref());
    elements.flat_map(|element| &element.entries).filter_map(|entry| Arn::parse(&entry.text))
}
