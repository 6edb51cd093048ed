//! Signing in and out, tokens, passwords.

mod actions;
mod secret;

pub use actions::{Opened, TokenRequest, change_password, me, new_token, patch_me, set_password, sign_in, sign_out, tokens, needs_touch};
pub use secret::{PASSWORD_LENGTH, hash_password, new_secret};
