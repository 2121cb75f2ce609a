//! People, sign-in, cards, roles, consents: through the api, on both databases.

mod activity;
mod card_makers;
mod cards;
mod consents;
mod devices;
mod device_codes;
mod locks;
mod locked_logins;
mod logins;
mod look_alikes;
mod people;
mod people_search;
mod privacy_officer;
mod recovery;
mod roles;
mod second_factor;
mod sign_in;
mod throttling;
mod tokens;
