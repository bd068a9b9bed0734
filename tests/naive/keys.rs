//! Condition keys: their types, and the values that they have while all of them are known.

use std::collections::BTreeMap;

use serde_json::Value;

/// Keys with their values; a key that is not there is absent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys {
    pub(crate) values: BTreeMap<String, Vec<String>>,
    pub(crate) types: BTreeMap<String, String>,
}

impl Keys {
    pub(crate) fn get(&self, key: &str) -> Option<&Vec<String>> {
        self.values.get(&key.to_ascii_lowercase())
    }

    pub(crate) fn type_of(&self, key: &str) -> Option<&str> {
        type_of(key, &self.types)
    }

    /// Multivalued by its type, or, where that is unknown, by the number of values.
    pub(crate) fn is_multivalued(&self, key: &str) -> bool {
        // AWS: C-31
        match self.type_of(key) {
            Some(kind) => kind.starts_with("ArrayOf"),
            None => self.get(key).is_some_and(|values| values.len() > 1),
        }
    }
}

/// The type of a key: what the request says about the action, else the table of global keys.
pub(crate) fn type_of<'a>(key: &str, types: &'a BTreeMap<String, String>) -> Option<&'a str> {
    let key = key.to_ascii_lowercase();
    match types.get(&key) {
        Some(kind) => Some(kind),
        None => global_type(&key),
    }
}

/// The types in `actionFacts.keyTypes`.
pub(crate) fn fact_types(facts: &Value) -> BTreeMap<String, String> {
    let given = facts["keyTypes"].as_object().into_iter().flatten();
    given
        .filter_map(|(key, kind)| Some((key.to_ascii_lowercase(), kind.as_str()?.to_owned())))
        .collect()
}

/// Section 6's table; keys in lower case.
pub(crate) fn global_type(key: &str) -> Option<&'static str> {
    // AWS: C-34
    let name = if ["aws:principaltag/", "aws:requesttag/", "aws:resourcetag/"]
        .iter()
        .any(|family| key.starts_with(family))
    {
        return Some("String");
    } else {
        key
    };
    GLOBAL.iter().find(|(listed, _)| *listed == name).map(|(_, kind)| *kind)
}

const GLOBAL: &[(&str, &str)] = &[
    ("aws:principalarn", "ARN"),
    ("aws:principalaccount", "String"),
    ("aws:principalorgid", "String"),
    ("aws:principalorgpaths", "ArrayOfString"),
    ("aws:principaltype", "String"),
    ("aws:userid", "String"),
    ("aws:username", "String"),
    ("aws:principalisawsservice", "Bool"),
    ("aws:principalservicename", "String"),
    ("aws:principalservicenameslist", "ArrayOfString"),
    ("aws:assumedroot", "Bool"),
    ("aws:federatedprovider", "String"),
    ("aws:tokenissuetime", "Date"),
    ("aws:multifactorauthpresent", "Bool"),
    ("aws:multifactorauthage", "Numeric"),
    ("aws:sourceidentity", "String"),
    ("aws:signinsessionarn", "ARN"),
    ("aws:chatbotsourcearn", "ARN"),
    ("aws:ec2instancesourcevpc", "String"),
    ("aws:ec2instancesourceprivateipv4", "IPAddress"),
    ("ec2:sourceinstancearn", "ARN"),
    ("ec2:roledelivery", "Numeric"),
    ("lambda:sourcefunctionarn", "ARN"),
    ("ssm:sourceinstancearn", "ARN"),
    ("codebuild:buildarn", "ARN"),
    ("codebuild:projectarn", "ARN"),
    ("glue:roleassumedby", "String"),
    ("glue:credentialissuingservice", "String"),
    ("identitystore:userid", "String"),
    ("aws:sourceip", "IPAddress"),
    ("aws:sourcevpc", "String"),
    ("aws:sourcevpce", "String"),
    ("aws:vpcsourceip", "IPAddress"),
    ("aws:sourcevpcarn", "ARN"),
    ("aws:vpceaccount", "String"),
    ("aws:vpceorgid", "String"),
    ("aws:vpceorgpaths", "ArrayOfString"),
    ("aws:resourceaccount", "String"),
    ("aws:resourceorgid", "String"),
    ("aws:resourceorgpaths", "ArrayOfString"),
    ("aws:tagkeys", "ArrayOfString"),
    ("aws:calledvia", "ArrayOfString"),
    ("aws:calledviafirst", "String"),
    ("aws:calledvialast", "String"),
    ("aws:viaawsservice", "Bool"),
    ("aws:calledviaawsmcp", "String"),
    ("aws:viaawsmcpservice", "Bool"),
    ("aws:ismcpserviceaction", "Bool"),
    ("aws:currenttime", "Date"),
    ("aws:epochtime", "Date"),
    ("aws:requestedregion", "String"),
    ("aws:securetransport", "Bool"),
    ("aws:useragent", "String"),
    ("aws:referer", "String"),
    ("aws:sourcearn", "ARN"),
    ("aws:sourceaccount", "String"),
    ("aws:sourceorgid", "String"),
    ("aws:sourceorgpaths", "ArrayOfString"),
    ("aws:sourceowner", "String"),
    ("sts:transitivetagkeys", "ArrayOfString"),
    ("saml:groups", "ArrayOfString"),
];
