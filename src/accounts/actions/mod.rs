//! The verbs: what can happen to a person, a login, a role, a card, a consent.

pub(super) mod activity;
pub(super) mod cards;
pub(super) mod consents;
pub(super) mod deployment;
pub(super) mod devices;
pub(super) mod entrance;
pub(super) mod first_card;
pub(super) mod grants;
pub(super) mod home;
pub(super) mod lock;
pub(super) mod logins;
pub(super) mod makers;
pub(super) mod officer;
pub(super) mod passphrase;
pub(super) mod people;
pub(super) mod record;
pub(super) mod recovery;
pub(super) mod refresh;
pub(super) mod retention;
pub(super) mod second_factor;
pub(super) mod sign_in;
pub(super) mod throttle;
