//! How far what happened is from what a process allows: the cheapest way to bring both together, found exactly.
//!
//! A trace and a process are walked at the same time. A *synchronous* move does in the process what happened in the trace
//! and costs nothing; a *log* move is something that happened and isn't allowed there; a *model* move is something that the
//! process asks for and that didn't happen. Both cost 1; what nobody can see (a silent move) costs nothing. The cheapest
//! walk is a shortest path, found by Dijkstra's algorithm over pairs of a state and a place in the trace.
//!
//! Source: A. Adriansyah, "Aligning observed and modeled behavior", thesis, TU Eindhoven (2014), chapters 4 and 5, with its
//! standard cost function; J. Carmona, B. van Dongen, A. Solti, M. Weidlich, "Conformance Checking", Springer (2018).

mod net;
mod pnml;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::hash::Hash;
use std::rc::Rc;

pub use net::{Net, Transition};
pub use pnml::{PnmlFault, read_pnml};

/// Something that may be followed.
pub trait Process {
    /// Where one can stand in it.
    type State: Clone + Eq + Hash;
    /// What can happen in it.
    type Label: Clone + PartialEq;

    /// Where it begins.
    fn start(&self) -> Self::State;
    /// Whether it may end here.
    fn is_end(&self, state: &Self::State) -> bool;
    /// Where one may go from here.
    fn ways(&self, state: &Self::State) -> Vec<Way<Self::Label, Self::State>>;
}

/// A way from one state to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way<L, S> {
    /// What happens; `None` if nobody can see it.
    pub label: Option<L>,
    /// Where it leads.
    pub to: S,
    /// Things left out by going here: each counts as a model move.
    pub missing: u32,
    /// When it is taken.
    pub taken: Taken,
}

/// When a way is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Whether it was seen to happen or not.
    Freely,
    /// Only when it was seen to happen.
    IfSeen,
    /// The same, and then before anything else: nothing that can be done instead is ever cheaper in the end.
    AtOnce,
}

impl<L, S> Way<L, S> {
    /// A plain way.
    pub fn new(label: Option<L>, to: S) -> Self {
        Self {
            label,
            to,
            missing: 0,
            taken: Taken::Freely,
        }
    }
}

/// One move of an alignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aligned<L, S> {
    /// The event of the trace, by its place; `None` for what only the process does.
    pub event: Option<usize>,
    /// Whether the process takes part; if it does, what it does, unless it is silent.
    pub way: Option<Option<L>>,
    /// Where the process stood.
    pub from: S,
    /// Where it stands then.
    pub to: S,
}

/// The cheapest way to bring a trace and a process together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alignment<L, S> {
    /// What it costs: log moves and model moves.
    pub cost: u32,
    /// The moves, in order.
    pub moves: Vec<Aligned<L, S>>,
}

impl<L, S> Alignment<L, S> {
    /// Moves of the trace alone.
    pub fn log_moves(&self) -> u32 {
        self.moves.iter().filter(|m| m.way.is_none()).count() as u32
    }

    /// Moves of the process alone, with what it left out.
    pub fn model_moves(&self) -> u32 {
        self.cost - self.log_moves()
    }
}

/// Why no alignment was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAlignment {
    /// The process never comes to an end.
    NoEnd,
    /// More states than are looked at.
    TooLarge,
}

/// Nodes looked at for one trace at most: what needs more has no bound, or would take a machine's memory.
const NODES: usize = 2_000_000;

type Ways<P> = Rc<[Interned<P>]>;

struct Interned<P: Process> {
    label: Option<P::Label>,
    to: u32,
    missing: u32,
    taken: Taken,
}

/// Aligns traces with one process. What was found out about the process is kept from one trace to the next.
pub struct Aligner<'p, P: Process> {
    process: &'p P,
    known: HashMap<P::State, u32>,
    states: Vec<P::State>,
    ends: Vec<bool>,
    ways: Vec<Option<Ways<P>>>,
    nodes: usize,
}

/// How a node was reached: from which, by which of its ways (`None` is a log move), whether an event was used up.
#[derive(Clone, Copy)]
struct Reached {
    cost: u32,
    from: (u32, u32),
    way: Option<u32>,
    done: bool,
}

impl<'p, P: Process> Aligner<'p, P> {
    /// For this process.
    pub fn new(process: &'p P) -> Self {
        Self {
            process,
            known: HashMap::new(),
            states: Vec::new(),
            ends: Vec::new(),
            ways: Vec::new(),
            nodes: NODES,
        }
    }

    /// The same, giving up after so many nodes of one trace.
    pub fn within(process: &'p P, nodes: usize) -> Self {
        Self {
            nodes,
            ..Self::new(process)
        }
    }

    /// The cheapest alignment with a trace. Cost grows with the states of the process that are cheaper to reach than the
    /// end, times the length of the trace.
    ///
    /// # Errors
    /// If the process can't come to an end, or is too large to tell.
    pub fn align(&mut self, trace: &[P::Label]) -> Result<Alignment<P::Label, P::State>, NoAlignment> {
        let start = (self.intern(&self.process.start()), 0_u32);
        let last = trace.len() as u32;
        let mut reached: HashMap<(u32, u32), Reached> = HashMap::new();
        let mut open = BinaryHeap::new();
        let first = Reached {
            cost: 0,
            from: start,
            way: None,
            done: false,
        };
        reached.insert(start, first);
        // Of those that cost the same the one that has come farthest: it ends the search.
        open.push((Reverse(0_u32), 0_u32, Reverse(start.0)));
        while let Some((Reverse(cost), at, Reverse(state))) = open.pop() {
            let node = (state, at);
            match reached.get_mut(&node) {
                Some(found) if found.cost == cost && !found.done => found.done = true,
                _ => continue,
            }
            if at == last && self.ends[state as usize] {
                return Ok(self.path(&reached, node, cost));
            }
            if reached.len() > self.nodes {
                return Err(NoAlignment::TooLarge);
            }
            let mut reach = |to: (u32, u32), cost: u32, way: Option<u32>| {
                let better = reached.get(&to).is_none_or(|known| cost < known.cost);
                if better {
                    let found = Reached {
                        cost,
                        from: node,
                        way,
                        done: false,
                    };
                    reached.insert(to, found);
                    open.push((Reverse(cost), to.1, Reverse(to.0)));
                }
            };
            let event = trace.get(at as usize);
            let ways = self.ways(state);
            let at_once = |way: &Interned<P>| way.taken == Taken::AtOnce && way.label.as_ref() == event;
            if let Some(i) = event.and_then(|_| ways.iter().position(at_once)) {
                reach((ways[i].to, at + 1), cost + ways[i].missing, Some(i as u32));
                continue;
            }
            for (i, way) in ways.iter().enumerate() {
                let cost = cost + way.missing;
                let i = Some(i as u32);
                match &way.label {
                    None => reach((way.to, at), cost, i),
                    Some(label) => {
                        if event == Some(label) {
                            reach((way.to, at + 1), cost, i);
                        }
                        if way.taken == Taken::Freely {
                            reach((way.to, at), cost + 1, i);
                        }
                    }
                }
            }
            if event.is_some() {
                reach((state, at + 1), cost + 1, None);
            }
        }
        Err(NoAlignment::NoEnd)
    }

    fn intern(&mut self, state: &P::State) -> u32 {
        if let Some(known) = self.known.get(state) {
            return *known;
        }
        let id = self.states.len() as u32;
        self.known.insert(state.clone(), id);
        self.states.push(state.clone());
        self.ends.push(self.process.is_end(state));
        self.ways.push(None);
        id
    }

    fn ways(&mut self, state: u32) -> Ways<P> {
        if let Some(known) = &self.ways[state as usize] {
            return known.clone();
        }
        let found = self.process.ways(&self.states[state as usize]);
        let ways: Ways<P> = found
            .into_iter()
            .map(|way| Interned {
                to: self.intern(&way.to),
                label: way.label,
                missing: way.missing,
                taken: way.taken,
            })
            .collect();
        self.ways[state as usize] = Some(ways.clone());
        ways
    }

    fn path(
        &mut self,
        reached: &HashMap<(u32, u32), Reached>,
        end: (u32, u32),
        cost: u32,
    ) -> Alignment<P::Label, P::State> {
        let mut moves = Vec::new();
        let mut node = end;
        while let Some(step) = reached.get(&node).filter(|step| step.from != node) {
            let way = step.way.map(|i| {
                let ways = self.ways(step.from.0);
                ways[i as usize].label.clone()
            });
            moves.push(Aligned {
                event: (step.from.1 != node.1).then_some(step.from.1 as usize),
                way,
                from: self.states[step.from.0 as usize].clone(),
                to: self.states[node.0 as usize].clone(),
            });
            node = step.from;
        }
        moves.reverse();
        Alignment { cost, moves }
    }
}

/// How well a trace fits: 1 is exactly, 0 is having nothing in common. `shortest` is what the process costs without any
/// trace at all.
pub fn fitness(cost: u32, events: usize, shortest: u32) -> f64 {
    let worst = events as f64 + f64::from(shortest);
    if worst == 0.0 {
        1.0
    } else {
        1.0 - f64::from(cost) / worst
    }
}

#[cfg(test)]
mod tests;
