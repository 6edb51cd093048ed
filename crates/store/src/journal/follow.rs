//! Following the journal: for work that comes after what happened, without slowing it. Events come in the order in which
//! they were committed, so that none is passed over.

use kernel::{Id, Result, WorkspaceId};

use crate::dialect::Dialect;
use crate::tx::Tx;

/// How far somebody has followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Followed {
    mark: i64,
    seq: i64,
}

/// An event as it is followed.
#[derive(Clone, Debug)]
pub struct Passed {
    /// How far one is with it.
    pub at: Followed,
    /// The company.
    pub workspace: WorkspaceId,
    /// The record it happened to.
    pub record: Id,
    /// What happened.
    pub kind: String,
}

impl Followed {
    /// Reads what [`Followed::to_text`] wrote; from the beginning if it can't be read.
    pub fn from_text(text: &str) -> Self {
        let (mark, seq) = text.split_once(':').unwrap_or_default();
        Self {
            mark: mark.parse().unwrap_or(0),
            seq: seq.parse().unwrap_or(0),
        }
    }

    /// To be kept.
    pub fn to_text(self) -> String {
        format!("{}:{}", self.mark, self.seq)
    }
}

/// Whether there are events beyond, be they settled or not.
pub fn behind(tx: &mut Tx<'_>, at: Followed) -> Result<bool> {
    let beyond = tx.dialect().pick("mark >= $1 AND seq > $2", "(mark, seq) > ($1, $2)");
    let sql = format!("SELECT 1 FROM journal WHERE {beyond} LIMIT 1");
    Ok(tx.first(&sql, &[at.mark.into(), at.seq.into()], |_| Ok(()))?.is_some())
}

/// The events that come next, `limit` at most, of one kind of record. Data that was restored into another cluster, whose
/// transactions are numbered anew, is followed from the beginning.
pub fn passed(tx: &mut Tx<'_>, at: Followed, object: &str, limit: usize) -> Result<(Vec<Passed>, Followed)> {
    let postgres = tx.dialect() == Dialect::Postgres;
    let at = if postgres && at.mark >= super::seal::oldest_under_way(tx)? {
        Followed::default()
    } else {
        at
    };
    let sql = "SELECT mark, seq, workspace_id, record_id, kind, object FROM journal";
    let sql = if postgres {
        let settled = "(mark, seq) > ($1, $2) AND mark < pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
        format!("{sql} WHERE {settled} ORDER BY mark, seq LIMIT {limit}")
    } else {
        format!("{sql} WHERE mark >= $1 AND seq > $2 ORDER BY seq LIMIT {limit}")
    };
    let (mut events, mut last) = (Vec::new(), at);
    tx.each(&sql, &[at.mark.into(), at.seq.into()], &mut |row| {
        last = Followed {
            mark: row.i64(0)?,
            seq: row.i64(1)?,
        };
        if row.text(5)? == object {
            events.push(Passed {
                at: last,
                workspace: WorkspaceId(row.i64(2)?),
                record: row.id(3)?,
                kind: row.text(4)?.to_owned(),
            });
        }
        Ok(())
    })?;
    Ok((events, last))
}
