//! Signing in and out, tokens, passwords.

mod actions;
mod secret;

pub use actions::{
    IDLE, Opened, TokenRequest, change_password, me, needs_touch, new_token, patch_me, set_password, sign_in, sign_out,
    tokens,
};
pub use secret::{PASSWORD_LENGTH, hash_password, new_secret};
