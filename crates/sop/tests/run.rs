//! A deal goes through the light pack, step by step.

mod common;

use std::collections::BTreeMap;

use common::{at, calendar, id};
use kernel::Lang::{En, Zh};
use kernel::{Calendar, Code, Day, Instant};
use sop::{
    Acting, Action, Document, Event, Evidence, Facts, Lack, NextStep, Outcome, Refusal, Run, State, decide, due_at,
    parse, projection, start, target_at,
};

struct Deal {
    document: Document,
    calendar: Calendar,
    run: Run,
    facts: Facts,
    events: Vec<Event>,
    now: Instant,
    manager: bool,
    historical: bool,
}

impl Deal {
    fn new() -> Self {
        let document = parse(&common::pack("sops/light.yaml")).expect("a document").document;
        Self::of(document)
    }

    fn of(document: Document) -> Self {
        let (calendar, now) = (calendar(), at("2026-11-20T10:00"));
        let acting = Acting {
            now,
            by: Some(id(1)),
            may_approve: false,
            historical: false,
            calendar: &calendar,
        };
        let events = start(&document, id(9), None, &acting).expect("a start");
        let run = Run::replay(&events).expect("a run");
        let facts = Facts::none(&document.stages[0]);
        Self {
            document,
            calendar,
            run,
            facts,
            events,
            now,
            manager: false,
            historical: false,
        }
    }

    fn try_to(&mut self, action: Action) -> Result<(), Refusal> {
        let Self {
            now,
            manager,
            historical,
            ..
        } = *self;
        let acting = Acting {
            now,
            by: Some(id(1)),
            may_approve: manager,
            historical,
            calendar: &self.calendar,
        };
        for event in decide(&self.document, &self.run, &self.facts, &action, &acting)? {
            self.run.apply(&event);
            self.events.push(event);
        }
        assert_eq!(Run::replay(&self.events).as_ref(), Some(&self.run));
        Ok(())
    }

    fn act(&mut self, action: Action) {
        self.try_to(action.clone())
            .unwrap_or_else(|refusal| panic!("{action:?}: {refusal:?}"));
    }

    /// All that the data can say is so.
    fn all_data(&mut self) {
        let (_, stage) = self.document.stage(&self.run.stage).expect("a stage");
        self.facts.steps = stage
            .steps
            .iter()
            .filter(|s| s.done_when.is_some())
            .map(|s| (s.key.clone(), true))
            .collect();
        self.facts.exit = vec![true; stage.exit.len()];
        let questions = self.document.questions.iter().flat_map(sop::QuestionList::all);
        self.facts.answers = questions.map(|q| (q.key.clone(), Evidence::Good)).collect();
    }

    fn next(&self) -> Option<String> {
        projection(&self.document, &self.run, &self.facts, &self.calendar).next_step
    }
}

fn complete(step: &str) -> Action {
    Action::Complete { step: step.to_owned() }
}

fn advance() -> Action {
    Action::Advance { to: None }
}

fn back(reason: &str) -> Action {
    Action::Back {
        to: None,
        reason: reason.to_owned(),
    }
}

#[test]
fn a_deal_from_the_first_call_to_the_signature() {
    let mut deal = Deal::new();
    assert_eq!(
        deal.next().as_deref(),
        Some("first_contact"),
        "due in an hour, before the rest"
    );
    let Err(Refusal::GateNotMet(lacks)) = deal.try_to(advance()) else {
        panic!("the gate is open")
    };
    let keys: Vec<String> = lacks.into_iter().map(String::from).collect();
    assert_eq!(keys, ["know_account", "first_contact", "know_person", "exit:0"]);

    deal.facts.steps = [("know_account", true), ("first_contact", true), ("know_person", true)]
        .map(|(k, v)| (k.to_owned(), v))
        .into();
    deal.act(Action::Observe);
    assert_eq!(deal.events.len(), 4);
    assert_eq!(deal.next().as_deref(), Some("exit:0"));
    deal.facts.exit = vec![true];
    assert_eq!(
        deal.next().as_deref(),
        Some("ask_first"),
        "important questions come before moving on"
    );
    deal.facts.answers = [("light_trigger", Evidence::Good), ("light_trouble", Evidence::Good)]
        .map(|(k, v)| (k.to_owned(), v))
        .into();
    assert_eq!(deal.next().as_deref(), Some("advance:"));

    deal.now = at("2026-11-23T10:00");
    deal.act(advance());
    assert_eq!((deal.run.stage.as_str(), deal.run.entered_at), ("engaging", deal.now));
    deal.all_data();
    assert_eq!(
        deal.try_to(advance()),
        Err(Refusal::GateNotMet(vec![Lack::Step("send_offer".to_owned())]))
    );
    deal.act(complete("send_offer"));
    deal.act(complete("send_offer")); // twice is not an error
    deal.act(advance());
    deal.all_data();
    assert_eq!(
        deal.try_to(Action::Win),
        Err(Refusal::GateNotMet(vec![Lack::Step("confirm_terms".to_owned())]))
    );
    deal.act(complete("confirm_terms"));
    deal.act(Action::Win);
    assert_eq!(
        (deal.run.outcome, deal.run.state, deal.run.status()),
        (Outcome::Won, State::Completed, "won")
    );
    let sums = projection(&deal.document, &deal.run, &deal.facts, &deal.calendar);
    assert_eq!((sums.next_step, sums.next_due_at, sums.probability), (None, None, 100));
    assert_eq!(deal.try_to(advance()), Err(Refusal::Ended));
    let kinds: Vec<_> = deal.events.iter().map(Event::kind).collect();
    assert_eq!(kinds[0], "sop_started");
    assert_eq!(kinds[kinds.len() - 2..], ["won", "sop_completed"]);
}

#[test]
fn steps_by_data_follow_the_data_and_steps_by_hand_stay() {
    let mut deal = Deal::new();
    deal.all_data();
    deal.act(Action::Observe);
    assert!(deal.run.steps.contains_key("know_account"));
    deal.facts.steps.insert("know_account".to_owned(), false);
    deal.act(Action::Observe);
    assert!(!deal.run.steps.contains_key("know_account"));
    assert_eq!(
        deal.try_to(complete("know_account")),
        Err(Refusal::FollowsData("know_account".to_owned()))
    );
    deal.facts.steps.insert("know_account".to_owned(), true);
    deal.act(advance());
    deal.facts = Facts::none(&deal.document.stages[1]);
    deal.act(complete("send_offer"));
    assert_eq!(deal.try_to(back("暂无")), Err(Refusal::NeedsReason));
    deal.act(back("客户换了负责人，要重新接触"));
    assert_eq!(deal.run.stage, "prospecting");
    assert_eq!(deal.try_to(back("再退一步看看")), Err(Refusal::NothingBehind));
    deal.all_data();
    deal.act(advance());
    assert!(
        deal.run.steps.contains_key("send_offer"),
        "done by hand before going back"
    );
    deal.act(Action::Reopen {
        step: "send_offer".to_owned(),
    });
    assert!(!deal.run.steps.contains_key("send_offer"));
}

#[test]
fn skipping_takes_what_the_document_says() {
    let mut deal = Deal::new();
    let skip = |step: &str, reason: &str| Action::Skip {
        step: step.to_owned(),
        reason: reason.to_owned(),
    };
    deal.act(skip("ask_first", ""));
    assert_eq!(deal.try_to(skip("know_account", "无")), Err(Refusal::NeedsReason));
    deal.act(skip("know_account", "个人客户，暂不建档"));
    assert_eq!(
        deal.try_to(skip("know_account", "个人客户，暂不建档")),
        Err(Refusal::AlreadySettled("know_account".to_owned()))
    );
    let first = "first_contact".to_owned();
    assert_eq!(
        deal.try_to(skip("first_contact", "客户主动上门")),
        Err(Refusal::NeedsConsent(first.clone()))
    );
    assert_eq!(
        deal.try_to(Action::Waive { step: first.clone() }),
        Err(Refusal::NeedsApprover(first.clone()))
    );
    deal.manager = true;
    deal.act(Action::Waive { step: first.clone() });
    deal.facts.steps.insert("know_person".to_owned(), true);
    deal.facts.exit = vec![true];
    deal.act(advance());
    assert_eq!(deal.try_to(complete("first_contact")), Err(Refusal::NotInStage(first)));
}

#[test]
fn unknown_answers_count_until_their_day_and_placeholders_never() {
    let mut deal = Deal::new();
    deal.all_data();
    deal.act(advance());
    deal.all_data();
    deal.act(complete("send_offer"));
    let ask = "ask_value".to_owned();
    // A bare yes to an open question is no better than a placeholder.
    deal.facts.answers.insert("light_if_nothing".to_owned(), Evidence::Bare);
    assert!(deal.try_to(advance()).is_err());
    deal.facts.answers.insert("light_if_nothing".to_owned(), Evidence::Thin);
    assert_eq!(
        deal.try_to(advance()),
        Err(Refusal::GateNotMet(vec![Lack::Step(ask.clone())]))
    );
    let by = Day::parse("2026-11-25").expect("a day");
    deal.facts
        .answers
        .insert("light_if_nothing".to_owned(), Evidence::Unknown(by));
    let sums = projection(&deal.document, &deal.run, &deal.facts, &deal.calendar);
    assert_eq!(
        (sums.next_step.as_deref(), sums.next_due_at),
        (Some("advance:"), Some(at("2026-11-26T00:00")))
    );
    deal.now = at("2026-11-26T09:00");
    assert_eq!(deal.try_to(advance()), Err(Refusal::GateNotMet(vec![Lack::Step(ask)])));
    deal.now = at("2026-11-25T23:00");
    deal.act(advance());
}

#[test]
fn a_rest_moves_due_times_by_the_work_it_took() {
    let mut deal = Deal::new();
    let step = deal.document.stages[0].step("know_account").expect("a step").clone();
    let due = |deal: &Deal| due_at(&step, &deal.run, &deal.calendar);
    assert_eq!(due(&deal), Some(at("2026-11-23T10:00")));
    deal.now = at("2026-11-20T17:00");
    let hold = |reason: &str, until| Action::Hold {
        reason: reason.to_owned(),
        until,
    };
    assert_eq!(deal.try_to(hold("无", None)), Err(Refusal::NeedsReason));
    assert_eq!(
        deal.try_to(hold("客户在做预算", Day::parse("2026-11-19"))),
        Err(Refusal::HeldIntoPast)
    );
    deal.act(hold("客户在做预算", Day::parse("2026-11-23")));
    assert_eq!((due(&deal), deal.next(), deal.run.status()), (None, None, "on_hold"));
    assert_eq!(deal.try_to(advance()), Err(Refusal::OnHold));
    assert_eq!(deal.try_to(complete("know_account")), Err(Refusal::OnHold));
    deal.now = at("2026-11-23T10:00");
    deal.act(Action::Resume);
    assert_eq!(deal.try_to(Action::Resume), Err(Refusal::NotOnHold));
    assert_eq!(deal.run.paused_minutes, 120, "an hour on Friday, an hour on Monday");
    assert_eq!(due(&deal), Some(at("2026-11-23T12:00")));
    let stage = &deal.document.stages[0];
    assert_eq!(
        target_at(stage, &deal.run, &deal.calendar),
        Some(at("2026-11-27T12:00"))
    );
    deal.all_data();
    deal.act(advance());
    assert_eq!(deal.run.paused_minutes, 0, "the next stage has its own time");
}

#[test]
fn losing_takes_a_reason_and_a_day() {
    let mut deal = Deal::new();
    let lose = |reason: &str, day: &str| Action::Lose {
        reason: reason.to_owned(),
        on: Day::parse(day).expect("a day"),
    };
    assert_eq!(deal.try_to(lose(" ", "2026-11-20")), Err(Refusal::NeedsReason));
    assert_eq!(deal.try_to(lose("price", "2026-11-21")), Err(Refusal::LostInFuture));
    deal.act(Action::Hold {
        reason: "客户在做预算".to_owned(),
        until: None,
    });
    deal.act(lose("price", "2026-11-18"));
    assert_eq!((deal.run.status(), deal.run.state), ("lost", State::Stopped));
    assert_eq!(deal.try_to(Action::Resume), Err(Refusal::Ended));
}

#[test]
fn a_lost_deal_is_taken_up_again_where_it_was_lost() {
    let revive = |reason: &str| Action::Revive {
        reason: reason.to_owned(),
    };
    let mut deal = Deal::new();
    assert_eq!(deal.try_to(revive("客户回来了")), Err(Refusal::NotLost));
    deal.all_data();
    deal.act(advance());
    deal.facts = Facts::none(&deal.document.stages[1]);
    let stage = deal.run.stage.clone();
    deal.act(Action::Lose {
        reason: "timing".to_owned(),
        on: Day::parse("2026-11-20").expect("a day"),
    });
    let lost = deal.run.visits.clone();
    assert_eq!(deal.try_to(revive("无")), Err(Refusal::NeedsReason));
    deal.now = at("2026-12-01T10:00");
    deal.act(revive("客户的预算批下来了"));
    assert_eq!(
        (deal.run.status(), deal.run.state, deal.run.stage.as_str()),
        ("open", State::Active, stage.as_str())
    );
    // The stay that ended is history; the new one has its own time.
    assert_eq!(deal.run.visits[..lost.len()], lost[..]);
    assert_eq!(deal.run.visits.len(), lost.len() + 1);
    assert_eq!((deal.run.entered_at, deal.run.paused_minutes), (deal.now, 0));
    // On the way it stands where it stood, so that going back leads to the stage before.
    assert_eq!(deal.run.trail(), [lost[0].stage.as_str(), stage.as_str()]);
    assert_eq!(deal.try_to(revive("再来一次")), Err(Refusal::NotLost));
    deal.act(back("资料不全，要重新了解"));
    assert_eq!(deal.run.stage, lost[0].stage);
    deal.act(Action::Lose {
        reason: "price".to_owned(),
        on: Day::parse("2026-12-01").expect("a day"),
    });
    deal.act(revive("客户又来询价"));
    assert_eq!(deal.run.trail(), [lost[0].stage.as_str()]);
}

#[test]
fn a_reopened_deal_that_is_won_does_not_go_back_across_signing() {
    let document = parse(&common::pack("sops/solution_selling.yaml"))
        .expect("a document")
        .document;
    let mut deal = Deal::of(document);
    deal.historical = true;
    for _ in 0..5 {
        deal.act(advance());
        deal.facts = Facts::default();
    }
    deal.act(Action::Lose {
        reason: "timing".to_owned(),
        on: Day::parse("2026-11-20").expect("a day"),
    });
    deal.act(Action::Revive {
        reason: "客户的预算批下来了".to_owned(),
    });
    deal.act(Action::Win);
    assert_eq!((deal.run.stage.as_str(), deal.run.status()), ("care", "won"));
    assert_eq!(deal.run.back_to(), Vec::<&str>::new());
}

#[test]
fn what_is_won_or_completed_is_not_reopened() {
    let mut deal = Deal::new();
    deal.historical = true;
    while deal.run.state == State::Active {
        deal.act(advance());
        let stage = deal.document.stage(&deal.run.stage).expect("a stage").1;
        deal.facts = Facts::none(stage);
    }
    let revive = Action::Revive {
        reason: "客户又来询价".to_owned(),
    };
    assert_eq!(deal.run.outcome, Outcome::Won);
    assert_eq!(deal.try_to(revive), Err(Refusal::NotLost));
}

#[test]
fn history_is_marked_and_not_blocked() {
    let mut deal = Deal::new();
    deal.historical = true;
    deal.act(advance());
    deal.facts = Facts::none(&deal.document.stages[1]);
    assert_eq!(deal.try_to(Action::Win), Err(Refusal::NotSigning));
    deal.act(advance());
    deal.facts = Facts::none(&deal.document.stages[2]);
    deal.act(Action::Win);
    assert_eq!(deal.run.status(), "won");
    assert!(deal.run.visits.iter().all(|v| v.forced));
    let Some(Event::Won { lacking, .. }) = deal.events.iter().find(|e| e.kind() == "won") else {
        panic!("not won")
    };
    assert_eq!(lacking.len(), 3);
    let json = serde_json::to_string(&deal.events).expect("JSON");
    assert!(
        json.contains(r#""lacking":["confirm_terms","enter_amount","record_order"]"#),
        "{json}"
    );
    assert_eq!(serde_json::from_str::<Vec<Event>>(&json).expect("events"), deal.events);
}

#[test]
fn after_signing_the_run_goes_on_and_cannot_go_back_across_it() {
    let document = parse(&common::pack("sops/solution_selling.yaml"))
        .expect("a document")
        .document;
    let mut deal = Deal::of(document);
    deal.historical = true;
    for _ in 0..5 {
        deal.act(advance());
        deal.facts = Facts::default();
    }
    assert_eq!(deal.run.stage, "sign");
    deal.act(back("合同条款要重谈"));
    deal.act(advance());
    assert_eq!(
        deal.run.trail(),
        ["develop", "contact", "discover", "propose", "negotiate", "sign"]
    );
    deal.act(Action::Win);
    assert_eq!(
        (deal.run.stage.as_str(), deal.run.status(), deal.run.state),
        ("care", "won", State::Active)
    );
    assert_eq!(deal.try_to(back("想改合同")), Err(Refusal::NothingBehind));
    let to_sign = Action::Back {
        to: Some("sign".to_owned()),
        reason: "想改合同".to_owned(),
    };
    assert_eq!(deal.try_to(to_sign), Err(Refusal::NotVisited("sign".to_owned())));
    let lose = Action::Lose {
        reason: "price".to_owned(),
        on: Day::parse("2026-11-01").expect("a day"),
    };
    assert_eq!(deal.try_to(lose), Err(Refusal::AlreadyWon));
    deal.historical = false;
    assert_eq!(deal.next().as_deref(), Some("care_thanks"));
    let timer = deal.try_to(complete("care_week"));
    assert_eq!(
        timer,
        Err(Refusal::NotYet("care_week".to_owned(), at("2026-11-27T10:00")))
    );
    deal.now = at("2026-11-27T10:00");
    deal.act(complete("care_week"));
    deal.historical = true;
    deal.act(advance());
    assert_eq!(deal.run.state, State::Completed);
}

#[test]
fn refusals_say_what_to_do_in_both_languages() {
    let deal = Deal::new();
    let tz = deal.calendar.tz;
    let all = [
        (Refusal::GateNotMet(vec![Lack::Exit(0)]), Code::GateNotMet),
        (Refusal::NoStages, Code::WrongState),
        (Refusal::CannotStart("closing".to_owned()), Code::InvalidValue),
        (Refusal::Ended, Code::WrongState),
        (Refusal::OnHold, Code::WrongState),
        (Refusal::NotLost, Code::WrongState),
        (Refusal::NotSigning, Code::WrongState),
        (Refusal::NoWayTo("closing".to_owned()), Code::WrongState),
        (Refusal::FollowsData("know_account".to_owned()), Code::WrongState),
        (Refusal::NotYet("know_account".to_owned(), deal.now), Code::WrongState),
        (Refusal::NeedsReason, Code::Required),
        (Refusal::NeedsConsent("know_account".to_owned()), Code::Forbidden),
        (Refusal::LostInFuture, Code::InvalidValue),
    ];
    for (refusal, code) in all {
        let text = refusal.text(&deal.document, tz);
        assert!(
            !text.zh.contains("{}") && !text.en.contains("{}") && !text.zh.is_empty(),
            "{text:?}"
        );
        assert_eq!(refusal.to_error(&deal.document, tz).code(), code);
    }
    let text = Refusal::NotYet("know_account".to_owned(), deal.now).text(&deal.document, tz);
    assert_eq!(text.zh, "「确认是哪家客户」要到 2026-11-20 10:00 才能完成");
}

#[test]
fn stored_next_steps_read_as_text() {
    let deal = Deal::new();
    let read = |key: &str, stage: &str, lang| {
        NextStep::from_key(key)
            .text(&deal.document, stage, lang)
            .map(std::borrow::Cow::into_owned)
    };
    assert_eq!(
        read("know_account", "prospecting", Zh).as_deref(),
        Some("确认是哪家客户")
    );
    assert_eq!(
        read("advance:", "prospecting", Zh).as_deref(),
        Some("推进到「需求与报价」")
    );
    assert_eq!(read("advance:", "closing", En).as_deref(), Some("Mark as won"));
    assert_eq!(
        read("exit:0", "prospecting", Zh)
            .map(|t| t.chars().take(7).collect::<String>())
            .as_deref(),
        Some("客户答应了一件")
    );
    assert_eq!(read("gone", "closing", En), None);
    let keys: BTreeMap<String, NextStep> = ["advance:", "exit:3", "a_step"]
        .into_iter()
        .map(|k| (k.to_owned(), NextStep::from_key(k)))
        .collect();
    assert!(keys.iter().all(|(key, next)| next.to_key() == *key));
}
