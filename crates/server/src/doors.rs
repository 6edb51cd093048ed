//! How many connections there are at once, in all and from one network address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Connections from one address at most.
const FROM_ONE: usize = 1_000;
/// Connections at most, if the system gives as many descriptors.
const IN_ALL: usize = 8_192;
/// Descriptors that the program needs besides: files, the database, connections of its own.
const BESIDES: usize = 256;

/// Those who are in.
#[derive(Clone)]
pub(crate) struct Doors(Arc<Inner>);

struct Inner {
    all: usize,
    each: usize,
    inside: Mutex<Inside>,
}

#[derive(Default)]
struct Inside {
    all: usize,
    from: HashMap<String, usize>,
}

/// A place for one connection, which is free again when it is dropped.
pub(crate) struct Place {
    doors: Doors,
    from: Option<String>,
}

impl Doors {
    /// As many as there are descriptors for. Behind proxies all come from a few addresses, so that these aren't counted.
    pub fn new(proxies: u8) -> Self {
        let all = descriptors().saturating_sub(BESIDES).clamp(64, IN_ALL);
        Self::with(all, if proxies > 0 { all } else { FROM_ONE })
    }

    fn with(all: usize, each: usize) -> Self {
        let inside = Mutex::default();
        Self(Arc::new(Inner { all, each, inside }))
    }

    /// A place for a connection from this address, if there is one. This machine's own programs aren't counted apart: a proxy
    /// here brings many people.
    pub fn enter(&self, from: IpAddr) -> Option<Place> {
        let from = (!from.to_canonical().is_loopback()).then(|| crate::caller::network(from));
        let mut inside = self.0.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if inside.all >= self.0.all {
            return None;
        }
        if let Some(from) = &from {
            let count = inside.from.entry(from.clone()).or_default();
            if *count >= self.0.each {
                return None;
            }
            *count += 1;
        }
        inside.all += 1;
        Some(Place {
            doors: self.clone(),
            from,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut inside = self.doors.0.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.all = inside.all.saturating_sub(1);
        if let Some(from) = self.from.take()
            && let Some(count) = inside.from.get_mut(&from)
        {
            *count -= 1;
            if *count == 0 {
                inside.from.remove(&from);
            }
        }
    }
}

/// How many descriptors this process may have; asks for as many as it is allowed to.
fn descriptors() -> usize {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let limit = getrlimit(Resource::Nofile);
        let wanted = (IN_ALL + BESIDES) as u64;
        let most = limit.maximum.map_or(wanted, |most| most.min(wanted));
        if limit.current.is_some_and(|now| now < most) {
            let raised = Rlimit {
                current: Some(most),
                maximum: limit.maximum,
            };
            if let Err(error) = setrlimit(Resource::Nofile, raised) {
                tracing::warn!(%error, "no more descriptors are to be had");
            }
        }
        let now = getrlimit(Resource::Nofile).current;
        now.and_then(|now| usize::try_from(now).ok()).unwrap_or(usize::MAX)
    }
    #[cfg(not(unix))]
    usize::MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_does_not_take_all_the_places() {
        let doors = Doors::with(4, 2);
        let (one, other): (IpAddr, IpAddr) = ([203, 0, 113, 9].into(), [203, 0, 113, 10].into());
        let first = doors.enter(one);
        let second = doors.enter(one);
        assert!(first.is_some() && second.is_some() && doors.enter(one).is_none());
        let third = doors.enter(other);
        let fourth = doors.enter([127, 0, 0, 1].into());
        assert!(third.is_some() && fourth.is_some());
        assert!(doors.enter(other).is_none(), "there is no place left at all");
        drop(first);
        assert!(doors.enter(one).is_some());
        drop((second, third, fourth));
        assert!(doors.0.inside.lock().unwrap().from.is_empty());
    }

    #[test]
    fn a_whole_network_of_six_counts_as_one() {
        let doors = Doors::with(4, 1);
        let _one = doors.enter("2001:db8::1".parse().unwrap());
        assert!(doors.enter("2001:db8::2".parse().unwrap()).is_none());
    }
}
