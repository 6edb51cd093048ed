//! Packs, what is known of the market, development plans, referrals, partners.

mod market;
mod packs;
mod partners;
mod plans;
