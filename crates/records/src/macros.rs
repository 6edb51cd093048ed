//! The one macro that declares a standard object.

/// Yields a typed struct, a constant for each field's key, and the [`ObjectDef`](crate::ObjectDef).
///
/// ```
/// use records::{Access, fields::{text, reference}, object};
/// object! {
///     /// A team.
///     pub struct Team in "teams" / "team" as (("团队", "Teams"), ("团队", "Team")) {
///         name: String = text("名称", "Name").required(),
///         parent: Option<kernel::Id> = reference("上级团队", "Parent", "teams"),
///     }
///     |o| { o.icon = "network"; o.access = Access::Workspace; }
/// }
/// assert_eq!(Team::define().field(Team::parent).unwrap().key, "parent");
/// ```
#[macro_export]
macro_rules! object {
    (
        $(#[$meta:meta])*
        pub struct $name:ident in $key:literal / $table:literal as ($many:expr, $one:expr) {
            $( $(#[$field_meta:meta])* $field:ident : $ty:ty = $def:expr ),* $(,)?
        }
        $(|$o:ident| $more:block)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the labels of the definition say it")]
        pub struct $name {
            pub id: kernel::Id,
            pub version: i64,
            pub created_at: kernel::Instant,
            pub created_by: Option<kernel::Id>,
            pub updated_at: kernel::Instant,
            $( $(#[$field_meta])* pub $field: $ty, )*
        }

        #[allow(non_upper_case_globals, dead_code, missing_docs, reason = "constants carry the names of the fields they stand for")]
        impl $name {
            /// The object's key.
            pub const OBJECT: &'static str = $key;
            $( pub const $field: &'static str = stringify!($field); )*

            /// The definition.
            pub fn define() -> $crate::ObjectDef {
                #[allow(unused_mut, reason = "some objects add nothing")]
                let mut object = $crate::ObjectDef::new($key, $table, $many, $one);
                $( object.fields.push($def.key(stringify!($field))); )*
                $( { let $o = &mut object; $more } )?
                object
            }

            /// The typed form of a record's values; `None` if they aren't of this definition.
            pub fn from_values(values: Vec<$crate::Value>) -> Option<Self> {
                let mut values = values.into_iter();
                Some(Self {
                    id: $crate::FromValue::from_value(values.next()?)?,
                    version: $crate::FromValue::from_value(values.next()?)?,
                    created_at: $crate::FromValue::from_value(values.next()?)?,
                    created_by: $crate::FromValue::from_value(values.next()?)?,
                    updated_at: $crate::FromValue::from_value(values.next()?)?,
                    $( $field: $crate::FromValue::from_value(values.next()?)?, )*
                })
            }
        }

        impl $crate::Typed for $name {
            const OBJECT: &'static str = $key;
            fn from_values(values: Vec<$crate::Value>) -> Option<Self> { Self::from_values(values) }
        }
    };
}

/// A struct that [`object!`](crate::object) declared.
pub trait Typed: Sized {
    /// The object's key.
    const OBJECT: &'static str;
    /// The typed form of a record's values.
    fn from_values(values: Vec<crate::Value>) -> Option<Self>;
}
