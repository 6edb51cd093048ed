//! The course of an approval as a state machine over plain values: who may do what, and what comes of it.

use kernel::Id;

/// How the people of a step decide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Everybody has to agree (会签).
    All,
    /// One of them is enough (或签).
    #[default]
    Any,
    /// One after the other (依次).
    InTurn,
}

/// How far an approval has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Status {
    Pending,
    Approved,
    Rejected,
    /// With the asker, who may send it again.
    Returned,
    Withdrawn,
}

impl Status {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Pending, "pending"),
        (Self::Approved, "approved"),
        (Self::Rejected, "rejected"),
        (Self::Returned, "returned"),
        (Self::Withdrawn, "withdrawn"),
    ];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(s, _)| *s == self).map_or("", |(_, name)| name)
    }

    /// Reads what is stored.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(s, _)| *s)
    }

    /// Whether nothing more comes of it.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Approved | Self::Rejected | Self::Withdrawn)
    }
}

/// What became of one person's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Their turn comes later.
    Queued,
    Waiting,
    Approved,
    Rejected,
    Returned,
    /// Given to somebody else.
    HandedOver,
    /// Not decided in time, or its person has left.
    TimedOut,
    /// No longer needed: others decided.
    Passed,
}

impl State {
    const ALL: [(Self, &'static str); 8] = [
        (Self::Queued, "queued"),
        (Self::Waiting, "waiting"),
        (Self::Approved, "approved"),
        (Self::Rejected, "rejected"),
        (Self::Returned, "returned"),
        (Self::HandedOver, "handed_over"),
        (Self::TimedOut, "timed_out"),
        (Self::Passed, "passed"),
    ];

    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(s, _)| *s == self).map_or("", |(_, name)| name)
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(s, _)| *s)
    }

    pub fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Waiting)
    }
}

/// How somebody came to be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Came {
    /// By the flow.
    Flow,
    /// Another approver wants them to decide first.
    Added,
    /// Another approver gave them their part.
    Handed,
    /// They stand in for somebody who is away.
    StandIn,
    /// As the superior of who didn't decide in time.
    Superior,
}

impl Came {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Flow, "flow"),
        (Self::Added, "added"),
        (Self::Handed, "handed"),
        (Self::StandIn, "stand_in"),
        (Self::Superior, "superior"),
    ];

    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(s, _)| *s == self).map_or("", |(_, name)| name)
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(s, _)| *s)
    }
}

/// One person's part in a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seat {
    /// None until it is stored.
    pub id: Option<Id>,
    pub step: i64,
    pub person: Id,
    pub came: Came,
    /// Whose part it was before, or who wanted it.
    pub from: Option<Id>,
    pub state: State,
}

/// An approval's course so far. Seats stand in the order in which they were made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Course {
    pub asker: Id,
    pub status: Status,
    /// The present step, from 0.
    pub step: i64,
    pub steps: i64,
    pub mode: Mode,
    pub seats: Vec<Seat>,
    /// Whether the asker decides on their own request, because there is nobody else.
    pub alone: bool,
}

/// What somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Agrees.
    Approve,
    /// Refuses: that is the end of it.
    Reject,
    /// Sends it back to the asker, who may change their mind or their words and send it again.
    Return,
    /// The asker doesn't want it any more.
    Withdraw,
    /// The asker sends what was returned again, from the first step on.
    Resend,
    /// Somebody else should decide first.
    Add(Id),
    /// Somebody else should decide instead.
    HandOver(Id),
}

/// What is to happen next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// It waits for others, or has ended.
    Nothing,
    /// The people of this step are to be asked.
    Enter(i64),
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum No {
    /// It doesn't wait for them.
    NotAsked,
    /// Only its asker may.
    NotAsker,
    /// It has come too far for that.
    Over(Status),
    /// They are asked already.
    AskedAlready,
    /// The asker can't be made an approver of their own request.
    Oneself,
}

impl Course {
    /// The open seat that waits for somebody.
    pub fn waits_for(&self, who: Id) -> Option<usize> {
        self.seats
            .iter()
            .position(|s| s.state == State::Waiting && s.person == who)
            .filter(|_| self.status == Status::Pending)
    }

    /// Asks the people of a step. Who is barred isn't asked: the asker, and who is concerned. Without anybody left it is
    /// for those above, and without those for the asker alone.
    pub fn enter(
        &mut self,
        step: i64,
        mode: Mode,
        people: &[(Id, Came, Option<Id>)],
        above: &[(Id, Came, Option<Id>)],
        barred: &[Id],
    ) {
        (self.step, self.mode, self.status) = (step, mode, Status::Pending);
        let fit = |list: &[(Id, Came, Option<Id>)]| {
            let mut chosen: Vec<(Id, Came, Option<Id>)> = Vec::new();
            for one in list {
                let out = one.0 == self.asker || barred.contains(&one.0);
                if !out && chosen.iter().all(|c| c.0 != one.0) {
                    chosen.push(*one);
                }
            }
            chosen
        };
        let mut chosen = fit(people);
        if chosen.is_empty() {
            chosen = fit(above).into_iter().take(1).collect();
        }
        if chosen.is_empty() {
            chosen.push((self.asker, Came::Flow, None));
            self.alone = true;
        }
        for (n, (person, came, from)) in chosen.into_iter().enumerate() {
            let state = if mode == Mode::InTurn && n > 0 {
                State::Queued
            } else {
                State::Waiting
            };
            self.seats.push(Seat {
                id: None,
                step,
                person,
                came,
                from,
                state,
            });
        }
    }

    /// What somebody does, if they may.
    pub fn act(&mut self, who: Id, deed: Deed) -> Result<Then, No> {
        match deed {
            Deed::Withdraw | Deed::Resend => return self.as_asker(who, deed),
            _ if self.status != Status::Pending => return Err(No::Over(self.status)),
            _ => {}
        }
        let seat = self.waits_for(who).ok_or(No::NotAsked)?;
        match deed {
            Deed::Approve => {
                self.seats[seat].state = State::Approved;
                Ok(self.agreed(seat))
            }
            Deed::Reject => Ok(self.ended(seat, State::Rejected, Status::Rejected)),
            Deed::Return => Ok(self.ended(seat, State::Returned, Status::Returned)),
            Deed::Add(to) => {
                self.may_ask(to)?;
                self.seats[seat].state = State::Queued;
                self.seat(to, Came::Added, Some(who));
                Ok(Then::Nothing)
            }
            Deed::HandOver(to) => {
                self.may_ask(to)?;
                self.replace(seat, State::HandedOver, to, Came::Handed);
                Ok(Then::Nothing)
            }
            Deed::Withdraw | Deed::Resend => Err(No::NotAsker),
        }
    }

    /// Gives a seat to somebody else: those who wait for it wait for them.
    pub fn replace(&mut self, seat: usize, state: State, to: Id, came: Came) {
        let from = self.seats[seat].person;
        let place = self.seats[seat].clone();
        self.seats[seat].state = state;
        // Who was wanted by somebody is still wanted by them, whoever does it.
        let (came, from) = match (place.came, place.from) {
            (Came::Added, Some(by)) => (Came::Added, Some(by)),
            _ => (came, Some(from)),
        };
        for other in &mut self.seats {
            if other.state.is_open() && other.came == Came::Added && other.from == Some(place.person) {
                other.from = Some(to);
            }
        }
        self.seats.push(Seat {
            id: None,
            step: place.step,
            person: to,
            came,
            from,
            state: place.state,
        });
    }

    /// Whether somebody may be brought in now.
    pub fn may_ask(&self, to: Id) -> Result<(), No> {
        if to == self.asker {
            return Err(No::Oneself);
        }
        let asked = |s: &Seat| s.person == to && s.state.is_open();
        if self.seats.iter().any(asked) {
            return Err(No::AskedAlready);
        }
        Ok(())
    }

    fn seat(&mut self, person: Id, came: Came, from: Option<Id>) {
        let step = self.step;
        self.seats.push(Seat {
            id: None,
            step,
            person,
            came,
            from,
            state: State::Waiting,
        });
    }

    fn as_asker(&mut self, who: Id, deed: Deed) -> Result<Then, No> {
        if who != self.asker {
            return Err(No::NotAsker);
        }
        match (deed, self.status) {
            (Deed::Withdraw, Status::Pending | Status::Returned) => {
                self.close();
                self.status = Status::Withdrawn;
                Ok(Then::Nothing)
            }
            (Deed::Resend, Status::Returned) => {
                self.alone = false;
                Ok(Then::Enter(0))
            }
            (_, status) => Err(No::Over(status)),
        }
    }

    fn agreed(&mut self, seat: usize) -> Then {
        // Who wanted them to decide first is next.
        if let (Came::Added, Some(by)) = (self.seats[seat].came, self.seats[seat].from)
            && let Some(i) = self.queued(|s| s.person == by)
        {
            self.seats[i].state = State::Waiting;
            return Then::Nothing;
        }
        let goes_on = match self.mode {
            Mode::Any => true,
            Mode::All => self.seats.iter().all(|s| !s.state.is_open()),
            Mode::InTurn => match self.queued(|_| true) {
                Some(i) => {
                    self.seats[i].state = State::Waiting;
                    false
                }
                None => true,
            },
        };
        if !goes_on {
            return Then::Nothing;
        }
        self.close();
        if self.step + 1 < self.steps {
            return Then::Enter(self.step + 1);
        }
        self.status = Status::Approved;
        Then::Nothing
    }

    fn queued(&self, which: impl Fn(&Seat) -> bool) -> Option<usize> {
        self.seats.iter().position(|s| s.state == State::Queued && which(s))
    }

    fn ended(&mut self, seat: usize, state: State, status: Status) -> Then {
        self.seats[seat].state = state;
        self.close();
        self.status = status;
        Then::Nothing
    }

    /// Whoever was still to decide needn't any more.
    fn close(&mut self) {
        for seat in self.seats.iter_mut().filter(|s| s.state.is_open()) {
            seat.state = State::Passed;
        }
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
