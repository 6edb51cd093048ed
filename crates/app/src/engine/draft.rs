//! A record on its way into the store.

use kernel::{Code, FieldError, Id};
use records::{Cx, FieldDef, ObjectDef, Value, mask, read_input};
use serde_json::{Map, Value as Json};

/// On whose behalf fields are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A caller's: fields that only verbs write are refused.
    Caller,
    /// The program's own, or an import of history: every field may be given.
    Program,
}

/// A record under construction, or with changes not yet stored.
pub(crate) struct Draft<'a> {
    pub object: &'a ObjectDef,
    /// The values before; none for a new record.
    pub old: Option<&'a [Value]>,
    /// The values to be, in the order of the definition.
    pub new: Vec<Value>,
    /// Which fields the caller gave.
    pub given: Vec<usize>,
}

impl<'a> Draft<'a> {
    /// A new record with its defaults.
    pub fn create(object: &'a ObjectDef, id: Id, cx: &Cx) -> Self {
        let mut new: Vec<Value> = object
            .fields
            .iter()
            .map(|f| {
                f.default
                    .as_ref()
                    .and_then(|json| read_input(f, json, "").ok())
                    .unwrap_or_default()
            })
            .collect();
        new[0] = Value::Id(id);
        new[1] = Value::Int(1);
        new[2] = cx.now.into();
        new[3] = cx.user.into();
        new[4] = cx.now.into();
        Self {
            object,
            old: None,
            new,
            given: Vec::new(),
        }
    }

    /// Changes to a record.
    pub fn change(object: &'a ObjectDef, old: &'a [Value]) -> Self {
        Self {
            object,
            old: Some(old),
            new: old.to_vec(),
            given: Vec::new(),
        }
    }

    /// Takes over what a caller sent; tells everything that is wrong with it.
    pub fn read(&mut self, body: &Map<String, Json>, cx: &Cx, mode: Mode) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for (key, json) in body {
            let pointer = format!("/{}", key.replace('~', "~0").replace('/', "~1"));
            let Some(index) = self
                .object
                .index(key)
                .filter(|i| cx.sees(self.object, &self.object.fields[*i]))
            else {
                errors.push(FieldError::new(
                    pointer,
                    Code::UnknownField,
                    format!("没有名为 {key:?} 的字段"),
                    format!("There is no field {key:?}"),
                ));
                continue;
            };
            let field = &self.object.fields[index];
            let fixed = field.fixed && self.old.is_some();
            if mode == Mode::Caller && (field.read_only || fixed) {
                errors.push(read_only(field, pointer));
                continue;
            }
            // Writing back what reads masked changes nothing.
            if cx.is_masked(self.object, field)
                && let (Some(Value::Text(old)), Json::String(sent)) = (self.old.map(|old| &old[index]), json)
                && *sent == mask(field, old)
            {
                continue;
            }
            match read_input(field, json, &pointer) {
                Ok(value) => {
                    // What always has a value is, when it is cleared, what it was to begin with.
                    let first = field.default.as_ref().filter(|_| value.is_null() && !field.required);
                    self.new[index] = match first {
                        Some(first) => read_input(field, first, &pointer).unwrap_or_default(),
                        None => value,
                    };
                    self.given.push(index);
                }
                Err(error) => errors.push(error),
            }
        }
        errors
    }

    /// What required fields lack.
    pub fn missing(&self) -> Vec<FieldError> {
        let lacking = self
            .object
            .fields
            .iter()
            .zip(&self.new)
            .filter(|(f, v)| f.required && v.is_null());
        let error = |f: &FieldDef| {
            let text = (
                format!("请填写「{}」", f.label.zh),
                format!("{} is required", f.label.en),
            );
            FieldError::new(format!("/{}", f.key), Code::Required, text.0, text.1)
        };
        lacking.map(|(f, _)| error(f)).collect()
    }

    /// The value of a field; null if the object doesn't have it.
    pub fn get(&self, key: &str) -> &Value {
        const NULL: &Value = &Value::Null;
        self.object.index(key).map_or(NULL, |i| &self.new[i])
    }

    /// Sets a field that the object has.
    pub fn set(&mut self, key: &str, value: impl Into<Value>) {
        if let Some(index) = self.object.index(key) {
            self.new[index] = value.into();
        }
    }

    /// Sets a field that is still empty.
    pub fn fill(&mut self, key: &str, value: impl Into<Value>) {
        if self.get(key).is_null() {
            self.set(key, value);
        }
    }

    /// Whether the caller gave the field, if only as nothing.
    pub fn is_given(&self, key: &str) -> bool {
        self.object.index(key).is_some_and(|i| self.given.contains(&i))
    }

    /// Whether the field is another than before; for a new record, whether it is set.
    pub fn changed(&self, key: &str) -> bool {
        let Some(index) = self.object.index(key) else {
            return false;
        };
        self.old
            .map_or(!self.new[index].is_null(), |old| old[index] != self.new[index])
    }

    /// The reference that a field holds.
    pub fn id(&self, key: &str) -> Option<Id> {
        match self.get(key) {
            Value::Id(id) => Some(*id),
            _ => None,
        }
    }

    /// What differs from before.
    pub fn changes(&self) -> Vec<(usize, Value)> {
        let Some(old) = self.old else { return Vec::new() };
        let differing = self.new.iter().enumerate().filter(|(i, value)| old[*i] != **value);
        differing.map(|(i, value)| (i, value.clone())).collect()
    }
}

fn read_only(field: &FieldDef, pointer: String) -> FieldError {
    let label = &field.label;
    let text = (
        format!("「{}」不能直接修改，它随操作变化", label.zh),
        format!("{} can't be set: it follows what is done", label.en),
    );
    FieldError::new(pointer, Code::ReadOnlyField, text.0, text.1)
}
