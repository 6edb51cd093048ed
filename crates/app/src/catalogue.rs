//! The catalogue: all that a page needs to draw lists and forms, as far as the asker sees it.

use kernel::Result;
use records::{Access, Action, Cx, FieldDef, ObjectDef, Scope};
use serde_json::{Value as Json, json};

/// Every object that the asker's role reads.
pub fn catalogue(cx: &Cx) -> Result<Json> {
    let seen = cx
        .registry
        .objects()
        .iter()
        .filter(|o| cx.rights.object(o.key).read != Scope::None);
    let objects: Vec<Json> = seen.map(|o| object(cx, o)).collect();
    Ok(json!({
        "objects": objects,
        "limits": {
            "page_rows": kernel::PAGE_ROWS, "body_bytes": kernel::BODY_BYTES, "text_bytes": kernel::TEXT_BYTES,
            "condition_leaves": kernel::CONDITION_LEAVES, "condition_depth": kernel::CONDITION_DEPTH,
            "in_values": kernel::IN_VALUES, "bulk_records": kernel::BULK_RECORDS,
        },
    }))
}

fn object(cx: &Cx, object: &ObjectDef) -> Json {
    let rights = cx.rights.object(object.key);
    let writes = !cx.read_only && !object.by_verbs;
    let seen = |key: &&&str| object.field(key).is_some_and(|f| cx.sees(object, f));
    let keys = |list: &[&'static str]| list.iter().filter(seen).copied().collect::<Vec<_>>();
    let collections = object.collections.iter().filter(|c| cx.object(c.object).is_ok());
    json!({
        "key": object.key,
        "label": object.label.get(cx.lang),
        "label_one": object.label_one.get(cx.lang),
        "icon": object.icon,
        "name_field": object.name_field,
        "rights": {
            "read": rights.read,
            "create": writes && rights.create,
            "update": writes && rights.scope(Action::Update) != Scope::None,
            "delete": writes && rights.scope(Action::Delete) != Scope::None,
            "transfer": writes && rights.transfer,
        },
        "fields": object.fields.iter().filter(|f| cx.sees(object, f)).map(|f| field(cx, object, f)).collect::<Vec<_>>(),
        "collections": collections.map(|c| json!({ "key": c.key, "object": c.object, "field": c.field, "label": c.label.get(cx.lang) })).collect::<Vec<_>>(),
        "columns": keys(&object.columns),
        "facts": keys(&object.facts),
        "form": keys(&object.form),
        "sort": object.sort,
        "runs_sop": object.runs_sop,
        "access": match object.access {
            Access::Owned => "owned",
            Access::Via(_) => "via",
            Access::Workspace => "workspace",
            Access::Personal => "personal",
            Access::Asked { .. } => "asked",
        },
        "by_verbs": object.by_verbs,
        "searched": object.is_searched(),
    })
}

fn field(cx: &Cx, object: &ObjectDef, field: &FieldDef) -> Json {
    let masked = cx.is_masked(object, field);
    json!({
        "key": field.key,
        "type": field.ty.name(),
        "label": field.label.get(cx.lang),
        "help": field.help.get(cx.lang),
        "required": field.required,
        "read_only": field.read_only,
        "fixed": field.fixed,
        "sortable": field.sortable && !masked,
        "filterable": field.filterable,
        "masked": masked,
        "max": field.max,
        "scale": field.ty.scale(),
        "target": match field.ty { records::FieldType::Reference(target) => Some(target), _ => None },
        "options": field.ty.options().iter().map(|o| json!({ "key": o.key, "label": o.label.get(cx.lang) })).collect::<Vec<_>>(),
        "by_name": field.by_name,
    })
}
