
lines aws s3api list-buckets --query 'Buckets[].[Name]' |
  while read -r name; do bucket "$name"; done
for region in $regions; do
  endpoints "$region"
  lines aws kms list-keys --region "$region" --query 'Keys[].[KeyArn]' |
    while read -r arn; do key "$region" "$arn"; done
  lines aws sqs list-queues --region "$region" --query 'QueueUrls[].[@]' |
    while read -r url; do
      queue "$region" "arn:$partition:sqs:$region:$account:${url##*/}" "$url"
    done
  lines aws sns list-topics --region "$region" --query 'Topics[].[TopicArn]' |
    while read -r arn; do topic "$region" "$arn"; done
  lines aws lambda list-functions --region "$region" --query 'Functions[].[FunctionArn]' |
    while read -r arn; do lambda_function "$region" "$arn"; done
  lines aws secretsmanager list-secrets --region "$region" --query 'SecretList[].[ARN]' |
    while read -r arn; do secret "$region" "$arn"; done
  lines aws ecr describe-repositories --region "$region" \
    --query 'repositories[].[repositoryArn]' |
    while read -r arn; do repository "$region" "$arn"; done
done
