//! How long to wait after failed tries: a few are free, then twice as long each time, never for ever.
//!
//! This is no token bucket (`crate::rate_limit`): the wait grows, and the failures are rows that all nodes share.

use crate::clock::{DAY, HOUR, MINUTE, Millis, SECOND};

/// The rule of one kind of try.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    free: i64,
    first: Millis,
    most: Millis,
}

/// Failures are forgotten when there was none for this long.
pub const FORGOTTEN_AFTER: Millis = DAY;

/// Failures at one account from everywhere, after which each network gets fewer tries, and after which hardly any.
const WATCHED: i64 = 20;
const ATTACKED: i64 = 300;

impl Backoff {
    /// Somebody on a device on which they have signed in before, or are signed in now: five tries are free, then up to 15
    /// minutes. Nobody else uses these tries up.
    pub const OWN_DEVICE: Backoff = Backoff {
        free: 5,
        first: SECOND,
        most: 15 * MINUTE,
    };

    /// Codes of the second factor from other devices: whoever tries has given the right passphrase.
    pub const SECOND_FACTOR: Backoff = Backoff::OWN_DEVICE;

    /// An account tried from one network on a device that is not known, by how often it was tried from anywhere. The failures of
    /// others slow a network down and never close it: the first try of a network is always free.
    pub const fn of_network(failures_from_everywhere: i64) -> Backoff {
        if failures_from_everywhere < WATCHED {
            return Backoff::OWN_DEVICE;
        }
        if failures_from_everywhere < ATTACKED {
            return Backoff {
                free: 2,
                first: 30 * SECOND,
                most: 15 * MINUTE,
            };
        }
        Backoff {
            free: 1,
            first: MINUTE,
            most: 2 * HOUR,
        }
    }

    /// The wait before the next try, after `failures` in a row.
    pub fn wait(self, failures: i64) -> Millis {
        let over = failures - self.free;
        if over < 0 {
            return 0;
        }
        let doublings = u32::try_from(over).unwrap_or(u32::MAX).min(30);
        (self.first << doublings).min(self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn five_tries_are_free_and_then_the_wait_doubles_up_to_a_quarter_of_an_hour() {
        let waits: Vec<_> = (1..=9).map(|n| Backoff::of_network(0).wait(n) / SECOND).collect();
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16]);
        assert_eq!(Backoff::OWN_DEVICE.wait(1_000_000), 15 * MINUTE);
    }

    #[test]
    fn an_account_under_attack_takes_fewer_tries_from_each_network() {
        let waits = |everywhere| (1..=4).map(move |n| Backoff::of_network(everywhere).wait(n) / SECOND);
        assert_eq!(waits(20).collect::<Vec<_>>(), [0, 30, 60, 120]);
        assert_eq!(waits(300).collect::<Vec<_>>(), [60, 120, 240, 480]);
    }

    proptest! {
        // ASVS 6.1.1: no malicious lockout
        #[test]
        fn no_number_of_failures_locks_anybody_out(failures in 0i64..1_000_000_000, everywhere in 0i64..) {
            let backoff = Backoff::of_network(everywhere);
            prop_assert_eq!(backoff.wait(0), 0);
            prop_assert!(backoff.wait(failures) <= 2 * HOUR);
            prop_assert!(backoff.wait(failures) <= backoff.wait(failures + 1));
        }

        #[test]
        fn more_failures_elsewhere_never_make_a_network_faster(failures in 0i64..1_000, everywhere in 0i64..1_000) {
            let (less, more) = (Backoff::of_network(everywhere), Backoff::of_network(everywhere + 1));
            prop_assert!(less.wait(failures) <= more.wait(failures));
        }
    }
}
