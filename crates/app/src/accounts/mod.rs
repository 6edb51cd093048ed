//! Companies we sell to.

mod group;
mod objects;
mod story;

use kernel::Result;
use records::Cx;
use store::Tx;

pub(crate) use group::check as check_groups;
pub use objects::*;
pub(crate) use story::beside;

use crate::App;
use crate::engine::{Draft, Hooks, Saved};

pub(crate) struct AccountHooks;

impl Hooks for AccountHooks {
    fn prepare(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        crate::tiers::check_tier(tx, cx, draft)
    }

    // Once it is stored, since only then it is known that the asker sees the parent: a refusal must not tell of others.
    fn saved(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
        group::saved(tx, cx, saved)
    }
}
