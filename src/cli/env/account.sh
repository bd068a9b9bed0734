
account=$(aws sts get-caller-identity --query Account --output text)
partition=$(aws sts get-caller-identity --query Arn --output text | cut -d : -f 2)

# resource SERVICE ARN NAME: a folder for a resource
resource() {
  name=$(printf '%s' "$3" | sed -e 's/%/%25/g' -e 's,/,%2F,g')
  owner=$(printf '%s' "$2" | cut -d : -f 5)
  at=resources/$1/$name
  mkdir -p "$folder/$at"
  printf '{"arn": "%s", "account": "%s"}\n' "$2" "${owner:-$account}" > "$folder/$at/resource.json"
}

# bucket NAME
bucket() {
  resource s3 "arn:$partition:s3:::$1" "$1"
  keep "$at/get-bucket-policy.json" NoSuchBucketPolicy \
    aws s3api get-bucket-policy --bucket "$1" --expected-bucket-owner "$account"
  keep "$at/get-public-access-block.json" NoSuchPublicAccessBlockConfiguration \
    aws s3api get-public-access-block --bucket "$1" --expected-bucket-owner "$account"
  keep "$at/get-bucket-tagging.json" NoSuchTagSet \
    aws s3api get-bucket-tagging --bucket "$1" --expected-bucket-owner "$account"
}

# key REGION ARN
key() {
  resource "kms/$1" "$2" "${2##*/}"
  keep "$at/get-key-policy.json" '' \
    aws kms get-key-policy --region "$1" --key-id "$2" --policy-name default
  keep "$at/list-aliases.json" '' aws kms list-aliases --region "$1" --key-id "$2"
  keep "$at/list-resource-tags.json" '' aws kms list-resource-tags --region "$1" --key-id "$2"
}

# queue REGION ARN [URL]
queue() {
  resource "sqs/$1" "$2" "${2##*:}"
  url=${3:-$(lines aws sqs get-queue-url --region "$1" --queue-name "${2##*:}" \
    --queue-owner-aws-account-id "${owner:-$account}" --query QueueUrl)}
  if [ -n "$url" ]; then
    keep "$at/get-queue-attributes.json" '' aws sqs get-queue-attributes --region "$1" \
      --queue-url "$url" --attribute-names QueueArn Policy
  fi
}

# topic REGION ARN
topic() {
  resource "sns/$1" "$2" "${2##*:}"
  keep "$at/get-topic-attributes.json" '' \
    aws sns get-topic-attributes --region "$1" --topic-arn "$2"
}

# lambda_function REGION ARN
lambda_function() {
  resource "lambda/$1" "$2" "${2#*:function:}"
  keep "$at/get-policy.json" ResourceNotFoundException \
    aws lambda get-policy --region "$1" --function-name "$2"
}

# secret REGION ARN
secret() {
  resource "secretsmanager/$1" "$2" "${2#*:secret:}"
  keep "$at/get-resource-policy.json" '' \
    aws secretsmanager get-resource-policy --region "$1" --secret-id "$2"
}

# repository REGION ARN
repository() {
  resource "ecr/$1" "$2" "${2#*:repository/}"
  keep "$at/get-repository-policy.json" RepositoryPolicyNotFoundException \
    aws ecr get-repository-policy --region "$1" --registry-id "${owner:-$account}" \
    --repository-name "${2#*:repository/}"
}

# endpoints REGION
endpoints() {
  keep "endpoints/$1/describe-vpc-endpoints.json" '' aws ec2 describe-vpc-endpoints --region "$1"
}

keep account.json '' aws iam get-account-authorization-details
