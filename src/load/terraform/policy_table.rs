//! The types of resource that carry a resource-based policy.

/// Where a type has a policy.
#[derive(Debug)]
pub(super) struct PolicyRow {
    pub(super) kind: &'static str,
    /// The attribute with the document.
    pub(super) attribute: &'static str,
    /// The ARN of what the policy is about, in the language of `arns`.
    pub(super) arn: &'static str,
    pub(super) role: PolicyRole,
}

/// What the policy is beside others of the same resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PolicyRole {
    /// The resource's own argument.
    Own,
    /// A resource of its own in the plan that sets the policy.
    Set,
    /// One of several that count together.
    Joined,
}

const fn own(kind: &'static str, attribute: &'static str, arn: &'static str) -> PolicyRow {
    PolicyRow { kind, attribute, arn, role: PolicyRole::Own }
}

const fn set(kind: &'static str, attribute: &'static str, arn: &'static str) -> PolicyRow {
    PolicyRow { kind, attribute, arn, role: PolicyRole::Set }
}

const fn joined(kind: &'static str, attribute: &'static str, arn: &'static str) -> PolicyRow {
    PolicyRow { kind, attribute, arn, role: PolicyRole::Joined }
}

/// The rows of a type.
pub(super) fn rows(kind: &str) -> impl Iterator<Item = &'static PolicyRow> {
    TABLE.iter().filter(move |row| row.kind == kind)
}

/// Attributes that look like policies and decide no request of IAM.
pub(super) fn is_no_access_policy(kind: &str, attribute: &str) -> bool {
    let is_it = |row: &&(&str, &str)| row.0 == kind && (row.1 == attribute || row.1 == "*");
    NO_ACCESS.iter().any(|row| is_it(&row))
}

const TABLE: &[PolicyRow] = &[
    own("aws_s3_bucket", "policy", "{arn}"),
    set("aws_s3_bucket_policy", "policy", "arn:{partition}:s3:::{bucket}"),
    own("aws_s3_access_point", "policy", "{arn}"),
    set("aws_s3control_access_point_policy", "policy", "{access_point_arn}"),
    set("aws_s3control_bucket_policy", "policy", "{bucket}"),
    set(
        "aws_s3control_object_lambda_access_point_policy",
        "policy",
        "arn:{partition}:s3-object-lambda:{region}:{account}:accesspoint/{name}",
    ),
    set("aws_s3tables_table_bucket_policy", "resource_policy", "{table_bucket_arn}"),
    set("aws_s3tables_table_policy", "resource_policy", "{table_bucket_arn}/table/{?table}"),
    set("aws_s3vectors_vector_bucket_policy", "policy", "{vector_bucket_arn}"),
    own("aws_kms_key", "policy", "{arn}"),
    own("aws_kms_external_key", "policy", "{arn}"),
    own("aws_kms_replica_key", "policy", "{arn}"),
    own("aws_kms_replica_external_key", "policy", "{arn}"),
    set("aws_kms_key_policy", "policy", "arn:{partition}:kms:{region}:{account}:key/{key_id}"),
    own("aws_sqs_queue", "policy", "{arn}"),
    set("aws_sqs_queue_policy", "policy", "{queue_url|queue}"),
    own("aws_sns_topic", "policy", "{arn}"),
    set("aws_sns_topic_policy", "policy", "{arn}"),
    own("aws_secretsmanager_secret", "policy", "{arn}"),
    set("aws_secretsmanager_secret_policy", "policy", "{secret_arn}"),
    set(
        "aws_ecr_repository_policy",
        "policy",
        "arn:{partition}:ecr:{region}:{account}:repository/{repository}",
    ),
    set("aws_ecr_registry_policy", "policy", "arn:{partition}:ecr:{region}:{account}:repository/*"),
    set(
        "aws_ecrpublic_repository_policy",
        "policy",
        "arn:{partition}:ecr-public::{account}:repository/{repository_name}",
    ),
    set(
        "aws_efs_file_system_policy",
        "policy",
        "arn:{partition}:elasticfilesystem:{region}:{account}:file-system/{file_system_id}",
    ),
    own("aws_elasticsearch_domain", "access_policies", "{arn}"),
    set(
        "aws_elasticsearch_domain_policy",
        "access_policies",
        "arn:{partition}:es:{region}:{account}:domain/{domain_name}",
    ),
    own("aws_opensearch_domain", "access_policies", "{arn}"),
    set(
        "aws_opensearch_domain_policy",
        "access_policies",
        "arn:{partition}:es:{region}:{account}:domain/{domain_name}",
    ),
    own("aws_api_gateway_rest_api", "policy", "{execution_arn}"),
    set(
        "aws_api_gateway_rest_api_policy",
        "policy",
        "arn:{partition}:execute-api:{region}:{account}:{rest_api_id}",
    ),
    own("aws_api_gateway_domain_name", "policy", "{arn}"),
    set(
        "aws_cloudwatch_event_bus_policy",
        "policy",
        "arn:{partition}:events:{region}:{account}:event-bus/{event_bus_name}",
    ),
    set("aws_glue_resource_policy", "policy", "arn:{partition}:glue:{region}:{account}:catalog"),
    set(
        "aws_backup_vault_policy",
        "policy",
        "arn:{partition}:backup:{region}:{account}:backup-vault:{backup_vault_name}",
    ),
    set(
        "aws_codeartifact_domain_permissions_policy",
        "policy_document",
        "arn:{partition}:codeartifact:{region}:{account}:domain/{domain}",
    ),
    set(
        "aws_codeartifact_repository_permissions_policy",
        "policy_document",
        "arn:{partition}:codeartifact:{region}:{account}:repository/{domain}/{repository}",
    ),
    set("aws_codebuild_resource_policy", "policy", "{resource_arn}"),
    joined("aws_glacier_vault", "access_policy", "{arn}"),
    joined(
        "aws_glacier_vault_lock",
        "policy",
        "arn:{partition}:glacier:{region}:{account}:vaults/{vault_name}",
    ),
    set("aws_kinesis_resource_policy", "policy", "{resource_arn}"),
    set("aws_dynamodb_resource_policy", "policy", "{resource_arn}"),
    set(
        "aws_media_store_container_policy",
        "policy",
        "arn:{partition}:mediastore:{region}:{account}:container/{container_name}",
    ),
    joined(
        "aws_ses_identity_policy",
        "policy",
        "arn:{partition}:ses:{region}:{account}:identity/{identity}",
    ),
    joined(
        "aws_sesv2_email_identity_policy",
        "policy",
        "arn:{partition}:ses:{region}:{account}:identity/{email_identity}",
    ),
    set("aws_acmpca_policy", "policy", "{resource_arn}"),
    set(
        "aws_schemas_registry_policy",
        "policy",
        "arn:{partition}:schemas:{region}:{account}:registry/{registry_name}",
    ),
    set(
        "aws_cloudwatch_log_destination_policy",
        "access_policy",
        "arn:{partition}:logs:{region}:{account}:destination:{destination_name}",
    ),
    joined(
        "aws_cloudwatch_log_resource_policy",
        "policy_document",
        "arn:{partition}:logs:{region}:{account}:log-group:*",
    ),
    set("aws_redshiftserverless_resource_policy", "policy", "{resource_arn}"),
    set("aws_redshift_resource_policy", "policy", "{resource_arn}"),
    set("aws_networkfirewall_resource_policy", "policy", "{resource_arn}"),
    set("aws_vpclattice_auth_policy", "policy", "{resource_identifier}"),
    set("aws_vpclattice_resource_policy", "policy", "{resource_arn}"),
    set(
        "aws_sagemaker_model_package_group_policy",
        "resource_policy",
        "arn:{partition}:sagemaker:{region}:{account}:model-package-group/{model_package_group_name}",
    ),
    set(
        "aws_cloudwatch_log_delivery_destination_policy",
        "delivery_destination_policy",
        "arn:{partition}:logs:{region}:{account}:delivery-destination:{delivery_destination_name}",
    ),
    set("aws_msk_cluster_policy", "policy", "{cluster_arn}"),
    set("aws_oam_sink_policy", "policy", "{sink_identifier}"),
    set("aws_xray_resource_policy", "policy_document", "arn:{partition}:xray:{region}:{account}:*"),
    set(
        "aws_organizations_resource_policy",
        "content",
        "arn:{partition}:organizations::{account}:resourcepolicy/{?id}",
    ),
];

/// Types whose documents decide something else than requests, or are not written in IAM's language.
pub(super) fn foreign_policy(kind: &str) -> Option<&'static str> {
    FOREIGN.iter().find(|row| row.0 == kind).map(|row| row.1)
}

const FOREIGN: &[(&str, &str)] = &[
    ("aws_iot_policy", "policies of AWS IoT are no IAM policies and decide for devices alone"),
    (
        "aws_ssoadmin_permission_set",
        "a permission set makes roles in accounts, which are not followed",
    ),
    (
        "aws_ssoadmin_permission_set_inline_policy",
        "the policy of a permission set goes to roles in accounts, which are not followed",
    ),
    (
        "aws_ssoadmin_managed_policy_attachment",
        "the policy of a permission set goes to roles in accounts, which are not followed",
    ),
    (
        "aws_ssoadmin_customer_managed_policy_attachment",
        "the policy of a permission set goes to roles in accounts, which are not followed",
    ),
    (
        "aws_ssoadmin_permissions_boundary_attachment",
        "the boundary of a permission set goes to roles in accounts, which are not followed",
    ),
    ("aws_ssoadmin_account_assignment", "who may use a permission set is not followed"),
    ("aws_kms_grant", "grants of keys are not followed: they may allow what no policy allows"),
    ("aws_ram_principal_association", "what AWS RAM shares is not followed"),
    ("aws_ram_resource_association", "what AWS RAM shares is not followed"),
    ("aws_transfer_user", "the session policy of a transfer user is not followed"),
    ("aws_transfer_access", "the session policy of a transfer access is not followed"),
    ("aws_s3_bucket_acl", "access control lists are not followed"),
    ("aws_s3_object_acl", "access control lists are not followed"),
    ("aws_signer_signing_profile_permission", "permissions of signing profiles are not followed"),
    ("aws_lakeformation_permissions", "permissions of Lake Formation are not followed"),
    (
        "aws_s3control_multi_region_access_point_policy",
        "policies of multi-region access points are not followed",
    ),
    ("aws_s3control_access_grant", "S3 access grants are not followed"),
    ("aws_rolesanywhere_profile", "the session policy of a profile is not followed"),
    ("aws_eks_pod_identity_association", "which pods may use a role is not followed"),
    ("aws_verifiedaccess_group", "policies of Verified Access are written in Cedar"),
    ("aws_verifiedaccess_endpoint", "policies of Verified Access are written in Cedar"),
    ("aws_verifiedpermissions_policy", "policies of Verified Permissions are written in Cedar"),
    (
        "aws_opensearchserverless_access_policy",
        "policies of OpenSearch Serverless are not followed",
    ),
];

/// Type and attribute; `*` is every attribute of the type.
const NO_ACCESS: &[(&str, &str)] = &[
    ("aws_acmpca_certificate", "*"),
    ("aws_appautoscaling_policy", "*"),
    ("aws_autoscaling_policy", "*"),
    ("aws_cloudformation_stack", "*"),
    ("aws_cloudformation_stack_set", "*"),
    ("aws_cloudwatch_dashboard", "*"),
    ("aws_cloudwatch_log_account_policy", "*"),
    ("aws_cloudwatch_log_data_protection_policy", "*"),
    ("aws_dlm_lifecycle_policy", "*"),
    ("aws_ecr_lifecycle_policy", "policy"),
    ("aws_fms_policy", "*"),
    ("aws_iot_policy", "*"),
    ("aws_opensearchserverless_access_policy", "policy"),
    ("aws_opensearchserverless_lifecycle_policy", "policy"),
    ("aws_opensearchserverless_security_policy", "policy"),
    ("aws_organizations_policy", "*"),
    ("aws_resourceexplorer2_view", "*"),
    ("aws_sfn_state_machine", "definition"),
    ("aws_sns_topic", "delivery_policy"),
    ("aws_sns_topic_data_protection_policy", "policy"),
    ("aws_sns_topic_subscription", "*"),
    ("aws_sqs_queue", "redrive_policy"),
    ("aws_sqs_queue", "redrive_allow_policy"),
    ("aws_sqs_queue_redrive_policy", "*"),
    ("aws_sqs_queue_redrive_allow_policy", "*"),
    ("aws_ssm_document", "*"),
    ("aws_verifiedaccess_group", "policy_document"),
    ("aws_verifiedaccess_endpoint", "policy_document"),
    ("aws_transfer_server", "security_policy_name"),
    ("aws_vpc_endpoint", "policy"),
    ("aws_vpc_endpoint_policy", "policy"),
];
