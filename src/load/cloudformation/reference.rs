//! `Ref` and `Fn::GetAtt`: parameters, and the names and ARNs of resources.

use super::condition::Met;
use super::kinds::{Kind, kind_of};
use super::scope::{NOT_UNDERSTOOD, Scope, text_node, text_of};
use super::template::LogicalResource;
use crate::text::{Node, Span, Value, quote};

impl<'t> Scope<'t> {
    /// What `Ref` gives; nothing for `AWS::NoValue`.
    pub(super) fn reference(&mut self, name: &str, span: Span) -> Option<Node> {
        if name == "AWS::NoValue" {
            return None;
        }
        if let Some(value) = self.pseudo(name, span) {
            return Some(value);
        }
        if let Some(declared) = self.template.parameters.get(name).copied() {
            return Some(self.parameter(name, declared, span));
        }
        Some(match self.template.resources.get(name).copied() {
            Some(resource) => text_node(self.id_of(resource), span),
            None => self.nobody(name, span),
        })
    }

    /// What `Fn::GetAtt` gives.
    pub(super) fn attribute(&mut self, id: &str, attribute: &str, span: Span) -> Node {
        let Some(resource) = self.template.resources.get(id).copied() else {
            return self.nobody(&format!("{id}.{attribute}"), span);
        };
        let text = match kind_of(resource.kind) {
            Some(kind) if kind.is_arn(attribute) => self.arn_of(resource),
            Some(kind) if kind.name == attribute => Some(self.name_of(resource)),
            _ => None,
        };
        if let Some(text) = text {
            return text_node(text, span);
        }
        let why = described("an attribute of", resource);
        self.hole_node(&format!("{id}.{attribute}"), &why, span)
    }

    fn nobody(&mut self, name: &str, span: Span) -> Node {
        let message = format!("the template has nothing of the name {}", quote(name));
        self.remark(NOT_UNDERSTOOD, span, message);
        self.hole_node(name, "a name that the template does not have", span)
    }

    fn parameter(&mut self, name: &str, declared: &Node, span: Span) -> Node {
        let kind = declared.get("Type").and_then(Node::as_text).unwrap_or("String");
        let why = "a parameter without a value";
        if kind.starts_with("AWS::SSM::") && kind.contains("Value<") {
            let why = "the value of a parameter of Systems Manager";
            return self.hole_node(name, why, span);
        }
        let default = || declared.get("Default").and_then(text_of);
        let Some(value) = self.stated(name).or_else(default) else {
            return self.hole_node(name, why, span);
        };
        let is_list = kind == "CommaDelimitedList" || kind.starts_with("List<");
        match whole_or_items(&value, is_list) {
            Some(items) => {
                let items = items.map(|item| text_node(item, span)).collect();
                Node { span, value: Value::List(items) }
            }
            None => self.finished(&value, span),
        }
    }

    /// What `Ref` gives of a resource.
    pub(super) fn id_of(&mut self, resource: LogicalResource<'t>) -> Box<str> {
        match kind_of(resource.kind) {
            Some(kind) if !kind.id.is_empty() => self.formed(resource, kind, kind.id),
            _ => {
                let why = described("what AWS calls", resource);
                self.hole(resource.id, &why, resource.span)
            }
        }
    }

    /// The ARN of a resource, where it is known how AWS forms it.
    pub(super) fn arn_of(&mut self, resource: LogicalResource<'t>) -> Option<Box<str>> {
        let kind = kind_of(resource.kind).filter(|kind| !kind.arn.is_empty())?;
        Some(self.formed(resource, kind, kind.arn))
    }

    /// The name that the template gives a resource, or else that AWS will.
    pub(super) fn name_of(&mut self, resource: LogicalResource<'t>) -> Box<str> {
        let Some(kind) = kind_of(resource.kind) else { return self.id_of(resource) };
        let given =
            self.once(resource, kind.name, |scope| scope.text(resource.property(kind.name)?));
        given.unwrap_or_else(|| {
            let hole = match kind.id {
                "{name}" => resource.id.to_owned(),
                _ => format!("{}.{}", resource.id, kind.name),
            };
            let why = described("the name that AWS gives", resource);
            self.hole(&hole, &why, resource.span)
        })
    }

    /// Works out a text of a resource once, whatever is assumed where it is asked for.
    fn once(
        &mut self,
        resource: LogicalResource<'t>,
        what: &str,
        make: impl FnOnce(&mut Self) -> Option<Box<str>>,
    ) -> Option<Box<str>> {
        let pending = format!("{}.{what}", resource.id);
        if let Some(known) = self.worked_out.get(&pending) {
            return Some(known.clone());
        }
        if self.pending.contains(&pending) || self.is_deep() {
            let message = format!(
                "the name of {} hangs on itself, or on too many others",
                quote(resource.id)
            );
            self.remark(NOT_UNDERSTOOD, resource.span, message);
            return None;
        }
        self.pending.push(pending.clone());
        let met = std::mem::replace(&mut self.met, Met::Unasked);
        let text = self.under(Vec::new(), make);
        self.met = met;
        self.pending.pop();
        if let Some(text) = &text {
            self.worked_out.insert(pending, text.clone());
        }
        text
    }

    fn formed(&mut self, resource: LogicalResource<'t>, kind: &Kind, form: &str) -> Box<str> {
        let what = format!("form {form}");
        let formed = self.once(resource, &what, |scope| {
            let mut formed = String::new();
            let mut rest = form;
            while let Some((before, name)) = rest.split_once('{') {
                let (name, after) = name.split_once('}')?;
                formed.push_str(before);
                let part = scope.part(resource, kind, name);
                // AWS: a parameter's name may start with the slash that its ARN has anyway
                let has_slash = formed.ends_with('/');
                formed.push_str(part.strip_prefix('/').filter(|_| has_slash).unwrap_or(&part));
                rest = after;
            }
            formed.push_str(rest);
            Some(formed.into())
        });
        formed.unwrap_or_else(|| {
            let why = described("what AWS calls", resource);
            self.hole(resource.id, &why, resource.span)
        })
    }

    /// A part of a form: see [`Kind`].
    fn part(&mut self, resource: LogicalResource<'t>, kind: &Kind, name: &str) -> Box<str> {
        let of_property = |scope: &mut Self, name: &str| {
            resource.property(name).and_then(|value| scope.text(value))
        };
        match name {
            "partition" => self.deployment.partition.clone(),
            "account" => self.deployment.account.clone(),
            "region" => self.region(resource.span),
            "suffix" => self.url_suffix().into(),
            "name" => self.name_of(resource),
            "id" => self.id_of(resource),
            "arn" => self.formed(resource, kind, kind.arn),
            "Url" => match of_property(self, name) {
                Some(url) => url.strip_prefix("https://").unwrap_or(&url).into(),
                None => self.hole(&format!("{}.Url", resource.id), "an address", resource.span),
            },
            "path" => of_property(self, "Path").unwrap_or_else(|| "/".into()),
            _ => match name.strip_suffix('/') {
                Some(property) => match of_property(self, property) {
                    Some(value) => format!("{value}/").into(),
                    None => "".into(),
                },
                None => of_property(self, name).unwrap_or_else(|| {
                    let why = described("an attribute of", resource);
                    self.hole(&format!("{}.{name}", resource.id), &why, resource.span)
                }),
            },
        }
    }
}

fn whole_or_items(value: &str, is_list: bool) -> Option<impl Iterator<Item = &str>> {
    is_list.then(|| value.split(',').map(str::trim))
}

fn described(what: &str, resource: LogicalResource<'_>) -> String {
    format!("{what} {}, a resource of type {}", quote(resource.id), quote(resource.kind))
}
