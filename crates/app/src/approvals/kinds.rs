//! Where a capability hears what became of what it asked for.

use kernel::{Error, Id, Result};
use records::Cx;
use store::Tx;

use super::{Approval, Status};
use crate::App;

/// The rules that a capability adds to what it asks for.
pub(crate) trait Asks: Sync {
    /// Who may not decide although they aren't the asker: whoever gains by it, such as the owner of a deal.
    fn concerned(&self, _tx: &mut Tx<'_>, _cx: &Cx, _approval: &Approval) -> Result<Vec<Id>> {
        Ok(Vec::new())
    }

    /// A refusal of this very person's decision, beyond the rules of the service.
    fn refuses(&self, _tx: &mut Tx<'_>, _app: &App, _cx: &Cx, _approval: &Approval) -> Result<Option<Error>> {
        Ok(None)
    }

    /// What came of it, in the transaction in which it came about. `cx` sees everything and acts in the name of who
    /// decided; `comment` is what they said.
    fn decided(
        &self,
        _tx: &mut Tx<'_>,
        _app: &App,
        _cx: &Cx,
        _approval: &Approval,
        _outcome: Status,
        _comment: Option<&str>,
    ) -> Result<()> {
        Ok(())
    }
}

struct Plain;

impl Asks for Plain {}

/// The rules for a kind.
pub(super) fn of(kind: &str) -> &'static dyn Asks {
    match kind {
        "waiver" => &crate::sop::WaiverAsks,
        _ => &Plain,
    }
}
