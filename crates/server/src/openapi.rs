//! The API's description (OpenAPI 3.1), made from the table of endpoints.

use crate::endpoint::{Access, Api, Endpoint};
use crate::problem::Problem;
use serde_json::{Map, Value, json};

/// The names of path parts that vary.
pub(crate) fn path_part(name: &str) -> &'static str {
    match name {
        "name" => "name",
        "code" => "code",
        "digest" => "digest",
        "batch" => "batch",
        "job" => "job",
        "rule" => "rule",
        "account" => "account",
        "key" => "key",
        "service" => "service",
        "request" => "request",
        "token" => "token",
        "number" => "number",
        "run" => "run",
        "town" => "town",
        "village" => "village",
        _ => "part",
    }
}

/// The whole description.
pub fn document(api: &mut Api) -> Value {
    api.schema::<Problem>();
    let mut paths: Map<String, Value> = Map::new();
    for endpoint in &api.endpoints {
        let item = paths.entry(endpoint.path.clone()).or_insert_with(|| json!({}));
        if let Some(item) = item.as_object_mut() {
            item.insert(endpoint.verb.lower().to_owned(), operation(endpoint));
        }
    }
    let schemas: Map<String, Value> =
        api.schemas.iter().filter_map(|(name, schema)| Some((name.clone(), serde_json::to_value(schema).ok()?))).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Qingyuan 清源",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Money is in fen (1/100 yuan). Days are Beijing's. A change names the version that it knows in If-Match.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "session": { "type": "apiKey", "in": "cookie", "name": crate::session::COOKIE },
                "key": { "type": "http", "scheme": "bearer", "description": "A machine's key; x-key-operation says what it has to be for." },
                "api_key": { "type": "apiKey", "in": "query", "name": "api_key", "description": "The same key, where Open311 asks for it." },
            },
        },
        "security": [{ "session": [] }],
    })
}

fn operation(endpoint: &Endpoint) -> Value {
    let parameters: Vec<Value> = endpoint
        .parameters
        .iter()
        .map(|parameter| {
            json!({
                "in": parameter.place, "name": parameter.name, "description": parameter.about, "required": parameter.required, "schema": parameter.schema,
            })
        })
        .collect();
    let (status, media, schema) = &endpoint.gives;
    let mut responses = Map::new();
    let mut given = json!({ "description": "done" });
    if let Some(name) = schema {
        given["content"] = json!({ *media: { "schema": reference(name) } });
    } else if !media.is_empty() {
        given["content"] = json!({ *media: {} });
    }
    responses.insert(status.to_string(), given);
    for status in &endpoint.problems {
        if endpoint.access == Access::Open311 {
            let content = json!({ "application/json": { "schema": reference("GeoErrorList") }, "text/xml": {} });
            responses.insert(status.to_string(), json!({ "description": "errors", "content": content }));
            continue;
        }
        let mut content = json!({ "application/problem+json": { "schema": reference("Problem") } });
        // A page says in words what is wrong, where it was a page that was asked for.
        if media.starts_with("text/html") {
            content[*media] = json!({});
        }
        responses.insert(status.to_string(), json!({ "description": "problem", "content": content }));
    }
    let mut operation = json!({
        "operationId": endpoint.operation, "summary": endpoint.summary, "tags": [endpoint.tag], "parameters": parameters, "responses": responses,
    });
    if endpoint.takes.is_some() || endpoint.takes_as.is_some() {
        let schema = endpoint.takes.as_ref().map_or_else(|| json!({}), |name| json!({ "schema": reference(name) }));
        operation["requestBody"] = json!({ "required": true, "content": { endpoint.takes_as.unwrap_or("application/json"): schema } });
    }
    match endpoint.access {
        Access::Public => operation["security"] = json!([]),
        Access::Open311 => operation["security"] = json!([{ "key": [] }, { "api_key": [] }]),
        Access::Session | Access::SignedIn => {}
        Access::Roles(roles) => operation["x-roles"] = roles.iter().map(|role| Value::from(role.code())).collect(),
    }
    if let Some(key) = endpoint.key {
        operation["x-key-operation"] = json!(key.code());
        if endpoint.access != Access::Open311 {
            operation["security"] = json!([{ "session": [] }, { "key": [] }]);
        }
    }
    operation
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}
