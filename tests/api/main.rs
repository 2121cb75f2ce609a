//! The product as its users and peer programs see it: real server, real database, real sockets. One module a room.

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod house;
mod gateway;
mod write_path;
mod imports;
mod jobs;
mod audit;
mod scheduling;
mod training;
