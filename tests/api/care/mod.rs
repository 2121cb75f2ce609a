//! Getting help, as those who ask and those who come see it.

mod cards;
mod chain;
mod crash;
mod duty;
mod earlier_messages;
mod follow_up;
mod incidents;
mod locked_page;
mod paging;
mod visibility;
