//! Letters through a real mail server with TLS and a password, and what happens when it refuses.

mod faults;
mod sink;
mod transports;
