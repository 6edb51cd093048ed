//! The OpenAPI 3.1 file: verbs from the table of operations, records from the registry.

use ::records::{FieldDef, FieldType, ObjectDef};
use kernel::{Code, Lang};
use serde_json::{Map, Value as Json, json};

use crate::api::{Op, operations};

/// The whole file.
pub fn document() -> Json {
    let registry = app::registry();
    let mut paths = Map::new();
    for op in operations() {
        if op.path.starts_with("/{object}") {
            for object in registry.objects() {
                if !applies(&op, object) {
                    continue;
                }
                let path = op.path.replace("{object}", object.key);
                // A verb of its own stands in front of the general one.
                if operations().iter().any(|o| o.path == path && o.method == op.method) {
                    continue;
                }
                add(&mut paths, &path, &op, Some(object));
            }
        } else {
            add(&mut paths, op.path, &op, None);
        }
    }
    let events = json!({ "get": {
        "operationId": "get_events", "summary": "Live events (server-sent)", "security": secured(),
        "responses": { "200": { "description": "events", "content": { "text/event-stream": { "schema": { "type": "string" } } } }, "default": problem() } } });
    paths.insert("/api/v1/events".into(), events);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Stagecraft", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
            "description": "A sales operations system. docs/api.md says how its parts hang together.",
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer" },
                "session": { "type": "apiKey", "in": "cookie", "name": "stagecraft_session" },
            },
            "schemas": schemas(),
        },
    })
}

fn secured() -> Json {
    json!([{ "token": [] }, { "session": [] }])
}

/// Records that only verbs write have no path to write them.
fn applies(op: &Op, object: &ObjectDef) -> bool {
    let writes = matches!(
        (op.method, op.path),
        (_, "/{object}/bulk" | "/{object}/{id}/restore") | ("post", "/{object}") | ("patch" | "delete", _)
    );
    let of_runs = ["/sop", "/advance", "/back", "/log"]
        .iter()
        .any(|end| op.path.ends_with(end))
        || op.path.contains("/steps/");
    !(object.by_verbs && writes) && (object.runs_sop || !of_runs)
}

fn add(paths: &mut Map<String, Json>, path: &str, op: &Op, object: Option<&ObjectDef>) {
    let full = format!("/api/v1{path}");
    let name = |schema: &str| match (schema, object) {
        ("Record" | "Page" | "RecordChange", Some(o)) => format!("{}_{}", o.key, schema.to_lowercase()),
        _ => schema.to_owned(),
    };
    let mut parameters: Vec<Json> = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|key| {
            let uuid = key == "id";
            let schema = if uuid {
                json!({ "type": "string", "format": "uuid" })
            } else {
                json!({ "type": "string", "maxLength": 60 })
            };
            json!({ "name": key, "in": "path", "required": true, "schema": schema })
        })
        .collect();
    for (key, about) in op.query {
        let schema = match *key {
            "limit" => json!({ "type": "integer", "minimum": 1, "maximum": if path == "/search" { 50 } else { 200 } }),
            "count" => json!({ "type": "string", "enum": ["true", "false"] }),
            "group" => {
                json!({ "type": "string", "enum": ["owner", "team", "product", "source", "sop_version", "month"] })
            }
            _ => json!({ "type": "string" }),
        };
        parameters
            .push(json!({ "name": key, "in": "query", "required": false, "description": about, "schema": schema }));
    }
    let needs_version = op.path == "/{object}/{id}" && matches!(op.method, "patch" | "delete");
    if needs_version {
        parameters.push(json!({ "name": "If-Match", "in": "header", "required": true, "description": "The version that was read", "schema": { "type": "string", "pattern": "^\"[0-9]{1,18}\"$" } }));
    }
    if op.method != "get" && !op.public {
        parameters.push(json!({ "name": "Idempotency-Key", "in": "header", "required": false, "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" } }));
    }
    let mut response = json!({ "description": "done" });
    if !op.answer.is_empty() {
        let kind = match op.answer {
            "Yaml" => "application/yaml",
            "Xml" => "application/xml",
            "Pdf" => "application/pdf",
            "Bytes" => "*/*",
            "Picture" => "image/*",
            _ => "application/json",
        };
        let schema = if matches!(op.answer, "Yaml" | "Xml" | "Pdf" | "Bytes" | "Picture") {
            json!({})
        } else {
            reference(&name(op.answer))
        };
        response["content"] = json!({ kind: { "schema": schema } });
    }
    let mut responses = json!({ op.status.to_string(): response, "default": problem() });
    if op.method == "patch" && op.path == "/{object}/{id}" {
        responses["204"] = json!({ "description": "done; the record is out of the caller's reach now" });
    }
    let mut operation = json!({
        "operationId": format!("{}_{}", op.method, path.trim_matches('/').replace(['/', '.'], "_").replace(['{', '}'], "")),
        "summary": object.map_or_else(|| op.summary.to_owned(), |o| format!("{}: {}", op.summary, o.label.en)),
        "tags": [path.trim_matches('/').split('/').next().unwrap_or_default()],
        "parameters": parameters,
        "responses": responses,
        "security": if op.public { json!([]) } else { secured() },
    });
    if !op.body.is_empty() {
        let required = matches!(
            op.body,
            "Record"
                | "RecordChange"
                | "SignIn"
                | "Setup"
                | "Aggregate"
                | "Bulk"
                | "Reveal"
                | "LogEntry"
                | "AnswerInput"
                | "SopDocument"
                | "SopDraft"
                | "EscalationRules"
                | "Simulation"
                | "MoveRuns"
                | "After"
                | "Reviewers"
                | "Verdict"
                | "TokenRequest"
                | "PasswordSet"
                | "Join"
                | "PasswordChange"
                | "NoticeMark"
                | "Reason"
                | "Lose"
                | "Disqualify"
                | "LeadKnown"
                | "DealToRegister"
                | "ToOffer"
                | "PastedText"
                | "PoolPreview"
                | "ScorePreview"
                | "FormAnswer"
                | "LinkReply"
                | "File"
                | "Back"
                | "Hold"
                | "ContactRules"
                | "TierRuleInput"
                | "TierSet"
                | "Review"
                | "Confirmation"
                | "DecisionBy"
                | "ApprovalRequest"
        );
        let schema = match (op.body, object) {
            ("Record", Some(o)) => format!("{}_new", o.key),
            ("RecordChange", Some(o)) => format!("{}_change", o.key),
            (other, _) => other.to_owned(),
        };
        let kind = if op.body == "File" {
            "application/octet-stream"
        } else {
            "application/json"
        };
        operation["requestBody"] =
            json!({ "required": required, "content": { kind: { "schema": reference(&schema) } } });
    }
    let item = paths.entry(full).or_insert_with(|| json!({}));
    item[op.method] = operation;
}

fn reference(schema: &str) -> Json {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

fn channels() -> Vec<&'static str> {
    app::contact::CHANNELS.iter().map(|(key, ..)| *key).collect()
}

fn problem() -> Json {
    json!({ "description": "what is wrong", "content": { "application/problem+json": { "schema": reference("Problem") } } })
}

fn schemas() -> Json {
    let mut schemas = Map::new();
    for object in app::registry().objects() {
        for (name, schema) in of_object(object) {
            schemas.insert(name, schema);
        }
    }
    let codes: Vec<_> = Code::ALL.iter().map(|c| c.as_str()).collect();
    let text = |max: u32| json!({ "type": ["string", "null"], "maxLength": max });
    let fixed = vec![
        ("Any", json!({})),
        (
            "Problem",
            json!({
                "type": "object", "required": ["type", "title", "status", "code", "detail"],
                "properties": {
                    "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" },
                    "code": { "type": "string", "enum": codes, "description": Code::NotFound.title(Lang::En) }, "detail": { "type": "string" },
                    "errors": { "type": "array", "items": { "type": "object", "required": ["pointer", "code", "text"], "properties": {
                        "pointer": { "type": "string" }, "code": { "type": "string" }, "text": { "type": "string" } } } },
                },
            }),
        ),
        (
            "Timeline",
            json!({ "type": "object", "required": ["data", "next_cursor"], "properties": { "data": { "type": "array", "items": { "type": "object" } }, "next_cursor": { "type": ["string", "null"] } } }),
        ),
        (
            "Rows",
            json!({ "type": "object", "required": ["rows"], "properties": { "rows": { "type": "array", "items": { "type": "object" } } } }),
        ),
        (
            "Me",
            json!({ "type": "object", "required": ["user", "workspace", "today", "now"] }),
        ),
        (
            "Workspace",
            json!({ "type": "object", "required": ["name", "currency", "time_zone", "lang"] }),
        ),
        (
            "Catalogue",
            json!({ "type": "object", "required": ["objects", "limits"] }),
        ),
        (
            "SopView",
            json!({ "type": "object", "required": ["version", "status", "run", "stages", "stage", "steps", "next", "gate", "questions", "verbs"] }),
        ),
        (
            "Condition",
            json!({ "type": "object", "description": "all, any, not, exists, or field, op and value" }),
        ),
        (
            "Setup",
            closed(
                json!({ "code": { "type": "string" }, "company": { "type": "string" }, "currency": { "type": "string", "pattern": "^[A-Z]{3}$" }, "time_zone": { "type": "string" }, "lang": { "type": "string", "enum": ["zh-CN", "en"] }, "name": { "type": "string" }, "email": { "type": "string", "format": "email" }, "password": { "type": "string", "minLength": 10 } }),
                &[
                    "code",
                    "company",
                    "currency",
                    "time_zone",
                    "lang",
                    "name",
                    "email",
                    "password",
                ],
            ),
        ),
        (
            "SignIn",
            closed(
                json!({ "email": { "type": "string" }, "password": { "type": "string" } }),
                &["email", "password"],
            ),
        ),
        (
            "MeChange",
            closed(
                json!({ "lang": { "type": ["string", "null"], "enum": ["zh-CN", "en", null] }, "theme": { "type": ["string", "null"], "enum": ["light", "dark", "system", null] }, "digest_at": { "type": ["string", "null"], "pattern": "^(0[6-9]|1[0-9]|2[01]):00$" }, "toured": { "type": "boolean" } }),
                &[],
            ),
        ),
        (
            "NoticeMark",
            closed(
                json!({ "ids": { "type": ["array", "null"], "maxItems": 200, "items": { "type": "integer" } }, "up_to": { "type": ["integer", "null"] }, "read": { "type": "boolean" } }),
                &[],
            ),
        ),
        (
            "PasswordChange",
            closed(
                json!({ "current": { "type": "string" }, "password": { "type": "string", "minLength": 10 } }),
                &["current", "password"],
            ),
        ),
        (
            "PasswordSet",
            closed(
                json!({ "password": { "type": "string", "minLength": 10 } }),
                &["password"],
            ),
        ),
        (
            "Join",
            closed(
                json!({ "name": { "type": ["string", "null"], "minLength": 1, "maxLength": 80 }, "password": { "type": "string", "minLength": 10 } }),
                &["password"],
            ),
        ),
        (
            "TokenRequest",
            closed(
                json!({ "name": { "type": "string", "minLength": 1, "maxLength": 80 }, "read_only": { "type": "boolean" }, "days": { "type": ["integer", "null"], "minimum": 1, "maximum": 3650 } }),
                &["name"],
            ),
        ),
        (
            "WorkspaceChange",
            closed(
                json!({ "name": { "type": "string" }, "currency": { "type": "string" }, "time_zone": { "type": "string" }, "lang": { "type": "string", "enum": ["zh-CN", "en"] }, "hours": { "type": "array" }, "exceptions": { "type": "object" } }),
                &[],
            ),
        ),
        ("Reveal", closed(json!({ "field": { "type": "string" } }), &["field"])),
        (
            "Aggregate",
            closed(
                json!({ "filter": { "type": ["object", "null"] }, "group": { "type": "array", "items": { "type": "string" } }, "measures": { "type": "array", "items": { "type": "string" }, "minItems": 1 } }),
                &["measures"],
            ),
        ),
        (
            "Bulk",
            closed(
                json!({ "ids": { "type": "array", "items": { "type": "string", "format": "uuid" } }, "filter": { "type": "object" }, "set": { "type": "object" }, "delete": { "type": "boolean" }, "do": { "type": "string", "enum": ["advance"] } }),
                &[],
            ),
        ),
        (
            "Refusal",
            closed(
                json!({ "channels": { "type": "array", "items": { "type": "string", "enum": channels() } }, "said": text(20_000), "source": { "type": ["string", "null"], "enum": ["log", "reply", "link", "form", "api", null] } }),
                &[],
            ),
        ),
        (
            "ContactRules",
            closed(
                json!({ "caps": { "type": "array", "maxItems": 12, "items": { "type": "object", "required": ["per", "most", "within"], "properties": {
                    "per": { "type": "string", "enum": ["person", "company"] }, "channel": { "type": ["string", "null"], "enum": channels().into_iter().map(Json::from).chain([Json::Null]).collect::<Vec<_>>() },
                    "most": { "type": "integer", "minimum": 1, "maximum": 100 }, "within": { "type": "string", "enum": ["day", "week", "month"] } } } },
                    "quiet": { "type": ["object", "null"], "required": ["from", "to"], "properties": { "from": { "type": "integer", "minimum": 0, "maximum": 1439 }, "to": { "type": "integer", "minimum": 0, "maximum": 1439 } } },
                    "rest_days": { "type": "boolean" } }),
                &[],
            ),
        ),
        (
            "TierRuleInput",
            closed(
                json!({ "way": { "type": "object", "minProperties": 1, "maxProperties": 1, "properties": {
                    "abc": { "type": "object" }, "rfm": { "type": "object" }, "points": { "type": "object" } } },
                    "tiers": { "type": "array", "minItems": 2, "maxItems": 5, "items": { "type": "object", "properties": {
                        "name": { "type": "string", "maxLength": 20 }, "every_days": { "type": ["integer", "null"], "minimum": 1, "maximum": 730 },
                        "team": { "type": ["string", "null"], "format": "uuid" } } } },
                    "months": { "type": ["integer", "null"], "minimum": 1, "maximum": 120 }, "currency": { "type": "string", "pattern": "^[A-Z]{3}$" } }),
                &["way", "tiers", "currency"],
            ),
        ),
        (
            "TierSet",
            closed(
                json!({ "tier": { "type": "string", "enum": ["A", "B", "C", "D", "E"] }, "reason": { "type": "string", "maxLength": 500 }, "until": { "type": ["string", "null"], "format": "date" } }),
                &["tier", "reason"],
            ),
        ),
        (
            "Review",
            closed(
                json!({ "marks": { "type": "array", "maxItems": 100, "items": { "type": "object", "required": ["standard", "mark"], "properties": {
                    "standard": { "type": "integer", "minimum": 0, "maximum": 99 }, "mark": { "type": "string", "enum": ["met", "not_met", "na"] }, "remark": text(2000) } } } }),
                &["marks"],
            ),
        ),
        ("Withdrawal", closed(json!({ "how": text(80) }), &[])),
        ("Advance", closed(json!({ "to": text(60) }), &[])),
        (
            "Back",
            closed(json!({ "to": text(60), "reason": text(2000) }), &["reason"]),
        ),
        (
            "Hold",
            closed(
                json!({ "reason": text(2000), "until": { "type": ["string", "null"], "format": "date" } }),
                &["reason"],
            ),
        ),
        (
            "Lose",
            closed(
                json!({ "reason": { "type": "string", "enum": app::opportunities::LOSS_REASONS.iter().map(|(k, ..)| *k).collect::<Vec<_>>() }, "detail": text(2000), "closed_on": { "type": ["string", "null"], "format": "date" } }),
                &["reason"],
            ),
        ),
        (
            "DealToRegister",
            closed(json!({ "company": text(200), "phone": text(40) }), &[]),
        ),
        (
            "ToOffer",
            closed(
                json!({ "product": { "type": "string", "format": "uuid" }, "quantity": { "type": ["string", "null"] },
                    "chosen": { "type": "array", "items": { "type": "string", "format": "uuid" } } }),
                &["product"],
            ),
        ),
        ("Because", closed(json!({ "reason": text(2000) }), &[])),
        (
            "LeadKnown",
            closed(
                json!({ "name": text(200), "company": text(200), "phone": text(200), "email": text(254), "except": { "type": ["string", "null"], "format": "uuid" } }),
                &[],
            ),
        ),
        (
            "PoolPreview",
            closed(
                json!({ "days": { "type": "integer", "minimum": 0, "maximum": 30 }, "pool": { "type": ["string", "null"], "format": "uuid" },
                    "draft": { "type": ["object", "null"] } }),
                &[],
            ),
        ),
        (
            "PoolClaim",
            closed(json!({ "lead": { "type": ["string", "null"], "format": "uuid" } }), &[]),
        ),
        (
            "Keep",
            closed(
                json!({ "until": { "type": ["string", "null"], "format": "date" }, "reason": text(500) }),
                &[],
            ),
        ),
        (
            "ScorePreview",
            closed(
                json!({ "rule": { "type": ["string", "null"], "format": "uuid" }, "condition": { "type": "object" },
                    "points": { "type": "integer" }, "active": { "type": "boolean" } }),
                &["condition", "points"],
            ),
        ),
        (
            "FormAnswer",
            closed(
                json!({ "values": { "type": "object", "additionalProperties": { "type": "string" } }, "consent": { "type": "boolean" },
                    "website": text(200) }),
                &["values"],
            ),
        ),
        (
            "NeedsLink",
            closed(
                json!({ "contact": { "type": ["string", "null"], "format": "uuid" }, "days": { "type": ["integer", "null"], "minimum": 1, "maximum": 90 } }),
                &[],
            ),
        ),
        (
            "LinkReply",
            closed(
                json!({ "need": { "type": "string", "format": "uuid" }, "version": { "type": "integer" },
                    "status": { "type": "string", "enum": ["confirmed", "corrected", "refused"] }, "words": { "type": ["string", "null"], "maxLength": 2000 } }),
                &["need", "version", "status"],
            ),
        ),
        ("PastedText", closed(json!({ "text": { "type": "string" } }), &["text"])),
        ("File", json!({ "type": "string", "format": "binary" })),
        (
            "Uploaded",
            closed(
                json!({ "content": { "type": "string" }, "kind": { "type": "string" }, "size": { "type": "integer" },
                    "expires_at": { "type": "string", "format": "date-time" } }),
                &["content", "kind", "size", "expires_at"],
            ),
        ),
        (
            "Disqualify",
            closed(
                json!({ "reason": { "type": "string", "enum": app::leads::DISQUALIFY_REASONS.iter().map(|(k, ..)| *k).collect::<Vec<_>>() }, "detail": text(2000) }),
                &["reason"],
            ),
        ),
        (
            "Conversion",
            closed(
                json!({ "account": { "type": ["string", "object", "null"] }, "contact": { "type": ["string", "object", "null"] }, "opportunity": { "type": ["boolean", "object", "null"] } }),
                &[],
            ),
        ),
        ("StepNote", closed(json!({ "note": text(2000) }), &[])),
        ("Reason", closed(json!({ "reason": text(2000) }), &["reason"])),
        ("Decision", closed(json!({ "comment": text(500) }), &[])),
        (
            "DecisionBy",
            closed(
                json!({ "comment": text(500), "to": { "type": "string", "format": "uuid" } }),
                &["to"],
            ),
        ),
        (
            "ApprovalRequest",
            closed(
                json!({ "title": text(200), "reason": text(2000) }),
                &["title", "reason"],
            ),
        ),
        ("Comment", closed(json!({ "comment": text(2000) }), &[])),
        (
            "AnswerInput",
            closed(
                json!({ "text": text(20000), "value": { "type": ["string", "number", "null"] }, "unknown_because": text(500), "will_know_by": { "type": ["string", "null"], "format": "date" } }),
                &[],
            ),
        ),
        (
            "Confirmation",
            closed(
                json!({ "status": { "type": "string", "enum": ["confirmed", "corrected", "refused"] },
                    "how": { "type": "string", "enum": app::needs::WAYS.iter().map(|(k, ..)| *k).collect::<Vec<_>>() },
                    "by": { "type": ["string", "null"], "format": "uuid" }, "at": { "type": ["string", "null"], "format": "date-time" }, "words": text(2000) }),
                &["status", "how"],
            ),
        ),
        (
            "SopDocument",
            closed(
                json!({ "yaml": { "type": "string" }, "document": { "type": "object" } }),
                &[],
            ),
        ),
        (
            "SopDraft",
            closed(
                json!({ "yaml": { "type": "string" }, "document": { "type": "object" } }),
                &[],
            ),
        ),
        (
            "EscalationRules",
            closed(
                json!({
                    "on": { "type": "boolean" }, "owner_after": { "type": "integer", "minimum": 0, "maximum": 720 }, "manager_after": { "type": "integer", "minimum": 0, "maximum": 720 }, "above_after": { "type": "integer", "minimum": 0, "maximum": 720 },
                    "quiet": closed(
                        json!({ "outside_work": { "type": "boolean" }, "from": { "type": "integer", "minimum": 0, "maximum": 1440 }, "to": { "type": "integer", "minimum": 0, "maximum": 1440 } }),
                        &["outside_work", "from", "to"],
                    ),
                }),
                &["on", "owner_after", "manager_after", "above_after", "quiet"],
            ),
        ),
        (
            "MoveRuns",
            closed(
                json!({
                    "filter": { "type": ["object", "null"] },
                    "stages": { "type": "object", "additionalProperties": { "type": "string" } },
                    "reason": text(2000),
                    "move": { "type": ["string", "null"], "format": "uuid" },
                    "after": { "type": ["string", "null"], "format": "uuid" },
                }),
                &[],
            ),
        ),
        (
            "After",
            closed(
                json!({ "after": { "type": ["string", "null"], "format": "uuid" } }),
                &[],
            ),
        ),
        (
            "Simulation",
            closed(json!({ "filter": { "type": ["object", "null"] } }), &[]),
        ),
        (
            "Reviewers",
            closed(
                json!({ "reviewers": { "type": "array", "items": { "type": "string", "format": "uuid" }, "minItems": 1, "maxItems": 20 } }),
                &["reviewers"],
            ),
        ),
        (
            "Verdict",
            closed(
                json!({ "verdict": { "type": "string", "enum": ["approved", "changes"] } }),
                &["verdict"],
            ),
        ),
        (
            "Why",
            closed(json!({ "summary": text(2000), "reason": text(2000) }), &[]),
        ),
        (
            "Schedule",
            closed(
                json!({ "owner": { "type": ["string", "null"], "format": "uuid" }, "review_on": { "type": ["string", "null"], "format": "date" } }),
                &[],
            ),
        ),
        (
            "LogEntry",
            closed(
                json!({
                    "kind": { "type": "string", "enum": ["call", "visit", "meeting", "message", "email"] },
                    "reached": { "type": ["string", "null"], "enum": ["connected", "no_answer", "refused", "call_back", null] },
                    "outcome": { "type": ["string", "null"], "enum": ["order", "advance", "continuation", "no_sale", null] },
                    "body": text(20000), "contact": { "type": ["string", "null"], "format": "uuid" }, "minutes": { "type": ["integer", "null"] },
                    "at": { "type": ["string", "null"], "format": "date-time" }, "step": text(60),
                    "next": { "type": ["object", "null"], "required": ["title"], "properties": { "title": { "type": "string" }, "due_on": { "type": ["string", "null"], "format": "date" }, "kind": text(20) } },
                }),
                &["kind"],
            ),
        ),
    ];
    schemas.extend(fixed.into_iter().map(|(name, schema)| (name.to_owned(), schema)));
    Json::Object(schemas)
}

fn closed(properties: Json, required: &[&str]) -> Json {
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

/// The schemas of one kind of record: as it reads, as it is made, as it is changed, as a page of it.
fn of_object(object: &ObjectDef) -> Vec<(String, Json)> {
    let key = object.key;
    let read: Map<String, Json> = object.fields.iter().map(|f| (f.key.to_owned(), reading(f))).collect();
    let writable = |f: &&FieldDef| !f.read_only;
    let new: Map<String, Json> = object
        .fields
        .iter()
        .filter(writable)
        .map(|f| (f.key.to_owned(), writing(f)))
        .collect();
    let change: Map<String, Json> = object
        .fields
        .iter()
        .filter(writable)
        .filter(|f| !f.fixed)
        .map(|f| (f.key.to_owned(), writing(f)))
        .collect();
    let needed: Vec<_> = object
        .fields
        .iter()
        .filter(|f| f.required && f.default.is_none() && !f.read_only && !(key == "activities" && f.key == "at"))
        .map(|f| f.key)
        .collect();
    vec![
        (
            format!("{key}_record"),
            json!({ "type": "object", "required": ["id", "version"], "properties": read }),
        ),
        (
            format!("{key}_page"),
            json!({ "type": "object", "required": ["data", "next_cursor"], "properties": {
            "data": { "type": "array", "items": reference(&format!("{key}_record")) }, "next_cursor": { "type": ["string", "null"] }, "count": { "type": "integer" } } }),
        ),
        (format!("{key}_new"), closed(Json::Object(new), &needed)),
        (format!("{key}_change"), closed(Json::Object(change), &[])),
    ]
}

fn reading(field: &FieldDef) -> Json {
    let mut schema = match &field.ty {
        FieldType::Reference(_) if field.key == "id" => json!({ "type": "string", "format": "uuid" }),
        FieldType::Reference(_) => {
            json!({ "type": ["object", "null"], "properties": { "id": { "type": "string", "format": "uuid" }, "name": { "type": ["string", "null"] } } })
        }
        FieldType::Step => {
            json!({ "type": ["object", "null"], "properties": { "step": { "type": "string" }, "text": { "type": ["string", "null"] } } })
        }
        FieldType::Money => json!({ "type": ["string", "null"], "pattern": "^-?[0-9]+\\.[0-9]{2}$" }),
        FieldType::Number { .. } | FieldType::Percent => json!({ "type": ["number", "null"] }),
        FieldType::Bool => json!({ "type": ["boolean", "null"] }),
        FieldType::Day => json!({ "type": ["string", "null"], "format": "date" }),
        FieldType::Instant => json!({ "type": ["string", "null"], "format": "date-time" }),
        FieldType::MultiSelect(_) => json!({ "type": ["array", "null"] }),
        FieldType::Json => json!({}),
        _ => json!({ "type": ["string", "null"] }),
    };
    schema["title"] = json!(field.label.en);
    if field.read_only {
        schema["readOnly"] = json!(true);
    }
    schema
}

fn writing(field: &FieldDef) -> Json {
    let null = !field.required;
    let ty = |name: &str| if null { json!([name, "null"]) } else { json!(name) };
    match &field.ty {
        FieldType::Reference(_) => json!({ "type": ty("string"), "format": "uuid" }),
        FieldType::Money | FieldType::Number { .. } | FieldType::Percent => {
            let scale = field.ty.scale().unwrap_or(0);
            let decimals = if scale == 0 {
                String::new()
            } else {
                format!("(\\.[0-9]{{1,{scale}}})?")
            };
            let pattern = match field.ty {
                FieldType::Percent => format!("^(100|[0-9]{{1,2}}{decimals})$"),
                _ => format!("^-?[0-9]{{1,15}}{decimals}$"),
            };
            json!({ "type": ty("string"), "pattern": pattern })
        }
        FieldType::Bool => json!({ "type": ty("boolean") }),
        FieldType::Day => json!({ "type": ty("string"), "format": "date" }),
        FieldType::Instant => json!({ "type": ty("string"), "format": "date-time" }),
        FieldType::Select(options) => {
            let mut keys: Vec<Json> = options.iter().map(|o| json!(o.key)).collect();
            if null {
                keys.push(Json::Null);
            }
            json!({ "type": ty("string"), "enum": keys })
        }
        FieldType::MultiSelect(options) => {
            json!({ "type": ty("array"), "items": { "type": "string", "enum": options.iter().map(|o| o.key).collect::<Vec<_>>() } })
        }
        FieldType::Json => json!({}),
        FieldType::Email => json!({ "type": ty("string"), "format": "email", "maxLength": field.max }),
        _ => json!({ "type": ty("string"), "maxLength": field.max, "minLength": usize::from(field.required) }),
    }
}
