//! Conformance of runs: a table of stories, and what each shows.
#![expect(clippy::unwrap_used, reason = "tests stop at the first fault")]

use kernel::{Calendar, Id, Instant};
use sop::{Document, Event, Lack, Move, conform};

const YAML: &str = "
sop: {key: s, name: {zh: 流程, en: SOP}, object: opportunities, description: {zh: 说明, en: About}, owner_role: rep, review_after_days: 90}
roles: [{key: rep, name: {zh: 销售, en: Rep}}]
stages:
  - {key: a, phase: contact, name: {zh: 甲, en: A}, goal: {zh: 目, en: G}, role: rep, target: 5d, probability: 10, steps: [
      {key: a1, kind: activity, title: {zh: 甲一, en: A one}, required: true, due: 1d, skip: reason},
      {key: a2, kind: activity, title: {zh: 甲二, en: A two}, required: true, skip: consent},
      {key: a3, kind: activity, title: {zh: 甲三, en: A three}, required: false, skip: free}]}
  - {key: b, phase: propose, name: {zh: 乙, en: B}, goal: {zh: 目, en: G}, role: rep, target: 5d, probability: 40, steps: [
      {key: b1, kind: activity, title: {zh: 乙一, en: B one}, required: true, skip: reason},
      {key: b2, kind: activity, title: {zh: 乙二, en: B two}, required: true, skip: reason}]}
  - {key: c, phase: sign, name: {zh: 丙, en: C}, goal: {zh: 目, en: G}, role: rep, target: 5d, probability: 80, signing: true, next: [], steps: [
      {key: c1, kind: approval, title: {zh: 丙一, en: C one}, required: true, skip: consent}]}
";

fn document() -> Document {
    sop::parse(YAML).unwrap().document
}

/// A day's noon; Mondays are 1, 8, 15.
fn at(day: i64) -> Instant {
    Instant::parse("2026-06-01T12:00:00+08:00")
        .unwrap()
        .plus_seconds((day - 1) * 86_400)
}

/// A story in short: `>b` enters, `<a` goes back, `+x` does, `~x` skips, `?x` is excused, `-x` reopens, `!` is lost,
/// `^` comes back, `.` is complete; `@3` is the third day.
fn story(text: &str, version: Id) -> Vec<Event> {
    let (mut day, mut here, mut events) = (1, String::new(), Vec::new());
    for word in text.split_whitespace() {
        let (sign, rest) = word.split_at(1);
        let (at, step, by) = (at(day), rest.to_owned(), None);
        events.push(match sign {
            "@" => {
                day = rest.parse().unwrap();
                continue;
            }
            ">" | "<" if events.is_empty() => {
                here = step.clone();
                Event::Started {
                    at,
                    version,
                    stage: step,
                }
            }
            ">" | "<" => {
                let how = if sign == ">" { Move::Forward } else { Move::Back };
                let from = std::mem::replace(&mut here, step.clone());
                Event::StageEntered {
                    at,
                    from,
                    stage: step,
                    how,
                    lacking: Vec::<Lack>::new(),
                }
            }
            "+" | "*" => Event::StepDone {
                at,
                step,
                by,
                by_hand: sign == "+",
            },
            "~" => Event::StepSkipped { at, step, by },
            "?" => Event::StepWaived { at, step, by },
            "-" => Event::StepReopened { at, step, by },
            "!" => Event::Lost {
                at,
                on: at.day(chrono_tz::Asia::Shanghai),
                reason: "price".into(),
            },
            "^" => Event::Reopened { at },
            "." => Event::Completed {
                at,
                lacking: Vec::new(),
            },
            _ => panic!("{word}"),
        });
    }
    events
}

fn told(events: &[Event], version: Id) -> (u32, String) {
    let calendar = Calendar::weekdays(chrono_tz::Asia::Shanghai);
    let found = conform(&document(), version, &calendar, events).unwrap();
    let say = |d: &sop::Deviation| format!("{}:{}", d.how.as_str(), d.step.as_ref().unwrap_or(&d.stage));
    (
        found.cost,
        found.deviations.iter().map(say).collect::<Vec<_>>().join(" "),
    )
}

#[test]
fn stories_and_what_they_show() {
    let version = Id::NONE;
    for (text, cost, shown) in [
        (">a", 0, ""),
        (">a +a2 +a1 +a3", 0, ""),
        (">a +a1 +a2 >b +b2 +b1 >c +c1 .", 0, ""),
        // Any stage may lose the deal, whatever is still open.
        (">a +a1 !", 0, ""),
        (">a !", 0, ""),
        // Late: the first has a day, the others what the stage has.
        (">a @3 +a1 +a2", 0, "late:a1"),
        (">a +a1 @15 +a2", 0, "late:a2"),
        // A weekend is no working time: from Friday noon to Monday noon is a day.
        ("@5 >a @8 +a1 +a2", 0, ""),
        // What the data says when it is first looked at may have been so from the first: when is not known.
        (">a @15 *a1 +a2", 0, "late:a2"),
        (">a +a2 @15 *a1", 0, "late:a1"),
        // Left out: by skipping, by passing a gate of history, by jumping over a stage.
        (">a ~a1 +a2 >b", 1, "skipped:a1"),
        (">a >b", 2, "skipped:a1 skipped:a2"),
        (">a +a1 +a2 >c", 3, "skipped:b skipped:b1 skipped:b2"),
        (">a +a1 ?a2 >b", 0, "waived:a2"),
        // Done after all, or again.
        (">a +a1 -a1 +a2 >b", 1, "skipped:a1"),
        (">a +a1 -a1 +a1 +a2 >b", 0, ""),
        (">a +a1 +a1 +a2 >b", 1, "extra:a1"),
        (">a +a1 +a2 +zz >b", 1, "extra:zz"),
        // In another stage than its own.
        (">a +a1 +b1 +a2 >b +b2 >c", 2, "out_of_order:b1"),
        // Back and on again: what is settled stays so.
        (">a +a1 +a2 >b +b1 <a +a3 >b +b2 >c", 0, ""),
        (">a +a1 +a2 >b <a !", 0, ""),
        // Lost and taken up again.
        (">a +a1 +a2 >b +b1 ! ^ +b2 >c", 0, ""),
        // History that begins in the middle.
        (">b +b1 +b2 >c", 3, "skipped:a skipped:a1 skipped:a2"),
    ] {
        assert_eq!(told(&story(text, version), version), (cost, shown.to_owned()), "{text}");
    }
}

#[test]
fn many_steps_left_out_in_any_order_are_counted_without_trying_all_orders() {
    let mut document = document();
    let one = document.stages[0].steps[0].clone();
    document.stages[0].steps = (0..40)
        .map(|i| sop::Step {
            key: format!("s{i}"),
            ..one.clone()
        })
        .collect();
    let calendar = Calendar::weekdays(chrono_tz::Asia::Shanghai);
    let text: String = (0..20).rev().map(|i| format!(" +s{i}")).collect();
    let events = story(&format!(">a{text} >b"), Id::NONE);
    let found = conform(&document, Id::NONE, &calendar, &events).unwrap();
    assert_eq!((found.cost, found.events), (20, 22));
    // Worst: everything that happened is extra, and the shortest way there is left out: 42 things.
    assert!(
        (found.fitness - (1.0 - 20.0 / (22.0 + 42.0))).abs() < 1e-12,
        "{}",
        found.fitness
    );
}

#[test]
fn a_run_that_was_moved_is_judged_by_the_version_it_follows() {
    let (old, new): (Id, Id) = (Id::NONE, "00000000-0000-7000-8000-000000000007".parse().unwrap());
    let mut events = story(">x +a1 +x9 >y", old);
    let moved = |version, stage: &str| Event::Moved {
        at: at(2),
        version,
        from: "y".into(),
        stage: stage.into(),
        of: Id::NONE,
    };
    events.push(moved(new, "b"));
    events.extend(story(">a", new).into_iter().skip(1));
    // What it had done counts, what the old version asked for doesn't.
    assert_eq!(told(&events, new), (0, String::new()));
    events.extend(story(">q +b1 >c", new).into_iter().skip(1));
    assert_eq!(told(&events, new), (1, "skipped:b2".into()));
}
