//! What every use case stands on: the store, the clock, and who asks.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use kernel::{Clock, Error, Id, IdSource, Instant, Lang, Result, WorkspaceId};
use records::{Cx, Registry, Rights, Workspace};
use sha2::{Digest as _, Sha256};
use store::auth::{self, SignedIn};
use store::contents::{Contents, Memory};
use store::records::CursorKey;
use store::{Store, Tx, settings, workspace};

use crate::sop::Versions;

/// The product without its HTTP side. Clones are handles to the same.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    registry: Arc<Registry>,
    cursor_key: CursorKey,
    companies: RwLock<HashMap<(WorkspaceId, i64), Arc<Company>>>,
    versions: Versions,
    contents: Arc<dyn Contents>,
}

/// A company as it is under one rights version: kept in memory until users, teams or roles change.
struct Company {
    workspace: Arc<Workspace>,
    roles: HashMap<Id, Arc<Rights>>,
    below: HashMap<Id, Arc<Vec<Id>>>,
}

/// Who asks: the secret of a session or token, and the language they ask for.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The SHA-256 of the secret.
    pub secret_hash: [u8; 32],
    /// From `Accept-Language`.
    pub lang: Option<Lang>,
}

impl Caller {
    /// By the secret itself.
    pub fn new(secret: &str, lang: Option<Lang>) -> Self {
        Self {
            secret_hash: Sha256::digest(secret.as_bytes()).into(),
            lang,
        }
    }
}

impl App {
    /// The product over a migrated store; what files hold is in memory only, as suits tests.
    ///
    /// # Errors
    /// If the store can't be read or written.
    pub fn new(store: Store, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Result<Self> {
        Self::with_contents(store, Arc::new(Memory::default()), clock, ids)
    }

    /// The product over a migrated store and a place for what files hold.
    ///
    /// # Errors
    /// If the store can't be read or written.
    pub fn with_contents(
        store: Store,
        contents: Arc<dyn Contents>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
    ) -> Result<Self> {
        let key = store.write_blocking(settings::secret)?;
        Ok(Self(Arc::new(Inner {
            store,
            clock,
            ids,
            registry: crate::registry(),
            cursor_key: CursorKey(key),
            companies: RwLock::default(),
            versions: Versions::default(),
            contents,
        })))
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Where what files hold is kept.
    pub fn contents(&self) -> &Arc<dyn Contents> {
        &self.0.contents
    }

    /// The kinds of records.
    pub fn registry(&self) -> &Arc<Registry> {
        &self.0.registry
    }

    /// The present moment.
    pub fn now(&self) -> Instant {
        self.0.clock.now()
    }

    /// A new id.
    pub fn new_id(&self, at: Instant) -> Id {
        self.0.ids.next(at)
    }

    /// What cursors are signed with.
    pub fn cursor_key(&self) -> &CursorKey {
        &self.0.cursor_key
    }

    pub(crate) fn versions(&self) -> &Versions {
        &self.0.versions
    }

    /// Who asks, looked up in this very transaction: a session that has ended, a user who was deactivated, a role that has
    /// changed count at once.
    ///
    /// # Errors
    /// `unauthenticated` if the secret leads to nobody.
    pub fn cx(&self, tx: &mut Tx<'_>, caller: &Caller) -> Result<Cx> {
        self.signed_in(tx, caller).map(|(cx, _)| cx)
    }

    /// Notes that a session is in use, so that it goes on working; at most once in a quarter of an hour.
    ///
    /// # Errors
    /// If the store can't be written.
    pub fn touch(&self, tx: &mut Tx<'_>, caller: &Caller, signed_in: &SignedIn) -> Result<()> {
        let session = &signed_in.session;
        if session.name.is_some() || !crate::session::needs_touch(session.seen_at, self.now()) {
            return Ok(());
        }
        auth::touch_session(
            tx,
            &caller.secret_hash,
            self.now(),
            self.now().plus_seconds(crate::session::IDLE),
        )
    }

    /// The same with the session.
    ///
    /// # Errors
    /// `unauthenticated` if the secret leads to nobody.
    pub fn signed_in(&self, tx: &mut Tx<'_>, caller: &Caller) -> Result<(Cx, SignedIn)> {
        let now = self.now();
        let found = auth::signed_in(tx, &caller.secret_hash, now)?;
        let signed_in = found.ok_or_else(|| Error::new(kernel::Code::Unauthenticated))?;
        let company = self.company(tx, signed_in.session.workspace, signed_in.rights_version)?;
        let rights = company.roles.get(&signed_in.role).cloned().unwrap_or_default();
        let below = signed_in
            .team
            .and_then(|team| company.below.get(&team).cloned())
            .unwrap_or_default();
        let chosen = signed_in.lang.as_deref().and_then(Lang::parse);
        let cx = Cx {
            lang: caller.lang.or(chosen).unwrap_or(company.workspace.lang),
            workspace: company.workspace.clone(),
            registry: self.0.registry.clone(),
            user: Some(signed_in.session.user),
            team: signed_in.team,
            teams_below: below,
            rights,
            read_only: signed_in.session.read_only,
            now,
            written_at: now,
        };
        Ok((cx, signed_in))
    }

    /// The system's own context in a company.
    ///
    /// # Errors
    /// `not_found` if there is no such company.
    pub fn system(&self, tx: &mut Tx<'_>, id: WorkspaceId) -> Result<Cx> {
        let stored = workspace::workspace(tx, id)?.ok_or_else(Error::not_found)?;
        Ok(Cx::system(
            Arc::new(stored.workspace),
            self.0.registry.clone(),
            self.now(),
        ))
    }

    /// A person's context without a session: for the command line and for tests.
    ///
    /// # Errors
    /// `not_found` if there is no such user.
    pub fn as_user(&self, tx: &mut Tx<'_>, id: WorkspaceId, user: Id) -> Result<Cx> {
        let stored = workspace::workspace(tx, id)?.ok_or_else(Error::not_found)?;
        let company = self.company(tx, id, stored.rights_version)?;
        let system = Cx::system(company.workspace.clone(), self.0.registry.clone(), self.now());
        let user: crate::people::User = store::records::load_as(tx, &system, user, records::Action::Read)?;
        Ok(Cx {
            user: Some(user.id),
            team: user.team,
            teams_below: user
                .team
                .and_then(|team| company.below.get(&team).cloned())
                .unwrap_or_default(),
            rights: company.roles.get(&user.role).cloned().unwrap_or_default(),
            ..system
        })
    }

    fn company(&self, tx: &mut Tx<'_>, id: WorkspaceId, rights_version: i64) -> Result<Arc<Company>> {
        let known = self
            .0
            .companies
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&(id, rights_version))
            .cloned();
        if let Some(company) = known {
            return Ok(company);
        }
        let company = Arc::new(self.load_company(tx, id)?);
        let mut companies = self.0.companies.write().unwrap_or_else(PoisonError::into_inner);
        companies.retain(|(other, _), _| *other != id);
        companies.insert((id, rights_version), company.clone());
        Ok(company)
    }

    fn load_company(&self, tx: &mut Tx<'_>, id: WorkspaceId) -> Result<Company> {
        let stored = workspace::workspace(tx, id)?.ok_or_else(Error::not_found)?;
        let workspace = Arc::new(stored.workspace);
        let cx = Cx::system(workspace.clone(), self.0.registry.clone(), self.now());
        let always = records::Condition::always();
        let roles: Vec<crate::people::Role> = store::records::find(tx, &cx, &always, 10_000)?;
        let teams: Vec<crate::people::Team> = store::records::find(tx, &cx, &always, 10_000)?;
        let rights = roles.into_iter().map(|role| {
            // A role that can't be read gives no rights.
            let rights: records::Rights = serde_json::from_str(&role.rights).unwrap_or_default();
            (role.id, Arc::new(rights.among(&self.0.registry)))
        });
        let below = teams
            .iter()
            .map(|team| (team.id, Arc::new(crate::people::teams_below(&teams, team.id))));
        Ok(Company {
            workspace,
            roles: rights.collect(),
            below: below.collect(),
        })
    }
}
