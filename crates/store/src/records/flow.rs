//! What has happened to deals, counted as it happens: begun, won, lost, and the stays in stages, by day or month, owner
//! and team. Statistics of time read this, so that they cost as much as there are owners, days and stages, however many
//! deals there are. What a deal adds is for the capability to say; here it is kept and read under rights.

use std::collections::BTreeMap;

use kernel::{Day, Id, Result, WorkspaceId};
use records::{Action, Cx, ObjectDef};
use sha2::{Digest as _, Sha256};

use super::compile::Compiler;
use crate::counts::Count;
use crate::sql::Sql;
use crate::{Row, Tx, Val};

/// Where something is counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FlowKey {
    /// What happened.
    pub kind: String,
    /// When; what is kept by month stands on its first day.
    pub day: Day,
    /// Whose deal it is.
    pub owner: Option<Id>,
    /// In which team.
    pub team: Option<Id>,
    /// Under which SOP.
    pub sop: Option<Id>,
    /// The currency of its amount.
    pub currency: Option<String>,
    /// In which stage; empty if it is of the whole deal.
    pub stage: String,
    /// After how many days, or on which day it began: the kind says which.
    pub at: i64,
}

/// What is counted there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FlowSum {
    /// How many.
    pub n: i64,
    /// Their amounts, in hundredths.
    pub amount: i128,
    /// Required steps done in time.
    pub on_time: i64,
    /// Required steps done late.
    pub late: i64,
    /// Required steps left out.
    pub left_out: i64,
}

impl FlowSum {
    /// Adds another, `sign` times.
    pub fn add(&mut self, other: &Self, sign: i64) {
        self.n += sign * other.n;
        self.amount += i128::from(sign) * other.amount;
        self.on_time += sign * other.on_time;
        self.late += sign * other.late;
        self.left_out += sign * other.left_out;
    }
}

/// What deals add, in the order of their keys.
pub type Flows = BTreeMap<FlowKey, FlowSum>;

/// Adds to what is kept, at the end of the transaction.
pub fn add_flows(tx: &mut Tx<'_>, workspace: WorkspaceId, changes: &Flows) {
    for (key, sum) in changes {
        if *sum == FlowSum::default() {
            continue;
        }
        tx.count(Count {
            table: TABLE,
            workspace,
            key: vec![
                ("kind", key.kind.as_str().into()),
                ("day", key.day.into()),
                ("key", Val::Bytes(hash(key))),
            ],
            labels: vec![
                ("owner", key.owner.into()),
                ("team", key.team.into()),
                ("sop", key.sop.into()),
                ("currency", key.currency.clone().into()),
                ("stage", key.stage.as_str().into()),
                ("at", key.at.into()),
            ],
            sums: vec![
                (["n", ""], sum.n),
                (["amount", "_high"], (sum.amount >> 32) as i64),
                (["amount", "_low"], (sum.amount & 0xFFFF_FFFF) as i64),
                (["on_time", ""], sum.on_time),
                (["late", ""], sum.late),
                (["left_out", ""], sum.left_out),
            ],
        });
    }
}

fn hash(key: &FlowKey) -> Vec<u8> {
    let mut hash = Sha256::new();
    for id in [key.owner, key.team, key.sop] {
        hash.update(id.unwrap_or(Id::NONE).0.as_bytes());
    }
    for text in [key.currency.as_deref().unwrap_or_default(), key.stage.as_str()] {
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    hash.update(key.at.to_le_bytes());
    hash.finalize()[..16].to_vec()
}

/// By what counts are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum FlowBy {
    Kind,
    Day,
    Owner,
    Currency,
    Stage,
    At,
}

/// What is asked of what is kept.
#[derive(Clone, Debug)]
pub struct FlowQuery<'q> {
    /// What happened.
    pub kinds: &'q [&'q str],
    /// From this day.
    pub from: Day,
    /// Before this day.
    pub to: Day,
    /// In these teams only.
    pub teams: Option<&'q [Id]>,
    /// Under this SOP only.
    pub sop: Option<Id>,
    /// Told apart by these; the rest is added up.
    pub by: &'q [FlowBy],
}

/// What is kept of the deals that the asker sees. What wasn't asked to be told apart is left empty in the keys.
pub fn flows(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, query: &FlowQuery<'_>) -> Result<Vec<(FlowKey, FlowSum)>> {
    let compiler = Compiler {
        cx,
        dialect: tx.dialect(),
    };
    let mut sql = Sql::new();
    let root = sql.alias();
    sql.push("SELECT ");
    for by in query.by {
        sql.col(root, column(*by)).push(", ");
    }
    sql.list(SUMS, ", ", |sql, sum| {
        sql.push("SUM(").col(root, sum).push(")");
    });
    sql.push(" FROM ").table(TABLE, root).push(" WHERE ");
    compiler.visible(&mut sql, object, root, Action::Read);
    sql.push(" AND ")
        .col(root, "kind")
        .push(" IN (")
        .list(query.kinds, ", ", |sql, kind| {
            sql.bind(*kind);
        });
    sql.push(") AND ")
        .col(root, "day")
        .push(" >= ")
        .bind(i64::from(query.from.0));
    sql.push(" AND ")
        .col(root, "day")
        .push(" < ")
        .bind(i64::from(query.to.0));
    if let Some(teams) = query.teams {
        sql.push(" AND ")
            .col(root, "team")
            .push(" IN (")
            .list(teams, ", ", |sql, team| {
                sql.bind(*team);
            });
        sql.push(")");
    }
    if let Some(sop) = query.sop {
        sql.push(" AND ").col(root, "sop").push(" = ").bind(sop);
    }
    if !query.by.is_empty() {
        sql.push(" GROUP BY ").list(1..=query.by.len(), ", ", |sql, i| {
            sql.number(i);
        });
    }
    let mut found = Vec::new();
    tx.each(&sql.text, &sql.params, &mut |row| {
        let read = read(row, query.by)?;
        if read.1.n != 0 {
            found.push(read);
        }
        Ok(())
    })?;
    Ok(found)
}

/// Everything that is kept of a company, for proving it.
pub fn all_flows(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<Flows> {
    let sql = "SELECT kind, day, owner, currency, stage, at, n, amount_high, amount_low, on_time, late, left_out, team, sop \
         FROM deal_flow WHERE workspace_id = $1";
    let mut all = Flows::new();
    tx.each(sql, &[workspace.into()], &mut |row| {
        let by = [
            FlowBy::Kind,
            FlowBy::Day,
            FlowBy::Owner,
            FlowBy::Currency,
            FlowBy::Stage,
            FlowBy::At,
        ];
        let (mut key, sum) = read(row, &by)?;
        (key.team, key.sop) = (row.opt_id(12)?, row.opt_id(13)?);
        all.entry(key).or_default().add(&sum, 1);
        Ok(())
    })?;
    Ok(all)
}

/// Forgets everything that is kept of a company, to keep it anew.
pub fn clear_flows(tx: &mut Tx<'_>, workspace: WorkspaceId) {
    tx.clear_counts(TABLE, workspace);
}

const TABLE: &str = "deal_flow";
const SUMS: [&str; 6] = ["n", "amount_high", "amount_low", "on_time", "late", "left_out"];

fn column(by: FlowBy) -> &'static str {
    match by {
        FlowBy::Kind => "kind",
        FlowBy::Day => "day",
        FlowBy::Owner => "owner",
        FlowBy::Currency => "currency",
        FlowBy::Stage => "stage",
        FlowBy::At => "at",
    }
}

fn read(row: &Row<'_>, by: &[FlowBy]) -> Result<(FlowKey, FlowSum)> {
    let mut key = FlowKey {
        kind: String::new(),
        day: Day(0),
        owner: None,
        team: None,
        sop: None,
        currency: None,
        stage: String::new(),
        at: 0,
    };
    for (i, by) in by.iter().enumerate() {
        match by {
            FlowBy::Kind => row.text(i)?.clone_into(&mut key.kind),
            FlowBy::Day => key.day = Day(row.i64(i)? as i32),
            FlowBy::Owner => key.owner = row.opt_id(i)?,
            FlowBy::Currency => key.currency = row.opt_text(i)?.map(str::to_owned),
            FlowBy::Stage => row.text(i)?.clone_into(&mut key.stage),
            FlowBy::At => key.at = row.i64(i)?,
        }
    }
    let at = by.len();
    let whole = |i: usize| -> Result<i128> { Ok(row.opt_i128(at + i)?.unwrap_or(0)) };
    let sum = FlowSum {
        n: whole(0)? as i64,
        amount: (whole(1)? << 32) + whole(2)?,
        on_time: whole(3)? as i64,
        late: whole(4)? as i64,
        left_out: whole(5)? as i64,
    };
    Ok((key, sum))
}
