//! Petri nets: any with weights, loops, branches, parallel parts and silent transitions.

use std::collections::HashMap;

use super::{Process, Way};

/// A transition of a net.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transition {
    /// The activity, by its number in [`Net::activity`]; `None` is silent.
    pub label: Option<u32>,
    /// Places that it takes tokens from, and how many.
    pub takes: Vec<(usize, u32)>,
    /// Places that it puts tokens into, and how many.
    pub gives: Vec<(usize, u32)>,
}

/// A Petri net with the marking it begins with and the one it ends with.
#[derive(Clone, Debug, Default)]
pub struct Net {
    transitions: Vec<Transition>,
    /// Tokens in each place at first.
    pub first: Vec<u32>,
    /// Tokens in each place at the end.
    pub last: Vec<u32>,
    activities: HashMap<String, u32>,
}

impl Net {
    /// Adds a place with its tokens at the beginning and at the end; gives its number.
    pub fn place(&mut self, first: u32, last: u32) -> usize {
        self.first.push(first);
        self.last.push(last);
        self.first.len() - 1
    }

    /// Adds a transition.
    pub fn transition(&mut self, transition: Transition) {
        self.transitions.push(transition);
    }

    /// The number of an activity, by which traces name it. One that the net doesn't know gets a number, too.
    pub fn activity(&mut self, name: &str) -> u32 {
        let next = self.activities.len() as u32;
        *self.activities.entry(name.to_owned()).or_insert(next)
    }
}

impl Process for Net {
    type State = Box<[u32]>;
    type Label = u32;

    fn start(&self) -> Self::State {
        self.first.clone().into()
    }

    fn is_end(&self, state: &Self::State) -> bool {
        **state == *self.last
    }

    fn ways(&self, state: &Self::State) -> Vec<Way<u32, Self::State>> {
        let enabled = |t: &&Transition| t.takes.iter().all(|(place, n)| state[*place] >= *n);
        let fire = |t: &Transition| {
            let mut to = state.clone();
            t.takes.iter().for_each(|(place, n)| to[*place] -= n);
            t.gives
                .iter()
                .for_each(|(place, n)| to[*place] = to[*place].saturating_add(*n));
            Way::new(t.label, to)
        };
        self.transitions.iter().filter(enabled).map(fire).collect()
    }
}
