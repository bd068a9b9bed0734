//! The table of global condition keys.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::key_type::{KeyType, ValueType};

/// A global condition key.
// AWS: K-1 to K-5
#[derive(Debug)]
pub struct GlobalKey {
    /// AWS's spelling. A name that ends in `/` is the start of a family of keys, one per tag.
    pub name: &'static str,
    /// Its type.
    pub key_type: KeyType,
    /// When a request carries it.
    pub present: &'static str,
    /// How it is filled in where the request does not say.
    pub filled_in: &'static str,
}

/// The place of a key in [`GLOBAL_KEYS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlobalKeyIndex(pub(crate) usize);

macro_rules! global_keys {
    ($($constant:ident $name:literal $arity:ident $value:ident $present:literal $filled_in:literal;)+) => {
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "numbers the constants below")]
        enum Order { $($constant),+ }

        /// Names for the places in [`GLOBAL_KEYS`].
        pub mod key {
            use super::{GlobalKeyIndex, Order};
            $(#[doc = concat!("`", $name, "`")]
            pub const $constant: GlobalKeyIndex = GlobalKeyIndex(Order::$constant as usize);)+
        }

        /// Every global condition key.
        pub const GLOBAL_KEYS: &[GlobalKey] = &[
            $(GlobalKey {
                name: $name,
                key_type: KeyType::$arity(ValueType::$value),
                present: $present,
                filled_in: $filled_in,
            }),+
        ];
    };
}

global_keys! {
    PRINCIPAL_ARN "aws:PrincipalArn" single Arn
        "signed requests" "the user's, role's or federated user's ARN; absent for services and anonymous callers";
    PRINCIPAL_ACCOUNT "aws:PrincipalAccount" single String
        "always" "the caller's account; `anonymous` for anonymous callers";
    PRINCIPAL_ORG_ID "aws:PrincipalOrgID" single String
        "the caller's account belongs to an organization" "from the organization";
    PRINCIPAL_ORG_PATHS "aws:PrincipalOrgPaths" several String
        "the caller's account belongs to an organization" "from the organization";
    PRINCIPAL_TAG "aws:PrincipalTag/" single String
        "the principal or its session has the tag" "from the principal's tags";
    PRINCIPAL_TYPE "aws:PrincipalType" single String
        "all callers but services" "from the kind of caller";
    USERID "aws:userid" single String
        "all callers but services" "from the kind of caller and its unique id";
    USERNAME "aws:username" single String
        "IAM users" "the user's name";
    PRINCIPAL_IS_AWS_SERVICE "aws:PrincipalIsAWSService" single Bool
        "signed requests" "true for service principals, else false";
    PRINCIPAL_SERVICE_NAME "aws:PrincipalServiceName" single String
        "service principals" "the service's name";
    PRINCIPAL_SERVICE_NAMES_LIST "aws:PrincipalServiceNamesList" several String
        "service principals" "present, its values unknown";
    ASSUMED_ROOT "aws:AssumedRoot" single Bool
        "AssumeRoot sessions" "absent but for the root user";
    FEDERATED_PROVIDER "aws:FederatedProvider" single String
        "OIDC sessions" "the principal's identity provider; absent for users and services";
    TOKEN_ISSUE_TIME "aws:TokenIssueTime" single Date
        "temporary credentials" "present for sessions, unknown for users, absent for services";
    MULTI_FACTOR_AUTH_PRESENT "aws:MultiFactorAuthPresent" single Bool
        "temporary credentials other than federated ones" "unknown for users and role sessions";
    MULTI_FACTOR_AUTH_AGE "aws:MultiFactorAuthAge" single Numeric
        "credentials obtained with MFA" "unknown for users and role sessions";
    SOURCE_IDENTITY "aws:SourceIdentity" single String
        "sessions created with one" "absent for users and services";
    SIGN_IN_SESSION_ARN "aws:SignInSessionArn" single Arn
        "console sign-in sessions" "input";
    CHATBOT_SOURCE_ARN "aws:ChatbotSourceArn" single Arn
        "sessions of chat applications" "input";
    EC2_INSTANCE_SOURCE_VPC "aws:Ec2InstanceSourceVpc" single String
        "sessions of EC2 instance roles" "input";
    EC2_INSTANCE_SOURCE_PRIVATE_IPV4 "aws:Ec2InstanceSourcePrivateIPv4" single IpAddress
        "sessions of EC2 instance roles" "input";
    EC2_SOURCE_INSTANCE_ARN "ec2:SourceInstanceArn" single Arn
        "sessions of EC2 instance roles" "input";
    EC2_ROLE_DELIVERY "ec2:RoleDelivery" single Numeric
        "sessions of EC2 instance roles" "input";
    LAMBDA_SOURCE_FUNCTION_ARN "lambda:SourceFunctionArn" single Arn
        "sessions of Lambda functions" "input";
    SSM_SOURCE_INSTANCE_ARN "ssm:SourceInstanceArn" single Arn
        "sessions of managed instances" "input";
    CODEBUILD_BUILD_ARN "codebuild:BuildArn" single Arn
        "sessions of builds" "input";
    CODEBUILD_PROJECT_ARN "codebuild:ProjectArn" single Arn
        "sessions of builds" "input";
    GLUE_ROLE_ASSUMED_BY "glue:RoleAssumedBy" single String
        "sessions of Glue" "input";
    GLUE_CREDENTIAL_ISSUING_SERVICE "glue:CredentialIssuingService" single String
        "sessions of Glue" "input";
    IDENTITYSTORE_USER_ID "identitystore:UserId" single String
        "sessions of IAM Identity Center" "input";
    SOURCE_IP "aws:SourceIp" single IpAddress
        "requests that do not come through a VPC endpoint" "absent beside a VPC key or endpoint policy";
    SOURCE_VPC "aws:SourceVpc" single String
        "requests through a VPC endpoint" "absent beside `aws:SourceIp`, present with an endpoint policy";
    SOURCE_VPCE "aws:SourceVpce" single String
        "requests through a VPC endpoint" "absent beside `aws:SourceIp`, present with an endpoint policy";
    VPC_SOURCE_IP "aws:VpcSourceIp" single IpAddress
        "requests through a VPC endpoint" "absent beside `aws:SourceIp`, present with an endpoint policy";
    SOURCE_VPC_ARN "aws:SourceVpcArn" single Arn
        "requests through a VPC endpoint to some services" "absent beside `aws:SourceIp`";
    VPCE_ACCOUNT "aws:VpceAccount" single String
        "requests through a VPC endpoint to some services" "absent beside `aws:SourceIp`";
    VPCE_ORG_ID "aws:VpceOrgID" single String
        "requests through a VPC endpoint to some services" "absent beside `aws:SourceIp`";
    VPCE_ORG_PATHS "aws:VpceOrgPaths" several String
        "requests through a VPC endpoint to some services" "absent beside `aws:SourceIp`";
    RESOURCE_ACCOUNT "aws:ResourceAccount" single String
        "most actions" "the resource's account";
    RESOURCE_ORG_ID "aws:ResourceOrgID" single String
        "the resource's account belongs to an organization" "from the organization";
    RESOURCE_ORG_PATHS "aws:ResourceOrgPaths" several String
        "the resource's account belongs to an organization" "from the organization";
    RESOURCE_TAG "aws:ResourceTag/" single String
        "the resource has the tag and the service sends it" "from the resource's tags";
    REQUEST_TAG "aws:RequestTag/" single String
        "the request carries the tag" "input";
    TAG_KEYS "aws:TagKeys" several String
        "the request carries tags" "input";
    CALLED_VIA "aws:CalledVia" several String
        "a service calls with the caller's credentials" "absent";
    CALLED_VIA_FIRST "aws:CalledViaFirst" single String
        "a service calls with the caller's credentials" "the first of `aws:CalledVia`";
    CALLED_VIA_LAST "aws:CalledViaLast" single String
        "a service calls with the caller's credentials" "the last of `aws:CalledVia`";
    VIA_AWS_SERVICE "aws:ViaAWSService" single Bool
        "always" "true beside `aws:CalledVia`, else false";
    CALLED_VIA_AWS_MCP "aws:CalledViaAWSMCP" single String
        "calls by way of an AWS MCP server" "absent";
    VIA_AWS_MCP_SERVICE "aws:ViaAWSMCPService" single Bool
        "calls by way of an AWS MCP server" "input";
    IS_MCP_SERVICE_ACTION "aws:IsMcpServiceAction" single Bool
        "actions of an AWS MCP server" "input";
    CURRENT_TIME "aws:CurrentTime" single Date
        "always" "from `now`";
    EPOCH_TIME "aws:EpochTime" single EpochTime
        "always" "from `now`";
    REQUESTED_REGION "aws:RequestedRegion" single String
        "always" "the region of the resource; us-east-1 for global services";
    SECURE_TRANSPORT "aws:SecureTransport" single Bool
        "always" "true";
    USER_AGENT "aws:UserAgent" single String
        "requests over HTTP" "input";
    REFERER "aws:referer" single String
        "requests of browsers" "input";
    SOURCE_ARN "aws:SourceArn" single Arn
        "service principals that act for a resource" "unknown for services, else absent";
    SOURCE_ACCOUNT "aws:SourceAccount" single String
        "service principals that act for a resource" "unknown for services, else absent";
    SOURCE_ORG_ID "aws:SourceOrgID" single String
        "service principals that act for a resource" "unknown for services, else absent";
    SOURCE_ORG_PATHS "aws:SourceOrgPaths" several String
        "service principals that act for a resource" "unknown for services, else absent";
    SOURCE_OWNER "aws:SourceOwner" single String
        "some calls to SNS" "unknown for services and SNS, else absent";
}

/// The global key of a name in lower case; for `aws:principaltag/team` the family's entry.
// AWS: C-2
pub fn global_key(lower_name: &str) -> Option<GlobalKeyIndex> {
    static BY_NAME: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
        let name = |(index, key): (usize, &GlobalKey)| (key.name.to_ascii_lowercase(), index);
        GLOBAL_KEYS.iter().enumerate().map(name).collect()
    });
    let family = lower_name.find('/').map_or(lower_name, |slash| &lower_name[..=slash]);
    BY_NAME.get(family).copied().map(GlobalKeyIndex)
}

impl GlobalKeyIndex {
    /// The table's entry.
    pub fn entry(self) -> &'static GlobalKey {
        &GLOBAL_KEYS[self.0]
    }

    /// Whether AWS sends the key with every request.
    pub fn is_always_sent(self) -> bool {
        self.entry().present == "always"
    }

    /// Whether AWS sends the key with every request of a user, a role, or an account's root user.
    // AWS: K-1
    pub fn is_always_sent_for_identities(self) -> bool {
        const ABOUT_IDENTITIES: [GlobalKeyIndex; 4] =
            [key::PRINCIPAL_ARN, key::PRINCIPAL_TYPE, key::USERID, key::PRINCIPAL_IS_AWS_SERVICE];
        self.is_always_sent() || ABOUT_IDENTITIES.contains(&self)
    }
}
