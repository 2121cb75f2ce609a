//! What tests share: the real application on port 0, a database of its own, people who use it; and the
//! real binary as a process, or several.
#![allow(dead_code)]

pub mod app;
pub mod checker;
pub mod contract;
pub mod database;
pub mod deployment;
pub mod person;
pub mod product;
pub mod rows;
pub mod sign_in;
pub mod socket;
pub mod world;
