//! Where AWS's reference marks several resource types of an action as required although a call
//! touches one of them.

use super::reference::ActionOfService;
use super::service::AccessLevel;

/// Types of a service of which a call touches one.
struct Alternatives {
    service: &'static str,
    /// The actions for which they are, in lower case.
    actions: Actions,
    types: &'static [&'static str],
}

enum Actions {
    All,
    Only(&'static [&'static str]),
    AllBut(&'static [&'static str]),
}

impl Actions {
    fn include(&self, action: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.contains(&action),
            Self::AllBut(names) => !names.contains(&action),
        }
    }
}

const fn always(service: &'static str, types: &'static [&'static str]) -> Alternatives {
    Alternatives { service, actions: Actions::All, types }
}

const fn only(
    service: &'static str,
    actions: &'static [&'static str],
    types: &'static [&'static str],
) -> Alternatives {
    Alternatives { service, actions: Actions::Only(actions), types }
}

const fn all_but(
    service: &'static str,
    actions: &'static [&'static str],
    types: &'static [&'static str],
) -> Alternatives {
    Alternatives { service, actions: Actions::AllBut(actions), types }
}

/// Found by going through all actions of the catalogue that have several required types.
// AWS: R-10
const ALTERNATIVES: &[Alternatives] = &[
    always("appsync", &["field", "graphqlapi"]),
    always("arc-zonal-shift", &["ALB", "NLB"]),
    always(
        "bedrock",
        &[
            "application-inference-profile",
            "async-invoke",
            "bedrock-marketplace-model-endpoint",
            "custom-model",
            "custom-model-deployment",
            "default-prompt-router",
            "foundation-model",
            "imported-model",
            "inference-profile",
            "model-invocation-job",
            "prompt-router",
            "provisioned-model",
        ],
    ),
    always("bedrock", &["automated-reasoning-policy", "automated-reasoning-policy-version"]),
    always("bedrock", &["prompt", "prompt-version"]),
    always("bedrock-agentcore", &["browser", "browser-custom"]),
    always("bedrock-agentcore", &["code-interpreter", "code-interpreter-custom"]),
    always("chime", &["app-instance-bot", "app-instance-user"]),
    all_but(
        "clouddirectory",
        &["upgradepublishedschema"],
        &["appliedSchema", "developmentSchema", "publishedSchema"],
    ),
    always("comprehend", &["document-classifier", "entity-recognizer"]),
    always("comprehend", &["document-classifier-endpoint", "entity-recognizer-endpoint"]),
    always(
        "connect",
        &[
            "aws-managed-view",
            "customer-managed-view",
            "qualified-aws-managed-view",
            "qualified-customer-managed-view",
        ],
    ),
    always("connect", &["metric", "qualified-metric"]),
    only(
        "connect",
        &["getcurrentmetricdata", "getcurrentuserdata", "getmetricdatav2"],
        &["hierarchy-group", "queue", "routing-profile", "user"],
    ),
    only(
        "connect",
        &["claimphonenumber", "updatephonenumber"],
        &["instance", "traffic-distribution-group"],
    ),
    always("dataexchange", &["assets", "entitled-assets"]),
    always("dataexchange", &["data-sets", "entitled-data-sets"]),
    always("dataexchange", &["revisions", "entitled-revisions"]),
    always("drs", &["RecoveryInstanceResource", "SourceServerResource"]),
    always("elasticloadbalancing", &["listener/app", "listener/gwy", "listener/net"]),
    always("elasticloadbalancing", &["listener-rule/app", "listener-rule/net"]),
    all_but(
        "forecast",
        &["updatedatasetgroup"],
        &[
            "dataset",
            "datasetGroup",
            "datasetImportJob",
            "endpoint",
            "explainability",
            "explainabilityExport",
            "forecast",
            "forecastExport",
            "monitor",
            "predictor",
            "predictorBacktestExportJob",
            "whatIfAnalysis",
            "whatIfForecast",
            "whatIfForecastExport",
        ],
    ),
    always("glue", &["catalog", "connection", "database"]),
    always("iam", &["group", "policy", "role", "user"]),
    only("iot", &["associatetargetswithjob", "createjob"], &["thing", "thinggroup"]),
    only("iotfleetwise", &["createcampaign"], &["fleet", "vehicle"]),
    only(
        "iotwireless",
        &["createnetworkanalyzerconfiguration", "updatenetworkanalyzerconfiguration"],
        &["MulticastGroup", "WirelessDevice", "WirelessGateway"],
    ),
    always("network-firewall", &["StatefulRuleGroup", "StatelessRuleGroup"]),
    always("network-security-manager", &["deployment", "deployment-snapshot"]),
    always("network-security-manager", &["policy", "policy-snapshot"]),
    always("network-security-manager", &["rule", "rule-snapshot"]),
    always("network-security-manager", &["scope", "scope-snapshot"]),
    always("network-security-manager", &["template", "template-snapshot"]),
    always("odb", &["cloud-autonomous-vm-cluster", "cloud-vm-cluster"]),
    always("organizations", &["organizationalunit", "root"]),
    always("partnercentral", &["BenefitAllocation", "Opportunity"]),
    all_but("payment-cryptography", &["createalias", "getalias", "updatealias"], &["alias", "key"]),
    always("ram", &["customer-managed-permission", "permission"]),
    only("rds", &["createdbinstancereadreplica", "deregisterdbproxytargets"], &["cluster", "db"]),
    always("redshift-data", &["cluster", "workgroup"]),
    always("s3-outposts", &["accesspoint", "bucket"]),
    only(
        "sagemaker",
        &["addassociation", "deleteassociation"],
        &["action", "artifact", "context", "experiment", "experiment-trial-component"],
    ),
    always("sagemaker", &["experiment-trial-component", "processing-job", "training-job"]),
    only(
        "ses",
        &[
            "createtenantresourceassociation",
            "deletetenantresourceassociation",
            "listresourcetenants",
        ],
        &["configuration-set", "identity", "template"],
    ),
    always(
        "signin",
        &[
            "console",
            "oauth2-public-client-localhost",
            "oauth2-public-client-remote",
            "oauth2-resource-service-principal",
        ],
    ),
    always("ssm", &["instance", "managed-instance"]),
    always("states", &["execution", "express"]),
    always("states", &["maprun", "statemachine"]),
];

impl ActionOfService<'_> {
    /// Whether a call of the action takes one ARN, of whatever type the reference lists: tags and
    /// resource-based policies of something.
    pub(super) fn takes_any_one_type(&self) -> bool {
        let action = self.action;
        let name = &*action.lower_name;
        action.access_level == AccessLevel::Tagging
            || name.ends_with("resourcepolicy")
            || name.contains("tagsforresource")
            || matches!(name, "addtags" | "listtags" | "removetags" | "tagresource")
    }

    /// Whether a call of the action touches one of two types, not both.
    pub(super) fn are_alternatives(&self, one: &str, other: &str) -> bool {
        let action = &*self.action.lower_name;
        let is_about = |row: &&Alternatives| {
            *row.service == *self.service.prefix && row.actions.include(action)
        };
        let mut rows = ALTERNATIVES.iter().filter(is_about);
        rows.any(|row| row.types.contains(&one) && row.types.contains(&other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::ActionName;
    use crate::catalog::Catalog;

    /// A row about a service, an action or a type that is not there would never be used.
    #[test]
    fn every_row_names_what_the_catalogue_has() {
        for row in ALTERNATIVES {
            let service = Catalog::embedded().service(row.service).expect(row.service);
            for name in row.types {
                let has_type = service.resource_types.iter().any(|one| *one.name == **name);
                assert!(has_type, "{} {name}", row.service);
            }
            let names = match row.actions {
                Actions::All => &[],
                Actions::Only(names) | Actions::AllBut(names) => names,
            };
            for name in names {
                let action = service.action(name);
                assert!(action.is_some(), "{}:{name}", row.service);
            }
        }
    }

    #[test]
    fn tags_are_of_one_resource() {
        let takes_one = |name: &str| {
            let found = Catalog::embedded().action(&ActionName::parse(name).unwrap());
            found.unwrap().takes_any_one_type()
        };
        assert!(takes_one("timestream:ListTagsForResource"));
        assert!(takes_one("dynamodb:GetResourcePolicy"));
        assert!(takes_one("es:AddTags"));
        assert!(!takes_one("ec2:RunInstances"));
    }
}
