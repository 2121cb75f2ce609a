//! Lists come in pages: keyset, never offset, so that nothing is shown twice or skipped while rows are added.

use crate::error::{Code, Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// `?cursor=&limit=`.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Where the previous page ended, as it was given there.
    pub cursor: Option<String>,
    /// How many rows, 1 to 200; 50 when absent.
    pub limit: Option<i64>,
}

#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// The next page's cursor, if there is more.
    #[schema(required = true)]
    pub next: Option<String>,
}

impl PageQuery {
    /// How many rows to hand out, 1 to 200.
    pub fn limit(&self) -> i64 {
        self.limit.unwrap_or(50).clamp(1, 200)
    }

    /// The key of the last row of the previous page.
    pub fn after<K: DeserializeOwned>(&self) -> Result<Option<K>> {
        self.cursor.as_deref().map(decode).transpose()
    }
}

impl<T> Page<T> {
    /// Makes a page of rows that were asked for with one more than `limit`; the surplus row only shows that there is more.
    pub fn cut<K: Serialize>(mut rows: Vec<T>, limit: i64, key: impl Fn(&T) -> K) -> Self {
        let limit = usize::try_from(limit).unwrap_or(1);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more {
            rows.last().map(|row| encode(&key(row)))
        } else {
            None
        };
        Page { items: rows, next }
    }

    /// The same page with each row turned into another shape.
    pub fn map<U>(self, shape: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(shape).collect(),
            next: self.next,
        }
    }

    /// As [`Page::map`], where a shape may fail.
    pub fn try_map<U>(self, shape: impl FnMut(T) -> Result<U>) -> Result<Page<U>> {
        Ok(Page {
            items: self.items.into_iter().map(shape).collect::<Result<_>>()?,
            next: self.next,
        })
    }

    /// A list that is short by nature.
    pub fn whole(items: Vec<T>) -> Self {
        Page { items, next: None }
    }
}

/// A row's key as an opaque cursor.
pub fn encode(key: &impl Serialize) -> String {
    serde_json::to_vec(key).map_or_else(|_| String::new(), |bytes| BASE64.encode(bytes))
}

/// The key in a cursor that [`encode`] made; anything else is a bad query.
pub fn decode<K: DeserializeOwned>(cursor: &str) -> Result<K> {
    let refuse = || Error::new(Code::BadQuery, "The cursor is not one of ours.");
    let bytes = BASE64.decode(cursor).map_err(|_| refuse())?;
    serde_json::from_slice(&bytes).map_err(|_| refuse())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_tells_that_there_is_more_only_when_there_is() {
        let page = Page::cut(vec![1, 2, 3], 2, |n| *n);
        assert_eq!(page.items, [1, 2]);
        assert_eq!(decode::<i32>(&page.next.unwrap()).unwrap(), 2);
        assert!(Page::cut(vec![1, 2], 2, |n| *n).next.is_none());
    }
}
