//! What happened, told in the order of time: records made and changed, runs moved, each by somebody at a moment.

use kernel::{Id, Instant};
use serde_json::{Map, Value as Json};
use sop::Action;

/// Something that happened.
#[derive(Clone, Debug)]
pub(super) struct Happening {
    pub at: Instant,
    /// Who did it.
    pub by: Id,
    pub what: What,
}

/// What it was.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// A record was made.
    Make {
        object: &'static str,
        id: Id,
        body: Map<String, Json>,
    },
    /// A record was changed.
    Change { id: Id, body: Map<String, Json> },
    /// What verbs keep in a record was set, with an event of its own or none.
    Put {
        id: Id,
        body: Map<String, Json>,
        event: Option<(&'static str, Json, Option<Json>)>,
    },
    /// Something was done to a record's run.
    Act { id: Id, action: Action, note: Option<Json> },
}

/// A JSON object's members that say something.
pub(super) fn members(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(map) => map.into_iter().filter(|(_, v)| !v.is_null()).collect(),
        _ => Map::new(),
    }
}
