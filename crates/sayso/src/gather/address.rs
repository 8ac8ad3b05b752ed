//! Which addresses on the network may be reached: public ones only, unless the user says so.
//!
//! The ranges are those of IANA's registries of special-purpose addresses (IPv4 and IPv6).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Why an address is not reached; nothing where it may be.
pub fn special(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(v4) => special_v4(v4),
        IpAddr::V6(v6) => special_v6(v6),
    }
}

fn special_v4(address: Ipv4Addr) -> Option<&'static str> {
    let [a, b, c, _] = address.octets();
    match (a, b, c) {
        (0, ..) => Some("an address of this network"),
        (10, ..) | (172, 16..=31, _) | (192, 168, _) => Some("a private address"),
        (127, ..) => Some("a loopback address"),
        (169, 254, _) => Some("a link-local address"),
        (100, 64..=127, _) => Some("a carrier's shared address"),
        (192, 0, 0) | (192, 88, 99) => Some("a reserved address"),
        (192, 0, 2) | (198, 51, 100) | (203, 0, 113) => Some("an address for documentation"),
        (198, 18..=19, _) => Some("an address for benchmarks"),
        (224..=239, ..) => Some("a multicast address"),
        (240..=255, ..) => Some("a reserved address"),
        _ => None,
    }
}

fn special_v6(address: Ipv6Addr) -> Option<&'static str> {
    let s = address.segments();
    if let Some(v4) = embedded(address) {
        return special_v4(v4).or(Some("an address that wraps another"));
    }
    match s[0] {
        _ if address.is_loopback() => Some("a loopback address"),
        _ if address.is_unspecified() => Some("an address of this network"),
        0xfc00..=0xfdff => Some("a private address"),
        0xfe80..=0xfebf => Some("a link-local address"),
        0xfec0..=0xfeff => Some("a private address"),
        0xff00..=0xffff => Some("a multicast address"),
        0x2001 if s[1] == 0x0db8 => Some("an address for documentation"),
        0x2001 if s[1] < 0x0200 => Some("a reserved address"),
        0x3fff if s[1] < 0x1000 => Some("an address for documentation"),
        0x2000..=0x3fff => None,
        _ => Some("a reserved address"),
    }
}

/// The IPv4 address inside mapped, compatible, translated and 6to4 forms.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let s = address.segments();
    let v4 = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match s {
        [0, 0, 0, 0, 0, 0xffff, high, low] => Some(v4(high, low)),
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => Some(v4(high, low)),
        [0x64, 0xff9b, .., high, low] => Some(v4(high, low)),
        [0x2002, high, low, ..] => Some(v4(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_pass() {
        let refused = [
            "127.0.0.1",
            "10.1.2.3",
            "172.20.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "ff02::1",
            "::7f00:1",
        ];
        for address in refused {
            assert!(special(address.parse().expect(address)).is_some(), "{address}");
        }
        for address in ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:2800:220:1::1", "2a00:1450:4001::1"] {
            assert_eq!(special(address.parse().expect(address)), None, "{address}");
        }
    }
}
