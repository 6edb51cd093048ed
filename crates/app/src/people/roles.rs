//! The roles that a new company begins with.

use records::{ObjectRights, Rights, Scope};

/// Key, Chinese and English name, rights.
pub fn standard_roles() -> Vec<(&'static str, &'static str, &'static str, Rights)> {
    vec![
        ("admin", "管理员", "Administrator", Rights::full()),
        ("ops", "销售运营", "Sales operations", ops()),
        ("manager", "销售经理", "Sales manager", manager()),
        ("rep", "销售代表", "Sales rep", rep()),
        ("service", "客服人员", "Customer service", service()),
        ("viewer", "只读", "Viewer", viewer()),
    ]
}

fn read(scope: Scope) -> ObjectRights {
    ObjectRights {
        read: scope,
        ..ObjectRights::default()
    }
}

fn work(read: Scope, update: Scope, delete: Scope, transfer: bool) -> ObjectRights {
    ObjectRights {
        read,
        create: true,
        update,
        delete,
        transfer,
        ..ObjectRights::default()
    }
}

fn masked(mut rights: ObjectRights, fields: &[&str]) -> ObjectRights {
    rights.masked = fields.iter().map(|f| (*f).to_owned()).collect();
    rights
}

fn hidden(mut rights: ObjectRights, fields: &[&str]) -> ObjectRights {
    rights.hidden = fields.iter().map(|f| (*f).to_owned()).collect();
    rights
}

fn rights(objects: &[(&str, ObjectRights)], can: &[&str]) -> Rights {
    Rights {
        objects: objects
            .iter()
            .map(|(key, rights)| ((*key).to_owned(), rights.clone()))
            .collect(),
        can: can.iter().map(|c| (*c).to_owned()).collect(),
    }
}

/// Everybody reads the catalogue, people, teams, SOPs; and keeps views of their own.
fn common(mut list: Vec<(&'static str, ObjectRights)>) -> Vec<(&'static str, ObjectRights)> {
    for key in [
        "products",
        "bundle_items",
        "capability_facts",
        "fabs",
        "price_lists",
        "prices",
        "teams",
        "roles",
        "sops",
        "sop_versions",
        "sop_reviews",
        "stage_visits",
        "conformances",
        "deviations",
        "sop_rules",
        "sop_assignments",
        "sop_moves",
        "assignment_rules",
        "segments",
        "personas",
        "competitors",
        "positionings",
        "talk_tracks",
        "contact_refusals",
        "contact_policies",
        "tier_rules",
        "standard_marks",
        "consents",
        "question_lists",
        "questions",
        "score_rules",
        "lead_forms",
        "pools",
        "approval_flows",
        "approvals",
        "approval_seats",
    ] {
        if !list.iter().any(|(k, _)| *k == key) {
            list.push((key, read(Scope::All)));
        }
    }
    if !list.iter().any(|(k, _)| *k == "users") {
        list.push(("users", masked(read(Scope::All), &["phone"])));
    }
    list.push(("saved_views", work(Scope::All, Scope::Own, Scope::Own, false)));
    // Whoever is asked to approve says who stands in for them; everybody reads it.
    if !list.iter().any(|(k, _)| *k == "approval_delegations") {
        list.push(("approval_delegations", work(Scope::All, Scope::Own, Scope::Own, false)));
    }
    list
}

/// What things cost us isn't for everybody who reads the catalogue.
fn without_costs() -> (&'static str, ObjectRights) {
    ("products", hidden(read(Scope::All), &["cost"]))
}

/// What the market, plans, partners and referrals are for whom: everybody learns from them, `update` says who keeps whose.
fn development(update: Scope, transfer: bool) -> Vec<(&'static str, ObjectRights)> {
    let mut list: Vec<_> = ["market_notes", "plans", "partners"]
        .map(|key| (key, work(Scope::All, update, update, transfer)))
        .into();
    for key in ["plan_members", "plan_steps", "plan_costs", "deal_registrations"] {
        list.push((key, work(Scope::All, update, update, false)));
    }
    list.push(("referrals", work(update, update, update, transfer)));
    list
}

/// The same for those who only read it.
fn development_read() -> Vec<(&'static str, ObjectRights)> {
    let mut list: Vec<_> = [
        "market_notes",
        "plans",
        "plan_members",
        "plan_steps",
        "plan_costs",
        "referrals",
    ]
    .map(|key| (key, read(Scope::All)))
    .into();
    list.push(("partners", masked(read(Scope::All), &["phone", "email"])));
    list.push(("deal_registrations", masked(read(Scope::All), &["phone"])));
    list
}

fn ops() -> Rights {
    let all = work(Scope::All, Scope::All, Scope::All, true);
    let mut list = vec![("*", all)];
    for key in ["users", "roles"] {
        list.push((key, read(Scope::All)));
    }
    list.push(("saved_views", work(Scope::All, Scope::Own, Scope::Own, false)));
    rights(&list, &["sop.edit", "waiver.decide", "reveal", "contact.lift"])
}

fn manager() -> Rights {
    let below = work(Scope::Below, Scope::Below, Scope::Below, true);
    let mut list = Vec::new();
    for key in ["opportunities", "contacts", "leads", "tasks"] {
        list.push((key, below.clone()));
    }
    list.push(("accounts", work(Scope::All, Scope::Below, Scope::Below, true)));
    for key in [
        "affiliations",
        "stakeholders",
        "line_items",
        "activities",
        "notes",
        "files",
        "public_links",
        "answers",
        "needs",
        "waivers",
    ] {
        list.push((key, work(Scope::All, Scope::Below, Scope::Below, false)));
    }
    for key in ["consents", "standard_marks"] {
        list.push((key, work(Scope::All, Scope::None, Scope::None, false)));
    }
    for key in [
        "segments",
        "personas",
        "competitors",
        "positionings",
        "talk_tracks",
        "capability_facts",
        "fabs",
    ] {
        list.push((key, work(Scope::All, Scope::All, Scope::All, false)));
    }
    list.extend(development(Scope::Below, true));
    list.push(("improvements", work(Scope::All, Scope::Below, Scope::Below, true)));
    list.push((
        "approval_delegations",
        work(Scope::All, Scope::Below, Scope::Below, true),
    ));
    // Who has read a new version is for those to see who answer for the team.
    list.push(("sop_receipts", read(Scope::All)));
    rights(&common(list), &["waiver.decide", "reveal", "contact.lift"])
}

fn rep() -> Rights {
    let own = work(Scope::Own, Scope::Own, Scope::Own, false);
    let mut list = Vec::new();
    for key in ["opportunities", "leads", "tasks"] {
        list.push((key, own.clone()));
    }
    list.push(without_costs());
    list.push(("contacts", work(Scope::Team, Scope::Own, Scope::Own, false)));
    list.push(("accounts", work(Scope::Team, Scope::Own, Scope::Own, false)));
    for key in [
        "affiliations",
        "stakeholders",
        "line_items",
        "activities",
        "notes",
        "files",
        "public_links",
        "answers",
        "needs",
        "waivers",
    ] {
        list.push((key, work(Scope::All, Scope::Own, Scope::Own, false)));
    }
    list.push(("consents", work(Scope::All, Scope::None, Scope::None, false)));
    list.push(("improvements", work(Scope::All, Scope::Own, Scope::None, false)));
    list.extend(development(Scope::Own, false));
    rights(&common(list), &[])
}

fn service() -> Rights {
    let mut list = vec![
        ("accounts", read(Scope::All)),
        ("contacts", masked(read(Scope::All), &["email", "wechat"])),
        (
            "opportunities",
            hidden(
                read(Scope::All),
                &["budget", "pain_amount", "probability_own", "probability_stage"],
            ),
        ),
        ("affiliations", read(Scope::All)),
        ("tasks", work(Scope::Own, Scope::Own, Scope::Own, false)),
        // Who answers the telephone hears of new business first.
        ("leads", work(Scope::Own, Scope::Own, Scope::None, false)),
    ];
    for key in ["activities", "notes", "files", "consents"] {
        list.push((key, work(Scope::All, Scope::None, Scope::None, false)));
    }
    list.extend(development_read());
    list.push(without_costs());
    rights(&common(list), &["reveal"])
}

fn viewer() -> Rights {
    let mut list = Vec::new();
    for key in [
        "affiliations",
        "opportunities",
        "stakeholders",
        "line_items",
        "activities",
        "tasks",
        "notes",
        "files",
        "public_links",
        "answers",
        "needs",
        "waivers",
    ] {
        list.push((key, read(Scope::All)));
    }
    list.push(("accounts", masked(read(Scope::All), &["phone"])));
    for key in ["contacts", "leads"] {
        list.push((key, masked(read(Scope::All), &["phone", "email", "wechat"])));
    }
    list.extend(development_read());
    list.push(without_costs());
    rights(&common(list), &[])
}
