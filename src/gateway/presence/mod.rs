//! Ephemeral state: typing and presence. Never stored (safety 25, I18).
//!
//! Typing and presence exist inside a live room only: while a facilitator of the room is connected, or while a session of its series
//! runs. They go to sockets that asked for them (`caps` of `hello`) and have this room, or no room, in focus; a socket that does not
//! keep up misses them.
//!
//! `tracker` remembers which rooms need a broadcast, `remote_nodes` the counts of other nodes, `broadcast` sends.

pub(super) mod broadcast;
pub(super) mod remote_nodes;
pub(super) mod tracker;
