//! The objects of the product.

use std::sync::{Arc, LazyLock};

use records::{Collection, Registry};

use crate::{accounts, activities, contacts, leads, notes, opportunities, people, products, sop, tasks, views};

/// Every kind of record there is.
pub fn registry() -> Arc<Registry> {
    static REGISTRY: LazyLock<Arc<Registry>> = LazyLock::new(|| {
        let objects = vec![
            opportunities::Opportunity::define(),
            accounts::Account::define(),
            contacts::Contact::define(),
            contacts::Affiliation::define(),
            leads::Lead::define(),
            leads::AssignmentRule::define(),
            opportunities::Stakeholder::define(),
            opportunities::LineItem::define(),
            activities::Activity::define(),
            tasks::Task::define(),
            notes::Note::define(),
            products::Product::define(),
            views::SavedView::define(),
            sop::Sop::define(),
            sop::SopVersion::define(),
            sop::Waiver::define(),
            sop::Answer::define(),
            sop::StageVisit::define(),
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
        assert_eq!(super::registry().objects().len(), 21);
    }
}
