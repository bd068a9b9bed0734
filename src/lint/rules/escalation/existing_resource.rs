//! Permissions gained by taking over what runs with a role already.

use super::way::{Way, chosen, find, others};
use crate::aws::PolicyKind;
use crate::lint::finding::Findings;
use crate::lint::reach::{Reach, Step};
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::subject::Subject;
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "privilege-escalation-through-existing-resource",
    severity: Severity::SecurityWarning,
    what: "actions that run the holder's code with the role of any existing resource",
    why: "An instance, a function or a build project acts with a role of its own. Whoever may change what runs there, or log in, acts with that role, whatever its own policies say; here on every resource of the account. The policy alone, with its conditions and Denies, leaves that open; whether there is a resource with a stronger role is not known here. Name the resources that are meant, or ask for a tag of theirs with `aws:ResourceTag`.",
    kinds: &[PolicyKind::Identity],
    page: "https://pathfinding.cloud/paths/",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["lambda:GetFunction", "lambda:UpdateFunctionCode"], "Resource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["lambda:GetFunction", "lambda:UpdateFunctionCode"], "Resource": "arn:aws:lambda:eu-west-1:111122223333:function:report-*"}]}"#,
    ),
    logic: Logic::Policy(look),
};

fn look(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    find(subject, findings, WAYS, "name the resources that are meant, or ask for their tags");
}

const fn at(action: &'static str, types: &'static [&'static str]) -> Step<'static> {
    Step { action, reach: Reach::Others, types, given: &[] }
}

const CUSTOM: &[&str] = &["code-interpreter-custom"];

/// By pathfinding.cloud (as of 2026-09) and Rhino Security Labs. Ways that need more than another of
/// this list (lambda-004, lambda-005) are not listed: the shorter one is open, too. A layer can be put
/// into a function only by who may read it (`lambda:GetLayerVersion`), which Rhino's list leaves out.
const WAYS: &[Way] = &[
    Way {
        id: "lambda-003",
        needs: &[&[others("lambda:UpdateFunctionCode")]],
        gives: "run its code with the role of any function",
    },
    Way {
        id: "rhino-26",
        needs: &[
            &[others("lambda:UpdateFunctionConfiguration")],
            &[chosen("lambda:GetLayerVersion")],
        ],
        gives: "put its layer into any function",
    },
    Way {
        id: "ec2-002",
        needs: &[
            &[at("ec2:ModifyInstanceAttribute", &["instance"])],
            &[others("ec2:StopInstances")],
            &[others("ec2:StartInstances")],
        ],
        gives: "run its code on any instance by user data",
    },
    Way {
        id: "ec2-004",
        needs: &[
            &[others("ec2:CreateLaunchTemplateVersion")],
            &[others("ec2:ModifyLaunchTemplate")],
        ],
        gives: "run its code on the next instance that a template launches",
    },
    Way {
        id: "ec2instanceconnect-003",
        needs: &[
            &[others("ec2:DescribeInstances")],
            &[others("ec2-instance-connect:SendSSHPublicKey")],
        ],
        gives: "open a shell on any instance",
    },
    Way {
        id: "ssm-001",
        needs: &[&[at("ssm:StartSession", &["instance"])]],
        gives: "open a shell on any instance",
    },
    Way {
        id: "ssm-002",
        needs: &[&[at("ssm:SendCommand", &["document", "instance"])]],
        gives: "run commands on any instance",
    },
    Way {
        id: "ecs-006",
        needs: &[&[others("ecs:DescribeTasks")], &[others("ecs:ExecuteCommand")]],
        gives: "open a shell in any container",
    },
    Way {
        id: "glue-002",
        needs: &[&[others("glue:UpdateDevEndpoint")]],
        gives: "log in to any development endpoint of Glue",
    },
    Way {
        id: "cloudformation-002",
        needs: &[&[others("cloudformation:UpdateStack")]],
        gives: "change any stack with the stack's role",
    },
    Way {
        id: "cloudformation-005",
        needs: &[
            &[others("cloudformation:CreateChangeSet")],
            &[others("cloudformation:ExecuteChangeSet")],
        ],
        gives: "change any stack with the stack's role by a change set",
    },
    Way {
        id: "codebuild-002",
        needs: &[&[others("codebuild:StartBuild")]],
        gives: "run its build commands with the role of any project",
    },
    Way {
        id: "codebuild-003",
        needs: &[&[others("codebuild:StartBuildBatch")]],
        gives: "run its build commands with the role of any project, in a batch",
    },
    Way {
        id: "sagemaker-004",
        needs: &[&[others("sagemaker:CreatePresignedNotebookInstanceUrl")]],
        gives: "open any notebook",
    },
    Way {
        id: "sagemaker-005",
        needs: &[
            &[chosen("sagemaker:CreateNotebookInstanceLifecycleConfig")],
            &[others("sagemaker:StopNotebookInstance")],
            &[others("sagemaker:StartNotebookInstance")],
            &[others("sagemaker:UpdateNotebookInstance")],
        ],
        gives: "run its code when any notebook starts",
    },
    Way {
        id: "apprunner-002",
        needs: &[&[at("apprunner:UpdateService", &["service"])]],
        gives: "run its container with the role of any App Runner service",
    },
    Way {
        id: "bedrock-002",
        needs: &[
            &[at("bedrock-agentcore:StartCodeInterpreterSession", CUSTOM)],
            &[at("bedrock-agentcore:InvokeCodeInterpreter", CUSTOM)],
        ],
        gives: "run its code with the role of any code interpreter",
    },
];
