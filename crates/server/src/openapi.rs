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
            "securitySchemes": { "session": { "type": "apiKey", "in": "cookie", "name": crate::session::COOKIE } },
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
        let content = json!({ "application/problem+json": { "schema": reference("Problem") } });
        responses.insert(status.to_string(), json!({ "description": "problem", "content": content }));
    }
    let mut operation = json!({
        "operationId": endpoint.operation, "summary": endpoint.summary, "tags": [endpoint.tag], "parameters": parameters, "responses": responses,
    });
    if let Some(name) = &endpoint.takes {
        operation["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": reference(name) } } });
    }
    if endpoint.takes_bytes {
        operation["requestBody"] = json!({ "required": true, "content": { "application/octet-stream": {} } });
    }
    match endpoint.access {
        Access::Public => operation["security"] = json!([]),
        Access::Session | Access::SignedIn => {}
        Access::Roles(roles) => operation["x-roles"] = roles.iter().map(|role| Value::from(role.code())).collect(),
    }
    operation
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}
