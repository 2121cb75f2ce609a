//! How long to wait after failed tries: a few are free, then twice as long each time, never for ever.

use crate::clock::{DAY, MINUTE, Millis, SECOND};

/// The rule of one kind of try.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    free: i64,
    most: Millis,
}

/// Failures are forgotten when there was none for this long.
pub const FORGOTTEN_AFTER: Millis = DAY;

impl Patience {
    /// One account tried from one network: five tries are free, then up to 15 minutes.
    pub const ACCOUNT_FROM_NETWORK: Patience = Patience {
        free: 5,
        most: 15 * MINUTE,
    };
    /// One account tried from anywhere: slows a spread attack, and can hold up its owner for at most a minute.
    pub const ACCOUNT: Patience = Patience { free: 20, most: MINUTE };
    /// Something that needs the right passphrase or a login before it can be tried.
    pub const SIGNED_IN: Patience = Patience {
        free: 5,
        most: 15 * MINUTE,
    };

    /// The wait before the next try, after `failures` in a row.
    pub fn wait(self, failures: i64) -> Millis {
        let over = failures - self.free;
        if over < 0 {
            return 0;
        }
        let doublings = u32::try_from(over).unwrap_or(u32::MAX).min(30);
        (SECOND << doublings).min(self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn five_tries_are_free_and_then_the_wait_doubles_up_to_a_quarter_of_an_hour() {
        let waits: Vec<_> = (1..=9)
            .map(|n| Patience::ACCOUNT_FROM_NETWORK.wait(n) / SECOND)
            .collect();
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16]);
        assert_eq!(Patience::ACCOUNT_FROM_NETWORK.wait(1_000_000), 15 * MINUTE);
    }

    proptest! {
        #[test]
        fn no_number_of_failures_locks_anybody_out(failures in 0i64..) {
            prop_assert!(Patience::ACCOUNT.wait(failures) <= MINUTE);
            prop_assert!(Patience::ACCOUNT.wait(failures) <= Patience::ACCOUNT.wait(failures.saturating_add(1)));
        }
    }
}
