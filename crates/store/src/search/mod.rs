//! One index of words over all records. It only proposes records: whoever asks loads them under the asker's rights. It
//! must still not tell by its answers what is private, so private words are looked up only where that is allowed.

mod postgres;
mod sqlite;
mod words;

use kernel::{Id, Instant, Result, WorkspaceId};

use crate::dialect::Dialect;
use crate::sql::Sql;
use crate::tx::Tx;
use words::Term;

/// Up to this many hits are put in order of likeness; beyond it the latest come first.
const RANKED: usize = 2000;

/// What a record is found by.
#[derive(Clone, Debug)]
pub struct SearchDoc {
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Its object.
    pub object: &'static str,
    /// Its id.
    pub id: Id,
    /// Whose it is, for askers who see only their own. A child has its access parent's.
    pub owner: Option<Id>,
    /// Which team's it is, likewise.
    pub team: Option<Id>,
    /// Its name.
    pub name: String,
    /// Other texts that find it.
    pub open: Vec<String>,
    /// Phone numbers, addresses and the like: they find it only for those who may see them.
    pub private: Vec<String>,
    /// When it changed: of documents that are put together, the later one counts as more recent.
    pub at: Instant,
}

/// What an asker may find of one object.
#[derive(Clone, Debug)]
pub struct SearchScope {
    /// The object.
    pub object: &'static str,
    /// Everything; else what the next two say.
    pub all: bool,
    /// What this user owns.
    pub owner: Option<Id>,
    /// What these teams have.
    pub teams: Vec<Id>,
    /// Whether private texts count.
    pub private: bool,
}

/// A record that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its object.
    pub object: String,
    /// Its id.
    pub id: Id,
    /// Its name, as it was indexed.
    pub name: String,
}

/// A change of the index that waits for the end of the transaction.
#[derive(Debug)]
pub(crate) enum Change {
    Put(Box<SearchDoc>),
    Remove(WorkspaceId, Id),
}

impl Change {
    fn key(&self) -> (WorkspaceId, Id) {
        match self {
            Self::Put(doc) => (doc.workspace, doc.id),
            Self::Remove(workspace, id) => (*workspace, *id),
        }
    }

    fn at(&self) -> Option<Instant> {
        match self {
            Self::Put(doc) => Some(doc.at),
            Self::Remove(..) => None,
        }
    }
}

/// Records of the scopes' objects that match all words of `query`, the likeliest first, `limit` at most.
pub fn search(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    query: &str,
    scopes: &[SearchScope],
    limit: usize,
) -> Result<Vec<Hit>> {
    let terms = words::query(query);
    if terms.is_empty() || scopes.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let (mut hits, complete) = match tx.dialect() {
        Dialect::Sqlite => sqlite::find(tx, &expression(workspace, &terms, scopes, &sqlite::Syntax), limit)?,
        Dialect::Postgres => postgres::find(
            tx,
            workspace,
            &expression(workspace, &terms, scopes, &postgres::Syntax),
            limit,
        )?,
    };
    if complete {
        rank(query, &mut hits);
        hits.truncate(limit);
    }
    Ok(hits)
}

/// Those of `ids` whose names match all words of `query`, in the order of `ids`; all of them if nothing is asked.
pub fn among(tx: &mut Tx<'_>, workspace: WorkspaceId, query: &str, ids: &[Id]) -> Result<Vec<Hit>> {
    let terms = words::query(query);
    let mut sql = Sql::new();
    sql.push("SELECT object, id, name FROM search_doc WHERE workspace_id = ")
        .bind(workspace);
    sql.push(" AND id IN (").list(ids.to_vec(), ", ", |sql, id| {
        sql.bind(id);
    });
    sql.push(")");
    if ids.is_empty() || (terms.is_empty() && !query.trim().is_empty()) {
        return Ok(Vec::new());
    }
    let mut hits = tx.all(&sql.text, &sql.params, |row| {
        Ok(Hit {
            object: row.text(0)?.to_owned(),
            id: row.id(1)?,
            name: row.text(2)?.to_owned(),
        })
    })?;
    hits.retain(|hit| words::fits(&hit.name, &terms));
    hits.sort_by_key(|hit| ids.iter().position(|id| *id == hit.id));
    Ok(hits)
}

/// Writes changes to the index; of several for one record only the last counts.
pub(crate) fn write(tx: &mut Tx<'_>, changes: &[Change]) -> Result<()> {
    let mut seen = std::collections::HashSet::new();
    let mut last: Vec<&Change> = changes
        .iter()
        .rev()
        .filter(|change| seen.insert(change.key()))
        .collect();
    last.reverse();
    last.sort_by_key(|change| change.at());
    match tx.dialect() {
        Dialect::Sqlite => sqlite::write(tx, &last),
        Dialect::Postgres => postgres::write(tx, &last),
    }
}

/// Likeness: the name itself, in letters, pinyin or initials; then names that begin so; then the rest. Each by recency.
fn rank(query: &str, hits: &mut [Hit]) {
    let typed = words::squeeze(query);
    hits.sort_by_cached_key(|hit| words::likeness(&hit.name, &typed));
}

/// A document's words by role.
struct Columns {
    name: Vec<String>,
    other: Vec<String>,
    private: Vec<String>,
    scope: Vec<String>,
}

fn columns(doc: &SearchDoc) -> Columns {
    let collect = |texts: &[String], add: fn(&str, &mut Vec<String>)| {
        let mut all = Vec::new();
        for text in texts {
            add(text, &mut all);
        }
        words::settle(&mut all);
        all
    };
    let object = object_word(doc.workspace, doc.object);
    let mut scope = Vec::with_capacity(3);
    scope.extend(doc.owner.map(|id| owner_word(&object, id)));
    scope.extend(doc.team.map(|id| team_word(&object, id)));
    scope.push(object);
    Columns {
        name: collect(std::slice::from_ref(&doc.name), words::add_text),
        other: collect(&doc.open, words::add_text),
        private: collect(&doc.private, words::add_private),
        scope,
    }
}

/// Words of rights begin with `_`, which no word of a text does, so that no query meets them.
fn object_word(workspace: WorkspaceId, object: &str) -> String {
    format!("_{}_{object}", workspace.0)
}

fn owner_word(object: &str, id: Id) -> String {
    format!("{object}_o{}", short(id))
}

fn team_word(object: &str, id: Id) -> String {
    format!("{object}_t{}", short(id))
}

/// The random half of an id. Two that share it would only make a hit that rights take out again.
fn short(id: Id) -> String {
    format!("{:016x}", id.0.as_u64_pair().1)
}

/// How a database writes a query of words.
trait Syntax {
    fn and(&self) -> &'static str;
    fn or(&self) -> &'static str;
    fn term(&self, term: &Term, private: bool) -> String;
    fn scope(&self, word: &str) -> String;
}

/// All terms, within what may be found: once for the objects whose private texts count, once for the others.
fn expression(workspace: WorkspaceId, terms: &[Term], scopes: &[SearchScope], syntax: &dyn Syntax) -> String {
    let mut sides = Vec::new();
    for private in [false, true] {
        let mut rights = Vec::new();
        for scope in scopes.iter().filter(|scope| scope.private == private) {
            let object = object_word(workspace, scope.object);
            if scope.all {
                rights.push(syntax.scope(&object));
                continue;
            }
            rights.extend(scope.owner.map(|id| syntax.scope(&owner_word(&object, id))));
            rights.extend(scope.teams.iter().map(|id| syntax.scope(&team_word(&object, *id))));
        }
        if rights.is_empty() {
            continue;
        }
        let mut all: Vec<String> = terms.iter().map(|term| syntax.term(term, private)).collect();
        all.push(format!("({})", rights.join(syntax.or())));
        sides.push(format!("({})", all.join(syntax.and())));
    }
    sides.join(syntax.or())
}
