//! The product as its users and peer programs see it: real server, real database, real sockets. One module a room.
#![allow(clippy::unwrap_used)]

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod audit;
mod care;
mod chat;
mod commands;
mod gateway;
mod service;
mod districts;
mod imports;
mod mail;
mod nodes;
mod notifications;
mod processes;
mod jobs;
mod scheduling;
mod training;
mod write_path;
mod schema;
