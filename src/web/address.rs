//! Where a request comes from. Forwarding headers are believed only from networks in `trusted_proxies`.

use crate::config::Config;
use crate::error::Error;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv4Addr};

/// The address of whoever sends the request. Never logged, never stored (safety 26).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl FromRequest for ClientAddress {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(ClientAddress(client_address(request))))
    }
}

/// The address of whoever sends the request.
pub fn client_address(request: &HttpRequest) -> IpAddr {
    let forwarded: Vec<&str> = request
        .headers()
        .get_all("x-forwarded-for")
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    client(peer(request), &forwarded, trusted(request))
}

/// Whether one of our own proxies handed the request on.
pub fn comes_by_proxy(request: &HttpRequest) -> bool {
    is_trusted(trusted(request), peer(request))
}

/// Whether this is the address of one of our own proxies.
pub fn is_trusted(trusted: &[String], address: IpAddr) -> bool {
    trusted.iter().any(|network| contains(network, address.to_canonical()))
}

fn peer(request: &HttpRequest) -> IpAddr {
    request
        .peer_addr()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip())
}

fn trusted(request: &HttpRequest) -> &[String] {
    request
        .app_data::<web::Data<Config>>()
        .map_or(&[], |config| &config.trusted_proxies)
}

/// The last address in the chain that is not one of our own proxies.
fn client(peer: IpAddr, forwarded: &[&str], trusted: &[String]) -> IpAddr {
    let mut address = peer.to_canonical();
    for hop in forwarded.iter().rev() {
        if !is_trusted(trusted, address) {
            break;
        }
        let Ok(before) = hop.trim().parse::<IpAddr>() else {
            break;
        };
        address = before.to_canonical();
    }
    address
}

/// Whether `network` (`10.0.0.0/8`, `::1`) holds `address`.
fn contains(network: &str, address: IpAddr) -> bool {
    let (base, bits) = network.split_once('/').unwrap_or((network, "128"));
    let Ok(bits) = bits.parse::<u32>() else { return false };
    match (base.parse::<IpAddr>().map(|base| base.to_canonical()), address) {
        (Ok(IpAddr::V4(base)), IpAddr::V4(address)) => same(base.to_bits().into(), address.to_bits().into(), 32, bits),
        (Ok(IpAddr::V6(base)), IpAddr::V6(address)) => same(base.to_bits(), address.to_bits(), 128, bits),
        _ => false,
    }
}

fn same(a: u128, b: u128, width: u32, bits: u32) -> bool {
    let rest = width - bits.min(width);
    a.checked_shr(rest) == b.checked_shr(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_forwarding_header_counts_only_from_a_trusted_proxy() {
        let trusted = ["127.0.0.1".to_owned(), "10.0.0.0/8".to_owned()];
        let chain = ["203.0.113.9", " 198.51.100.7", "10.1.2.3"];
        assert_eq!(client(ip("127.0.0.1"), &chain, &trusted), ip("198.51.100.7"));
        assert_eq!(client(ip("192.0.2.1"), &chain, &trusted), ip("192.0.2.1"));
        assert_eq!(client(ip("127.0.0.1"), &chain, &[]), ip("127.0.0.1"));
        assert_eq!(client(ip("127.0.0.1"), &["nonsense"], &trusted), ip("127.0.0.1"));
    }

    #[test]
    fn networks_hold_their_own() {
        assert!(contains("10.0.0.0/8", ip("10.200.1.1")) && !contains("10.0.0.0/8", ip("11.0.0.1")));
        assert!(contains("0.0.0.0/0", ip("8.8.8.8")) && contains("2001:db8::/32", ip("2001:db8:1::1")));
        assert!(contains("::1", ip("::1")) && !contains("::1", ip("::2")) && !contains("x/8", ip("10.0.0.1")));
    }
}
