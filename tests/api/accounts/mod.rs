//! People, sign-in, cards, roles, consents: through the api, on both databases.

mod activity;
mod cards;
mod consents;
mod devices;
mod entrance;
mod locks;
mod logins;
mod looks;
mod makers;
mod officer;
mod people;
mod recovery;
mod roles;
mod second_factor;
mod throttling;
mod tokens;
pub mod world;
