//! Asks the loaded policies what AWS was asked.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::arguments::Explain;
use super::{Explained, Outcome};
use crate::aws::Arn;
use crate::bundle::{PolicyReader, Question, QuestionFields, Text, Trouble, Verdict};
use crate::catalog::Catalog;
use crate::cli::check::ARGUMENTS;
use crate::environment::Environment;
use crate::evaluate::{Decision, evaluate};
use crate::explain::{Supply, Trace};
use crate::policy::Spanned;
use crate::request::Note;
use crate::suggest::{Advice, Known as Surroundings};
use crate::text::{Diagnostic, Source, Span, Syntax, quote};
use crate::value_set::Instant;
use crate::whatif::incident::{ClaimTest, Claims, Comparison, Incident, IncidentKind, Trusted};

/// The policies, and how to ask them.
pub(super) struct Asker<'a> {
    pub(super) arguments: &'a Explain,
    pub(super) catalog: &'static Catalog,
    pub(super) reader: PolicyReader<'a>,
    pub(super) environment: Option<&'a Environment>,
}

/// What the policies answer.
pub(super) struct Asked {
    /// The request as it was asked.
    pub(super) request: Map<String, Value>,
    pub(super) verdict: Verdict,
    /// AWS's word against it; `None` of a token.
    pub(super) comparison: Option<Comparison>,
    /// Each claim of a token against the trust policy.
    pub(super) claims: Vec<ClaimTest>,
    /// Why AWS STS refuses the token whatever the policies say.
    pub(super) refused: Vec<String>,
    /// What would allow it, where the policies do not.
    pub(super) advice: Option<Advice>,
}

impl Asker<'_> {
    /// Whether there is anything to ask.
    pub(super) fn has_policies(&self) -> bool {
        let layers = self.arguments.policies.assemble();
        self.environment.is_some() || layers.as_object().is_some_and(|layers| !layers.is_empty())
    }

    /// Asks, if enough is told.
    pub(super) fn explain(&mut self, mut incident: Incident) -> Explained {
        self.say_more(&mut incident);
        if let Some(claims) = incident.claims.clone() {
            self.place(&mut incident, &claims);
        }
        let outcome = match () {
            () if !self.has_policies() => Outcome::NotAsked,
            () if !incident.missing().is_empty() => Outcome::Incomplete,
            () => match self.ask(&incident) {
                Ok(asked) => Outcome::Asked(Box::new(asked)),
                Err(troubles) => Outcome::Refused(troubles),
            },
        };
        Explained { incident, outcome }
    }

    /// Adds what the arguments say; they count.
    fn say_more(&self, incident: &mut Incident) {
        let arguments = self.arguments;
        let said = |text: &Option<String>| {
            text.as_ref().map(|text| Spanned { value: text.as_str().into(), span: incident.span })
        };
        let (principal, action, resource) =
            (said(&arguments.principal), said(&arguments.action), said(&arguments.resource));
        if principal.is_some() {
            incident.principal_id = None;
            incident.federated_by = None;
            incident.role = None;
        }
        incident.principal = principal.or(incident.principal.take());
        incident.action = action.or(incident.action.take());
        incident.resource = resource.or(incident.resource.take());
        if incident.kind != IncidentKind::Token {
            incident.role = arguments.role.as_deref().map(Box::from).or(incident.role.take());
        }
        let account = arguments.resource_account.as_deref().map(Box::from);
        incident.resource_account = account.or(incident.resource_account.take());
        incident.time = arguments.now.as_deref().map(Box::from).or(incident.time.take());
        let missing = incident.missing();
        incident.untold.retain(|one| missing.contains(&one.what));
        if incident.action.is_some() {
            incident.candidates.clear();
        }
    }

    /// A token is about a role, and its provider stands in the account of that role.
    fn place(&self, incident: &mut Incident, claims: &Claims) {
        incident.remarks.extend(claims.remarks());
        let text =
            self.arguments.role.as_deref().or(incident.resource.as_ref().map(|one| &*one.value));
        let role = text.and_then(Arn::parse).filter(|arn| arn.resource().starts_with("role/"));
        let Some(role) = role else {
            let why = match text {
                Some(text) => format!("{} is not the ARN of a role", quote(text)),
                None => "a token does not tell for which role it is: --role ARN".to_owned(),
            };
            incident.resource = None;
            incident.untold.push(crate::whatif::incident::Untold { what: "resource", why });
            return;
        };
        let at = |text: &str| Some(Spanned { value: text.into(), span: incident.span });
        let provider = at(&claims.provider(&role));
        incident.resource = at(role.as_str());
        incident.principal = incident.principal.take().or(provider);
    }

    fn ask(&mut self, incident: &Incident) -> Result<Asked, Vec<Trouble>> {
        let mut request = self.request(incident).map_err(|message| vec![mistake(&message)])?;
        if let Some(claims) = &incident.claims {
            self.read(&request)?;
            self.add_claims(claims, &mut request);
        }
        let is_clock = !request.contains_key("now");
        if is_clock {
            request.insert("now".to_owned(), json!(now()));
        }
        let mut question = self.read(&request)?;
        if is_clock {
            let message =
                format!("the time is this machine's, {}; --now sets another", request["now"]);
            for one in &mut question.authorizations {
                one.request.notes.push(Note::new("C-16", message.clone()));
            }
            request.remove("now");
        }
        let verdict = Verdict::on::<true>(&question, self.reader.keys());
        let mut trace = Trace::<true>::default();
        let contexts = question.contexts(self.reader.keys());
        let deciding = verdict.authorizations.iter();
        let deciding =
            deciding.map(|one| one.explanation.decision).position(|one| one == verdict.decision);
        if let Some((context, policies)) = contexts.get(deciding.unwrap_or(0)) {
            let _: Decision = evaluate(policies, context, &mut trace);
        }
        let comparison = incident.denied.as_ref();
        let comparison =
            comparison.map(|denied| Comparison::of(denied, &verdict, &trace, Supply::CommandLine));
        let claims = match (&incident.claims, contexts.first()) {
            (Some(claims), Some((_, policies))) => {
                let provider = incident.principal.as_ref().map_or("", |found| &found.value);
                Trusted { policies, record: &trace, provider, catalog: self.catalog }.tests(claims)
            }
            _ => Vec::new(),
        };
        let refused = incident.claims.as_ref().map(|claims| claims.refused_at(self.instant()));
        let advice = (verdict.decision != Decision::Allowed).then(|| self.advice(&question));
        let refused = refused.unwrap_or_default();
        Ok(Asked { request, verdict, comparison, claims, refused, advice })
    }

    fn advice(&self, question: &Question) -> Advice {
        let (keys, environment) = (self.reader.keys(), self.environment);
        Advice::on(question, Surroundings { keys, catalog: Some(self.catalog), environment })
    }

    /// The request with what the arguments say of condition keys and of the organization.
    fn request(&self, incident: &Incident) -> Result<Map<String, Value>, String> {
        let mut request = incident.request();
        let said = self.arguments.context.assemble()?;
        if let Some(Value::Object(context)) = request.get_mut("context") {
            context.retain(|key, _| !said.keys().any(|other| other.eq_ignore_ascii_case(key)));
            context.extend(said);
        }
        let ids = [
            ("id", &self.arguments.org_id),
            ("managementAccount", &self.arguments.management_account),
        ];
        let organization: Map<String, Value> = ids
            .into_iter()
            .filter_map(|(field, text)| Some((field.to_owned(), json!(text.as_ref()?))))
            .collect();
        if !organization.is_empty() {
            request.insert("organization".to_owned(), Value::Object(organization));
        }
        Ok(request)
    }

    /// Gives the claims that the policies ask for, and no others.
    fn add_claims(&self, claims: &Claims, request: &mut Map<String, Value>) {
        if let Some(Value::Object(context)) = request.get_mut("context") {
            claims.add_to(context, self.reader.keys(), self.catalog);
        }
    }

    fn read(&mut self, request: &Map<String, Value>) -> Result<Question, Vec<Trouble>> {
        let one = |trouble: Trouble| vec![trouble];
        let bundle = json!({ "policies": self.arguments.policies.assemble(), "request": request });
        let source = Source::new(ARGUMENTS, bundle.to_string());
        let text = Text::read(source, Syntax::Json).map_err(one)?;
        let mut fields = QuestionFields::of_text(&text).map_err(one)?;
        fields.environment = self.environment;
        Question::read(&fields, &mut self.reader)
    }

    /// The time against which a token is held.
    fn instant(&self) -> i64 {
        let said = self.arguments.now.as_deref().and_then(Instant::parse);
        said.map_or_else(|| chrono::Utc::now().timestamp(), Instant::epoch_seconds)
    }
}

/// The time of this machine.
fn now() -> String {
    chrono::Utc::now().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn mistake(message: &str) -> Trouble {
    Trouble {
        diagnostic: Diagnostic::error("invalid-request", Span::default(), message),
        source: Arc::new(Source::new(ARGUMENTS, "")),
    }
}
