//! The packs that ship with the program.

/// A pack: the SOP's document, and what comes with it.
#[derive(Clone, Copy, Debug)]
pub struct Pack {
    /// The key of its SOP.
    pub key: &'static str,
    /// The SOP's document.
    pub sop: &'static str,
    /// Talk tracks and views.
    pub extras: &'static str,
}

macro_rules! pack {
    ($key:literal) => {
        Pack {
            key: $key,
            sop: include_str!(concat!("../../../../packs/sops/", $key, ".yaml")),
            extras: include_str!(concat!("../../../../packs/extras/", $key, ".yaml")),
        }
    };
}

/// Every pack, in the order in which they are offered.
pub fn all() -> &'static [Pack] {
    const ALL: &[Pack] = &[
        pack!("solution_selling"),
        pack!("light"),
        pack!("lead_qualification"),
        pack!("retail_sale"),
        pack!("channel_sale"),
        pack!("renewal"),
        pack!("key_account"),
    ];
    ALL
}

/// The packs that a new company begins with; the first for a kind of record is its preferred one.
pub const BEGIN_WITH: &[&str] = &["solution_selling", "light", "lead_qualification"];

/// A pack by its key.
pub fn by_key(key: &str) -> Option<&'static Pack> {
    all().iter().find(|pack| pack.key == key)
}
