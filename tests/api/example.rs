//! The API's description, read as a program reads it: its operations, and bodies made up to fit them, so that whatever is added to the
//! API is asked for by these tests as well.

use super::server::{Server, today};
use crate::support::text;
use chrono::Utc;
use serde_json::{Map, Value, json};

/// The description.
pub struct Description(pub Value);

/// An operation of it.
pub struct Operation {
    /// Method, in capitals.
    pub method: String,
    /// Path, with `{name}` for what varies.
    pub path: String,
    /// Asks for no session.
    pub public: bool,
    /// The only roles that it is for, where it says so.
    pub roles: Option<Vec<String>>,
    /// What a key has to be for that calls it, where any may.
    pub key: Option<String>,
    /// A JSON body that fits.
    pub body: Option<Value>,
}

impl Operation {
    /// The address with this number in it, and some word for what else varies.
    pub fn with(&self, id: &str) -> String {
        let parts = self.path.split('/').map(|part| match part {
            "{id}" => id,
            part if part.starts_with('{') => "x",
            part => part,
        });
        parts.collect::<Vec<_>>().join("/")
    }

    /// Nothing varies in the address.
    pub fn is_fixed(&self) -> bool {
        !self.path.contains('{')
    }

    /// As people write it.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

impl Description {
    /// The description that the program gives of itself.
    pub fn of(server: &Server) -> Self {
        Self(server.get("/api/v1/openapi.json"))
    }

    /// Every operation.
    pub fn operations(&self) -> Vec<Operation> {
        let mut operations = Vec::new();
        for (path, item) in self.0["paths"].as_object().unwrap() {
            for (method, said) in item.as_object().unwrap() {
                let schema = &said["requestBody"]["content"]["application/json"]["schema"];
                operations.push(Operation {
                    method: method.to_uppercase(),
                    path: path.clone(),
                    public: said["security"] == json!([]),
                    roles: said["x-roles"].as_array().map(|roles| roles.iter().map(text).collect()),
                    key: said["x-key-operation"].as_str().map(str::to_owned),
                    body: (!schema.is_null()).then(|| self.example(schema)),
                });
            }
        }
        operations
    }

    /// A value that a schema describes: the first of what may be chosen, and nothing that may be left out.
    #[track_caller]
    pub fn example(&self, schema: &Value) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().unwrap();
            return self.example(&self.0["components"]["schemas"][name]);
        }
        if let Some(choices) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
            return self.example(choices.iter().find(|choice| choice["type"] != "null").unwrap());
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let parts = parts.iter().map(|part| self.example(part));
            return Value::Object(parts.flat_map(|part| part.as_object().cloned().unwrap()).collect());
        }
        if let Some(first) = schema["enum"].as_array().and_then(|members| members.first()) {
            return first.clone();
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().find(|kind| *kind != "null").unwrap(),
            kind => kind,
        };
        match kind.as_str() {
            Some("string") => json!(self.example_text(schema)),
            Some("integer") => json!(1),
            Some("boolean") => json!(false),
            Some("array") => json!([self.example(&schema["items"])]),
            Some("object") => {
                let required = schema["required"].as_array().into_iter().flatten().map(text);
                let fields: Map<String, Value> = required
                    .map(|name| {
                        let value = self.example(&schema["properties"][&name]);
                        (name, value)
                    })
                    .collect();
                Value::Object(fields)
            }
            _ => panic!("what is an example of {schema}?"),
        }
    }

    fn example_text(&self, schema: &Value) -> String {
        match schema["format"].as_str() {
            Some("date") => today().to_string(),
            Some("date-time") => Utc::now().to_rfc3339(),
            _ if schema.get("pattern").is_some() => "15d".to_owned(),
            _ => "文字若干".to_owned(),
        }
    }
}
