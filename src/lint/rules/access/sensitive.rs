//! Actions that had better name their resources: they change permissions, hand out credentials or
//! read what is confidential.

use std::cell::Cell;
use std::ptr::{self, null};

use super::breadth::{counted, first_few};
use crate::aws::PolicyKind;
use crate::catalog::{AccessLevel, ActionOfService, Service};
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::lint::subject::Subject;
use crate::text::{Severity, quote};

const PAGE: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege";

pub(super) static PERMISSIONS: Rule = Rule {
    code: "permissions-management-on-every-resource",
    severity: Severity::Warning,
    what: "actions that change permissions, allowed on every resource",
    why: "AWS classes actions that change who may do what as permissions management: bucket policies, grants on \
          keys, shares, IAM's own. Who has them on every resource can open any of them to others, and often to \
          itself. They come along unnoticed with wildcards such as `s3:*` or `s3:Put*`. Leave them out, or name \
          their resources. Nothing is found where conditions or Denies leave only some resources, nor for actions \
          that AWS classes so and that only show something; what leads to more permissions by a known way is found \
          besides as privilege escalation.",
    kinds: &[PolicyKind::Identity],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Put*", "Resource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}]}"#,
    ),
    logic: Logic::Policy(|subject, findings| {
        let is_meant = |one: &ActionOfService<'_>| {
            one.action.access_level == AccessLevel::PermissionsManagement
                && !only_shows(&one.action.lower_name)
        };
        find(subject, findings, ("change permissions", &is_meant));
    }),
};

pub(super) static CREDENTIALS: Rule = Rule {
    code: "credentials-of-every-resource",
    severity: Severity::Warning,
    what: "actions that return or set credentials, allowed on every resource",
    why: "The answer to such an action is a password, a token or a session, or it sets one: whoever may ask for \
          it on every resource can act as somebody else there, and what is done with the credentials no longer \
          depends on this policy. Name the resources that are meant. IAM's own keys and passwords, and roles, \
          are found as privilege escalation and `assume-any-role`.",
    kinds: &[PolicyKind::Identity],
    page: PAGE,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "redshift:GetClusterCredentials", "Resource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "redshift:GetClusterCredentials", "Resource": "arn:aws:redshift:eu-west-1:111122223333:dbuser:reports/reader"}]}"#,
    ),
    logic: Logic::Policy(|subject, findings| {
        let names = Names::of(CREDENTIAL_ACTIONS);
        find(subject, findings, ("obtain credentials", &|one| names.contain(one)));
    }),
};

pub(super) static DATA: Rule = Rule {
    code: "data-of-every-resource",
    severity: Severity::Warning,
    what: "actions that read objects, secrets or parameters, or decrypt, allowed on every resource",
    why: "Whoever may read every object, every secret or every parameter, or decrypt with every key, can carry \
          away whatever is confidential in the account, also what will be stored there later. Name the buckets, \
          secrets, parameters and keys that are meant. Nothing is found where conditions or Denies leave only \
          some of them.",
    kinds: &[PolicyKind::Identity],
    page: PAGE,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:reports/*"}]}"#,
    ),
    logic: Logic::Policy(|subject, findings| {
        let names = Names::of(DATA_ACTIONS);
        find(subject, findings, ("read confidential data", &|one| names.contain(one)));
    }),
};

/// Verbs of actions that change nothing, whatever access level the service authorization reference
/// of 2026-09 gives them.
const SHOWING_VERBS: &[&str] =
    &["batchget", "describe", "get", "list", "search", "test", "validate", "view"];

fn only_shows(lower_name: &str) -> bool {
    SHOWING_VERBS.iter().any(|verb| lower_name.starts_with(verb))
}

/// What the holder can do, and by which actions.
type Meant<'m> = (&'m str, &'m dyn Fn(&ActionOfService<'_>) -> bool);

/// One finding for the whole policy.
fn find(subject: &Subject<'_>, findings: &mut Findings<'_>, (what, is_meant): Meant<'_>) {
    if !subject.grants() {
        return;
    }
    let open = |one: StatementView<'_>| {
        one.open_actions(is_meant).actions.iter().map(ActionOfService::full_name).collect()
    };
    let found = subject.statements().map(|one| (one, open(one)));
    let is_open = |(_, names): &(StatementView<'_>, Vec<String>)| !names.is_empty();
    let found: Vec<(StatementView<'_>, Vec<String>)> =
        found.filter(is_open).take(1 + MOST_LABELS).collect();
    let Some(((statement, names), rest)) = found.split_first() else { return };
    let Some(first) = names.first() else { return };
    if !subject.full_access().is_empty() {
        return;
    }
    let extent = if is_cut(statement, names) { "nearly every resource" } else { "every resource" };
    let message = format!("this lets its holder {what} on {extent}: {}", told(names));
    let finding = findings.at(statement.place_of(first), message);
    for (statement, names) in rest {
        let place = names.first().map_or(statement.span(), |name| statement.place_of(name));
        finding.label(place, format!("and here: {}", told(names)));
    }
    finding.hint("leave them out, or name their resources");
}

/// Whether the policy leaves out resources of some of the actions.
fn is_cut(statement: &StatementView<'_>, names: &[String]) -> bool {
    names.iter().any(|name| statement.subject.leaves_out(name))
}

/// How many places are pointed at beside the first.
const MOST_LABELS: usize = 4;

fn told(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| quote(name)).collect();
    match quoted.len() {
        1 => first_few(&quoted),
        count => format!("{}, {}", counted(count, "action"), first_few(&quoted)),
    }
}

/// Actions in the order of services and names, asked for service by service.
struct Names {
    all: &'static [&'static str],
    of_service: Cell<(*const Service, &'static [&'static str])>,
}

impl Names {
    fn of(all: &'static [&'static str]) -> Self {
        Self { all, of_service: Cell::new((null(), &[])) }
    }

    fn contain(&self, one: &ActionOfService<'_>) -> bool {
        let (service, names) = self.of_service.get();
        let names = if ptr::eq(service, one.service) { names } else { self.turn_to(one.service) };
        let name_of = |text: &&'static str| text.split_once(':').map_or("", |(_, name)| name);
        let position = || names.binary_search_by(|text| name_of(text).cmp(&one.action.lower_name));
        !names.is_empty() && position().is_ok()
    }

    /// The actions of a service, which is asked for next as well.
    fn turn_to(&self, service: &Service) -> &'static [&'static str] {
        let prefix_of = |text: &&'static str| text.split_once(':').map_or("", |(prefix, _)| prefix);
        let start = self.all.partition_point(|text| prefix_of(text) < &*service.prefix);
        let end = self.all.partition_point(|text| prefix_of(text) <= &*service.prefix);
        let names = self.all.get(start..end).unwrap_or_default();
        self.of_service.set((ptr::from_ref(service), names));
        names
    }
}

/// Actions that return credentials, or set some of which the caller then knows: chosen from the
/// service authorization reference of 2026-09 by what AWS's pages say that they return. In lower
/// case, in the order of services and names.
const CREDENTIAL_ACTIONS: &[&str] = &[
    "aidevops:getaccesstoken",
    "airflow:createclitoken",
    "airflow:createweblogintoken",
    "athena:createpresignednotebookurl",
    "bedrock-agentcore:getresourceapikey",
    "bedrock-agentcore:getresourceoauth2token",
    "bedrock-agentcore:getworkloadaccesstoken",
    "cloud9:createenvironmenttoken",
    "codeartifact:getauthorizationtoken",
    "codeconnections:getconnectiontoken",
    "codestar-connections:getconnectiontoken",
    "cognito-identity:getopenidtokenfordeveloperidentity",
    "cognito-idp:adminsetuserpassword",
    "connect:admingetemergencyaccesstoken",
    "connect:getfederationtoken",
    "ds:resetuserpassword",
    "dsql:dbconnect",
    "dsql:dbconnectadmin",
    "ec2:getpassworddata",
    "elasticache:connect",
    "elasticmapreduce:createstudiopresignedurl",
    "elasticmapreduce:getclustersessioncredentials",
    "emr-containers:getmanagedendpointsessioncredentials",
    "events:retrieveconnectioncredentials",
    "finspace-api:getprogrammaticaccesscredentials",
    "gamelift:getcomputeauthtoken",
    "gamelift:getinstanceaccess",
    "gamelift:requestuploadcredentials",
    "grafana:createworkspaceapikey",
    "grafana:createworkspaceserviceaccounttoken",
    "iam:createservicespecificcredential",
    "iam:resetservicespecificcredential",
    "ivs:batchgetstreamkey",
    "ivs:getstreamkey",
    "lightsail:createbucketaccesskey",
    "lightsail:createguisessionaccessdetails",
    "lightsail:getinstanceaccessdetails",
    "lightsail:getrelationaldatabasemasteruserpassword",
    "mediapackage:rotatechannelcredentials",
    "mediapackage:rotateingestendpointcredentials",
    "memorydb:connect",
    "neptune-db:connect",
    "pca-connector-scep:getchallengepassword",
    "rds-db:connect",
    "redshift:getclustercredentials",
    "redshift:getclustercredentialswithiam",
    "redshift-serverless:getcredentials",
    "route53globalresolver:getaccesstoken",
    "sagemaker:createpresigneddomainurl",
    "ssm:getaccesstoken",
    "workmail:resetpassword",
];

/// Actions that read what is stored to be kept secret, or make it readable: the five of
/// Cloudsplaining's data exfiltration, older versions of the same, and decryption (AWS Foundational
/// Security Best Practices KMS.1). In lower case and in order.
const DATA_ACTIONS: &[&str] = &[
    "kms:decrypt",
    "kms:reencryptfrom",
    "s3:getobject",
    "s3:getobjectversion",
    "secretsmanager:getsecretvalue",
    "ssm:getparameter",
    "ssm:getparameterhistory",
    "ssm:getparameters",
    "ssm:getparametersbypath",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::ActionName;
    use crate::catalog::Catalog;

    #[test]
    fn the_lists_are_in_order_and_hold_actions_that_take_resources() {
        for list in [CREDENTIAL_ACTIONS, DATA_ACTIONS] {
            assert!(list.is_sorted_by_key(|name| name.split_once(':').unwrap()));
            for name in list {
                let found = Catalog::embedded().action(&ActionName::parse(name).unwrap());
                assert!(found.is_some_and(|one| !one.action.is_wildcard_only()), "{name}");
            }
        }
    }
}
