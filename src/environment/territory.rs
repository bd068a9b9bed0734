//! What belongs to a resource, so that its policy is asked.

use crate::aws::Arn;

/// Patterns of the ARNs for which AWS asks the policy of this resource: its own, and those of what it
/// holds, as the objects of a bucket.
pub fn territory(arn: &Arn) -> Vec<String> {
    let resource = arn.resource();
    let is_kind = |kind: &str| resource.starts_with(kind);
    // AWS: each service's developer guide says whose policy is asked
    let held = match arn.service() {
        "s3" | "s3express" | "s3-outposts" if !arn.account().is_empty() => Some("/object/*"),
        "s3" | "execute-api" | "dynamodb" | "kinesis" | "es" | "cassandra" => Some("/*"),
        "lambda" if is_kind("function:") => Some(":*"),
        "sns" => Some(":*"),
        "logs" => Some(":log-stream:*"),
        _ => None,
    };
    let own = arn.as_str().to_owned();
    let held = held.map(|end| format!("{own}{end}"));
    std::iter::once(own).chain(held).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::whose_policy;
    use crate::value_set::Pattern;

    #[test]
    fn what_a_resource_holds_has_its_policy() {
        for (holder, held) in [
            ("arn:aws:s3:::b", "arn:aws:s3:::b/deep/x"),
            (
                "arn:aws:s3:eu-west-1:111122223333:accesspoint/p",
                "arn:aws:s3:eu-west-1:111122223333:accesspoint/p/object/x",
            ),
            (
                "arn:aws:lambda:eu-west-1:111122223333:function:f",
                "arn:aws:lambda:eu-west-1:111122223333:function:f:2",
            ),
            (
                "arn:aws:dynamodb:eu-west-1:111122223333:table/t",
                "arn:aws:dynamodb:eu-west-1:111122223333:table/t/index/i",
            ),
            (
                "arn:aws:sns:eu-west-1:111122223333:topic",
                "arn:aws:sns:eu-west-1:111122223333:topic:0aa11bb2",
            ),
            (
                "arn:aws:execute-api:eu-west-1:111122223333:api",
                "arn:aws:execute-api:eu-west-1:111122223333:api/prod/GET/x",
            ),
            (
                "arn:aws:logs:eu-west-1:111122223333:log-group:/app",
                "arn:aws:logs:eu-west-1:111122223333:log-group:/app:log-stream:s",
            ),
            ("arn:aws:sqs:eu-west-1:111122223333:q", "arn:aws:sqs:eu-west-1:111122223333:q"),
        ] {
            assert_eq!(whose_policy(&Arn::parse(held).unwrap()), holder);
            let patterns = territory(&Arn::parse(holder).unwrap());
            let covers = |pattern: &String| Pattern::glob(pattern).matches(held);
            assert!(patterns.iter().any(covers), "{held}: {patterns:?}");
        }
    }
}
