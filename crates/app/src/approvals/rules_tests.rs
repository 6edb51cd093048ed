use super::*;

fn id(n: u128) -> Id {
    format!("00000000-0000-0000-0000-{n:012}").parse().unwrap()
}

fn flow(people: &[u128]) -> Vec<(Id, Came, Option<Id>)> {
    people.iter().map(|n| (id(*n), Came::Flow, None)).collect()
}

fn new(steps: i64, mode: Mode, people: &[u128]) -> Course {
    let mut course = Course {
        asker: id(1),
        status: Status::Pending,
        step: 0,
        steps,
        mode,
        seats: Vec::new(),
        alone: false,
    };
    course.enter(0, mode, &flow(people), &[], &[]);
    course
}

fn waiting(course: &Course) -> Vec<u128> {
    let waits = course.seats.iter().filter(|s| s.state == State::Waiting);
    waits.map(|s| s.person.to_string()[24..].parse().unwrap()).collect()
}

#[test]
fn all_any_and_in_turn() {
    let mut all = new(1, Mode::All, &[2, 3]);
    assert_eq!(all.act(id(2), Deed::Approve), Ok(Then::Nothing));
    assert_eq!((all.status, waiting(&all)), (Status::Pending, vec![3]));
    all.act(id(3), Deed::Approve).unwrap();
    assert_eq!(all.status, Status::Approved);

    let mut any = new(2, Mode::Any, &[2, 3]);
    assert_eq!(any.act(id(3), Deed::Approve), Ok(Then::Enter(1)));
    assert_eq!(any.seats[0].state, State::Passed);

    let mut turn = new(1, Mode::InTurn, &[2, 3]);
    assert_eq!(turn.act(id(3), Deed::Approve), Err(No::NotAsked));
    turn.act(id(2), Deed::Approve).unwrap();
    assert_eq!(waiting(&turn), [3]);
    turn.act(id(3), Deed::Approve).unwrap();
    assert_eq!(turn.status, Status::Approved);
}

#[test]
fn who_is_added_decides_first_and_then_it_comes_back() {
    for mode in [Mode::All, Mode::Any, Mode::InTurn] {
        let mut course = new(1, mode, &[2]);
        course.act(id(2), Deed::Add(id(5))).unwrap();
        assert_eq!(waiting(&course), [5]);
        // They hand it over to somebody else; it still comes back to who wanted it.
        course.act(id(5), Deed::HandOver(id(6))).unwrap();
        course.act(id(6), Deed::Approve).unwrap();
        assert_eq!(
            (course.status, waiting(&course)),
            (Status::Pending, vec![2]),
            "{mode:?}"
        );
        course.act(id(2), Deed::Approve).unwrap();
        assert_eq!(course.status, Status::Approved);
    }
}

#[test]
fn nobody_decides_on_their_own_request_unless_they_are_alone() {
    let mut course = new(1, Mode::Any, &[1, 2]);
    assert_eq!((waiting(&course), course.alone), (vec![2], false));
    assert_eq!(course.act(id(1), Deed::Approve), Err(No::NotAsked));
    assert_eq!(course.act(id(2), Deed::HandOver(id(1))), Err(No::Oneself));
    assert_eq!(course.act(id(2), Deed::Add(id(2))), Err(No::AskedAlready));
    // Nobody left: those above, and without them the asker, which is said.
    let mut above = new(1, Mode::Any, &[2]);
    above.enter(0, Mode::Any, &flow(&[1]), &flow(&[1, 4, 5]), &[]);
    assert_eq!((waiting(&above), above.alone), (vec![2, 4], false));
    let mut alone = new(1, Mode::Any, &[1]);
    assert_eq!((waiting(&alone), alone.alone), (vec![1], true));
    alone.act(id(1), Deed::Approve).unwrap();
    assert_eq!(alone.status, Status::Approved);
    // Who is concerned isn't asked either.
    let mut barred = new(1, Mode::Any, &[2]);
    barred.seats.clear();
    barred.enter(0, Mode::Any, &flow(&[7, 8]), &[], &[id(7)]);
    assert_eq!(waiting(&barred), [8]);
}

#[test]
fn what_is_returned_may_be_sent_again_and_what_is_withdrawn_not() {
    let mut course = new(2, Mode::Any, &[2]);
    course.act(id(2), Deed::Return).unwrap();
    assert_eq!(course.act(id(2), Deed::Approve), Err(No::Over(Status::Returned)));
    assert_eq!(course.act(id(2), Deed::Resend), Err(No::NotAsker));
    assert_eq!(course.act(id(1), Deed::Resend), Ok(Then::Enter(0)));
    course.enter(0, Mode::Any, &flow(&[2]), &[], &[]);
    course.act(id(1), Deed::Withdraw).unwrap();
    assert_eq!((course.status, waiting(&course)), (Status::Withdrawn, vec![]));
    for deed in [Deed::Resend, Deed::Withdraw] {
        assert_eq!(course.act(id(1), deed), Err(No::Over(Status::Withdrawn)));
    }
}

/// A long row of numbers that looks random and is the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn person(&mut self) -> u128 {
        1 + u128::from(self.below(6))
    }

    fn people(&mut self) -> Vec<u128> {
        (0..self.below(4)).map(|_| self.person()).collect()
    }

    fn mode(&mut self) -> Mode {
        [Mode::All, Mode::Any, Mode::InTurn][self.below(3) as usize]
    }
}

#[test]
fn whatever_people_do_the_rules_hold() {
    for seed in 0..3_000 {
        let mut n = Numbers(seed);
        let mut course = new(1 + n.below(3) as i64, n.mode(), &n.people());
        for _ in 0..25 {
            let (who, to) = (id(n.person()), id(n.person()));
            let deed = match n.below(8) {
                0..=2 => Deed::Approve,
                3 => Deed::Reject,
                4 => Deed::Return,
                5 => [Deed::Withdraw, Deed::Resend][n.below(2) as usize],
                6 => Deed::Add(to),
                _ => Deed::HandOver(to),
            };
            let before = course.clone();
            let done = course.act(who, deed);
            match done {
                Err(_) => assert_eq!(course, before, "a refusal changes nothing"),
                Ok(then) => {
                    assert!(!before.status.is_final(), "never two outcomes: {before:?} {deed:?}");
                    match deed {
                        Deed::Withdraw | Deed::Resend => assert_eq!(who, course.asker),
                        _ => assert!(before.waits_for(who).is_some(), "nobody decides who isn't asked"),
                    }
                    if let Then::Enter(step) = then {
                        assert!(step < course.steps);
                        let (mode, people, above) = (n.mode(), n.people(), n.people());
                        course.enter(step, mode, &flow(&people), &flow(&above), &[]);
                    }
                }
            }
            let open = course.seats.iter().filter(|s| s.state.is_open()).count();
            assert_eq!(course.status == Status::Pending, open > 0, "{course:?}");
            assert_eq!(
                course.status == Status::Pending,
                !waiting(&course).is_empty(),
                "{course:?}"
            );
            let asked: Vec<Id> = course
                .seats
                .iter()
                .filter(|s| s.state.is_open())
                .map(|s| s.person)
                .collect();
            assert!(
                asked.iter().all(|p| asked.iter().filter(|q| *q == p).count() == 1),
                "asked once: {course:?}"
            );
            let own = course
                .seats
                .iter()
                .any(|s| s.person == course.asker && s.state == State::Approved);
            assert!(
                !own || course
                    .seats
                    .iter()
                    .any(|s| s.person == course.asker && s.came == Came::Flow && s.from.is_none())
            );
            if course.status == Status::Approved {
                assert_eq!(course.step + 1, course.steps, "approved only beyond the last step");
            }
        }
    }
}
