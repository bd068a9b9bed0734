//! What AWS calls the resources of each type: the table by which `Ref` and `Fn::GetAtt` are resolved.

/// How AWS names resources of a type. In the forms `{partition}`, `{region}`, `{account}`, `{suffix}` are
/// those of the deployment, `{name}`, `{path}`, `{id}` and `{arn}` the resource's own; `{Other}` is the property or
/// attribute of that name, `{Other/}` the same with a slash, where the template has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    /// `AWS::S3::Bucket`
    pub(super) of: &'static str,
    /// The property that names it; empty if none does.
    pub(super) name: &'static str,
    /// What `Ref` gives; empty if AWS makes it up.
    pub(super) id: &'static str,
    /// Its ARN.
    pub(super) arn: &'static str,
}

impl Kind {
    /// Whether an attribute is the ARN: `Arn`, or `TopicArn` of a topic.
    pub(super) fn is_arn(&self, attribute: &str) -> bool {
        let last = self.of.rsplit("::").next().unwrap_or_default();
        match attribute.strip_suffix("Arn") {
            Some(of) => last.ends_with(of),
            None => attribute == "TableBucketARN" && last == "TableBucket",
        }
    }
}

/// The type of that name.
pub(super) fn kind_of(name: &str) -> Option<&'static Kind> {
    let at = KINDS.binary_search_by_key(&name, |kind| kind.of).ok()?;
    KINDS.get(at)
}

const fn kind(of: &'static str, name: &'static str, id: &'static str, arn: &'static str) -> Kind {
    Kind { of, name, id, arn }
}

// AWS: each type's page says what `Ref` gives, the service authorization reference how ARNs are
// formed
#[rustfmt::skip]
const KINDS: &[Kind] = &[
    kind("AWS::ACMPCA::CertificateAuthority", "", "{arn}", "arn:{partition}:acm-pca:{region}:{account}:certificate-authority/{Id}"),
    kind("AWS::AccessAnalyzer::Analyzer", "AnalyzerName", "{arn}", "arn:{partition}:access-analyzer:{region}:{account}:analyzer/{name}"),
    kind("AWS::ApiGateway::RestApi", "", "", "arn:{partition}:execute-api:{region}:{account}:{id}"),
    kind("AWS::ApiGatewayV2::Api", "", "", "arn:{partition}:execute-api:{region}:{account}:{id}"),
    kind("AWS::AppSync::GraphQLApi", "", "{arn}", "arn:{partition}:appsync:{region}:{account}:apis/{ApiId}"),
    kind("AWS::Athena::WorkGroup", "Name", "{name}", "arn:{partition}:athena:{region}:{account}:workgroup/{name}"),
    kind("AWS::Backup::BackupVault", "BackupVaultName", "{name}", "arn:{partition}:backup:{region}:{account}:backup-vault:{name}"),
    kind("AWS::Backup::LogicallyAirGappedBackupVault", "BackupVaultName", "{name}", "arn:{partition}:backup:{region}:{account}:backup-vault:{name}"),
    kind("AWS::Batch::JobQueue", "JobQueueName", "{arn}", "arn:{partition}:batch:{region}:{account}:job-queue/{name}"),
    kind("AWS::Cassandra::Keyspace", "KeyspaceName", "{name}", "arn:{partition}:cassandra:{region}:{account}:/keyspace/{name}/"),
    kind("AWS::CertificateManager::Certificate", "", "{arn}", "arn:{partition}:acm:{region}:{account}:certificate/{Id}"),
    kind("AWS::CloudFormation::Stack", "", "{arn}", "arn:{partition}:cloudformation:{region}:{account}:stack/{StackName}/{Id}"),
    kind("AWS::CloudFront::Distribution", "", "", "arn:{partition}:cloudfront::{account}:distribution/{id}"),
    kind("AWS::CloudTrail::EventDataStore", "", "{arn}", "arn:{partition}:cloudtrail:{region}:{account}:eventdatastore/{Id}"),
    kind("AWS::CloudTrail::Trail", "TrailName", "{name}", "arn:{partition}:cloudtrail:{region}:{account}:trail/{name}"),
    kind("AWS::CloudWatch::Alarm", "AlarmName", "{name}", "arn:{partition}:cloudwatch:{region}:{account}:alarm:{name}"),
    kind("AWS::CodeArtifact::Domain", "DomainName", "{arn}", "arn:{partition}:codeartifact:{region}:{account}:domain/{name}"),
    kind("AWS::CodeArtifact::Repository", "RepositoryName", "{arn}", "arn:{partition}:codeartifact:{region}:{account}:repository/{DomainName}/{name}"),
    kind("AWS::CodeBuild::Project", "Name", "{name}", "arn:{partition}:codebuild:{region}:{account}:project/{name}"),
    kind("AWS::CodeBuild::ReportGroup", "Name", "{arn}", "arn:{partition}:codebuild:{region}:{account}:report-group/{name}"),
    kind("AWS::CodeCommit::Repository", "RepositoryName", "", "arn:{partition}:codecommit:{region}:{account}:{name}"),
    kind("AWS::CodeDeploy::Application", "ApplicationName", "{name}", "arn:{partition}:codedeploy:{region}:{account}:application:{name}"),
    kind("AWS::CodePipeline::Pipeline", "Name", "{name}", "arn:{partition}:codepipeline:{region}:{account}:{name}"),
    kind("AWS::Cognito::IdentityPool", "", "", "arn:{partition}:cognito-identity:{region}:{account}:identitypool/{id}"),
    kind("AWS::Cognito::UserPool", "", "", "arn:{partition}:cognito-idp:{region}:{account}:userpool/{id}"),
    kind("AWS::DocDB::DBCluster", "DBClusterIdentifier", "{name}", "arn:{partition}:rds:{region}:{account}:cluster:{name}"),
    kind("AWS::DynamoDB::GlobalTable", "TableName", "{name}", "arn:{partition}:dynamodb:{region}:{account}:table/{name}"),
    kind("AWS::DynamoDB::Table", "TableName", "{name}", "arn:{partition}:dynamodb:{region}:{account}:table/{name}"),
    kind("AWS::EC2::Instance", "", "", "arn:{partition}:ec2:{region}:{account}:instance/{id}"),
    kind("AWS::EC2::SecurityGroup", "GroupName", "{GroupId}", "arn:{partition}:ec2:{region}:{account}:security-group/{GroupId}"),
    kind("AWS::EC2::Subnet", "", "", "arn:{partition}:ec2:{region}:{account}:subnet/{id}"),
    kind("AWS::EC2::VPC", "", "", "arn:{partition}:ec2:{region}:{account}:vpc/{id}"),
    kind("AWS::EC2::VPCEndpoint", "", "", "arn:{partition}:ec2:{region}:{account}:vpc-endpoint/{id}"),
    kind("AWS::EC2::Volume", "", "", "arn:{partition}:ec2:{region}:{account}:volume/{id}"),
    kind("AWS::ECR::PublicRepository", "RepositoryName", "{name}", "arn:{partition}:ecr-public::{account}:repository/{name}"),
    kind("AWS::ECR::Repository", "RepositoryName", "{name}", "arn:{partition}:ecr:{region}:{account}:repository/{name}"),
    kind("AWS::ECS::Cluster", "ClusterName", "{name}", "arn:{partition}:ecs:{region}:{account}:cluster/{name}"),
    kind("AWS::ECS::Service", "ServiceName", "{arn}", "arn:{partition}:ecs:{region}:{account}:service/{Cluster}/{name}"),
    kind("AWS::ECS::TaskDefinition", "Family", "{arn}", "arn:{partition}:ecs:{region}:{account}:task-definition/{name}:{Revision}"),
    kind("AWS::EFS::AccessPoint", "", "", "arn:{partition}:elasticfilesystem:{region}:{account}:access-point/{id}"),
    kind("AWS::EFS::FileSystem", "", "", "arn:{partition}:elasticfilesystem:{region}:{account}:file-system/{id}"),
    kind("AWS::EKS::Cluster", "Name", "{name}", "arn:{partition}:eks:{region}:{account}:cluster/{name}"),
    kind("AWS::EMR::Cluster", "", "", "arn:{partition}:elasticmapreduce:{region}:{account}:cluster/{id}"),
    kind("AWS::ElastiCache::ReplicationGroup", "ReplicationGroupId", "{name}", "arn:{partition}:elasticache:{region}:{account}:replicationgroup:{name}"),
    kind("AWS::ElasticBeanstalk::Application", "ApplicationName", "{name}", "arn:{partition}:elasticbeanstalk:{region}:{account}:application/{name}"),
    kind("AWS::ElasticLoadBalancingV2::TargetGroup", "Name", "{arn}", "arn:{partition}:elasticloadbalancing:{region}:{account}:targetgroup/{name}/{Id}"),
    kind("AWS::Elasticsearch::Domain", "DomainName", "{name}", "arn:{partition}:es:{region}:{account}:domain/{name}"),
    kind("AWS::Events::EventBus", "Name", "{name}", "arn:{partition}:events:{region}:{account}:event-bus/{name}"),
    kind("AWS::Events::Rule", "Name", "{name}", "arn:{partition}:events:{region}:{account}:rule/{EventBusName/}{name}"),
    kind("AWS::FSx::FileSystem", "", "", "arn:{partition}:fsx:{region}:{account}:file-system/{id}"),
    kind("AWS::Glue::Crawler", "Name", "{name}", "arn:{partition}:glue:{region}:{account}:crawler/{name}"),
    kind("AWS::Glue::Job", "Name", "{name}", "arn:{partition}:glue:{region}:{account}:job/{name}"),
    kind("AWS::IAM::Group", "GroupName", "{name}", "arn:{partition}:iam::{account}:group{path}{name}"),
    kind("AWS::IAM::InstanceProfile", "InstanceProfileName", "{name}", "arn:{partition}:iam::{account}:instance-profile{path}{name}"),
    kind("AWS::IAM::ManagedPolicy", "ManagedPolicyName", "{arn}", "arn:{partition}:iam::{account}:policy{path}{name}"),
    kind("AWS::IAM::OIDCProvider", "", "{arn}", "arn:{partition}:iam::{account}:oidc-provider/{Url}"),
    kind("AWS::IAM::Role", "RoleName", "{name}", "arn:{partition}:iam::{account}:role{path}{name}"),
    kind("AWS::IAM::SAMLProvider", "Name", "{arn}", "arn:{partition}:iam::{account}:saml-provider/{name}"),
    kind("AWS::IAM::User", "UserName", "{name}", "arn:{partition}:iam::{account}:user{path}{name}"),
    kind("AWS::IoT::Policy", "PolicyName", "{name}", "arn:{partition}:iot:{region}:{account}:policy/{name}"),
    kind("AWS::IoT::Thing", "ThingName", "{name}", "arn:{partition}:iot:{region}:{account}:thing/{name}"),
    kind("AWS::IoT::TopicRule", "RuleName", "{name}", "arn:{partition}:iot:{region}:{account}:rule/{name}"),
    kind("AWS::KMS::Alias", "AliasName", "{name}", "arn:{partition}:kms:{region}:{account}:{name}"),
    kind("AWS::KMS::Key", "", "", "arn:{partition}:kms:{region}:{account}:key/{id}"),
    kind("AWS::KMS::ReplicaKey", "", "", "arn:{partition}:kms:{region}:{account}:key/{id}"),
    kind("AWS::Kinesis::Stream", "Name", "{name}", "arn:{partition}:kinesis:{region}:{account}:stream/{name}"),
    kind("AWS::KinesisFirehose::DeliveryStream", "DeliveryStreamName", "{name}", "arn:{partition}:firehose:{region}:{account}:deliverystream/{name}"),
    kind("AWS::KinesisVideo::Stream", "Name", "{name}", "arn:{partition}:kinesisvideo:{region}:{account}:stream/{name}/{CreationTime}"),
    kind("AWS::Lambda::Alias", "Name", "{arn}", "{FunctionArn}:{name}"),
    kind("AWS::Lambda::Function", "FunctionName", "{name}", "arn:{partition}:lambda:{region}:{account}:function:{name}"),
    kind("AWS::Lambda::LayerVersion", "LayerName", "{arn}", "arn:{partition}:lambda:{region}:{account}:layer:{name}:{Version}"),
    kind("AWS::Lambda::Version", "", "{arn}", "{FunctionArn}:{Version}"),
    kind("AWS::Logs::Destination", "DestinationName", "{name}", "arn:{partition}:logs:{region}:{account}:destination:{name}"),
    kind("AWS::Logs::LogGroup", "LogGroupName", "{name}", "arn:{partition}:logs:{region}:{account}:log-group:{name}:*"),
    kind("AWS::MSK::Cluster", "ClusterName", "{arn}", "arn:{partition}:kafka:{region}:{account}:cluster/{name}/{Id}"),
    kind("AWS::MediaStore::Container", "ContainerName", "{name}", "arn:{partition}:mediastore:{region}:{account}:container/{name}"),
    kind("AWS::Neptune::DBCluster", "DBClusterIdentifier", "{name}", "arn:{partition}:rds:{region}:{account}:cluster:{name}"),
    kind("AWS::OpenSearchServerless::Collection", "", "", "arn:{partition}:aoss:{region}:{account}:collection/{id}"),
    kind("AWS::OpenSearchService::Domain", "DomainName", "{name}", "arn:{partition}:es:{region}:{account}:domain/{name}"),
    kind("AWS::RDS::DBCluster", "DBClusterIdentifier", "{name}", "arn:{partition}:rds:{region}:{account}:cluster:{name}"),
    kind("AWS::RDS::DBInstance", "DBInstanceIdentifier", "{name}", "arn:{partition}:rds:{region}:{account}:db:{name}"),
    kind("AWS::Redshift::Cluster", "ClusterIdentifier", "{name}", "arn:{partition}:redshift:{region}:{account}:cluster:{name}"),
    kind("AWS::RedshiftServerless::Namespace", "NamespaceName", "{name}", "arn:{partition}:redshift-serverless:{region}:{account}:namespace/{NamespaceId}"),
    kind("AWS::Route53::HostedZone", "", "", "arn:{partition}:route53:::hostedzone/{id}"),
    kind("AWS::S3::AccessPoint", "Name", "{name}", "arn:{partition}:s3:{region}:{account}:accesspoint/{name}"),
    kind("AWS::S3::Bucket", "BucketName", "{name}", "arn:{partition}:s3:::{name}"),
    kind("AWS::S3Express::AccessPoint", "Name", "{name}", "arn:{partition}:s3express:{region}:{account}:accesspoint/{name}"),
    kind("AWS::S3Express::DirectoryBucket", "BucketName", "{name}", "arn:{partition}:s3express:{region}:{account}:bucket/{name}"),
    kind("AWS::S3ObjectLambda::AccessPoint", "Name", "{name}", "arn:{partition}:s3-object-lambda:{region}:{account}:accesspoint/{name}"),
    kind("AWS::S3Outposts::AccessPoint", "Name", "{arn}", "{Bucket}/accesspoint/{name}"),
    kind("AWS::S3Outposts::Bucket", "BucketName", "{arn}", "arn:{partition}:s3-outposts:{region}:{account}:outpost/{OutpostId}/bucket/{name}"),
    kind("AWS::S3Tables::Table", "", "{arn}", "{TableBucketARN}/table/{Id}"),
    kind("AWS::S3Tables::TableBucket", "TableBucketName", "{arn}", "arn:{partition}:s3tables:{region}:{account}:bucket/{name}"),
    kind("AWS::SES::EmailIdentity", "EmailIdentity", "{name}", "arn:{partition}:ses:{region}:{account}:identity/{name}"),
    kind("AWS::SNS::Topic", "TopicName", "{arn}", "arn:{partition}:sns:{region}:{account}:{name}"),
    kind("AWS::SQS::Queue", "QueueName", "https://sqs.{region}.{suffix}/{account}/{name}", "arn:{partition}:sqs:{region}:{account}:{name}"),
    kind("AWS::SSM::Document", "Name", "{name}", "arn:{partition}:ssm:{region}:{account}:document/{name}"),
    kind("AWS::SSM::Parameter", "Name", "{name}", "arn:{partition}:ssm:{region}:{account}:parameter/{name}"),
    kind("AWS::SageMaker::NotebookInstance", "NotebookInstanceName", "{arn}", "arn:{partition}:sagemaker:{region}:{account}:notebook-instance/{name}"),
    kind("AWS::SecretsManager::Secret", "Name", "{arn}", "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-{Suffix}"),
    kind("AWS::Serverless::Function", "FunctionName", "{name}", "arn:{partition}:lambda:{region}:{account}:function:{name}"),
    kind("AWS::Serverless::SimpleTable", "TableName", "{name}", "arn:{partition}:dynamodb:{region}:{account}:table/{name}"),
    kind("AWS::StepFunctions::Activity", "Name", "{arn}", "arn:{partition}:states:{region}:{account}:activity:{name}"),
    kind("AWS::StepFunctions::StateMachine", "StateMachineName", "{arn}", "arn:{partition}:states:{region}:{account}:stateMachine:{name}"),
    kind("AWS::Timestream::Database", "DatabaseName", "{name}", "arn:{partition}:timestream:{region}:{account}:database/{name}"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_stand_in_order_once() {
        assert!(KINDS.is_sorted_by(|one, two| one.of < two.of));
    }

    #[test]
    fn arns_are_known_by_their_attributes() {
        let is_arn = |name: &str, attribute| kind_of(name).unwrap().is_arn(attribute);
        assert!(is_arn("AWS::IAM::Role", "Arn"));
        assert!(is_arn("AWS::SNS::Topic", "TopicArn"));
        assert!(is_arn("AWS::IAM::ManagedPolicy", "PolicyArn"));
        assert!(!is_arn("AWS::DynamoDB::Table", "StreamArn"));
        assert!(!is_arn("AWS::S3::Bucket", "DomainName"));
    }
}
