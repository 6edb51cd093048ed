//! Who is below whom.

use kernel::Id;

use super::Team;

/// A team and every team below it.
pub fn teams_below(teams: &[Team], top: Id) -> Vec<Id> {
    let mut found = vec![top];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        next += 1;
        // A team that is there already closes a circle: it is not followed again.
        let below = teams.iter().filter(|t| t.parent == Some(parent)).map(|t| t.id);
        let new: Vec<_> = below.filter(|id| !found.contains(id)).collect();
        found.extend(new);
    }
    found
}

/// Whether `parent` may stand above `team`: not if it is below it.
pub fn may_be_parent(teams: &[Team], team: Id, parent: Id) -> bool {
    !teams_below(teams, team).contains(&parent)
}
