//! How many streams of live events there are for one session and one person.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Code, Error, Id, Result};

/// Streams of one session: as many as pages that one has open at a time.
const OF_SESSION: usize = 10;
/// Streams of one person, with all their sessions and tokens.
const OF_PERSON: usize = 20;

/// The streams there are.
#[derive(Clone, Default)]
pub(crate) struct Streams(Arc<Mutex<Open>>);

#[derive(Default)]
struct Open {
    sessions: HashMap<Id, usize>,
    people: HashMap<Id, usize>,
}

/// One stream; its place is free again when it is dropped.
pub(crate) struct Stream {
    streams: Streams,
    session: Id,
    person: Id,
}

impl Streams {
    /// A place for one more.
    ///
    /// # Errors
    /// `rate_limited` if there are too many.
    pub fn open(&self, session: Id, person: Id) -> Result<Stream> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = |map: &HashMap<Id, usize>, key| map.get(&key).copied().unwrap_or(0);
        if count(&open.sessions, session) >= OF_SESSION || count(&open.people, person) >= OF_PERSON {
            return Err(Error::new(Code::RateLimited).detail(
                "打开的实时页面过多：请关闭一些标签页",
                "Too many live pages are open: close some tabs",
            ));
        }
        *open.sessions.entry(session).or_default() += 1;
        *open.people.entry(person).or_default() += 1;
        Ok(Stream {
            streams: self.clone(),
            session,
            person,
        })
    }
}

impl Stream {
    /// Whose it is.
    pub fn person(&self) -> Id {
        self.person
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let mut open = self.streams.0.lock().unwrap_or_else(PoisonError::into_inner);
        one_less(&mut open.sessions, self.session);
        one_less(&mut open.people, self.person);
    }
}

fn one_less<K: Eq + Hash>(counts: &mut HashMap<K, usize>, key: K) {
    if let Some(count) = counts.get_mut(&key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_has_ten_and_a_person_twenty_at_a_time() {
        let streams = Streams::default();
        let id = |n: u8| -> Id { format!("01900000-0000-7000-8000-{n:012}").parse().unwrap() };
        let of = |session, count: usize| -> Vec<_> { (0..count).map(|_| streams.open(id(session), id(1))).collect() };
        let first = of(1, 11);
        assert!(first[..10].iter().all(Result::is_ok) && first[10].is_err());
        let second = of(2, 10);
        assert!(second.iter().all(Result::is_ok));
        assert!(streams.open(id(3), id(1)).is_err(), "the person has twenty");
        assert!(streams.open(id(4), id(2)).is_ok(), "another person");
        drop(first);
        assert!(streams.open(id(1), id(1)).is_ok());
        drop(second);
        let open = streams.0.lock().unwrap();
        assert!(open.sessions.is_empty() && open.people.is_empty());
    }
}
