//! The rule by which accounts have their tiers.

use kernel::Instant;
use records::fields::{instant, json, number};
use records::object;

object! {
    /// One for the company; its changes stand in its journal.
    pub struct TierRule in "tier_rules" / "tier_rule" as (("客户分级规则", "Tier rules"), ("客户分级规则", "Tier rule")) {
        rule: String = json("规则", "Rule").required(),
        next_run_at: Option<Instant> = instant("下次计算", "Computed next").read_only(),
        ran_at: Option<Instant> = instant("上次计算", "Computed last").read_only(),
        ran_accounts: Option<i64> = number("计算的客户数", "Accounts computed", 0).read_only(),
        ran_changes: Option<i64> = number("等级有变的客户数", "Tiers changed", 0).read_only(),
    }
    |o| {
        o.icon = "layers";
        o.by_verbs = true;
        o.name_field = "id";
        o.columns = vec!["ran_at", "ran_accounts", "ran_changes", "next_run_at"];
        o.facts = o.columns.clone();
        o.sort = "-updated_at";
    }
}

/// Tiers from the best on.
pub const TIERS: &[(&str, &str, &str)] = &[
    ("A", "A", "A"),
    ("B", "B", "B"),
    ("C", "C", "C"),
    ("D", "D", "D"),
    ("E", "E", "E"),
];
