//! Resources, their tags and their policies.

use super::arns::derived;
use super::builder::Builder;
use super::policy_table::{PolicyRole, PolicyRow, foreign_policy, is_no_access_policy, rows};
use super::snapshot::{Instance, items};
use super::statements::statement_of;
use super::values::{Known, has_mark};
use crate::aws::PolicyKind;
use crate::environment::{Fact, StoredPolicy};
use crate::text::{Arrange, Node, Value, quote};

/// A policy for a resource, before it is known what else there is.
#[derive(Debug)]
pub(super) struct Gathered<'s> {
    pub(super) arn: String,
    pub(super) role: PolicyRole,
    pub(super) instance: &'s Instance<'s>,
    pub(super) policy: StoredPolicy,
}

/// Names of attributes that hold policies in most types.
const POLICY_NAMES: [&str; 10] = [
    "policy",
    "policies",
    "policy_document",
    "resource_policy",
    "access_policy",
    "access_policies",
    "inline_policy",
    "key_policy",
    "repository_policy",
    "assume_role_policy",
];

impl<'s> Builder<'s> {
    /// The resource itself, and the policies that this instance gives.
    pub(super) fn resource(&mut self, instance: &'s Instance<'s>) {
        if instance.kind.starts_with("awscc_") {
            self.values.remark(instance, "resources of the AWSCC provider are not understood");
        }
        if instance.is_data || !instance.kind.starts_with("aws_") {
            return;
        }
        if let Some(why) = foreign_policy(instance.kind) {
            self.values.remark(instance, why);
        }
        self.resource_itself(instance);
        for row in rows(instance.kind) {
            self.policy_of_row(instance, row);
        }
        if let Some((arn, statement)) = statement_of(self.values, instance) {
            self.lone_statement(instance, arn, statement);
        }
        match instance.kind {
            "aws_kms_alias" => self.kms_alias(instance),
            "aws_s3_bucket_public_access_block" => self.public_access_block(instance),
            "aws_s3_account_public_access_block" => self.account_blocks.push(instance),
            "aws_vpc_endpoint" | "aws_vpc_endpoint_policy" => self.vpc_endpoint(instance),
            _ => self.unknown_policies(instance),
        }
    }

    fn resource_itself(&mut self, instance: &'s Instance<'s>) {
        let is_identity = instance.kind.starts_with("aws_iam_")
            && !matches!(
                instance.kind,
                "aws_iam_openid_connect_provider" | "aws_iam_saml_provider"
            );
        let is_known = matches!(instance.known("arn"), Known::Is(_))
            || derived(instance.kind, "arn").is_some();
        let is_part = rows(instance.kind).any(|row| row.role == PolicyRole::Set);
        let is_other = is_identity || is_part || instance.kind == "aws_kms_alias";
        if is_other || !is_known || instance.kind.starts_with("aws_organizations_") {
            return;
        }
        let own = rows(instance.kind).find(|row| row.role == PolicyRole::Own);
        let template = own.map_or("{arn}", |row| row.arn);
        let Some(arn) = self.values.fill(instance, template) else { return };
        let tags = self.tags(instance);
        let origin = self.values.origin(instance);
        self.defined.insert(arn.clone());
        let resource = self.resource_at(&arn, instance);
        resource.tags = tags;
        resource.is_partial = !instance.is_made;
        resource.origin = origin;
        if instance.is_made {
            resource.policy = Fact::None;
        }
    }

    fn policy_of_row(&mut self, instance: &'s Instance<'s>, row: &'static PolicyRow) {
        let Some(arn) = self.values.fill(instance, row.arn) else {
            let message =
                format!("nothing says what the policy in {} is about", quote(row.attribute));
            self.values.remark(instance, &message);
            return;
        };
        let arn = self.of_directory_bucket(instance, &arn).unwrap_or(arn);
        if row.arn.ends_with('*') || row.arn.ends_with(":catalog") {
            let message = format!(
                "the policy holds for all of the service; it counts for {} alone",
                quote(&arn)
            );
            self.values.remark(instance, &message);
        }
        let policy = self.values.policy(instance, row.attribute, &arn);
        let is_told =
            row.role == PolicyRole::Own && !self.values.is_configured(instance, row.attribute);
        let role = row.role;
        match policy.fact(&arn, PolicyKind::Resource) {
            Fact::Is(policy) if is_told => {
                self.told_policies.push(Gathered { arn, role, instance, policy });
            }
            Fact::Is(policy) => self.gathered.push(Gathered { arn, role, instance, policy }),
            Fact::None | Fact::Unsaid if instance.is_made => self.default_policy(instance, &arn),
            Fact::None if !is_told && role == PolicyRole::Own => {
                self.resource_at(&arn, instance).policy = Fact::None;
            }
            Fact::None | Fact::Unsaid => {}
        }
    }

    pub(super) fn of_directory_bucket(
        &self,
        instance: &'s Instance<'s>,
        arn: &str,
    ) -> Option<String> {
        let is_directory = arn.ends_with("--x-s3");
        is_directory.then(|| {
            let (region, account) = (self.values.region(instance), self.values.account(instance));
            s3_express(arn, &region, &account)
        })?
    }

    /// What AWS gives a key whose maker gives it no policy.
    // AWS: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    fn default_policy(&mut self, instance: &'s Instance<'s>, arn: &str) {
        if !instance.kind.starts_with("aws_kms_") {
            return;
        }
        let (partition, account) = (self.values.partition(instance), self.values.account(instance));
        let root = format!("arn:{partition}:iam::{account}:root");
        let statement = Node::of_members([
            ("Sid", Node::of_text("Enable IAM User Permissions")),
            ("Effect", Node::of_text("Allow")),
            ("Principal", Node::of_members([("AWS", Node::of_text(root))])),
            ("Action", Node::of_text("kms:*")),
            ("Resource", Node::of_text("*")),
        ]);
        let document = document_of([statement]);
        if let Some(policy) = self.values.made(instance, "policy", arn, &document) {
            let role = PolicyRole::Own;
            self.gathered.push(Gathered { arn: arn.to_owned(), role, instance, policy });
        }
    }

    fn lone_statement(&mut self, instance: &'s Instance<'s>, arn: String, statement: Node) {
        let document = document_of([statement]);
        if let Some(policy) = self.values.made(instance, "statement", &arn, &document) {
            self.gathered.push(Gathered { arn, role: PolicyRole::Joined, instance, policy });
        }
    }

    /// Attributes of types without a row that look like policies.
    fn unknown_policies(&mut self, instance: &'s Instance<'s>) {
        let is_iam = instance.kind.starts_with("aws_iam_");
        if is_iam || foreign_policy(instance.kind).is_some() {
            return;
        }
        let mut names: Vec<&str> = Vec::new();
        for (node, is_known) in [(instance.values, true), (instance.unknown, false)] {
            let Value::Object(members) = &node.value else { continue };
            for member in members {
                let name = &*member.key.text;
                let is_policy = if is_known {
                    looks_like_policy(&member.value)
                } else {
                    POLICY_NAMES.contains(&name)
                        && has_mark(&member.value)
                        && self.values.configuration().expression(instance, name).is_some()
                };
                let has_row = rows(instance.kind).any(|row| row.attribute == name);
                if is_policy && !has_row && !is_no_access_policy(instance.kind, name) {
                    names.push(name);
                }
            }
        }
        for name in names {
            let message =
                format!("{} looks like a policy of a type that is not known", quote(name));
            self.values.remark(instance, &message);
        }
    }

    /// Gives each resource its policy.
    pub(super) fn resource_policies(&mut self) {
        let mut gathered = std::mem::take(&mut self.gathered);
        gathered.arrange_by(|one, other| one.arn.cmp(&other.arn));
        for all in gathered.chunk_by(|one, other| one.arn == other.arn) {
            let (first, arn) = (&all[0], &all[0].arn);
            let policy = self.policy_of_all(all);
            self.given_policies.insert(arn.clone());
            let resource = self.resource_at(arn, first.instance);
            resource.policy = Fact::Is(policy);
        }
        self.account_public_access_blocks();
    }

    /// What several policies of one resource come to.
    fn policy_of_all(&self, all: &[Gathered<'s>]) -> StoredPolicy {
        let parts: Vec<&Gathered<'_>> =
            all.iter().filter(|one| one.role == PolicyRole::Joined).collect();
        if parts.len() > 1 {
            let statements = parts.iter().flat_map(|one| statements_of(&one.policy.node));
            let document = document_of(statements.cloned());
            let first = parts[0];
            if let Some(joined) =
                self.values.made(first.instance, "statements", &first.arn, &document)
            {
                return joined;
            }
        }
        let sets: Vec<&Gathered<'_>> =
            all.iter().filter(|one| one.role == PolicyRole::Set).collect();
        if let [.., other, last] = sets.as_slice() {
            let message =
                format!("{} sets the same policy; this one counts", quote(&other.instance.address));
            self.values.remark(last.instance, &message);
        }
        let strongest = sets.last().or(parts.last()).copied();
        strongest.unwrap_or(&all[0]).policy.clone()
    }
}

pub(super) fn document_of(statements: impl IntoIterator<Item = Node>) -> Node {
    let version = ("Version", Node::of_text("2012-10-17"));
    Node::of_members([version, ("Statement", Node::of_items(statements))])
}

fn statements_of(document: &Node) -> &[Node] {
    match document.get("Statement") {
        Some(list @ Node { value: Value::List(_), .. }) => items(Some(list)),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    }
}

fn looks_like_policy(value: &Node) -> bool {
    value.as_text().is_some_and(|text| {
        text.trim_start().starts_with('{')
            && text.contains("\"Statement\"")
            && text.contains("\"Effect\"")
    })
}

/// Directory buckets have ARNs of another service.
fn s3_express(arn: &str, region: &str, account: &str) -> Option<String> {
    let (partition, bucket) = arn.strip_prefix("arn:")?.split_once(":s3:::")?;
    let is_directory = bucket.ends_with("--x-s3");
    is_directory.then(|| format!("arn:{partition}:s3express:{region}:{account}:bucket/{bucket}"))
}
