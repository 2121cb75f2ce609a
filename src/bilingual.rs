//! Words in both languages: what the product names itself is read in the reader's own language.

use serde::{Deserialize, Serialize};

/// Words in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Bilingual {
    pub zh: String,
    pub en: String,
}

impl Bilingual {
    /// What somebody wrote, which is the same for every reader.
    pub fn written(text: &str) -> Self {
        Bilingual {
            zh: text.into(),
            en: text.into(),
        }
    }

    /// With more after it, for each reader.
    #[must_use]
    pub fn and(self, more: &str) -> Self {
        Bilingual {
            zh: self.zh + more,
            en: self.en + more,
        }
    }
}
