//! Who sees what, worked out naively: one record at a time, by following its parents.

use kernel::Id;
use records::{Cx, ObjectRights, Scope, Value};

use crate::plain::{Plain, Rec};

/// The access parents of an object's records, the first that is set; none for objects of another kind.
pub fn parents(object: &str) -> &'static [(&'static str, &'static str)] {
    const OPPORTUNITY: (&str, &str) = ("opportunity", "opportunities");
    match object {
        "stakeholders" | "line_items" | "answers" | "waivers" | "conformances" | "deviations" | "sop_assignments"
        | "needs" | "public_links" => &[OPPORTUNITY],
        "files" => &[
            OPPORTUNITY,
            ("account", "accounts"),
            ("contact", "contacts"),
            ("lead", "leads"),
            ("task", "tasks"),
            ("activity", "activities"),
            ("note", "notes"),
        ],
        "standard_marks" => &[("activity", "activities")],
        "consents" => &[("contact", "contacts"), ("lead", "leads")],
        "contact_refusals" => &[("contact", "contacts"), ("lead", "leads"), ("account", "accounts")],
        "deal_registrations" => &[("partner", "partners")],
        "plan_members" => &[("lead", "leads"), ("account", "accounts")],
        "plan_steps" | "plan_costs" => &[("plan", "plans")],
        "affiliations" => &[("contact", "contacts")],
        "stage_visits" => &[("subject", "opportunities")],
        "approvals" => &[OPPORTUNITY, ("account", "accounts"), ("lead", "leads")],
        "approval_seats" => &[("approval", "approvals")],
        "activities" => &[
            OPPORTUNITY,
            ("account", "accounts"),
            ("contact", "contacts"),
            ("lead", "leads"),
        ],
        "notes" => &[
            OPPORTUNITY,
            ("account", "accounts"),
            ("contact", "contacts"),
            ("lead", "leads"),
            ("task", "tasks"),
            ("sop_version", "sop_versions"),
        ],
        _ => &[],
    }
}

/// Whether records of an object belong to somebody.
pub fn is_owned(object: &str) -> bool {
    matches!(
        object,
        "samples"
            | "opportunities"
            | "accounts"
            | "contacts"
            | "leads"
            | "tasks"
            | "improvements"
            | "approval_delegations"
            | "market_notes"
            | "partners"
            | "plans"
            | "referrals"
    )
}

/// Whether the asker's right, which reaches so far in the record's object, reaches the record.
pub fn reaches(cx: &Cx, plain: &Plain, record: &Rec<'_>, scope: Scope) -> bool {
    if scope == Scope::None {
        return false;
    }
    let object = record.object.key;
    let mine = |key| cx.user.is_some_and(|me| *record.get(key) == Value::Id(me));
    if object == "saved_views" {
        return mine("owner") || *record.get("shared") == Value::Bool(true);
    }
    if is_owned(object) {
        let teams: Vec<Id> = match scope {
            Scope::Team => cx.team.into_iter().collect(),
            Scope::Below => cx.teams_below.to_vec(),
            _ => Vec::new(),
        };
        let theirs = matches!(record.get("team"), Value::Id(team) if teams.contains(team));
        return scope == Scope::All || mine("owner") || theirs;
    }
    // Whoever asked, and whoever is asked, wherever it is about.
    if object == "approvals" && (mine("created_by") || is_asked(cx, plain, record)) {
        return true;
    }
    let parents = parents(object);
    let Some((key, target)) = parents.iter().find(|(key, _)| !record.get(key).is_null()) else {
        return parents.is_empty();
    };
    let target = cx.registry.object(target).unwrap();
    let parent = plain.living(target).find(|p| p.values[0] == *record.get(key));
    parent.is_some_and(|parent| reaches(cx, plain, &parent, scope.min(rights(cx, target.key).read)))
}

/// Whether the asker is among those who are asked to approve something.
fn is_asked(cx: &Cx, plain: &Plain, approval: &Rec<'_>) -> bool {
    let seats = cx.registry.object("approval_seats").unwrap();
    let me = cx.user.map(Value::Id);
    let mut theirs = plain
        .living(seats)
        .filter(|s| *s.get("approval") == Value::Id(approval.id()));
    theirs.any(|s| Some(s.get("person")) == me.as_ref())
}

/// The asker's rights in an object.
pub fn rights<'c>(cx: &'c Cx, object: &str) -> &'c ObjectRights {
    cx.rights.object(object)
}

/// Whether the asker sees a record.
pub fn sees(cx: &Cx, plain: &Plain, record: &Rec<'_>) -> bool {
    reaches(cx, plain, record, rights(cx, record.object.key).read)
}
