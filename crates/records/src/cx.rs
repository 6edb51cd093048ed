//! Who asks: needed to build any query.

use std::sync::{Arc, LazyLock};

use kernel::{Calendar, Code, Currency, Day, Error, Id, Instant, Lang, Result, WorkspaceId};

use crate::{FieldDef, ObjectDef, Registry, Rights};

/// What is the same for everybody in a company.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// Its number.
    pub id: WorkspaceId,
    /// The company's name.
    pub name: String,
    /// The currency of amounts that name none.
    pub currency: Currency,
    /// Time zone, working hours, holidays.
    pub calendar: Calendar,
    /// The language of those who haven't chosen.
    pub lang: Lang,
}

/// Who asks, in which company, under which role, when and in which language.
#[derive(Clone, Debug)]
pub struct Cx {
    /// The company.
    pub workspace: Arc<Workspace>,
    /// The objects there are.
    pub registry: Arc<Registry>,
    /// Who; `None` is the system itself.
    pub user: Option<Id>,
    /// Their team.
    pub team: Option<Id>,
    /// Their team and every team below it.
    pub teams_below: Arc<Vec<Id>>,
    /// What they may do.
    pub rights: Arc<Rights>,
    /// Whether they came with a token that may only read.
    pub read_only: bool,
    /// The language of texts.
    pub lang: Lang,
    /// The moment of the request, the same throughout it; for history, when it happened.
    pub now: Instant,
    /// When it is written down.
    pub written_at: Instant,
}

/// The system's rights. An administrator's may say the same, but are their own.
static EVERYTHING: LazyLock<Arc<Rights>> = LazyLock::new(|| Arc::new(Rights::full()));

impl Cx {
    /// The system, which sees everything: for gates, rules and jobs, never for showing.
    pub fn system(workspace: Arc<Workspace>, registry: Arc<Registry>, now: Instant) -> Self {
        let lang = workspace.lang;
        Self {
            workspace,
            registry,
            user: None,
            team: None,
            teams_below: Arc::default(),
            rights: EVERYTHING.clone(),
            read_only: false,
            lang,
            now,
            written_at: now,
        }
    }

    /// The same asker at a moment that has passed.
    pub fn at(&self, then: Instant) -> Self {
        Self {
            now: then,
            ..self.clone()
        }
    }

    /// The same request with the system's eyes.
    pub fn as_system(&self) -> Self {
        Self {
            user: self.user,
            lang: self.lang,
            ..Self::system(self.workspace.clone(), self.registry.clone(), self.now)
        }
    }

    /// Whether it is the system that asks, which works with what is stored rather than with what anybody reads of it.
    pub fn is_system(&self) -> bool {
        Arc::ptr_eq(&self.rights, &EVERYTHING)
    }

    /// Today, where the company is.
    pub fn today(&self) -> Day {
        self.now.day(self.workspace.calendar.tz)
    }

    /// When it is next so many minutes after midnight, where the company is.
    pub fn next_at(&self, minutes: u32) -> Instant {
        let tz = self.workspace.calendar.tz;
        let today = self.today().at(minutes, tz);
        if today > self.now {
            today
        } else {
            self.today().plus(1).at(minutes, tz)
        }
    }

    /// The object, unless the asker's role doesn't read it at all.
    pub fn object(&self, key: &str) -> Result<&ObjectDef> {
        self.registry
            .object(key)
            .filter(|o| self.rights.object(o.key).read != crate::Scope::None)
            .ok_or_else(Error::not_found)
    }

    /// Whether the asker sees the field at all.
    pub fn sees(&self, object: &ObjectDef, field: &FieldDef) -> bool {
        !self.rights.object(object.key).hidden.contains(field.key)
    }

    /// Whether the asker sees it masked.
    pub fn is_masked(&self, object: &ObjectDef, field: &FieldDef) -> bool {
        self.rights.object(object.key).masked.contains(field.key)
    }

    /// Whether the asker reads it as it is: only then may it lead anywhere, or be told beyond its record.
    pub fn sees_whole(&self, object: &ObjectDef, field: &FieldDef) -> bool {
        self.sees(object, field) && !self.is_masked(object, field)
    }

    /// Fails unless the asker has a right beyond records.
    pub fn require(&self, right: &str) -> Result<()> {
        if self.read_only || !self.rights.can(right) {
            Err(Error::new(Code::Forbidden))
        } else {
            Ok(())
        }
    }

    /// Fails for those who may only read.
    pub fn writes(&self) -> Result<()> {
        if self.read_only {
            return Err(Error::forbidden().detail("此令牌只能读取", "This token may only read"));
        }
        Ok(())
    }
}
