//! The whole process: killed at any moment, asked to stop, and made to talk as much as it can.

mod killed;
mod logs;
mod reminders;
mod stopped;
