//! Keeping a room whole: tools, flags, reviews.

mod appeals;
mod asides;
mod aside_ends;
mod flags;
mod held;
mod hours;
mod ladder;
mod reviews;
mod tools;
mod room_measures;
