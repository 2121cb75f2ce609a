//! Tongxing coordinates a peer-education programme: sessions in district studios, a four-phase counsellor training,
//! and moderated group chat. `docs/ARCHITECTURE.md` is the map; this list is in the order in which data flows.

pub mod app;
pub mod config;
pub mod routes;
pub mod error;
pub mod clock;
pub mod local_time;
pub mod rate_limit;
pub mod chance;
pub mod ids;
pub mod event;
pub mod content;
pub mod bilingual;
pub mod field;
pub mod files;
pub mod keys;
pub mod db;
pub mod jobs;
pub mod audit;
pub mod realtime;
pub mod web;
pub mod accounts;
pub mod mail;
pub mod notifications;
pub mod imports;
pub mod districts;
pub mod cohorts;
pub mod scheduling;
pub mod training;
pub mod care;
pub mod chat;
pub mod retention;
pub mod gateway;
pub mod demo;
