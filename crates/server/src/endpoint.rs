//! The table of endpoints: method, path, who may call it, what goes in and what comes out, and the handler. Router, guard and the
//! API's description are made from this one table, so that there is no endpoint without a guard and none that is not described.

use crate::Services;
use crate::metrics::{Noted, note};
use crate::session::guard;
use app::casework::Role;
use app::casework::people::KeyOperation;
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::MethodRouter;
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::openapi::schema::ArrayBuilder;
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// Who may call an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody, without a session.
    Public,
    /// Whoever has a session, also one whose password has to be changed first: what concerns the session itself.
    Session,
    /// Whoever has signed in.
    SignedIn,
    /// Those of these roles.
    Roles(&'static [Role]),
    /// A machine with a key, by a standard that is not ours: the guard answers in that standard's words.
    Open311,
}

/// A method of HTTP that the API uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Reads.
    Get,
    /// Creates, or takes a step.
    Post,
    /// Sets.
    Put,
    /// Takes back.
    Delete,
}

impl Verb {
    /// As the description writes it.
    pub const fn lower(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
            Self::Put => "put",
            Self::Delete => "delete",
        }
    }
}

/// A parameter in the query, the path or a header.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// `query`, `path` or `header`.
    pub place: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it says.
    pub about: &'static str,
    /// Has to be there.
    pub required: bool,
    /// Its type.
    pub schema: serde_json::Value,
}

/// An endpoint.
#[derive(Debug)]
pub struct Endpoint {
    /// Method.
    pub verb: Verb,
    /// Path, with `{name}` for its parts that vary.
    pub path: String,
    /// Who may call it.
    pub access: Access,
    /// What a key has to be for that calls it; without this no key does.
    pub key: Option<KeyOperation>,
    /// Unique name for programs.
    pub operation: String,
    /// In a sentence.
    pub summary: String,
    /// The group that it belongs to.
    pub tag: &'static str,
    /// Parameters.
    pub parameters: Vec<Parameter>,
    /// What goes in: its schema's name.
    pub takes: Option<String>,
    /// What goes in that is not JSON: its media type.
    pub takes_as: Option<&'static str>,
    /// What comes out: status, media type, and the schema's name where it is JSON.
    pub gives: (u16, &'static str, Option<String>),
    /// Further statuses that it answers with, each a problem.
    pub problems: Vec<u16>,
    handler: MethodRouter<Arc<Services>>,
}

impl Endpoint {
    /// An endpoint that takes nothing and gives nothing yet.
    pub fn new(
        verb: Verb,
        path: impl Into<String>,
        access: Access,
        operation: impl Into<String>,
        handler: MethodRouter<Arc<Services>>,
    ) -> Self {
        let path = path.into();
        let mut endpoint = Self {
            verb,
            access,
            key: None,
            operation: operation.into(),
            summary: String::new(),
            tag: "",
            parameters: Vec::new(),
            takes: None,
            takes_as: None,
            gives: (204, "", None),
            problems: Vec::new(),
            handler,
            path: path.clone(),
        };
        for part in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
            let (name, schema) = match part {
                "id" => ("id", serde_json::json!({ "type": "integer", "format": "int64", "minimum": 1 })),
                other => (crate::openapi::path_part(other), serde_json::json!({ "type": "string" })),
            };
            endpoint.parameters.push(Parameter { place: "path", name, about: "", required: true, schema });
        }
        match access {
            Access::Public => {}
            Access::Open311 => endpoint.problems.extend([400, 403, 429]),
            _ => endpoint.problems.extend([401, 403]),
        }
        endpoint
    }

    /// In a sentence, and the group that it belongs to.
    pub fn about(mut self, tag: &'static str, summary: impl Into<String>) -> Self {
        self.tag = tag;
        self.summary = summary.into();
        self
    }

    /// A parameter.
    pub fn parameter(mut self, place: &'static str, name: &'static str, about: &'static str, schema: serde_json::Value) -> Self {
        self.parameters.push(Parameter { place, name, about, required: false, schema });
        self
    }

    /// Also answers with these problems.
    pub fn problems(mut self, statuses: &[u16]) -> Self {
        self.problems.extend(statuses);
        self
    }

    /// What goes in: the schema of this name, as JSON, and what is said of a body that does not fit.
    pub fn takes(mut self, schema: &str) -> Self {
        self.takes = Some(schema.to_owned());
        self.problems(&[400, 413, 415, 422])
    }

    /// What goes in is a file, as it is.
    pub fn takes_file(mut self) -> Self {
        self.takes_as = Some("application/octet-stream");
        self.problems(&[400, 413, 422])
    }

    /// What goes in is a form, as a page without scripts sends it.
    pub fn takes_form(mut self) -> Self {
        self.takes_as = Some("application/x-www-form-urlencoded");
        self.problems(&[400, 413, 422])
    }

    /// What goes in is a form with these fields, as a program sends it: the schema of this name.
    pub fn takes_fields(mut self, schema: &str) -> Self {
        self.takes_as = Some("application/x-www-form-urlencoded");
        self.takes = Some(schema.to_owned());
        self
    }

    /// Answers with 200 and the schema of this name.
    pub fn gives(self, schema: &str) -> Self {
        self.answers(200, schema)
    }

    /// Answers with 201 and the schema of this name.
    pub fn makes(self, schema: &str) -> Self {
        self.answers(201, schema)
    }

    /// Answers with 202 and the schema of this name: the work goes on as a job.
    pub fn starts(self, schema: &str) -> Self {
        self.answers(202, schema)
    }

    /// Answers with 303 and where to go on.
    pub fn leads_on(mut self) -> Self {
        self.gives = (303, "", None);
        self
    }

    /// Answers with 200 and something that is not JSON.
    pub fn gives_as(mut self, media: &'static str) -> Self {
        self.gives = (200, media, None);
        self
    }

    fn answers(mut self, status: u16, schema: &str) -> Self {
        self.gives = (status, "application/json", Some(schema.to_owned()));
        self
    }

    /// A change of a record that there is: `If-Match` names the version that the caller has seen.
    pub fn versioned(self) -> Self {
        self.parameter("header", "if-match", "The ETag of the record as the caller has seen it.", serde_json::json!({ "type": "string" }))
            .problems(&[404, 409, 412, 428])
    }
}

/// The endpoints of the program, and the schemas that they name.
#[derive(Default)]
pub struct Api {
    /// In the order in which they were added.
    pub endpoints: Vec<Endpoint>,
    /// By name.
    pub schemas: BTreeMap<String, RefOr<Schema>>,
}

impl Api {
    /// Adds an endpoint.
    pub fn add(&mut self, endpoint: Endpoint) {
        self.endpoints.push(endpoint);
    }

    /// The name of a type's schema, which is added with all that it names.
    pub fn schema<T: ToSchema + PartialSchema>(&mut self) -> String {
        let name = T::name().into_owned();
        if !self.schemas.contains_key(&name) {
            let mut named = Vec::new();
            T::schemas(&mut named);
            self.schemas.extend(named);
            self.schemas.insert(name.clone(), T::schema());
        }
        name
    }

    /// The name of the schema of a list of these, which is added with all that it names: `TList`. By its type's own name every list
    /// would be the same one.
    pub fn list<T: ToSchema + PartialSchema>(&mut self) -> String {
        let item = self.schema::<T>();
        let name = format!("{item}List");
        self.schemas.entry(name.clone()).or_insert_with(|| ArrayBuilder::new().items(Ref::from_schema_name(&item)).into());
        name
    }

    /// The router, with each endpoint behind its guard, and each request noted.
    pub fn router(self, services: Arc<Services>) -> Router {
        let mut router = Router::new();
        for endpoint in self.endpoints {
            let state = (Arc::clone(&services), endpoint.access, endpoint.key);
            let noted: Noted = (Arc::clone(&services), endpoint.operation.into());
            let guarded = match endpoint.access {
                Access::Open311 => endpoint.handler.layer(from_fn_with_state(state, crate::open311::guard)),
                _ => endpoint.handler.layer(from_fn_with_state(state, guard)),
            };
            let handler = guarded.layer(from_fn_with_state(noted, note));
            router = router.route(&endpoint.path, handler);
        }
        router.with_state(services)
    }
}
