//! What live accounts may hold although AWS would refuse it today.

use iamsim::aws::PolicyKind::{Identity, Resource, ResourceControl, ServiceControl};
use iamsim::policy::Reading;

use super::{in_document, parsed};

#[test]
fn stored_documents_are_taken_where_their_meaning_is_clear() {
    let kept = [
        (Identity, r#"{"Effect":"Deny","Action":"s*:x","Resource":"*"}"#),
        (Identity, r#"{"Effect":"Deny","Action":"x","Resource":"arn:aws:s3:::${"}"#),
        (Identity, r#"{"Effect":"Deny","Action":"a:b","Resource":"*","Principal":"*"}"#),
        (Identity, r#"{"Effect":"Deny","Action":"a:b","Resource":"*","Sid":" –"}"#),
        (Resource, r#"{"Effect":"Deny","Action":"a:b","Resource":"*"}"#),
        (Resource, r#"{"Effect":"Deny","Action":"a:b","Resource":"*","Principal":{"AWS":"x"}}"#),
        (ServiceControl, r#"{"Effect":"Deny","Action":"a:b","Resource":"arn:aws:s3"}"#),
        (ResourceControl, r#"{"Effect":"Allow","NotAction":"a:b","Resource":"*","Principal":{}}"#),
        (
            Identity,
            r#"{"Effect":"Deny","Action":"a:b","Resource":"*","Condition":{"Foo":{"aws:RequestTag/":"x"},"NullIfExists":{"a:b":"true"}}}"#,
        ),
    ];
    for (kind, statement) in kept {
        let text = in_document(statement).replace("2012-10-17", "2012-10-71");
        assert!(parsed(&text, kind, Reading::Strict).document.is_none(), "{text}");
        assert!(parsed(&text, kind, Reading::AsStored).document.is_some(), "{text}");
    }
    let refused = [
        r#"{"Effect":"deny","Action":"a:b","Resource":"*"}"#,
        r#"{"Effect":"Deny","Resource":"*"}"#,
        r#"{"Effect":"Deny","Action":"a:b","NotAction":"a:b","Resource":"*"}"#,
        r#"{"Effect":"Deny","Action":"a:b","Resource":"*","Conditions":{}}"#,
        r#"{"Effect":"Deny","Action":null,"Resource":"*"}"#,
        r#"{"Effect":"Deny","Action":"a:b","Action":"a:b","Resource":"*"}"#,
    ];
    for statement in refused {
        let text = in_document(statement);
        assert!(parsed(&text, Identity, Reading::AsStored).document.is_none(), "{text}");
    }
}
