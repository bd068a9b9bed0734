//! What a bucket policy is.

use crate::aws::Arn;
use crate::lint::subject::Subject;

/// Whether the policy is attached to a bucket: somebody said so, or all that it is about are buckets
/// and what is in them.
pub(super) fn is_about_buckets(subject: &Subject<'_>) -> bool {
    match subject.attached_to() {
        Some(kind) => kind == "AWS::S3::Bucket",
        None => bucket_names(subject).is_some_and(|names| !names.is_empty()),
    }
}

/// The names of the buckets in the resources; `None` if something else stands there.
pub(super) fn bucket_names(subject: &Subject<'_>) -> Option<Vec<String>> {
    let elements = subject.document().statements.iter().map(|one| one.resource.as_ref());
    let mut names = Vec::new();
    for element in elements {
        for entry in &element?.entries {
            let arn = Arn::parse(&entry.text)?;
            let is_bucket = arn.service() == "s3" && arn.region().is_empty();
            let name = arn.resource().split('/').next().filter(|_| is_bucket)?;
            names.push(name.to_owned());
        }
    }
    Some(names)
}
