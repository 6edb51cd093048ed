//! The objects of the product.

use std::sync::{Arc, LazyLock};

use records::{Collection, Registry};

use crate::{
    accounts, activities, approvals, contact, contacts, files, forms, improvements, leads, links, market, needs, notes,
    opportunities, packs, partners, people, plans, pools, pricing, products, referrals, sop, standards, studio,
    supervision, tasks, tiers, views,
};

/// Every kind of record there is.
pub fn registry() -> Arc<Registry> {
    static REGISTRY: LazyLock<Arc<Registry>> = LazyLock::new(|| {
        let objects = vec![
            opportunities::Opportunity::define(),
            accounts::Account::define(),
            contacts::Contact::define(),
            contacts::Affiliation::define(),
            contact::ContactRefusal::define(),
            contact::Consent::define(),
            contact::ContactPolicy::define(),
            leads::Lead::define(),
            leads::AssignmentRule::define(),
            leads::ScoreRule::define(),
            forms::LeadForm::define(),
            pools::Pool::define(),
            opportunities::Stakeholder::define(),
            opportunities::LineItem::define(),
            activities::Activity::define(),
            standards::StandardMark::define(),
            tasks::Task::define(),
            tiers::TierRule::define(),
            notes::Note::define(),
            files::File::define(),
            links::PublicLink::define(),
            market::Segment::define(),
            market::Persona::define(),
            market::Competitor::define(),
            market::Positioning::define(),
            market::MarketNote::define(),
            plans::Plan::define(),
            plans::PlanMember::define(),
            plans::PlanStep::define(),
            plans::PlanCost::define(),
            referrals::Referral::define(),
            partners::Partner::define(),
            partners::DealRegistration::define(),
            packs::TalkTrack::define(),
            products::Product::define(),
            products::BundleItem::define(),
            products::CapabilityFact::define(),
            products::Fab::define(),
            pricing::PriceList::define(),
            pricing::Price::define(),
            views::SavedView::define(),
            approvals::Flow::define(),
            approvals::Approval::define(),
            approvals::ApprovalSeat::define(),
            approvals::Delegation::define(),
            sop::Sop::define(),
            sop::SopVersion::define(),
            studio::SopReview::define(),
            studio::SopReceipt::define(),
            sop::Waiver::define(),
            sop::Answer::define(),
            needs::QuestionList::define(),
            needs::Question::define(),
            needs::Need::define(),
            sop::StageVisit::define(),
            sop::SopRule::define(),
            sop::SopMove::define(),
            sop::SopAssignment::define(),
            improvements::Improvement::define(),
            supervision::Conformance::define(),
            supervision::Deviation::define(),
            people::User::define(),
            people::Team::define(),
            people::Role::define(),
        ];
        match Registry::new(objects) {
            Ok(registry) => Arc::new(registry),
            // The definitions are part of the program: a fault in them is found by its first test.
            Err(fault) => panic!("{fault}"),
        }
    });
    REGISTRY.clone()
}

/// Collections from key, object, field and labels.
pub(crate) fn collections(list: &[(&'static str, &'static str, &'static str, (&str, &str))]) -> Vec<Collection> {
    list.iter()
        .map(|&(key, object, field, label)| Collection {
            key,
            object,
            field,
            label: label.into(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn definitions_fit_together() {
        assert_eq!(super::registry().objects().len(), 64);
    }
}
