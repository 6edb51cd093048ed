//! People, teams, roles.

mod hooks;
mod objects;
mod roles;
mod rules;

pub(crate) use hooks::{RoleHooks, TeamHooks, UserHooks};
pub use objects::*;
pub use roles::standard_roles;
pub(crate) use rules::names_are_open;
pub use rules::{may_be_parent, teams_below};
