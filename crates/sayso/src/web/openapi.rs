//! The API's document, OpenAPI 3.1, from the site map and the structs themselves: their JSON Schema
//! is what OpenAPI 3.1 takes, so that one derive says both.

use std::sync::Arc;

use anyhow::Result;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::desk::Desk;
use super::problem::Problem;
use super::site::{API, Access, Route, Site};

/// The document.
pub async fn document(State(desk): State<Arc<Desk>>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], desk.document.clone()).into_response()
}

/// The document of a site as text.
pub fn text(site: &Site) -> Result<String> {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    // What is taken may leave out what has a default; what is given leaves out what it says it skips.
    let mut taken = settings.clone().for_deserialize().into_generator();
    let mut generator = settings.for_serialize().into_generator();
    let problem = generator.subschema_for::<Problem>().to_value();
    let change = generator.subschema_for::<super::events::Change>().to_value();
    let mut paths = Map::new();
    for route in site.routes.iter().filter(|route| !route.says.is_empty()) {
        let takes = route.takes.map(|make| make(&mut taken).to_value());
        let gives = route.gives.map(|make| make(&mut generator).to_value());
        let takes = takes.map(|schema| resolved(&schema, taken.definitions()));
        let operation = operation(route, takes, gives, &problem);
        let path = paths.entry(route.path.clone()).or_insert_with(|| json!({}));
        path[route.method.to_lowercase()] = operation;
    }
    paths.insert(
        format!("{API}/events"),
        json!({"get": {
            "operationId": "events",
            "summary": "What changes, as it changes (server-sent events, each a Change as JSON)",
            "responses": {"200": {"description": "A stream without end",
                "content": {"text/event-stream": {"schema": change}}}},
        }}),
    );
    let mut schemas = taken.take_definitions(true);
    schemas.extend(generator.take_definitions(true));
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Sayso",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Who says what, through whom, how much, where, when, how sure, and how it has changed since. \
                Every page of the desk as JSON. Pages of lists have a cursor and a Link header; every answer has an ETag; \
                errors are problem details (RFC 9457). Times are RFC 3339; bytes count in the text of the version that is named.",
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer",
                "description": "A token from Settings. A desk on one's own machine asks for none until somebody is named."}},
        },
        "security": [{}, {"token": []}],
        "paths": paths,
    });
    Ok(serde_json::to_string_pretty(&document)?)
}

fn operation(route: &Route, takes: Option<Value>, gives: Option<Value>, problem: &Value) -> Value {
    let id = route.path.trim_start_matches(API).replace(['/', '{', '}'], " ");
    let id = format!("{} {id}", route.method.to_lowercase()).split_whitespace().collect::<Vec<_>>().join("-");
    let parts: Vec<&str> =
        route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
    let fields =
        takes.as_ref().and_then(|takes| takes["properties"].as_object().cloned()).unwrap_or_default();
    let needed: Vec<&str> = takes
        .as_ref()
        .and_then(|takes| takes["required"].as_array())
        .map(|needed| needed.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let mut parameters: Vec<Value> = parts
        .iter()
        .map(|name| {
            let mut schema = fields.get(*name).map_or(json!({"type": "string"}), given);
            // Without a part it is another address.
            filled(&mut schema);
            json!({"name": name, "in": "path", "required": true, "schema": schema})
        })
        .collect();
    let mut operation = json!({
        "operationId": id,
        "summary": route.says,
        "description": access(route.access),
        "responses": answers(route, !fields.is_empty(), !needed.is_empty(), &gives, problem),
    });
    if route.method == "GET" {
        for (name, schema) in fields.iter().filter(|(name, _)| !parts.contains(&name.as_str())) {
            let is_needed = needed.contains(&name.as_str());
            let mut given = given(schema);
            if is_needed {
                filled(&mut given);
            }
            // An empty value is no value.
            parameters.push(json!({"name": name, "in": "query", "required": is_needed,
                "allowEmptyValue": !is_needed, "description": schema["description"], "schema": given}));
        }
    } else if let Some(mut takes) = takes {
        for part in &parts {
            if let Some(properties) = takes["properties"].as_object_mut() {
                properties.remove(*part);
            }
            if let Some(required) = takes["required"].as_array_mut() {
                required.retain(|name| name.as_str() != Some(*part));
            }
        }
        operation["requestBody"] =
            json!({"required": true, "content": {"application/json": {"schema": takes}}});
    }
    operation["parameters"] = parameters.into();
    operation
}

/// A value as an address gives it: there is no `null`, a parameter is there or it is not.
fn given(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(types) = schema["type"].as_array() {
        schema["type"] = types.iter().find(|kind| *kind != "null").cloned().unwrap_or(json!("string"));
    }
    schema
}

/// A text that is not empty.
fn filled(schema: &mut Value) {
    if schema["type"] == "string" && schema["minLength"].is_null() {
        schema["minLength"] = 1.into();
    }
}

/// All statuses that an address answers with, and when.
fn answers(route: &Route, asks: bool, needs: bool, gives: &Option<Value>, problem: &Value) -> Value {
    let is_deed = route.method == "POST";
    let mut found =
        json!({"200": {"description": "As asked", "content": {"application/json": {"schema": gives}}}});
    if !is_deed {
        let text = json!({"type": "string"});
        found["200"]["headers"] = json!({
            "ETag": {"description": "Tells whether the answer is another one next time", "required": true, "schema": text},
            "Link": {"description": "The next page, as rel=\"next\"; absent on the last one", "schema": text},
        });
        found["304"] = json!({"description": "The same as the ETag in If-None-Match tells"});
    }
    let problems = [
        ("400", asks || is_deed, "What is asked cannot be understood"),
        ("401", true, "Sign in first"),
        ("403", true, "This takes another role, or another site sent it"),
        ("404", needs, "There is no such thing"),
        ("409", is_deed, "It cannot be done as things stand"),
        ("413", is_deed, "The body is too large"),
        ("414", true, "The address is too long"),
        ("415", is_deed, "The body is no application/json"),
        ("421", true, "This desk has another name"),
        ("500", true, "Something went wrong inside"),
        ("503", true, "The ledger cannot be reached now; Retry-After says when to ask again"),
        ("507", is_deed, "The disk is full"),
    ];
    for (status, _, when) in problems.into_iter().filter(|(_, may_be, _)| *may_be) {
        found[status] =
            json!({"description": when, "content": {"application/problem+json": {"schema": problem}}});
    }
    found["503"]["headers"] =
        json!({"Retry-After": {"description": "Seconds", "required": true, "schema": {"type": "string"}}});
    found
}

fn access(access: Access) -> String {
    match access {
        Access::Role(role) => format!("For a {} or more.", role.name()),
        Access::Anyone => "For everybody.".to_owned(),
        Access::Key => "For whoever has the address.".to_owned(),
    }
}

/// A schema that only names another one, as that one.
fn resolved(schema: &Value, definitions: &Map<String, Value>) -> Value {
    let named = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next());
    named.and_then(|name| definitions.get(name)).unwrap_or(schema).clone()
}
