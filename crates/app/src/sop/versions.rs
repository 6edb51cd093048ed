//! Published documents in memory. A published version never changes, so what is here never grows old; which version is
//! the one for new records is looked up each time.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use kernel::{Error, Id, Result, WorkspaceId};
use records::{Action, Condition, Cx, Op};
use sop::{Document, Read};
use store::Tx;
use store::records::{find, load_as};

use super::{Sop, SopVersion};

/// A version with its document read.
#[derive(Debug)]
pub(crate) struct Version {
    pub record: SopVersion,
    pub sop: Sop,
    pub document: Document,
    /// What its conditions read.
    pub reads: BTreeSet<Read>,
}

/// The versions that were needed so far.
#[derive(Default)]
pub(crate) struct Versions(RwLock<HashMap<(WorkspaceId, Id), Arc<Version>>>);

impl Versions {
    /// A version by its id.
    pub fn get(&self, tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<Arc<Version>> {
        let key = (cx.workspace.id, id);
        if let Some(version) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(version.clone());
        }
        let version = Arc::new(load(tx, cx, id)?);
        // A draft still changes: it isn't kept.
        if version.record.status != "draft" {
            self.0
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(key, version.clone());
        }
        Ok(version)
    }

    /// Every version met so far in a company. Those not met have no run that this process has touched; see
    /// [`in_use`](Self::in_use).
    fn known(&self, workspace: WorkspaceId) -> Vec<Arc<Version>> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        all.iter()
            .filter(|((w, _), _)| *w == workspace)
            .map(|(_, v)| v.clone())
            .collect()
    }

    /// Every version that was ever published in a company: those that records may be running.
    pub fn in_use(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<Vec<Arc<Version>>> {
        let published = Condition::Not(Box::new(Condition::leaf(SopVersion::status, Op::Eq, "draft")));
        let system = cx.as_system();
        let object = system.object(SopVersion::OBJECT)?;
        let ids = store::records::ids(tx, &system, object, &published, 1_000)?;
        let known = self.known(cx.workspace.id);
        ids.into_iter()
            .map(|id| match known.iter().find(|v| v.record.id == id) {
                Some(version) => Ok(version.clone()),
                None => self.get(tx, cx, id),
            })
            .collect()
    }
}

fn load(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<Version> {
    let system = cx.as_system();
    let record: SopVersion = load_as(tx, &system, id, Action::Read)?;
    let sop: Sop = load_as(tx, &system, record.sop, Action::Read)?;
    let yaml: String = serde_json::from_str(&record.document).map_err(Error::internal)?;
    let parsed =
        sop::parse(&yaml).map_err(|faults| Error::internal(format!("SOP version {id} can't be read: {faults:?}")))?;
    let reads = sop::reads(&parsed.document, &cx.registry);
    Ok(Version {
        record,
        sop,
        document: parsed.document,
        reads,
    })
}

/// The version that new records of `object` follow: of the SOP they name, if it is for such records, else of the preferred
/// one.
pub(crate) fn current(tx: &mut Tx<'_>, cx: &Cx, object: &str, sop: Option<Id>) -> Result<Option<Id>> {
    let system = cx.as_system();
    if let Some(id) = sop {
        let sop = load_as::<Sop>(tx, &system, id, Action::Read)?;
        return Ok(sop.current.filter(|_| sop.object == object));
    }
    let fits = Condition::leaf(Sop::object, Op::Eq, object)
        .and(Condition::leaf(Sop::current, Op::IsEmpty, false))
        .and(Condition::leaf(Sop::preferred, Op::Eq, true));
    Ok(find::<Sop>(tx, &system, &fits, 1)?
        .into_iter()
        .next()
        .and_then(|sop| sop.current))
}
