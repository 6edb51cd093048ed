//! Which leads come in, when, to whom, by which rule.

use std::collections::HashMap;

use kernel::{Id, Result};
use records::Cx;
use serde_json::json;
use store::Tx;

use super::company::Customer;
use super::deals::Setting;
use super::dice::Dice;
use super::leads::{Fate, LeadPlan};
use super::{Member, Size, season};
use crate::App;
use crate::setup::make;

/// The share of deals that began as leads.
const FROM_LEADS: f64 = 0.3;

/// Leads as they are planned.
pub(super) struct Inflow<'c> {
    size: Size,
    set: &'c Setting<'c>,
    /// The reps, each with the number of their region.
    reps: Vec<(Member, usize)>,
    /// Who enters what comes from fairs and forms.
    ops: Option<Id>,
    /// By region, if there are rules.
    rules: HashMap<usize, Id>,
    dice: Dice,
    plans: Vec<LeadPlan<'c>>,
}

impl<'c> Inflow<'c> {
    /// Nothing has come in yet. In the large company rules hand leads out by region.
    pub fn new(
        tx: &mut Tx<'_>,
        app: &App,
        cx: &Cx,
        size: &Size,
        set: &'c Setting<'c>,
        reps: &[(Member, usize)],
        members: &[Member],
    ) -> Result<Self> {
        let mut rules = HashMap::new();
        if size.forty {
            for (i, region) in set.words.names.regions.iter().enumerate() {
                let team = reps.iter().find(|(_, r)| *r == i).and_then(|(m, _)| m.team);
                let name = set.words.say(&region.team);
                let body = json!({ "name": name, "position": 10 * (i + 1), "regions": set.words.say(&region.name), "team": team });
                rules.insert(i, make(tx, app, cx, "assignment_rules", body)?);
            }
        }
        Ok(Self {
            size: *size,
            set,
            reps: reps.to_vec(),
            ops: members.iter().find(|m| m.role == "ops").map(|m| m.id),
            rules,
            dice: Dice::new(2_500),
            plans: Vec::new(),
        })
    }

    /// A deal begins: some of them began as leads.
    pub fn deal(&mut self, customer: &'c Customer, deal: Id, start: f64) {
        if self.dice.chance(FROM_LEADS) {
            let before = self.dice.between(0.3, 3.0);
            let rep = self.reps.iter().find(|(m, _)| m.id == customer.owner).cloned();
            if let Some(rep) = rep.filter(|_| start - before > 0.0) {
                self.plan(start - before, &rep, Fate::Deal(customer, deal, start));
            }
        }
    }

    /// Everything that came in.
    pub fn all(mut self) -> Vec<LeadPlan<'c>> {
        let (now, weights) = (self.set.days.now(), season(&self.size, self.set.days));
        while self.plans.len() + 3 < self.size.leads {
            let start = (self.dice.weighed(&weights) as f64 + self.dice.share()).min(now - 0.02);
            let rep = self.dice.of(&self.reps).clone();
            self.plan(start, &rep, Fate::Open);
        }
        // Who signs in first finds some that wait for a call.
        if let Some(rep) = self.reps.iter().find(|(m, _)| m.email == "rep@demo.example").cloned() {
            for before in [0.03, 0.07, 0.4] {
                self.plan(now - before, &rep, Fate::Fresh);
            }
        }
        self.plans
    }

    fn plan(&mut self, start: f64, (rep, region): &(Member, usize), fate: Fate<'c>) {
        let by_ops = self.dice.chance(0.55);
        let plan = LeadPlan {
            n: self.plans.len(),
            start,
            owner: rep.id,
            by: self.ops.filter(|_| by_ops).unwrap_or(rep.id),
            rule: self.rules.get(region).copied().filter(|_| by_ops),
            region: &self.set.words.names.regions[*region],
            fate,
        };
        self.plans.push(plan);
    }
}
