//! What a decision unit lacks, by stated rules. Each rule is a condition on the deal: a gate may ask for the same.

use kernel::{Id, Result, Text};
use records::{Condition, Cx, words};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::check;

use crate::opportunities::{Opportunity, PHASES};

/// Something that a decision unit should have from a phase on.
struct Rule {
    key: &'static str,
    /// The phase from which it counts.
    from: &'static str,
    zh: &'static str,
    en: &'static str,
    /// Why it matters.
    why: (&'static str, &'static str),
    /// Holds if nothing is lacking.
    holds: fn() -> Json,
}

fn somebody(role: Json) -> Json {
    json!({ "exists": { "path": "stakeholders", "where": role } })
}

fn in_role(roles: &[&str]) -> Json {
    json!({ "field": "role", "op": "in", "value": roles })
}

const RULES: &[Rule] = &[
    Rule {
        key: "decider",
        from: "discover",
        zh: "还不知道最后由谁拍板",
        en: "Who decides in the end isn't known yet",
        why: (
            "方案对着不能拍板的人讲，谈得再好也要重来一遍",
            "A solution told to those who can't decide has to be told again",
        ),
        holds: || somebody(in_role(&["decider", "economic_buyer"])),
    },
    Rule {
        key: "user",
        from: "discover",
        zh: "还没有找到每天使用、真正受影响的人",
        en: "Nobody who lives with the problem every day is known",
        why: (
            "需求从使用的人那里来，验收也由他们说了算",
            "Needs come from those who use it, and so does acceptance",
        ),
        holds: || somebody(in_role(&["user"])),
    },
    Rule {
        key: "budget_met",
        from: "propose",
        zh: "报价前还没有见过管预算的人",
        en: "No one who holds the budget has been met before the proposal",
        why: (
            "没当面谈过钱从哪里来，报价只能靠猜",
            "Without a talk about where the money comes from, a price is a guess",
        ),
        holds: || {
            somebody(
                json!({ "all": [in_role(&["decider", "economic_buyer"]), { "field": "met", "op": "eq", "value": true }] }),
            )
        },
    },
    Rule {
        key: "champion",
        from: "propose",
        zh: "客户内部还没有人替我们说话",
        en: "Nobody inside speaks for us yet",
        why: (
            "真正的讨论我们不在场，要有人愿意在内部推动",
            "The real discussion takes place without us; somebody must carry it",
        ),
        holds: || {
            somebody(
                json!({ "any": [in_role(&["champion"]), { "field": "attitude", "op": "eq", "value": "supporter" }] }),
            )
        },
    },
    Rule {
        key: "opposed",
        from: "contact",
        zh: "有人反对，却还不知道他在意什么",
        en: "Somebody is against it, and what they fear isn't known",
        why: (
            "不知道顾虑就无从化解，反对往往在最后一刻才摆上桌面",
            "What isn't known can't be answered, and opposition comes up at the last moment",
        ),
        holds: || {
            json!({ "not": somebody(json!({ "all": [
                { "field": "attitude", "op": "eq", "value": "negative" }, { "field": "concern", "op": "is_empty", "value": true }] })) })
        },
    },
    Rule {
        key: "attitude",
        from: "propose",
        zh: "有拍板或影响大的人态度还不清楚",
        en: "Somebody who decides or carries weight hasn't shown where they stand",
        why: (
            "态度不明的关键人，多半就是最后的变数",
            "A key person of unknown mind is where deals turn",
        ),
        holds: || {
            json!({ "not": somebody(json!({ "all": [
                { "any": [in_role(&["decider", "economic_buyer"]), { "field": "influence", "op": "eq", "value": "high" }] },
                { "any": [{ "field": "attitude", "op": "eq", "value": "unknown" }, { "field": "attitude", "op": "is_empty", "value": true }] }] })) })
        },
    },
    Rule {
        key: "silent",
        from: "propose",
        zh: "拍板或管预算的人一个月没有联系过",
        en: "Nobody who decides or holds the budget was in touch for a month",
        why: (
            "一个月没有声音，优先级可能已经变了",
            "After a month without a word priorities may have moved",
        ),
        holds: || {
            somebody(json!({ "all": [in_role(&["decider", "economic_buyer"]),
                { "exists": { "path": "contact.activities", "where": { "field": "at", "op": "within", "value": { "last": 30, "unit": "day" } } } }] }))
        },
    },
];

fn place(phase: &str) -> usize {
    PHASES
        .iter()
        .position(|(key, ..)| *key == phase)
        .unwrap_or(PHASES.len())
}

/// The rules that count in a phase: selling ends with the signature.
fn counting(phase: &str) -> Vec<&'static Rule> {
    if place(phase) > place("sign") {
        return Vec::new();
    }
    RULES.iter().filter(|rule| place(rule.from) <= place(phase)).collect()
}

/// What lacks on a deal in this phase: a gap in words, why it matters, and the condition that would close it.
pub(super) fn gaps(tx: &mut Tx<'_>, cx: &Cx, deal: Id, phase: &str) -> Result<Vec<Json>> {
    let system = cx.as_system();
    let object = system.object(Opportunity::OBJECT)?;
    let rules = counting(phase);
    let conditions = rules
        .iter()
        .map(|rule| Condition::parse(&(rule.holds)()))
        .collect::<Result<Vec<_>>>()?;
    let held = check(tx, &system, object, deal, &conditions)?;
    let open = rules.iter().zip(conditions).zip(held).filter(|(_, held)| !held);
    Ok(open
        .map(|((rule, condition), _)| {
            let say = |zh: &str, en: &str| Text::new(zh, en).get(cx.lang).to_owned();
            json!({
                "key": rule.key, "text": say(rule.zh, rule.en), "why": say(rule.why.0, rule.why.1),
                "rule": words(&condition, object, &cx.registry).get(cx.lang), "condition": condition.to_json(),
            })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use kernel::{Calendar, Currency, Instant, Lang, WorkspaceId};
    use records::{Workspace, bind};

    use super::*;

    #[test]
    fn rules_are_conditions_that_a_gate_could_ask() {
        let workspace = Workspace {
            id: WorkspaceId(1),
            name: "x".to_owned(),
            currency: Currency::CNY,
            calendar: Calendar::weekdays(chrono_tz::Asia::Shanghai),
            lang: Lang::Zh,
        };
        let cx = Cx::system(Arc::new(workspace), crate::registry(), Instant(0));
        let object = cx.object(Opportunity::OBJECT).unwrap();
        for rule in RULES {
            let condition = Condition::parse(&(rule.holds)()).unwrap();
            bind(&condition, object, &cx).unwrap_or_else(|e| panic!("{}: {e:?}", rule.key));
            assert!(place(rule.from) < PHASES.len(), "{}", rule.key);
        }
    }

    #[test]
    fn rules_count_from_their_phase_to_the_signature() {
        let keys = |phase| counting(phase).iter().map(|r| r.key).collect::<Vec<_>>();
        assert_eq!(keys("develop"), Vec::<&str>::new());
        assert_eq!(keys("contact"), ["opposed"]);
        assert_eq!(keys("discover"), ["decider", "user", "opposed"]);
        assert_eq!(keys("propose").len(), RULES.len());
        assert_eq!(keys("sign").len(), RULES.len());
        assert_eq!(keys("deliver"), Vec::<&str>::new());
        assert_eq!(keys("of nobody's"), Vec::<&str>::new());
    }
}
