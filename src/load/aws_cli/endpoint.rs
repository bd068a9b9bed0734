//! `aws ec2 describe-vpc-endpoints`

use crate::bundle::{Placed, Text, Trouble};
use crate::environment::{EndpointKind, Environment, Fact, Origin, VpcEndpoint};
use crate::load::Loaded;
use crate::load::authorization_details::{Findings, Shape, document};
use crate::text::quote;

const OUTPUT: Shape =
    Shape { what: "the output", read: &["VpcEndpoints", "NextToken"], passed_over: &[] };

const ENDPOINT: Shape = Shape {
    what: "a VPC endpoint",
    read: &[
        "VpcEndpointId",
        "VpcEndpointType",
        "VpcId",
        "ServiceName",
        "OwnerId",
        "PolicyDocument",
    ],
    passed_over: &[
        "CreationTimestamp",
        "DnsEntries",
        "DnsOptions",
        "FailureReason",
        "Groups",
        "IpAddressType",
        "Ipv4Prefixes",
        "Ipv6Prefixes",
        "LastError",
        "NetworkInterfaceIds",
        "PrivateDnsEnabled",
        "RequesterManaged",
        "ResourceConfigurationArn",
        "RouteTableIds",
        "ServiceNetworkArn",
        "ServiceRegion",
        "State",
        "SubnetIds",
        "Tags",
    ],
};

/// Reads the endpoints.
pub(super) fn endpoints(text: &Text) -> Result<Loaded, Vec<Trouble>> {
    let mut findings = Findings::default();
    let mut environment = Environment::default();
    let placed = Placed { node: &text.node, source: &text.source };
    for page in placed.one_or_more() {
        let Some(page) = OUTPUT.open(page, &mut findings) else { continue };
        for item in page.items("VpcEndpoints", &mut findings) {
            if let Some((id, endpoint)) = endpoint(item, &mut findings) {
                environment.endpoints.insert(id, endpoint);
            }
        }
    }
    findings.finish(environment)
}

fn endpoint(at: Placed<'_>, findings: &mut Findings) -> Option<(Box<str>, VpcEndpoint)> {
    let object = ENDPOINT.open(at, findings)?;
    let id = object.needed("VpcEndpointId", findings)?;
    let kind = kind(object.text("VpcEndpointType", findings), at, findings)?;
    let policy = match object.get("PolicyDocument") {
        Some(node) => Fact::Is(findings.keep(document(node, id))?),
        None => Fact::Unsaid,
    };
    let endpoint = VpcEndpoint {
        kind,
        vpc: object.text("VpcId", findings).map(Box::from),
        account: object.text("OwnerId", findings).map(Box::from),
        service: object.text("ServiceName", findings).map(Box::from),
        policy,
        origin: Origin::new(at.source, at.node.span),
    };
    Some((id.into(), endpoint))
}

/// The kinds to which policies apply; where the output names none, the endpoint is a gateway.
// AWS: S-19
fn kind(said: Option<&str>, at: Placed<'_>, findings: &mut Findings) -> Option<EndpointKind> {
    match said {
        Some("Gateway") | None => Some(EndpointKind::Gateway),
        Some("Interface" | "Resource" | "ServiceNetwork") => Some(EndpointKind::Interface),
        Some(other) => {
            let message = format!("a VPC endpoint of type {} was left out", quote(other));
            findings.remark((at.source, at.node.span), "not-understood", message);
            None
        }
    }
}
