//! Attributes that follow from others, as AWS forms them. In a template `{name}` is an attribute,
//! `{account}`, `{region}`, `{partition}` and `{dns}` are those of the provider, `{?suffix}` is what
//! AWS makes up, `{url|host}` is an address without `https://`, `{name|bare}` has no slash in
//! front, and `{&bucket}` is the name of another thing.

/// Type of resource, attribute, template.
type Derived = (&'static str, &'static str, &'static str);

/// The template of an attribute, if it follows from others.
pub(super) fn derived(kind: &str, attribute: &str) -> Option<&'static str> {
    let is_it = |row: &&Derived| row.0 == kind && row.1 == attribute;
    DERIVED.iter().find(is_it).map(|(_, _, template)| *template)
}

/// Whether an attribute is the thing's own, and not the name of another.
pub(super) fn is_own(kind: &str, attribute: &str) -> bool {
    let (plain, changed) = (format!("{{{attribute}}}"), format!("{{{attribute}|"));
    let mut of_kind = DERIVED.iter().filter(|row| row.0 == kind);
    of_kind.any(|row| row.2.contains(&plain) || row.2.contains(&changed))
}

const DERIVED: &[Derived] = &[
    ("aws_iam_role", "arn", "arn:{partition}:iam::{account}:role{path}{name}"),
    ("aws_iam_role", "id", "{name}"),
    ("aws_iam_user", "arn", "arn:{partition}:iam::{account}:user{path}{name}"),
    ("aws_iam_user", "id", "{name}"),
    ("aws_iam_group", "arn", "arn:{partition}:iam::{account}:group{path}{name}"),
    ("aws_iam_group", "id", "{name}"),
    ("aws_iam_policy", "arn", "arn:{partition}:iam::{account}:policy{path}{name}"),
    ("aws_iam_policy", "id", "{arn}"),
    ("aws_iam_service_linked_role", "arn", "arn:{partition}:iam::{account}:role{path}{name}"),
    ("aws_iam_service_linked_role", "id", "{arn}"),
    (
        "aws_iam_instance_profile",
        "arn",
        "arn:{partition}:iam::{account}:instance-profile{path}{name}",
    ),
    ("aws_iam_instance_profile", "id", "{name}"),
    (
        "aws_iam_openid_connect_provider",
        "arn",
        "arn:{partition}:iam::{account}:oidc-provider/{url|host}",
    ),
    ("aws_iam_openid_connect_provider", "id", "{arn}"),
    ("aws_iam_saml_provider", "arn", "arn:{partition}:iam::{account}:saml-provider/{name}"),
    ("aws_iam_saml_provider", "id", "{arn}"),
    ("aws_s3_bucket", "arn", "arn:{partition}:s3:::{bucket}"),
    ("aws_s3_bucket", "id", "{bucket}"),
    (
        "aws_s3_directory_bucket",
        "arn",
        "arn:{partition}:s3express:{region}:{account}:bucket/{bucket}",
    ),
    ("aws_s3_directory_bucket", "id", "{bucket}"),
    ("aws_s3_access_point", "arn", "arn:{partition}:s3:{region}:{account}:accesspoint/{name}"),
    (
        "aws_s3control_object_lambda_access_point",
        "arn",
        "arn:{partition}:s3-object-lambda:{region}:{account}:accesspoint/{name}",
    ),
    ("aws_s3_object", "arn", "arn:{partition}:s3:::{&bucket}/{key}"),
    (
        "aws_s3tables_table_bucket",
        "arn",
        "arn:{partition}:s3tables:{region}:{account}:bucket/{name}",
    ),
    ("aws_s3tables_table", "arn", "{&table_bucket_arn}/table/{?id}"),
    (
        "aws_s3vectors_vector_bucket",
        "vector_bucket_arn",
        "arn:{partition}:s3vectors:{region}:{account}:bucket/{vector_bucket_name}",
    ),
    ("aws_kms_key", "arn", "arn:{partition}:kms:{region}:{account}:key/{key_id}"),
    ("aws_kms_key", "id", "{key_id}"),
    ("aws_kms_external_key", "arn", "arn:{partition}:kms:{region}:{account}:key/{id}"),
    ("aws_kms_replica_key", "arn", "arn:{partition}:kms:{region}:{account}:key/{key_id}"),
    ("aws_kms_replica_key", "id", "{key_id}"),
    ("aws_kms_replica_external_key", "arn", "arn:{partition}:kms:{region}:{account}:key/{key_id}"),
    ("aws_kms_replica_external_key", "id", "{key_id}"),
    ("aws_kms_alias", "arn", "arn:{partition}:kms:{region}:{account}:{name}"),
    ("aws_kms_alias", "id", "{name}"),
    ("aws_sqs_queue", "arn", "arn:{partition}:sqs:{region}:{account}:{name}"),
    ("aws_sqs_queue", "url", "https://sqs.{region}.{dns}/{account}/{name}"),
    ("aws_sqs_queue", "id", "{url}"),
    ("aws_sns_topic", "arn", "arn:{partition}:sns:{region}:{account}:{name}"),
    ("aws_sns_topic", "id", "{arn}"),
    (
        "aws_lambda_function",
        "arn",
        "arn:{partition}:lambda:{region}:{account}:function:{function_name}",
    ),
    ("aws_lambda_function", "id", "{function_name}"),
    (
        "aws_lambda_alias",
        "arn",
        "arn:{partition}:lambda:{region}:{account}:function:{&function_name}:{name}",
    ),
    ("aws_lambda_alias", "id", "{arn}"),
    (
        "aws_lambda_layer_version",
        "layer_arn",
        "arn:{partition}:lambda:{region}:{account}:layer:{layer_name}",
    ),
    (
        "aws_secretsmanager_secret",
        "arn",
        "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-{?suffix}",
    ),
    ("aws_secretsmanager_secret", "id", "{arn}"),
    ("aws_ssm_parameter", "arn", "arn:{partition}:ssm:{region}:{account}:parameter/{name|bare}"),
    ("aws_ssm_parameter", "id", "{name}"),
    ("aws_ecr_repository", "arn", "arn:{partition}:ecr:{region}:{account}:repository/{name}"),
    ("aws_ecr_repository", "id", "{name}"),
    (
        "aws_ecrpublic_repository",
        "arn",
        "arn:{partition}:ecr-public::{account}:repository/{repository_name}",
    ),
    ("aws_ecrpublic_repository", "id", "{repository_name}"),
    (
        "aws_efs_file_system",
        "arn",
        "arn:{partition}:elasticfilesystem:{region}:{account}:file-system/{id}",
    ),
    (
        "aws_elasticsearch_domain",
        "arn",
        "arn:{partition}:es:{region}:{account}:domain/{domain_name}",
    ),
    ("aws_elasticsearch_domain", "id", "{arn}"),
    ("aws_opensearch_domain", "arn", "arn:{partition}:es:{region}:{account}:domain/{domain_name}"),
    ("aws_opensearch_domain", "id", "{arn}"),
    ("aws_api_gateway_rest_api", "arn", "arn:{partition}:apigateway:{region}::/restapis/{id}"),
    (
        "aws_api_gateway_rest_api",
        "execution_arn",
        "arn:{partition}:execute-api:{region}:{account}:{id}",
    ),
    ("aws_apigatewayv2_api", "arn", "arn:{partition}:apigateway:{region}::/apis/{id}"),
    (
        "aws_apigatewayv2_api",
        "execution_arn",
        "arn:{partition}:execute-api:{region}:{account}:{id}",
    ),
    (
        "aws_cloudwatch_event_bus",
        "arn",
        "arn:{partition}:events:{region}:{account}:event-bus/{name}",
    ),
    ("aws_cloudwatch_event_bus", "id", "{name}"),
    ("aws_cloudwatch_log_group", "arn", "arn:{partition}:logs:{region}:{account}:log-group:{name}"),
    ("aws_cloudwatch_log_group", "id", "{name}"),
    (
        "aws_cloudwatch_log_destination",
        "arn",
        "arn:{partition}:logs:{region}:{account}:destination:{name}",
    ),
    ("aws_cloudwatch_log_destination", "id", "{name}"),
    ("aws_backup_vault", "arn", "arn:{partition}:backup:{region}:{account}:backup-vault:{name}"),
    ("aws_backup_vault", "id", "{name}"),
    (
        "aws_codeartifact_domain",
        "arn",
        "arn:{partition}:codeartifact:{region}:{account}:domain/{domain}",
    ),
    ("aws_codeartifact_domain", "id", "{arn}"),
    (
        "aws_codeartifact_repository",
        "arn",
        "arn:{partition}:codeartifact:{region}:{account}:repository/{&domain}/{repository}",
    ),
    ("aws_codeartifact_repository", "id", "{arn}"),
    ("aws_codebuild_project", "arn", "arn:{partition}:codebuild:{region}:{account}:project/{name}"),
    ("aws_codebuild_project", "id", "{arn}"),
    (
        "aws_codebuild_report_group",
        "arn",
        "arn:{partition}:codebuild:{region}:{account}:report-group/{name}",
    ),
    ("aws_codebuild_report_group", "id", "{arn}"),
    ("aws_glacier_vault", "arn", "arn:{partition}:glacier:{region}:{account}:vaults/{name}"),
    ("aws_glacier_vault", "id", "{name}"),
    (
        "aws_glue_registry",
        "arn",
        "arn:{partition}:glue:{region}:{account}:registry/{registry_name}",
    ),
    ("aws_kinesis_stream", "arn", "arn:{partition}:kinesis:{region}:{account}:stream/{name}"),
    ("aws_kinesis_stream", "id", "{arn}"),
    ("aws_kinesis_stream_consumer", "arn", "{&stream_arn}/consumer/{name}:{?creation}"),
    ("aws_kinesis_stream_consumer", "id", "{arn}"),
    ("aws_dynamodb_table", "arn", "arn:{partition}:dynamodb:{region}:{account}:table/{name}"),
    ("aws_dynamodb_table", "id", "{name}"),
    ("aws_dynamodb_table", "stream_arn", "{arn}/stream/{?label}"),
    (
        "aws_media_store_container",
        "arn",
        "arn:{partition}:mediastore:{region}:{account}:container/{name}",
    ),
    ("aws_media_store_container", "id", "{name}"),
    ("aws_ses_email_identity", "arn", "arn:{partition}:ses:{region}:{account}:identity/{email}"),
    ("aws_ses_email_identity", "id", "{email}"),
    ("aws_ses_domain_identity", "arn", "arn:{partition}:ses:{region}:{account}:identity/{domain}"),
    ("aws_ses_domain_identity", "id", "{domain}"),
    (
        "aws_sesv2_email_identity",
        "arn",
        "arn:{partition}:ses:{region}:{account}:identity/{email_identity}",
    ),
    ("aws_sesv2_email_identity", "id", "{email_identity}"),
    ("aws_schemas_registry", "arn", "arn:{partition}:schemas:{region}:{account}:registry/{name}"),
    ("aws_schemas_registry", "id", "{name}"),
    (
        "aws_sfn_state_machine",
        "arn",
        "arn:{partition}:states:{region}:{account}:stateMachine:{name}",
    ),
    ("aws_sfn_state_machine", "id", "{arn}"),
    ("aws_cloudtrail", "arn", "arn:{partition}:cloudtrail:{region}:{account}:trail/{name}"),
    (
        "aws_rekognition_project",
        "arn",
        "arn:{partition}:rekognition:{region}:{account}:project/{name}/{?id}",
    ),
    ("aws_xray_group", "arn", "arn:{partition}:xray:{region}:{account}:group/{group_name}/{?id}"),
    ("aws_instance", "arn", "arn:{partition}:ec2:{region}:{account}:instance/{id}"),
    ("aws_vpc", "arn", "arn:{partition}:ec2:{region}:{account}:vpc/{id}"),
    ("aws_subnet", "arn", "arn:{partition}:ec2:{region}:{account}:subnet/{id}"),
    ("aws_security_group", "arn", "arn:{partition}:ec2:{region}:{account}:security-group/{id}"),
    ("aws_ebs_volume", "arn", "arn:{partition}:ec2:{region}:{account}:volume/{id}"),
    ("aws_vpc_endpoint", "arn", "arn:{partition}:ec2:{region}:{account}:vpc-endpoint/{id}"),
    ("aws_db_instance", "arn", "arn:{partition}:rds:{region}:{account}:db:{identifier}"),
    (
        "aws_rds_cluster",
        "arn",
        "arn:{partition}:rds:{region}:{account}:cluster:{cluster_identifier}",
    ),
    ("aws_ecs_cluster", "arn", "arn:{partition}:ecs:{region}:{account}:cluster/{name}"),
    ("aws_eks_cluster", "arn", "arn:{partition}:eks:{region}:{account}:cluster/{name}"),
];
