//! Records as JSON, worked out naively: what an asker may read of them.

use records::{Cx, FieldDef, FieldType, ObjectDef, Value, mask};
use serde_json::{Map, Value as Json, json};
use store::records as rows;

use crate::plain::{Eyes, Rec};
use crate::reach::rights;

pub fn is_hidden(cx: &Cx, object: &ObjectDef, field: &FieldDef) -> bool {
    rights(cx, object.key).hidden.contains(field.key)
}

pub fn is_masked(cx: &Cx, object: &ObjectDef, field: &FieldDef) -> bool {
    rights(cx, object.key).masked.contains(field.key)
}

/// A value as the asker reads it.
pub fn value(eyes: &Eyes<'_>, object: &ObjectDef, field: &FieldDef, value: &Value) -> Json {
    match (value, &field.ty) {
        (Value::Id(id), FieldType::Reference(target)) if field.key != "id" => eyes
            .find(target, *id)
            .map_or(Json::Null, |record| named(eyes.cx, &record)),
        (Value::Text(text), _) if is_masked(eyes.cx, object, field) => json!(mask(field, text)),
        _ => rows::to_json(field, value),
    }
}

/// A record by id and name, as references read.
pub fn named(cx: &Cx, record: &Rec<'_>) -> Json {
    json!({ "id": record.id(), "name": name(cx, record) })
}

/// The name of a record, as far as it may be read.
pub fn name(cx: &Cx, record: &Rec<'_>) -> Json {
    let field = record.object.field(record.object.name_field).unwrap();
    match record.get(field.key) {
        _ if is_hidden(cx, record.object, field) => Json::Null,
        Value::Text(text) if is_masked(cx, record.object, field) => json!(mask(field, text)),
        name => rows::to_json(field, name),
    }
}

/// A whole record.
pub fn record(eyes: &Eyes<'_>, record: &Rec<'_>) -> Json {
    let object = record.object;
    let seen = object.fields.iter().filter(|f| !is_hidden(eyes.cx, object, f));
    let members: Map<String, Json> = seen
        .map(|f| (f.key.to_owned(), value(eyes, object, f, record.get(f.key))))
        .collect();
    Json::Object(members)
}
