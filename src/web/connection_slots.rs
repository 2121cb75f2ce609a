//! Counts open connections, in all and by address. A process can hold only so many; without a limit by address one client
//! could use all of them. This is no rate limit (`crate::rate_limit`): it counts what is open at the same time.

use crate::config::AdmissionConfig;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// What one address may hold where the settings do not say.
const PER_ADDRESS: usize = 256;

/// The slots of this node. Cloning shares them.
#[derive(Clone)]
pub struct ConnectionSlots(Arc<Inner>);

struct Inner {
    connections: usize,
    reserve: usize,
    per_address: usize,
    counts_this_machine: bool,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    connections: usize,
    of_address: HashMap<IpAddr, usize>,
}

/// Why a connection was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    Node,
    /// This address has as many as it may.
    Address,
}

/// One connection, or one request behind a trusted proxy; given back when the last clone is dropped.
#[derive(Clone)]
pub struct ConnectionSlot(Arc<Slot>);

struct Slot {
    slots: ConnectionSlots,
    is_connection: bool,
    is_reserve: bool,
    address: Option<IpAddr>,
}

impl ConnectionSlots {
    /// As many as the settings say, or as `descriptors` allow.
    pub fn new(config: &AdmissionConfig, descriptors: usize) -> Self {
        let connections = match config.connections {
            0 => descriptors.max(2 * config.reserve),
            connections => connections,
        };
        ConnectionSlots(Arc::new(Inner {
            connections,
            reserve: config.reserve,
            per_address: if config.per_address == 0 {
                PER_ADDRESS
            } else {
                config.per_address
            },
            counts_this_machine: config.per_address > 0,
            taken: Mutex::default(),
        }))
    }

    pub fn connections(&self) -> usize {
        self.0.connections
    }

    /// A slot for a new connection; `address` is none where a trusted proxy connects, whose clients are counted one by one.
    pub fn connect(&self, address: Option<IpAddr>) -> Result<ConnectionSlot, Full> {
        let mut taken = self.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.connections >= self.0.connections {
            return Err(Full::Node);
        }
        let address = self.count(&mut taken, address)?;
        taken.connections += 1;
        let is_reserve = taken.connections > self.0.connections - self.0.reserve;
        Ok(self.slot(true, is_reserve, address))
    }

    /// A slot for a request whose connection is a trusted proxy's.
    pub fn request(&self, address: IpAddr) -> Result<ConnectionSlot, Full> {
        let mut taken = self.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let address = self.count(&mut taken, Some(address))?;
        Ok(self.slot(false, false, address))
    }

    fn slot(&self, is_connection: bool, is_reserve: bool, address: Option<IpAddr>) -> ConnectionSlot {
        ConnectionSlot(Arc::new(Slot {
            slots: self.clone(),
            is_connection,
            is_reserve,
            address,
        }))
    }

    fn count(&self, taken: &mut Taken, address: Option<IpAddr>) -> Result<Option<IpAddr>, Full> {
        let counted = address
            .map(network)
            .filter(|address| self.0.counts_this_machine || !address.is_loopback());
        if let Some(address) = counted {
            let of_address = taken.of_address.entry(address).or_default();
            if *of_address >= self.0.per_address {
                return Err(Full::Address);
            }
            *of_address += 1;
        }
        Ok(counted)
    }
}

impl ConnectionSlot {
    /// One of the last ones, which are for health, sign-in and getting help.
    pub fn is_reserve(&self) -> bool {
        self.0.is_reserve
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut taken = self.slots.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_connection {
            taken.connections -= 1;
        }
        if let Some(address) = self.address
            && let Some(of_address) = taken.of_address.get_mut(&address)
        {
            *of_address -= 1;
            if *of_address == 0 {
                taken.of_address.remove(&address);
            }
        }
    }
}

/// What one household or office has: an address of IPv4, a /64 of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) if !v6.is_loopback() => IpAddr::V6((v6.to_bits() & (u128::MAX << 64)).into()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(connections: usize, reserve: usize, per_address: usize) -> ConnectionSlots {
        let config = AdmissionConfig {
            connections,
            reserve,
            per_address,
            ..AdmissionConfig::default()
        };
        ConnectionSlots::new(&config, 1_000)
    }

    fn from(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn an_address_has_its_number_and_gives_slots_back() {
        let slots = slots(10, 2, 2);
        let held: Vec<_> = (0..2).map(|_| slots.connect(from("192.0.2.1")).unwrap()).collect();
        assert_eq!(slots.connect(from("192.0.2.1")).err(), Some(Full::Address));
        assert_eq!(
            slots.request("::ffff:192.0.2.1".parse().unwrap()).err(),
            Some(Full::Address)
        );
        let _other = slots.connect(from("192.0.2.2")).unwrap();
        let again = held[0].clone();
        drop(held);
        let _first = slots.connect(from("192.0.2.1")).unwrap();
        assert!(slots.connect(from("192.0.2.1")).is_err(), "a clone holds the slot too");
        drop(again);
        assert!(slots.connect(from("192.0.2.1")).is_ok());
    }

    #[test]
    fn a_neighbour_in_the_same_64_is_the_same_address_and_a_proxy_is_none() {
        let slots = slots(10, 2, 1);
        let _one = slots.connect(from("2001:db8::1")).unwrap();
        assert_eq!(slots.connect(from("2001:db8::2")).err(), Some(Full::Address));
        let _elsewhere = slots.connect(from("2001:db8:0:1::1")).unwrap();
        let _proxies: Vec<_> = (0..5).map(|_| slots.connect(None).unwrap()).collect();
    }

    #[test]
    fn the_last_slots_are_a_reserve_and_then_the_node_is_full() {
        let slots = slots(4, 2, 9);
        let held: Vec<_> = (0..4).map(|_| slots.connect(from("192.0.2.1")).unwrap()).collect();
        let reserve: Vec<bool> = held.iter().map(ConnectionSlot::is_reserve).collect();
        assert_eq!(reserve, [false, false, true, true]);
        assert_eq!(slots.connect(from("192.0.2.2")).err(), Some(Full::Node));
    }

    #[test]
    fn programs_on_this_machine_are_counted_only_if_the_settings_say_a_number() {
        let unsaid = slots(2_000, 2, 0);
        let _many: Vec<_> = (0..300).map(|_| unsaid.connect(from("127.0.0.1")).unwrap()).collect();
        let far: Vec<_> = (0..PER_ADDRESS)
            .map(|_| unsaid.connect(from("192.0.2.1")).unwrap())
            .collect();
        assert_eq!(
            (far.len(), unsaid.connect(from("192.0.2.1")).err()),
            (256, Some(Full::Address))
        );
        let said = slots(10, 2, 1);
        let _one = said.connect(from("127.0.0.1")).unwrap();
        assert!(said.connect(from("127.0.0.1")).is_err());
    }
}
