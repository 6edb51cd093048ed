//! When a person may be said to be at a further company.

use kernel::{Code, Day, Error, Id, Result};

/// From when to when somebody is at a company; open where nothing is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Term {
    pub since: Option<Day>,
    pub until: Option<Day>,
}

impl Term {
    /// Whether it goes on after `today` began.
    pub fn lasts(self, today: Day) -> bool {
        self.until.is_none_or(|until| until >= today)
    }

    /// Whether two have a day in common.
    fn meets(self, other: Self) -> bool {
        let before = |end: Option<Day>, start: Option<Day>| matches!((end, start), (Some(e), Some(s)) if e < s);
        !before(self.until, other.since) && !before(other.until, self.since)
    }
}

/// What is known when somebody is said to be at a further company.
pub(super) struct Claim<'a> {
    /// The further company.
    pub account: Id,
    pub term: Term,
    /// The account that the person belongs to.
    pub main: Option<Id>,
    /// The other terms of the same person.
    pub others: &'a [(Id, Term)],
    pub today: Day,
}

/// Refuses a term that ends before it begins, a company to which the person belongs anyway, and one that is told twice.
pub(super) fn claim(claim: &Claim<'_>) -> Result<()> {
    let fault = |at: &str, code: Code, zh: &str, en: &str| Err(Error::field(at, code, zh, en));
    if matches!((claim.term.since, claim.term.until), (Some(since), Some(until)) if until < since) {
        return fault(
            "/until",
            Code::InvalidValue,
            "结束日期不能早于开始日期",
            "The end can't lie before the beginning",
        );
    }
    if claim.main == Some(claim.account) && claim.term.lasts(claim.today) {
        return fault(
            "/account",
            Code::Duplicate,
            "这就是该联系人所在的客户，不必重复登记；如在别处兼任，请选那家公司",
            "This is the account that the contact belongs to already: choose the other company",
        );
    }
    if claim
        .others
        .iter()
        .any(|(account, term)| *account == claim.account && term.meets(claim.term))
    {
        return fault(
            "/account",
            Code::Duplicate,
            "同一时期在这家公司的任职已登记过，请修改那一条",
            "That time at this company is there already: change that one",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<Day> {
        (!text.is_empty()).then(|| Day::parse(text).unwrap())
    }

    fn term((since, until): (&str, &str)) -> Term {
        Term {
            since: day(since),
            until: day(until),
        }
    }

    fn id(n: u8) -> Id {
        format!("00000000-0000-7000-8000-0000000000{n:02}").parse().unwrap()
    }

    /// Where it is refused, if it is: of a person who belongs to 1 and was at 3 for the year 2025.
    fn said(account: u8, when: (&str, &str)) -> Option<String> {
        let others = [(id(3), term(("2025-01-01", "2025-12-31")))];
        let refused = claim(&Claim {
            account: id(account),
            term: term(when),
            main: Some(id(1)),
            others: &others,
            today: Day::parse("2026-11-24").unwrap(),
        });
        refused.err().map(|e| e.errors()[0].pointer.clone())
    }

    #[test]
    fn claims_and_what_becomes_of_them() {
        let cases = [
            (2, ("", ""), None),
            (2, ("2026-01-01", "2026-01-01"), None),
            (2, ("2026-01-02", "2026-01-01"), Some("/until")),
            (1, ("", ""), Some("/account")),
            (1, ("", "2026-11-24"), Some("/account")),
            (1, ("", "2026-11-23"), None),
            (3, ("", ""), Some("/account")),
            (3, ("2026-01-01", ""), None),
            (3, ("2025-12-31", ""), Some("/account")),
            (3, ("", "2024-12-31"), None),
            (3, ("2024-06-01", "2026-06-01"), Some("/account")),
        ];
        for (account, when, expected) in cases {
            assert_eq!(said(account, when).as_deref(), expected, "{account} {when:?}");
        }
    }
}
