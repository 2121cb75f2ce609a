//! What tests share: the real application on port 0, a database of its own, people who use it.
#![allow(dead_code)]

pub mod app;
pub mod database;
pub mod people;
pub mod person;
pub mod socket;
