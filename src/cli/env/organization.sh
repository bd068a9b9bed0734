
# attached TARGET: the policies of the root, a unit or an account
attached() {
  keep "organization/targets/$1/service-control-policies.json" PolicyTypeNotEnabledException \
    aws organizations list-policies-for-target --target-id "$1" --filter SERVICE_CONTROL_POLICY
  keep "organization/targets/$1/resource-control-policies.json" PolicyTypeNotEnabledException \
    aws organizations list-policies-for-target --target-id "$1" --filter RESOURCE_CONTROL_POLICY
}

# below PARENT: the root or a unit, and everything below
below() {
  attached "$1"
  keep "organization/parents/$1/list-organizational-units-for-parent.json" '' \
    aws organizations list-organizational-units-for-parent --parent-id "$1"
  keep "organization/parents/$1/list-accounts-for-parent.json" '' \
    aws organizations list-accounts-for-parent --parent-id "$1"
  lines aws organizations list-accounts-for-parent --parent-id "$1" --query 'Accounts[].[Id]' |
    while read -r id; do attached "$id"; done
  lines aws organizations list-organizational-units-for-parent --parent-id "$1" \
    --query 'OrganizationalUnits[].[Id]' |
    while read -r id; do below "$id"; done
}

keep organization/describe-organization.json '' aws organizations describe-organization
keep organization/list-roots.json '' aws organizations list-roots
lines aws organizations list-roots --query 'Roots[].[Id]' | while read -r id; do below "$id"; done
for type in SERVICE_CONTROL_POLICY RESOURCE_CONTROL_POLICY; do
  lines aws organizations list-policies --filter "$type" --query 'Policies[].[Id]' |
    while read -r id; do
      keep "organization/policies/$id/describe-policy.json" '' \
        aws organizations describe-policy --policy-id "$id"
    done
done
