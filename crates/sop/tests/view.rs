//! What a rep reads of a run.

mod common;

use std::collections::BTreeMap;
use std::sync::Arc;

use common::{at, id};
use kernel::{Day, Lang};
use records::{Cx, ObjectRights};
use serde_json::{Value as Json, json};
use sop::view::{Answer, Person, SopRef, VersionView, WaiverView};
use sop::{Acting, Asker, Document, Evidence, Facts, Run, Showing, Unmet, parse, start};

struct World {
    document: Document,
    run: Run,
    facts: Facts,
    answers: BTreeMap<String, Answer>,
    waivers: BTreeMap<String, WaiverView>,
    unmet: Unmet,
}

fn world() -> World {
    let document = parse(&common::pack("sops/light.yaml")).expect("a document").document;
    let calendar = common::calendar();
    let acting = Acting {
        now: at("2026-11-20T10:00"),
        by: None,
        may_approve: false,
        historical: false,
        calendar: &calendar,
    };
    let events = start(&document, id(9), None, &acting).expect("a start");
    let run = Run::replay(&events).expect("a run");
    let mut facts = Facts::none(&document.stages[0]);
    facts.steps.insert("know_account".to_owned(), true);
    World {
        document,
        run,
        facts,
        answers: BTreeMap::new(),
        waivers: BTreeMap::new(),
        unmet: Unmet::default(),
    }
}

fn show(world: &World, cx: &Cx) -> Json {
    let showing = Showing {
        asker: Asker {
            document: &world.document,
            cx,
            approves: false,
            subject: id(5),
            unmet: &world.unmet,
        },
        version: VersionView {
            id: id(9),
            number: 3,
            sop: SopRef {
                id: id(8),
                key: "light".to_owned(),
                name: "轻量销售".to_owned(),
            },
        },
        run: &world.run,
        facts: &world.facts,
        answers: &world.answers,
        waivers: &world.waivers,
        name_of: &|_| "小李".to_owned(),
        allowed: &|verb| verb != "lose",
    };
    serde_json::to_value(showing.view().expect("a view")).expect("JSON")
}

#[test]
fn the_view_says_what_to_do_next_and_what_is_missing() {
    let world = world();
    let view = show(&world, &common::cx(Lang::Zh, at("2026-11-20T16:00")));
    assert_eq!(
        (&view["status"], &view["run"], &view["version"]["number"]),
        (&json!("open"), &json!("active"), &json!(3))
    );
    assert_eq!(view["stages"][0]["state"], "current");
    assert_eq!(view["stages"][1]["state"], "ahead");
    assert_eq!(view["stage"]["role"], "销售代表");
    assert_eq!(
        (&view["stage"]["steps_done"], &view["stage"]["steps_required"]),
        (&json!(1), &json!(3))
    );
    assert_eq!(view["stage"]["target_at"], "2026-11-27T02:00:00.000000Z");
    assert_eq!(view["verbs"], json!(["advance", "hold"]));

    let next = &view["next"];
    assert_eq!(
        (&next["step"], &next["kind"], &next["overdue"]),
        (&json!("first_contact"), &json!("activity"), &json!(true))
    );
    assert_eq!(
        next["reason"],
        "必做，今天已超期。客户刚想起这件事的时候最愿意谈，拖一天热度就退了。"
    );
    assert_eq!(next["fix"], json!({"kind": "log", "activity": "call"}));

    let steps = &view["steps"];
    assert_eq!(
        (&steps[0]["state"], &steps[0]["missing"], &steps[0]["by_data"]),
        (&json!("done"), &Json::Null, &json!(true))
    );
    assert_eq!(steps[1]["state"], "open");
    assert_eq!(steps[1]["missing"], "还没有「接通情况」为“已接通”的跟进记录");
    assert_eq!(
        (&steps[1]["consent"], &steps[3]["consent"], &steps[3]["needs_reason"]),
        (&json!(true), &json!(false), &json!(false))
    );
    assert_eq!(
        steps[3]["fix"],
        json!({"kind": "question", "list": "light_first", "question": "light_trigger"})
    );

    let gate = &view["gate"];
    assert_eq!(
        (&gate["met"], &gate["to"]),
        (&json!(false), &json!([{"key": "engaging", "name": "需求与报价"}]))
    );
    assert_eq!(gate["missing"].as_array().map(Vec::len), Some(3));
    assert_eq!(
        gate["missing"][0]["text"],
        "首次联系并接通：还没有「接通情况」为“已接通”的跟进记录"
    );
    let create = json!({"kind": "create", "object": "stakeholders", "values": {"opportunity": id(5)}});
    assert_eq!(gate["missing"][1]["fix"], create);
    assert_eq!(gate["missing"][2]["step"], Json::Null);
    assert_eq!(view["questions"].as_array().map(Vec::len), Some(1));
}

#[test]
fn english_readers_read_english() {
    let mut world = world();
    world
        .facts
        .steps
        .extend([("first_contact", true), ("know_person", true)].map(|(k, v)| (k.to_owned(), v)));
    let view = show(&world, &common::cx(Lang::En, at("2026-11-20T16:00")));
    assert_eq!(view["next"]["step"], "exit:0");
    assert_eq!(view["next"]["reason"], "Needed before moving on, due by 27 November");
    let text = view.to_string();
    let chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    // The SOP's name and people's names are data.
    let text = text.replace("轻量销售", "").replace("小李", "");
    assert!(!text.contains(chinese), "{text}");
}

#[test]
fn answers_are_shown_with_their_worth() {
    let mut world = world();
    let answer = |text: Option<&str>, because: Option<&str>, by: Option<&str>| Answer {
        text: text.map(str::to_owned),
        unknown_because: because.map(str::to_owned),
        will_know_by: by.and_then(Day::parse),
        at: at("2026-11-20T11:00"),
        by: Some(Person {
            id: id(1),
            name: "小李".to_owned(),
        }),
    };
    world
        .answers
        .insert("light_trigger".to_owned(), answer(Some("暂无"), None, None));
    world.answers.insert(
        "light_trouble".to_owned(),
        answer(None, Some("要问车间主任"), Some("2026-11-25")),
    );
    world.facts.answers.insert("light_trigger".to_owned(), Evidence::Thin);
    let view = show(&world, &common::cx(Lang::Zh, at("2026-11-20T16:00")));
    let groups = &view["questions"][0]["groups"];
    assert_eq!(groups[0]["questions"][1]["answer"]["thin"], true);
    assert_eq!(groups[1]["questions"][0]["answer"]["thin"], false);
    assert_eq!(groups[1]["questions"][0]["answer"]["will_know_by"], "2026-11-25");
    assert_eq!(groups[0]["questions"][0]["answer"], Json::Null);
    assert_eq!(
        (&view["steps"][3]["thin"], &view["steps"][3]["state"]),
        (&json!(true), &json!("open"))
    );
}

#[test]
fn hidden_fields_are_not_spelt_out() {
    let world = world();
    let mut cx = common::cx(Lang::Zh, at("2026-11-20T16:00"));
    let mut rights = (*cx.rights).clone();
    let mut activities = ObjectRights::full();
    activities.hidden.insert("reached".to_owned());
    rights.objects.insert("activities".to_owned(), activities);
    cx.rights = Arc::new(rights);
    let view = show(&world, &cx);
    assert_eq!(view["gate"]["missing"][0]["text"], "首次联系并接通");
    assert_eq!(view["steps"][1]["missing"], Json::Null);
}
