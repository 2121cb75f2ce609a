//! Series over HTTP.

mod dates;
mod edit;
mod list;
mod page;
mod plan;

pub use dates::*;
pub use edit::*;
pub use list::*;
pub use page::*;
pub use plan::*;
