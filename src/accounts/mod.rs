//! People, what they may do, and how they prove who they are.
//!
//! A **person** is a nickname (unique after NFKC and case folding, and the name to sign in with) and nothing else that could
//! identify them. What they may do is a set of **grants**: one of six roles, each for a district, headquarters for all. A
//! [`Caller`](access::Caller) is who sends a request; their [`Permissions`](access::Permissions) is what they may do at this moment.
//!
//! Signing in makes a **login**: one device, with an access token of minutes in the page's memory and a refresh token in a
//! cookie. A **card** is a printed one-time code: an invitation makes a person, a recovery card gives one their account back.
//! A **consent** is for one purpose, in one version of its text, given and withdrawn by itself.
//!
//! Invariants:
//! - unknown and known names, and wrong and missing passphrases, cost the same and are answered the same;
//! - a try is charged before the secret is looked at, and no number of failed tries locks anybody out for ever; on a device on
//!   which somebody signed in before, the tries of others do not count at all;
//! - a refresh token that comes again after its grace ends its login; a login that ended is refused on this node at once, on
//!   every node within seconds, and `access/<person>` tells the gateways after the commit;
//! - a login whose screen is locked is taken nothing from but what opens it or ends it, on this node at once and on every
//!   other within seconds; the digits that open it count five tries, and no other login of the person notices;
//! - staff without a second factor reach nothing but the pages that set one up; a code is used once;
//! - nobody gives a role that is not below their own, nor any to themselves, nor gets into an account that can do more than
//!   theirs; a role that is taken away stops at once, and so does everything that hung on it: the rooms above come along in
//!   the same transaction ([`access_change`]);
//! - whoever holds no role any more, or is not active, cannot sign in;
//! - what is secret is stored as a hash (passphrases), a keyed hash (codes) or sealed (second-factor secrets).

pub mod access;
pub mod access_change;
mod activation;
pub mod api;
mod audit_log;
mod cards;
mod consents;
mod context;
mod deployment;
mod devices;
pub mod events;
mod home_districts;
pub mod http;
pub mod jobs;
mod lock;
mod logins;
mod me;
pub mod model;
mod names;
mod passphrases;
mod people;
mod policy;
mod qualifications;
mod recovery;
mod retention;
mod roles;
mod scope;
mod second_factor;
mod service;
mod sign_in;
mod store;
mod throttles;
mod views;

pub use context::Context;
pub use service::Accounts;
