//! The chain over the journal. A job seals what is committed, in batches; requests never touch the chain's head. Each
//! workspace has a chain of its own.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use kernel::{Error, Instant, Result, Text, WorkspaceId};

use super::canonical::{canonical_text, link, salted_hash};
use crate::dialect::Dialect;
use crate::row::Row;
use crate::tx::Tx;
use crate::value::Val;

/// Events of one call.
const BATCH: i64 = 1000;
/// The key in `installation` of how far the chain reaches.
const POSITION: &str = "journal_sealed";

/// What checking the chain found.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Events that the chain proves.
    pub sealed: u64,
    /// Events that the sealing job hasn't reached yet.
    pub unsealed: u64,
    /// Events whose values were erased; the rest of them is proven.
    pub erased: u64,
    /// What was tampered with.
    pub faults: Vec<Fault>,
}

/// A place where the journal isn't what was sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The first and the last event that may be meant.
    pub events: (i64, i64),
    /// What is wrong.
    pub text: Text,
}

/// How far the chain reaches: the last sealed event in the order of marks, and the greatest number sealed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Position {
    mark: i64,
    seq: i64,
    greatest: i64,
}

/// An event as the chain sees it.
struct Sealed {
    workspace: i64,
    seq: i64,
    mark: i64,
    salted: Option<Vec<u8>>,
    link: Vec<Vec<u8>>,
}

/// Seals committed events, up to a thousand; tells how many. To be called until it says 0.
///
/// On PostgreSQL it stops before the oldest transaction under way, since an event with a smaller number can still come.
pub fn seal(tx: &mut Tx<'_>, now: Instant) -> Result<u64> {
    let mut at = position(tx)?;
    let postgres = tx.dialect() == Dialect::Postgres;
    if postgres && at.mark >= oldest_under_way(tx)? {
        at = rebase(tx, at)?;
    }
    let rows = if postgres {
        let sql =
            select("(j.mark, j.seq) > ($1, $2) AND j.mark < pg_snapshot_xmin(pg_current_snapshot())::text::bigint");
        tx.all(
            &format!("{sql} ORDER BY j.mark, j.seq LIMIT $3"),
            &[at.mark.into(), at.seq.into(), BATCH.into()],
            read,
        )?
    } else {
        let sql = select("j.seq > $1");
        tx.all(
            &format!("{sql} ORDER BY j.seq LIMIT $2"),
            &[at.seq.into(), BATCH.into()],
            read,
        )?
    };
    let Some(last) = rows.last() else { return Ok(0) };
    let greatest = rows.iter().map(|row| row.seq).max().unwrap_or(0).max(at.greatest);
    let next = Position {
        mark: last.mark,
        seq: last.seq,
        greatest,
    };
    let count = rows.len() as u64;
    for (workspace, (spans, events)) in by_workspace(rows) {
        append(tx, workspace, &spans, &events, now)?;
    }
    set_position(tx, next)?;
    Ok(count)
}

/// Checks that the journal still is what was sealed.
pub fn verify(tx: &mut Tx<'_>) -> Result<Verdict> {
    let mut verdict = Verdict::default();
    let mut greatest = 0;
    let seals = tx.all(
        "SELECT workspace_id, n, spans, hash FROM journal_seal ORDER BY workspace_id, n",
        &[],
        |row| {
            Ok((
                row.i64(0)?,
                row.i64(1)?,
                row.text(2)?.to_owned(),
                row.bytes(3)?.to_vec(),
            ))
        },
    )?;
    let mut previous: (i64, i64, Vec<u8>) = (i64::MIN, 0, Vec::new());
    for (workspace, n, spans, hash) in seals {
        if previous.0 != workspace {
            previous = (workspace, 0, Vec::new());
        }
        let spans: Vec<(i64, i64, u64)> =
            serde_json::from_str(&spans).map_err(|e| Error::internal(format!("journal_seal: {e}")))?;
        let events = (spans.first().map_or(0, |s| s.0), spans.last().map_or(0, |s| s.1));
        let mut fault = |zh: &str, en: &str| {
            verdict.faults.push(Fault {
                workspace: WorkspaceId(workspace),
                events,
                text: Text::new(zh, en),
            });
        };
        if n != previous.1 + 1 {
            fault("缺少封存记录", "A seal is missing before these events");
        }
        let mut head = previous.2;
        let mut counts_match = true;
        for (from, to, count) in spans {
            greatest = greatest.max(to);
            let sql = select("j.workspace_id = $1 AND j.seq BETWEEN $2 AND $3");
            let rows = tx.all(
                &format!("{sql} ORDER BY j.seq"),
                &[workspace.into(), from.into(), to.into()],
                |row| Ok((read(row)?, state(row)?)),
            )?;
            counts_match &= rows.len() as u64 == count;
            for (row, state) in rows {
                head = chain(&head, &row);
                verdict.sealed += 1;
                match state {
                    State::Intact => {}
                    State::Erased => verdict.erased += 1,
                    State::Changed => verdict.faults.push(Fault {
                        workspace: WorkspaceId(workspace),
                        events: (row.seq, row.seq),
                        text: Text::new("事件的值被改动或删除", "The event's values were changed or removed"),
                    }),
                }
            }
        }
        if head != hash {
            let (zh, en) = if counts_match {
                ("事件被改动", "An event was changed")
            } else {
                ("事件被删除或增加", "Events were removed or added")
            };
            verdict.faults.push(Fault {
                workspace: WorkspaceId(workspace),
                events,
                text: Text::new(zh, en),
            });
        }
        previous = (workspace, n, hash);
    }
    let reached = position(tx)?.greatest;
    if reached > greatest {
        let text = Text::new("最后的封存记录被删除", "The last seals were removed");
        verdict.faults.push(Fault {
            workspace: WorkspaceId(0),
            events: (greatest + 1, reached),
            text,
        });
    }
    let total = tx
        .first("SELECT count(*) FROM journal", &[], |row| row.i64(0))?
        .unwrap_or(0);
    verdict.unsealed = u64::try_from(total).unwrap_or(0).saturating_sub(verdict.sealed);
    Ok(verdict)
}

enum State {
    Intact,
    Erased,
    Changed,
}

fn select(which: &str) -> String {
    format!(
        "SELECT j.workspace_id, j.seq, j.mark, j.salted_hash, j.at, j.recorded_at, j.actor, j.object, j.record_id, \
         j.topic_id, j.kind, j.meta, v.seq, v.salt, v.data FROM journal j \
         LEFT JOIN journal_value v ON v.workspace_id = j.workspace_id AND v.seq = j.seq WHERE {which}"
    )
}

fn read(row: &Row<'_>) -> Result<Sealed> {
    let (workspace, seq) = (row.i64(0)?, row.i64(1)?);
    let salted = row.opt_bytes(3)?.map(<[u8]>::to_vec);
    let number = |i: usize| Ok::<_, Error>(row.i64(i)?.to_be_bytes().to_vec());
    let link = vec![
        workspace.to_be_bytes().to_vec(),
        seq.to_be_bytes().to_vec(),
        number(4)?,
        number(5)?,
        row.opt_id(6)?.map_or_else(Vec::new, |id| id.0.as_bytes().to_vec()),
        row.text(7)?.as_bytes().to_vec(),
        row.id(8)?.0.as_bytes().to_vec(),
        row.id(9)?.0.as_bytes().to_vec(),
        row.text(10)?.as_bytes().to_vec(),
        canonical_text(row.text(11)?)?.into_bytes(),
        salted.clone().unwrap_or_default(),
    ];
    Ok(Sealed {
        workspace,
        seq,
        mark: row.i64(2)?,
        salted,
        link,
    })
}

/// What became of the event's values. A row that is gone is tampering: erasing leaves it, emptied.
fn state(row: &Row<'_>) -> Result<State> {
    let (sealed, kept, salt, data) = (
        row.opt_bytes(3)?,
        row.opt_i64(12)?,
        row.opt_bytes(13)?,
        row.opt_text(14)?,
    );
    Ok(match (sealed, kept, salt, data) {
        (None, None, ..) => State::Intact,
        (Some(_), Some(_), None, None) => State::Erased,
        (Some(sealed), Some(_), Some(salt), Some(data)) => {
            let data = serde_json::from_str(data).map_err(|e| Error::internal(format!("journal_value: {e}")))?;
            if salted_hash(salt, &data)[..] == *sealed {
                State::Intact
            } else {
                State::Changed
            }
        }
        _ => State::Changed,
    })
}

fn chain(head: &[u8], event: &Sealed) -> Vec<u8> {
    let parts: Vec<&[u8]> = event.link.iter().map(Vec::as_slice).collect();
    debug_assert!(event.salted.as_deref().unwrap_or_default() == parts[parts.len() - 1]);
    link(head, &parts).to_vec()
}

type Batch = (Vec<(i64, i64, u64)>, Vec<Sealed>);

/// Each workspace's events in order, with the spans they lie in. A span has no gap in the numbers of the whole batch, so
/// that no event can appear in it later.
fn by_workspace(mut rows: Vec<Sealed>) -> BTreeMap<i64, Batch> {
    rows.sort_unstable_by_key(|row| row.seq);
    let mut all: BTreeMap<i64, Batch> = BTreeMap::new();
    let (mut run, mut before) = (0_u64, i64::MIN);
    let mut last_run: BTreeMap<i64, u64> = BTreeMap::new();
    for row in rows {
        if row.seq != before.wrapping_add(1) {
            run += 1;
        }
        before = row.seq;
        let (spans, events) = all.entry(row.workspace).or_default();
        match spans.last_mut() {
            Some(span) if last_run.get(&row.workspace) == Some(&run) => (span.1, span.2) = (row.seq, span.2 + 1),
            _ => spans.push((row.seq, row.seq, 1)),
        }
        last_run.insert(row.workspace, run);
        events.push(row);
    }
    all
}

fn append(tx: &mut Tx<'_>, workspace: i64, spans: &[(i64, i64, u64)], events: &[Sealed], now: Instant) -> Result<()> {
    let last = "SELECT n, hash FROM journal_seal WHERE workspace_id = $1 ORDER BY n DESC LIMIT 1";
    let last = tx.first(last, &[workspace.into()], |row| {
        Ok((row.i64(0)?, row.bytes(1)?.to_vec()))
    })?;
    let (n, head) = last.unwrap_or_default();
    let head = events.iter().fold(head, |head, event| chain(&head, event));
    let spans = serde_json::to_string(spans).map_err(Error::internal)?;
    tx.run(
        "INSERT INTO journal_seal (workspace_id, n, spans, events, hash, sealed_at) VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            workspace.into(),
            (n + 1).into(),
            Val::Json(spans),
            (events.len() as i64).into(),
            Val::Bytes(head),
            now.into(),
        ],
    )?;
    Ok(())
}

pub(super) fn oldest_under_way(tx: &mut Tx<'_>) -> Result<i64> {
    let sql = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
    Ok(tx.first(sql, &[], |row| row.i64(0))?.unwrap_or(0))
}

/// The data was restored into another PostgreSQL cluster, whose transactions are numbered anew: what is sealed gets
/// mark 0, what isn't gets mark 1, and new events follow.
fn rebase(tx: &mut Tx<'_>, at: Position) -> Result<Position> {
    tx.run(
        "UPDATE journal SET mark = CASE WHEN (mark, seq) > ($1, $2) OR seq > $3 THEN 1 ELSE 0 END",
        &[at.mark.into(), at.seq.into(), at.greatest.into()],
    )?;
    let at = Position {
        mark: 0,
        seq: i64::MAX,
        greatest: at.greatest,
    };
    set_position(tx, at)?;
    Ok(at)
}

fn position(tx: &mut Tx<'_>) -> Result<Position> {
    let sql = "SELECT value FROM installation WHERE key = $1";
    let Some(text) = tx.first(sql, &[POSITION.into()], |row| Ok(row.text(0)?.to_owned()))? else {
        return Ok(Position::default());
    };
    let mut numbers = text.split(':').map(str::parse::<i64>);
    let mut number = || {
        numbers
            .next()
            .and_then(Result::ok)
            .ok_or_else(|| Error::internal(format!("{POSITION}: {text}")))
    };
    Ok(Position {
        mark: number()?,
        seq: number()?,
        greatest: number()?,
    })
}

fn set_position(tx: &mut Tx<'_>, at: Position) -> Result<()> {
    let mut text = String::new();
    let _ = write!(text, "{}:{}:{}", at.mark, at.seq, at.greatest);
    tx.run(
        "INSERT INTO installation (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
        &[POSITION.into(), text.into()],
    )?;
    Ok(())
}
