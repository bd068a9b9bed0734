//! What policies can be attached to.

/// A type of resource that takes a policy.
#[derive(Debug)]
pub(in crate::lint) struct Attachable {
    /// As `CloudFormation` names the resource, or its policy.
    pub(in crate::lint) names: &'static [&'static str],
    /// As messages name it.
    pub(in crate::lint) called: &'static str,
    /// Prefixes of the actions that can be asked of it.
    pub(in crate::lint) actions: &'static [&'static str],
    /// The service and the types of its ARNs.
    pub(in crate::lint) arns: (&'static str, &'static [&'static str]),
}

/// The types of resource of a name: `AWS::S3::Bucket`.
pub(in crate::lint) fn attachable(name: &str) -> Option<&'static Attachable> {
    ATTACHABLE.iter().find(|one| one.names.contains(&name))
}

/// Source: `CloudFormation`'s resource types and the services' pages on resource-based policies.
const ATTACHABLE: &[Attachable] = &[
    of(&["AWS::Backup::BackupVault"], "a backup vault", &["backup"], ("backup", &["backupVault"])),
    of(&["AWS::DynamoDB::Table"], "a table", &["dynamodb"], ("dynamodb", &["table", "index"])),
    of(&["AWS::ECR::Repository"], "a repository", &["ecr"], ("ecr", &["repository"])),
    of(
        &["AWS::EFS::FileSystem"],
        "a file system",
        &["elasticfilesystem"],
        ("elasticfilesystem", &["file-system", "access-point"]),
    ),
    of(
        &["AWS::Events::EventBus", "AWS::Events::EventBusPolicy"],
        "an event bus",
        &["events"],
        (
            "events",
            &["event-bus", "event-busv2", "rule-on-custom-event-bus", "rule-on-default-event-bus"],
        ),
    ),
    of(&["AWS::KMS::Key"], "a key", &["kms"], ("kms", &["key"])),
    of(&["AWS::Kinesis::Stream"], "a stream", &["kinesis"], ("kinesis", &["stream"])),
    of(
        &["AWS::Lambda::Function", "AWS::Lambda::Permission"],
        "a function",
        &["lambda"],
        ("lambda", &["function", "function alias", "function version"]),
    ),
    of(
        &["AWS::S3::Bucket", "AWS::S3::BucketPolicy"],
        "a bucket",
        &["s3"],
        ("s3", &["bucket", "object"]),
    ),
    of(
        &["AWS::S3::AccessPoint"],
        "an access point",
        &["s3"],
        ("s3", &["accesspoint", "accesspointobject"]),
    ),
    of(
        &["AWS::S3Express::DirectoryBucket", "AWS::S3Express::BucketPolicy"],
        "a directory bucket",
        &["s3express"],
        ("s3express", &["bucket"]),
    ),
    of(
        &["AWS::SecretsManager::Secret", "AWS::SecretsManager::ResourcePolicy"],
        "a secret",
        &["secretsmanager"],
        ("secretsmanager", &["Secret"]),
    ),
    of(&["AWS::SNS::Topic", "AWS::SNS::TopicPolicy"], "a topic", &["sns"], ("sns", &["topic"])),
    of(&["AWS::SQS::Queue", "AWS::SQS::QueuePolicy"], "a queue", &["sqs"], ("sqs", &["queue"])),
];

const fn of(
    names: &'static [&'static str],
    called: &'static str,
    actions: &'static [&'static str],
    arns: (&'static str, &'static [&'static str]),
) -> Attachable {
    Attachable { names, called, actions, arns }
}

#[cfg(test)]
mod tests {
    use super::ATTACHABLE;
    use crate::catalog::Catalog;

    #[test]
    fn the_catalogue_knows_all_of_it() {
        for one in ATTACHABLE {
            for prefix in one.actions {
                assert!(Catalog::embedded().service(prefix).is_some(), "{prefix}");
            }
            let (service, types) = one.arns;
            let service = Catalog::embedded().service(service).expect("a service");
            for name in types {
                let is_named = |known: &&str| known == name;
                let mut known = service.resource_types.iter().map(|one| &*one.name);
                assert!(known.by_ref().any(|known| is_named(&known)), "{name}");
            }
        }
    }
}
