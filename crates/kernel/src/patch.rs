//! Three-state fields of a PATCH.

/// What a PATCH says of a field: absent keeps it, null clears it, a value sets it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// Not mentioned.
    #[default]
    Keep,
    /// `null`.
    Clear,
    /// A value.
    Set(T),
}
