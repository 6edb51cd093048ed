//! Published documents in memory. A published version never changes, so what is here never grows old; which of them are
//! in use is kept under the company's rights version, which every publishing moves on.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use kernel::{Error, Id, Result, WorkspaceId};
use records::{Action, Condition, Cx, Op};
use sop::{Document, Read};
use store::Tx;
use store::records::{find, load_as};

use super::{Sop, SopRule, SopVersion};

/// The states of versions that never change again.
const PUBLISHED: [&str; 2] = ["published", "retired"];

/// A version with its document read.
#[derive(Debug)]
pub(crate) struct Version {
    pub record: SopVersion,
    pub sop: Sop,
    pub document: Document,
    /// What its conditions read.
    pub reads: BTreeSet<Read>,
}

/// What a company's records may run.
#[derive(Debug, Default)]
pub(crate) struct InUse {
    /// Every version that was ever published.
    pub versions: Vec<Arc<Version>>,
    /// The rules that choose SOPs for new records, in order, with their conditions.
    pub rules: Vec<(SopRule, Option<Condition>)>,
    sops: Vec<Sop>,
}

impl InUse {
    /// The version of an SOP that new records follow.
    pub fn current_of(&self, sop: Id) -> Option<Id> {
        self.sops.iter().find(|s| s.id == sop).and_then(|s| s.current)
    }

    /// The version that new records of `object` follow if nothing else is said.
    pub fn preferred(&self, object: &str) -> Option<Id> {
        let fits = |s: &&Sop| s.preferred && s.object == object && s.current.is_some();
        self.sops.iter().find(fits).and_then(|s| s.current)
    }
}

/// The versions that were needed so far.
#[derive(Default)]
pub(crate) struct Versions {
    known: RwLock<HashMap<(WorkspaceId, Id), Arc<Version>>>,
    in_use: RwLock<HashMap<WorkspaceId, (i64, Arc<InUse>)>>,
}

impl Versions {
    /// A version by its id.
    pub fn get(&self, tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<Arc<Version>> {
        let key = (cx.workspace.id, id);
        if let Some(version) = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(version.clone());
        }
        let version = Arc::new(load(tx, cx, id)?);
        // A draft still changes: it isn't kept.
        if PUBLISHED.contains(&version.record.status.as_str()) {
            self.known
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(key, version.clone());
        }
        Ok(version)
    }

    /// What a company's records may run, as this transaction sees it.
    pub fn in_use(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<Arc<InUse>> {
        let company = cx.workspace.id;
        let rights = store::workspace::rights_version(tx, company)?;
        let kept = self.in_use.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, found)) = kept.get(&company)
            && *at == rights
        {
            return Ok(found.clone());
        }
        drop(kept);
        let published = Condition::leaf(SopVersion::status, Op::In, PUBLISHED.map(str::to_owned).to_vec());
        let system = cx.as_system();
        let ids = store::records::ids(tx, &system, system.object(SopVersion::OBJECT)?, &published, 1_000)?;
        let versions = ids.into_iter().map(|id| self.get(tx, cx, id)).collect::<Result<_>>()?;
        let sops = find(tx, &system, &Condition::always(), 1_000)?;
        let active = Condition::leaf(SopRule::active, Op::Eq, true);
        let mut rules: Vec<SopRule> = find(tx, &system, &active, 200)?;
        rules.sort_by_key(|rule| (rule.position, rule.id));
        let rules = rules.into_iter().map(|rule| {
            let condition = rule.condition.as_deref().map(Condition::parse_text).transpose()?;
            Ok((rule, condition))
        });
        let rules = rules.collect::<Result<_>>()?;
        let found = Arc::new(InUse { versions, rules, sops });
        let mut kept = self.in_use.write().unwrap_or_else(PoisonError::into_inner);
        kept.insert(company, (rights, found.clone()));
        Ok(found)
    }

    /// Whether rules choose SOPs, by what was last read: whoever has just asked which version is in use knows it.
    pub fn have_rules(&self, company: WorkspaceId) -> bool {
        let kept = self.in_use.read().unwrap_or_else(PoisonError::into_inner);
        kept.get(&company).is_some_and(|(_, found)| !found.rules.is_empty())
    }

    /// The version that new records of `object` follow: of the SOP they name, if it is for such records, else of the
    /// preferred one.
    pub fn current(&self, tx: &mut Tx<'_>, cx: &Cx, object: &str, sop: Option<Id>) -> Result<Option<Id>> {
        let in_use = self.in_use(tx, cx)?;
        let Some(id) = sop else {
            return Ok(in_use.preferred(object));
        };
        let found = match in_use.sops.iter().find(|s| s.id == id) {
            Some(known) => known.clone(),
            // It came with a draft, which nobody needed to hear of.
            None => load_as(tx, &cx.as_system(), id, Action::Read)?,
        };
        Ok(found.current.filter(|_| found.object == object))
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
