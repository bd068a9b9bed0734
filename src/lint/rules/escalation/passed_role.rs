//! Permissions gained by passing a stronger role to a service that runs code.

use super::way::{Way, chosen, find, pass_to};
use crate::aws::PolicyKind;
use crate::lint::finding::Findings;
use crate::lint::reach::{Reach, Step};
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::subject::Subject;
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "privilege-escalation-through-passed-role",
    severity: Severity::SecurityWarning,
    what: "`iam:PassRole` on every role beside actions of a service that acts with it",
    why: "Who may hand any role of the account to a service, and tell that service what to do, does it with that role's permissions, also an administrator's. The policy alone, with its conditions and Denies, grants both: `iam:PassRole` on every role, as far as `iam:PassedToService` lets the service through, and the actions that make the service act. Name the roles that may be passed; `iam:PassedToService` alone does not say which.",
    kinds: &[PolicyKind::Identity],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"], "Resource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["lambda:CreateFunction", "lambda:InvokeFunction"], "Resource": "*"}, {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/report-function"}]}"#,
    ),
    logic: Logic::Policy(look),
};

fn look(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    find(subject, findings, WAYS, "name the roles that may be passed");
}

const fn of(action: &'static str, types: &'static [&'static str]) -> Step<'static> {
    Step { action, reach: Reach::Chosen, types, given: &[] }
}

type PassedTo = &'static [(&'static str, &'static str)];

const AGENT_CORE: PassedTo = &[("iam:PassedToService", "bedrock-agentcore.amazonaws.com")];
const APP_RUNNER: PassedTo = &[("iam:PassedToService", "tasks.apprunner.amazonaws.com")];
const CLOUDFORMATION: PassedTo = &[("iam:PassedToService", "cloudformation.amazonaws.com")];
const CODEBUILD: PassedTo = &[("iam:PassedToService", "codebuild.amazonaws.com")];
const DATA_PIPELINE: PassedTo = &[("iam:PassedToService", "datapipeline.amazonaws.com")];
const EC2: PassedTo = &[("iam:PassedToService", "ec2.amazonaws.com")];
const ECS_TASKS: PassedTo = &[("iam:PassedToService", "ecs-tasks.amazonaws.com")];
const GLUE: PassedTo = &[("iam:PassedToService", "glue.amazonaws.com")];
const LAMBDA: PassedTo = &[("iam:PassedToService", "lambda.amazonaws.com")];
const SAGEMAKER: PassedTo = &[("iam:PassedToService", "sagemaker.amazonaws.com")];
const SCHEDULER: PassedTo = &[("iam:PassedToService", "scheduler.amazonaws.com")];
const SSM: PassedTo = &[("iam:PassedToService", "ssm.amazonaws.com")];
const STATES: PassedTo = &[("iam:PassedToService", "states.amazonaws.com")];
const CUSTOM: &[&str] = &["code-interpreter-custom"];

/// By pathfinding.cloud (as of 2026-09), Rhino Security Labs and `PMapper`; those of them without a
/// number are named after their service, and so are Batch, Step Functions, `EventBridge` Scheduler and
/// Automation, which AWS's pages on their roles describe. Ways that need more than another of this list
/// (ecs-001, ecs-002, lambda-002 with a table of its own) are not listed, nor are those of
/// AWS `CodeStar`, which is closed.
const WAYS: &[Way] = &[
    Way {
        id: "lambda-001",
        needs: &[
            &[pass_to(LAMBDA)],
            &[chosen("lambda:CreateFunction")],
            &[
                chosen("lambda:InvokeFunction"),
                chosen("lambda:AddPermission"),
                chosen("lambda:CreateFunctionUrlConfig"),
                chosen("lambda:CreateEventSourceMapping"),
            ],
        ],
        gives: "run its code in a function with a role that it passes",
    },
    Way {
        id: "ec2-001",
        needs: &[&[pass_to(EC2)], &[chosen("ec2:RunInstances")]],
        gives: "run its code on an instance with a role that it passes",
    },
    Way {
        id: "ec2-003",
        needs: &[&[pass_to(EC2)], &[chosen("ec2:RequestSpotInstances")]],
        gives: "run its code on a spot instance with a role that it passes",
    },
    Way {
        id: "autoscaling",
        needs: &[
            &[pass_to(EC2)],
            &[chosen("autoscaling:CreateLaunchConfiguration")],
            &[chosen("autoscaling:CreateAutoScalingGroup")],
        ],
        gives: "run its code on instances of an Auto Scaling group with a role that it passes",
    },
    Way {
        id: "glue-001",
        needs: &[&[pass_to(GLUE)], &[chosen("glue:CreateDevEndpoint")]],
        gives: "log in to a development endpoint of Glue with a role that it passes",
    },
    Way {
        id: "glue-003",
        needs: &[
            &[pass_to(GLUE)],
            &[chosen("glue:CreateJob"), chosen("glue:UpdateJob")],
            &[chosen("glue:StartJobRun"), chosen("glue:CreateTrigger")],
        ],
        gives: "run its code in a Glue job with a role that it passes",
    },
    Way {
        id: "glue-session",
        needs: &[&[pass_to(GLUE)], &[chosen("glue:CreateSession")], &[chosen("glue:RunStatement")]],
        gives: "run its code in a Glue session with a role that it passes",
    },
    Way {
        id: "cloudformation-001",
        needs: &[&[pass_to(CLOUDFORMATION)], &[chosen("cloudformation:CreateStack")]],
        gives: "make anything with CloudFormation and a role that it passes",
    },
    Way {
        id: "cloudformation-003",
        needs: &[
            &[pass_to(CLOUDFORMATION)],
            &[chosen("cloudformation:CreateStackSet")],
            &[of("cloudformation:CreateStackInstances", &["stackset"])],
        ],
        gives: "make anything in many accounts with CloudFormation and a role that it passes",
    },
    Way {
        id: "cloudformation-004",
        needs: &[&[pass_to(CLOUDFORMATION)], &[of("cloudformation:UpdateStackSet", &["stackset"])]],
        gives: "change anything in many accounts with CloudFormation and a role that it passes",
    },
    Way {
        id: "datapipeline-001",
        needs: &[
            &[pass_to(DATA_PIPELINE)],
            &[chosen("datapipeline:CreatePipeline")],
            &[chosen("datapipeline:PutPipelineDefinition")],
        ],
        gives: "run its commands in a data pipeline with a role that it passes",
    },
    Way {
        id: "codebuild-001",
        needs: &[
            &[pass_to(CODEBUILD)],
            &[chosen("codebuild:CreateProject"), chosen("codebuild:UpdateProject")],
            &[chosen("codebuild:StartBuild"), chosen("codebuild:StartBuildBatch")],
        ],
        gives: "run its build commands with a role that it passes",
    },
    Way {
        id: "ecs-003",
        needs: &[
            &[pass_to(ECS_TASKS)],
            &[chosen("ecs:RegisterTaskDefinition")],
            &[chosen("ecs:CreateService"), chosen("ecs:RunTask"), chosen("ecs:StartTask")],
        ],
        gives: "run its container with a role that it passes",
    },
    Way {
        id: "batch",
        needs: &[
            &[pass_to(ECS_TASKS)],
            &[of("batch:RegisterJobDefinition", &["job-definition"])],
            &[of("batch:SubmitJob", &["job-definition", "job-queue"])],
        ],
        gives: "run its container in a Batch job with a role that it passes",
    },
    Way {
        id: "sagemaker-001",
        needs: &[&[pass_to(SAGEMAKER)], &[chosen("sagemaker:CreateNotebookInstance")]],
        gives: "use a notebook with a role that it passes",
    },
    Way {
        id: "sagemaker-002",
        needs: &[&[pass_to(SAGEMAKER)], &[of("sagemaker:CreateTrainingJob", &["training-job"])]],
        gives: "run its code in a training job with a role that it passes",
    },
    Way {
        id: "sagemaker-003",
        needs: &[&[pass_to(SAGEMAKER)], &[chosen("sagemaker:CreateProcessingJob")]],
        gives: "run its code in a processing job with a role that it passes",
    },
    Way {
        id: "apprunner-001",
        needs: &[&[pass_to(APP_RUNNER)], &[of("apprunner:CreateService", &["service"])]],
        gives: "run its container in App Runner with a role that it passes",
    },
    Way {
        id: "bedrock-001",
        needs: &[
            &[pass_to(AGENT_CORE)],
            &[chosen("bedrock-agentcore:CreateCodeInterpreter")],
            &[of("bedrock-agentcore:StartCodeInterpreterSession", CUSTOM)],
            &[of("bedrock-agentcore:InvokeCodeInterpreter", CUSTOM)],
        ],
        gives: "run its code in a code interpreter with a role that it passes",
    },
    Way {
        id: "stepfunctions",
        needs: &[
            &[pass_to(STATES)],
            &[chosen("states:CreateStateMachine"), chosen("states:UpdateStateMachine")],
            &[chosen("states:StartExecution"), chosen("states:StartSyncExecution")],
        ],
        gives: "make any call from a state machine with a role that it passes",
    },
    Way {
        id: "scheduler",
        needs: &[&[pass_to(SCHEDULER)], &[chosen("scheduler:CreateSchedule")]],
        gives: "make any call on a schedule with a role that it passes",
    },
    Way {
        id: "ssm-automation",
        needs: &[
            &[pass_to(SSM)],
            &[chosen("ssm:CreateDocument")],
            &[
                of("ssm:StartAutomationExecution", &["document"]),
                of("ssm:StartAutomationExecution", &["automation-definition"]),
            ],
        ],
        gives: "make any call from a runbook with a role that it passes",
    },
];
