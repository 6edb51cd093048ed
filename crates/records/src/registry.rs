//! All kinds of records there are.

use std::collections::HashMap;

use crate::{Access, FieldType, ObjectDef};

/// The objects of an installation.
#[derive(Clone, Debug)]
pub struct Registry {
    objects: Vec<ObjectDef>,
    by_key: HashMap<&'static str, usize>,
}

impl Registry {
    /// A registry of these objects.
    ///
    /// # Errors
    /// Says what is wrong if a definition refers to something that isn't there.
    pub fn new(objects: Vec<ObjectDef>) -> Result<Self, String> {
        let by_key = objects.iter().enumerate().map(|(i, o)| (o.key, i)).collect();
        let registry = Self { objects, by_key };
        for object in &registry.objects {
            registry.check(object)?;
        }
        Ok(registry)
    }

    /// An object by its key.
    pub fn object(&self, key: &str) -> Option<&ObjectDef> {
        self.by_key.get(key).map(|&i| &self.objects[i])
    }

    /// All of them, in the order of definition.
    pub fn objects(&self) -> &[ObjectDef] {
        &self.objects
    }

    fn check(&self, object: &ObjectDef) -> Result<(), String> {
        let has = |key: &str| object.field(key).is_some();
        let shown = object
            .columns
            .iter()
            .chain(&object.facts)
            .chain(&object.form)
            .chain(object.indexes.iter().copied().flatten());
        for key in shown
            .copied()
            .chain([object.name_field, object.sort.trim_start_matches('-')])
        {
            if !has(key) && key != "deleted_at" && !key.ends_with("_key") {
                return Err(format!("{}: there is no field {key}", object.key));
            }
        }
        for field in &object.fields {
            if let FieldType::Reference(target) = field.ty
                && self.object(target).is_none()
            {
                return Err(format!("{}.{}: there is no object {target}", object.key, field.key));
            }
        }
        for collection in &object.collections {
            let target = self.object(collection.object).and_then(|o| o.target(collection.field));
            if target != Some(object.key) {
                return Err(format!(
                    "{}.{}: {}.{} doesn't refer here",
                    object.key, collection.key, collection.object, collection.field
                ));
            }
        }
        let needed: &[&str] = match &object.access {
            Access::Workspace => &[],
            Access::Owned => &["owner", "team"],
            Access::Personal => &["owner", "shared"],
            Access::Via(parents) | Access::Asked { parents, .. } => parents,
        };
        if let Access::Asked { seats, person, .. } = object.access {
            let asked = object.collection(seats).and_then(|c| self.object(c.object));
            if asked.and_then(|o| o.target(person)) != Some("users") {
                return Err(format!("{}: {seats} don't name users as {person}", object.key));
            }
        }
        needed.iter().find(|key| !has(key)).map_or(Ok(()), |key| {
            Err(format!("{}: access needs the field {key}", object.key))
        })
    }
}
