//! The commands, in one table: how they are written, what they do, and what does it.

use super::commands::{Command, count};
use super::reply::{Outcome, Reply};
use super::{
    advising, asking, attaching, editing, help, loading, organization, querying, saving, setting,
    showing, trials,
};

/// The commands, in the order in which help lists them.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "load",
        usage: "FILE.. [as identity|resource|trust|boundary|session|scp|rcp|endpoint [LEVEL]|case NAME]",
        summary: "reads accounts, a plan, a template, policies or a scenario, by what the files hold",
        examples: &[
            "load account.json",
            "load scenarios/team.json case bob",
            "load team.json as boundary",
            "load deny.json as scp 1",
        ],
        run: loading::load,
    },
    Command {
        name: "as",
        usage: "PRINCIPAL [id=ID] [role=ARN] [federatedBy=ARN] [tag:KEY=VALUE ..]",
        summary: "says who asks from now on",
        examples: &["as alice", "as arn:aws:iam::111122223333:role/app tag:team=blue"],
        run: setting::principal,
    },
    Command {
        name: "on",
        usage: "RESOURCE [account=ID] [tag:KEY=VALUE ..]",
        summary: "says what questions are about that name no resource",
        examples: &["on arn:aws:s3:::team/notes.txt", "on arn:aws:s3:::team tag:secret=yes"],
        run: setting::resource,
    },
    Command {
        name: "can",
        usage: "[PRINCIPAL] ACTION [[on] RESOURCE]",
        summary: "asks, explains the answer, and keeps the question on the watch list",
        examples: &["can s3:GetObject", "can alice s3:GetObject on arn:aws:s3:::team/notes.txt"],
        run: asking::can,
    },
    Command {
        name: "why",
        usage: "[N]",
        summary: "explains the last answer again, or that of a question on the watch list",
        examples: &["why", "why 2"],
        run: asking::why,
    },
    Command {
        name: "why not",
        usage: "[N]",
        summary: "says what would turn the last answer, or that of a question on the watch list",
        examples: &["why not", "why not 2"],
        run: advising::why_not,
    },
    Command {
        name: "apply",
        usage: "N",
        summary: "does in the session what `why not` suggested under this number",
        examples: &["apply 1"],
        run: advising::apply,
    },
    Command {
        name: "who can",
        usage: "ACTION.. [on RESOURCE..]",
        summary: "asks everybody in the accounts",
        examples: &["who can s3:DeleteBucket on team", "who can s3:Get* on arn:aws:s3:::team"],
        run: querying::who_can,
    },
    Command {
        name: "what can",
        usage: "[PRINCIPAL] [SERVICE..] [on RESOURCE..]",
        summary: "lists what somebody can do",
        examples: &["what can alice", "what can app s3"],
        run: querying::what_can,
    },
    Command {
        name: "show",
        usage: "[principals|policies|resources|context|changes|POLICY|NAME]",
        summary: "shows what the session holds, a policy, or who has which",
        examples: &["show", "show policies", "show alice", "show team-read"],
        run: showing::show,
    },
    Command {
        name: "with",
        usage: "KEY=VALUE ..",
        summary: "gives condition keys values; a key again in one line adds a value",
        examples: &["with aws:SourceIp=203.0.113.9", "with aws:TagKeys=a aws:TagKeys=b"],
        run: setting::with,
    },
    Command {
        name: "without",
        usage: "KEY ..",
        summary: "says that requests do not carry these condition keys",
        examples: &["without aws:SourceVpce"],
        run: setting::without,
    },
    Command {
        name: "unknown",
        usage: "KEY ..",
        summary: "says that nobody knows whether requests carry these condition keys",
        examples: &["unknown aws:MultiFactorAuthPresent"],
        run: setting::unknown,
    },
    Command {
        name: "forget",
        usage: "[KEY ..]",
        summary: "takes back what was said of condition keys, or of all",
        examples: &["forget aws:SourceIp", "forget"],
        run: setting::forget,
    },
    Command {
        name: "now",
        usage: "TIME|machine",
        summary: "sets the time of requests",
        examples: &["now 2026-03-01T09:00:00Z", "now machine"],
        run: setting::now,
    },
    Command {
        name: "attach",
        usage: "POLICY to NAME|scp PLACE|rcp PLACE",
        summary: "attaches a policy to a user, group or role, or to a place of the organization",
        examples: &["attach ReadOnlyAccess to alice", "attach deny.json to scp root"],
        run: attaching::attach,
    },
    Command {
        name: "detach",
        usage: "POLICY [from NAME|root|OU|ACCOUNT]",
        summary: "takes a policy away from where it is, or from its layer",
        examples: &["detach team-read from readers", "detach home.json"],
        run: attaching::detach,
    },
    Command {
        name: "set boundary",
        usage: "POLICY|none of NAME",
        summary: "gives a user or role another permissions boundary",
        examples: &["set boundary PowerUserAccess of alice", "set boundary none of alice"],
        run: attaching::set_boundary,
    },
    Command {
        name: "set trust",
        usage: "JSON|FILE of ROLE",
        summary: "gives a role another trust policy",
        examples: &["set trust trust.json of app"],
        run: attaching::set_trust,
    },
    Command {
        name: "set policy",
        usage: "JSON|FILE|none on RESOURCE",
        summary: "gives a resource another policy",
        examples: &["set policy bucket.json on arn:aws:s3:::team"],
        run: attaching::set_policy,
    },
    Command {
        name: "scp",
        usage: "POLICY [at root|OU|ACCOUNT|LEVEL]",
        summary: "attaches a service control policy",
        examples: &["scp deny-regions.json at root"],
        run: organization::service_control,
    },
    Command {
        name: "rcp",
        usage: "POLICY [at root|OU|ACCOUNT|LEVEL]",
        summary: "attaches a resource control policy",
        examples: &["rcp perimeter.json at root"],
        run: organization::resource_control,
    },
    Command {
        name: "allow",
        usage: "[NAME] ACTION.. [on RESOURCE..]",
        summary: "gives somebody a policy of the session's own that allows",
        examples: &["allow alice s3:PutObject on arn:aws:s3:::team/*"],
        run: trials::allow,
    },
    Command {
        name: "deny",
        usage: "[NAME] ACTION.. [on RESOURCE..]",
        summary: "gives somebody a policy of the session's own that denies",
        examples: &["deny alice s3:DeleteObject on arn:aws:s3:::team/*"],
        run: trials::deny,
    },
    Command {
        name: "edit",
        usage: "POLICY [TEXT]",
        summary: "opens a policy in an editor, or puts a text in its place",
        examples: &["edit team-read"],
        run: editing::edit,
    },
    Command {
        name: "diff",
        usage: "",
        summary: "shows what the session changed in policies",
        examples: &["diff"],
        run: editing::diff,
    },
    Command {
        name: "watch",
        usage: "[[PRINCIPAL] ACTION [[on] RESOURCE]]",
        summary: "lists the questions that are asked again after each change, or adds one",
        examples: &["watch", "watch bob s3:DeleteObject on arn:aws:s3:::team/notes.txt"],
        run: asking::watch,
    },
    Command {
        name: "unwatch",
        usage: "N ..|all",
        summary: "takes questions off the watch list",
        examples: &["unwatch 2", "unwatch all"],
        run: asking::unwatch,
    },
    Command {
        name: "undo",
        usage: "[COUNT]",
        summary: "takes back the last change, or several",
        examples: &["undo", "undo 3"],
        run: |session, line| Ok(session.undo(count(line)?)?.into()),
    },
    Command {
        name: "redo",
        usage: "[COUNT]",
        summary: "makes a change again that was undone",
        examples: &["redo"],
        run: |session, line| Ok(session.redo(count(line)?)?.into()),
    },
    Command {
        name: "reset",
        usage: "",
        summary: "goes back to what was loaded; the watch list stays",
        examples: &["reset"],
        run: loading::reset,
    },
    Command {
        name: "paste",
        usage: "TEXT",
        summary: "asks what AWS refused, by a message, a CloudTrail record, a decoded message or a token",
        examples: &[
            "paste User: arn:aws:iam::111122223333:user/bob is not authorized to perform: ..",
        ],
        run: |session, line| {
            let words: Vec<&str> = line.words.iter().map(|word| word.text.as_str()).collect();
            session.paste(&words.join(" "))
        },
    },
    Command {
        name: "explain",
        usage: "FILE",
        summary: "the same of a text in a file",
        examples: &["explain denied.json"],
        run: |session, line| {
            let (file, _) = line.only("a file")?;
            session.explain_file(&file.text)
        },
    },
    Command {
        name: "save",
        usage: "FILE [--force]",
        summary: "keeps the questions on the watch list as a scenario for `iamsim test`",
        examples: &["save scenarios/team.json", "save scenarios/team.json --force"],
        run: saving::save,
    },
    Command {
        name: "help",
        usage: "[COMMAND]",
        summary: "lists the commands, or says how one is written",
        examples: &["help", "help attach"],
        run: help::help,
    },
    Command {
        name: "quit",
        usage: "",
        summary: "ends the session",
        examples: &["quit"],
        run: |_, line| {
            line.nothing()?;
            Ok(Reply::told("").with(Outcome::Ended).into())
        },
    },
];
