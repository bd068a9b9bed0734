//! Which properties hold policies, and of what: the table of resource-based policies.

/// A type of resource that holds a policy of the resource itself or of another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Carrier {
    /// `AWS::S3::BucketPolicy`
    pub(super) kind: &'static str,
    /// The property with the policy, by dots.
    pub(super) policy: &'static str,
    /// Whose policy it is.
    pub(super) of: Of,
}

/// Whose policy it is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Of {
    /// That of the resource that holds it.
    Itself,
    /// That of the resources that a property names; what is no ARN is put into the form, which holds
    /// `{}` for it.
    Named(&'static str, &'static str),
    /// That of a VPC endpoint.
    Endpoint,
    /// Of an account, an organization or a session, which an environment takes from elsewhere.
    Elsewhere(&'static str),
}

/// What holds policies, by the name of the type.
pub(super) fn carriers_of(kind: &str) -> impl Iterator<Item = &'static Carrier> {
    CARRIERS.iter().filter(move |carrier| carrier.kind == kind)
}

const fn itself(kind: &'static str, policy: &'static str) -> Carrier {
    Carrier { kind, policy, of: Of::Itself }
}

const fn named(
    kind: &'static str,
    policy: &'static str,
    property: &'static str,
    form: &'static str,
) -> Carrier {
    Carrier { kind, policy, of: Of::Named(property, form) }
}

const fn elsewhere(kind: &'static str, policy: &'static str, why: &'static str) -> Carrier {
    Carrier { kind, policy, of: Of::Elsewhere(why) }
}

const ACCOUNT_WIDE: &str = "it is a policy of a whole account, not of one resource";
const SESSION: &str = "it limits sessions that the service opens";
const NOT_IAM: &str = "it is no policy of IAM";
const ORGANIZATION: &str = "a template does not show the tree of the organization, which an environment file or an export says";
const SSO: &str = "IAM Identity Center makes roles of it in the accounts that it is assigned to";

#[rustfmt::skip]
const CARRIERS: &[Carrier] = &[
    elsewhere("AWS::ApiGateway::DomainNameV2", "Policy", "the ARN of a private domain name holds an id that AWS chooses"),
    itself("AWS::ApiGateway::RestApi", "Policy"),
    itself("AWS::Backup::BackupVault", "AccessPolicy"),
    itself("AWS::Backup::LogicallyAirGappedBackupVault", "AccessPolicy"),
    named("AWS::BedrockAgentCore::ResourcePolicy", "Policy", "ResourceArn", ""),
    named("AWS::CloudTrail::ResourcePolicy", "ResourcePolicy", "ResourceArn", ""),
    itself("AWS::CodeArtifact::Domain", "PermissionsPolicyDocument"),
    itself("AWS::CodeArtifact::Repository", "PermissionsPolicyDocument"),
    named("AWS::CodeBuild::ResourcePolicy", "Policy", "ResourceArn", ""),
    itself("AWS::DynamoDB::Table", "ResourcePolicy.PolicyDocument"),
    elsewhere("AWS::DynamoDB::Table", "StreamSpecification.ResourcePolicy.PolicyDocument", "the ARN of a stream holds a time that AWS chooses"),
    itself("AWS::EC2::VPCEndpoint", "PolicyDocument").endpoint(),
    itself("AWS::ECR::PublicRepository", "RepositoryPolicyText"),
    elsewhere("AWS::ECR::RegistryPolicy", "PolicyText", ACCOUNT_WIDE),
    itself("AWS::ECR::Repository", "RepositoryPolicyText"),
    elsewhere("AWS::ECR::RepositoryCreationTemplate", "RepositoryPolicy", "repositories made later get it"),
    itself("AWS::EFS::FileSystem", "FileSystemPolicy"),
    itself("AWS::Elasticsearch::Domain", "AccessPolicies"),
    itself("AWS::Events::EventBus", "Policy"),
    elsewhere("AWS::Glue::DataCatalogEncryptionSettings", "Policy", ACCOUNT_WIDE),
    elsewhere("AWS::IoT::Policy", "PolicyDocument", NOT_IAM),
    itself("AWS::KMS::Key", "KeyPolicy"),
    itself("AWS::KMS::ReplicaKey", "KeyPolicy"),
    named("AWS::Kinesis::ResourcePolicy", "ResourcePolicy", "ResourceArn", ""),
    named("AWS::Lex::ResourcePolicy", "Policy", "ResourceArn", ""),
    itself("AWS::Logs::Destination", "DestinationPolicy"),
    itself("AWS::Logs::LogGroup", "ResourcePolicyDocument"),
    elsewhere("AWS::Logs::AccountPolicy", "PolicyDocument", NOT_IAM),
    elsewhere("AWS::Logs::ResourcePolicy", "PolicyDocument", ACCOUNT_WIDE),
    itself("AWS::MediaStore::Container", "Policy"),
    named("AWS::MSK::ClusterPolicy", "Policy", "ClusterArn", ""),
    named("AWS::NetworkFirewall::ResourcePolicy", "Policy", "ResourceArn", ""),
    itself("AWS::OpenSearchService::Domain", "AccessPolicies"),
    elsewhere("AWS::OpenSearchServerless::AccessPolicy", "Policy", NOT_IAM),
    elsewhere("AWS::Organizations::Policy", "Content", ORGANIZATION),
    elsewhere("AWS::Organizations::ResourcePolicy", "Content", "it is the policy of an organization"),
    elsewhere("AWS::RAM::Permission", "PolicyTemplate", "it is a template for what is shared"),
    itself("AWS::Redshift::Cluster", "NamespaceResourcePolicy"),
    itself("AWS::RedshiftServerless::Namespace", "NamespaceResourcePolicy"),
    elsewhere("AWS::RolesAnywhere::Profile", "SessionPolicy", SESSION),
    itself("AWS::S3::AccessPoint", "Policy"),
    named("AWS::S3::BucketPolicy", "PolicyDocument", "Bucket", "arn:{partition}:s3:::{}"),
    named("AWS::S3::MultiRegionAccessPointPolicy", "Policy", "MrapName", "arn:{partition}:s3::{account}:accesspoint/{}"),
    itself("AWS::S3Express::AccessPoint", "Policy"),
    named("AWS::S3Express::BucketPolicy", "PolicyDocument", "Bucket", "arn:{partition}:s3express:{region}:{account}:bucket/{}"),
    named("AWS::S3ObjectLambda::AccessPointPolicy", "PolicyDocument", "ObjectLambdaAccessPoint", "arn:{partition}:s3-object-lambda:{region}:{account}:accesspoint/{}"),
    itself("AWS::S3Outposts::AccessPoint", "Policy"),
    named("AWS::S3Outposts::BucketPolicy", "PolicyDocument", "Bucket", ""),
    named("AWS::S3Tables::TableBucketPolicy", "ResourcePolicy", "TableBucketARN", ""),
    named("AWS::S3Tables::TablePolicy", "ResourcePolicy", "TableARN", ""),
    named("AWS::S3Vectors::VectorBucketPolicy", "Policy", "VectorBucketArn", ""),
    named("AWS::SageMaker::ModelPackageGroup", "ModelPackageGroupPolicy", "ModelPackageGroupName", "arn:{partition}:sagemaker:{region}:{account}:model-package-group/{}"),
    named("AWS::SecretsManager::ResourcePolicy", "ResourcePolicy", "SecretId", "arn:{partition}:secretsmanager:{region}:{account}:secret:{}"),
    named("AWS::SNS::TopicInlinePolicy", "PolicyDocument", "TopicArn", ""),
    named("AWS::SNS::TopicPolicy", "PolicyDocument", "Topics", ""),
    named("AWS::SQS::QueueInlinePolicy", "PolicyDocument", "Queue", "sqs"),
    named("AWS::SQS::QueuePolicy", "PolicyDocument", "Queues", "sqs"),
    named("AWS::SSM::ResourcePolicy", "Policy", "ResourceArn", ""),
    elsewhere("AWS::SSO::PermissionSet", "InlinePolicy", SSO),
    elsewhere("AWS::SSO::PermissionSet", "ManagedPolicies", SSO),
    elsewhere("AWS::SSO::PermissionSet", "PermissionsBoundary", SSO),
    elsewhere("AWS::SSO::PermissionSet", "CustomerManagedPolicyReferences", SSO),
    elsewhere("AWS::Transfer::User", "Policy", SESSION),
    named("AWS::VpcLattice::AuthPolicy", "Policy", "ResourceIdentifier", ""),
    named("AWS::VpcLattice::ResourcePolicy", "Policy", "ResourceArn", ""),
    elsewhere("AWS::XRay::ResourcePolicy", "PolicyDocument", ACCOUNT_WIDE),
];

impl Carrier {
    const fn endpoint(self) -> Self {
        Self { of: Of::Endpoint, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::cloudformation::kinds::kind_of;

    #[test]
    fn what_holds_a_policy_of_its_own_has_an_arn() {
        for carrier in CARRIERS {
            let has_arn = kind_of(carrier.kind).is_some_and(|kind| !kind.arn.is_empty());
            assert!(has_arn || !matches!(carrier.of, Of::Itself), "{}", carrier.kind);
        }
    }
}
