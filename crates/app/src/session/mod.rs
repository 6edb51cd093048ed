//! Signing in and out, tokens, passwords, links to set one.

mod actions;
mod invitations;
mod secret;
mod sign_in;
mod tries;

pub use actions::{
    TokenRequest, change_password, end_tokens_of, me, needs_touch, new_token, patch_me, set_password, sign_out,
    signed_in_themselves, tokens, tokens_of,
};
pub use invitations::{INVITED_DAYS, Join, invitation, invite, join, joining, revoke};
pub use secret::{PASSWORD_LENGTH, hash_password, hashed, new_secret};
pub use sign_in::{IDLE, Opened, sign_in};
