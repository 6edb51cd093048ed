//! Where a capability's rules come in when a record is written.

use kernel::Result;
use records::{Cx, ObjectDef, Value};
use store::Tx;

use super::Draft;
use crate::App;
use crate::sop::Beginning;

/// A record that was written.
#[derive(Clone, Copy)]
pub(crate) struct Saved<'a> {
    pub object: &'a ObjectDef,
    /// Before; none if it is new.
    pub old: Option<&'a [Value]>,
    /// After; none if it was deleted.
    pub new: Option<&'a [Value]>,
}

impl Saved<'_> {
    /// A field of the record, as it is or was.
    pub fn get(&self, key: &str) -> &Value {
        const NULL: &Value = &Value::Null;
        let values = self.new.or(self.old);
        self.object
            .index(key)
            .and_then(|i| values.map(|v| &v[i]))
            .unwrap_or(NULL)
    }

    /// Whether a field differs between before and after.
    pub fn changed(&self, key: &str) -> bool {
        let Some(i) = self.object.index(key) else { return false };
        self.old.map(|v| &v[i]) != self.new.map(|v| &v[i])
    }
}

/// The rules that a capability adds to its records.
pub(crate) trait Hooks: Sync {
    /// Before a record is stored: what follows from what was given, and what must not be.
    fn prepare(&self, _tx: &mut Tx<'_>, _app: &App, _cx: &Cx, _draft: &mut Draft<'_>) -> Result<()> {
        Ok(())
    }

    /// The run that begins with a new record, once it is known that it will be stored.
    fn begins(&self, _tx: &mut Tx<'_>, _app: &App, _cx: &Cx, _draft: &Draft<'_>) -> Result<Option<Beginning<'_>>> {
        Ok(Option::None)
    }

    /// After it was stored, in the same transaction.
    fn saved(&self, _tx: &mut Tx<'_>, _app: &App, _cx: &Cx, _saved: &Saved<'_>) -> Result<()> {
        Ok(())
    }
}

struct None;

impl Hooks for None {}

/// The rules for an object.
pub(crate) fn of(object: &str) -> &'static dyn Hooks {
    match object {
        "opportunities" => &crate::opportunities::OpportunityHooks,
        "line_items" => &crate::opportunities::LineHooks,
        "products" => &crate::products::ProductHooks,
        "bundle_items" => &crate::products::BundleItemHooks,
        "capability_facts" => &crate::products::FactHooks,
        "fabs" => &crate::products::FabHooks,
        "price_lists" => &crate::pricing::PriceListHooks,
        "prices" => &crate::pricing::PriceHooks,
        "activities" => &crate::activities::ActivityHooks,
        "leads" => &crate::leads::LeadHooks,
        "assignment_rules" => &crate::leads::RuleHooks,
        "sop_rules" => &crate::sop::SopRuleHooks,
        "score_rules" => &crate::leads::score::ScoreRuleHooks,
        "lead_forms" => &crate::forms::FormHooks,
        "pools" => &crate::pools::PoolHooks,
        "tasks" => &crate::tasks::TaskHooks,
        "needs" => &crate::needs::NeedHooks,
        "questions" => &crate::needs::QuestionHooks,
        "stakeholders" => &crate::needs::StakeholderHooks,
        "notes" => &crate::notes::NoteHooks,
        "files" => &crate::files::FileHooks,
        "saved_views" => &crate::views::ViewHooks,
        "users" => &crate::people::UserHooks,
        "teams" => &crate::people::TeamHooks,
        "roles" => &crate::people::RoleHooks,
        "accounts" => &crate::accounts::AccountHooks,
        "contacts" => &crate::contacts::ContactHooks,
        "consents" => &crate::contact::ConsentHooks,
        "affiliations" => &crate::contacts::AffiliationHooks,
        "segments" => &crate::market::SegmentHooks,
        "plans" => &crate::plans::PlanHooks,
        "plan_members" => &crate::plans::MemberHooks,
        "plan_steps" => &crate::plans::StepHooks,
        "plan_costs" => &crate::plans::CostHooks,
        "referrals" => &crate::referrals::ReferralHooks,
        "approval_flows" => &crate::approvals::FlowHooks,
        "approval_delegations" => &crate::approvals::DelegationHooks,
        "deal_registrations" => &crate::partners::RegistrationHooks,
        _ => &None,
    }
}
