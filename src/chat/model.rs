//! The nouns and values of chat in one list; each stands in the folder of its noun.

pub use super::messages::model::*;
pub use super::rooms::model::*;
pub use super::seats::model::*;
