//! Who sends a request: whoever the connection comes from, or, where that is a
//! reverse proxy of ours, whom the proxy names.

use axum::http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whom limits are counted for: an address, of IPv6 the first 64 bits, all of which
/// one customer of a provider has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Client(IpAddr);

impl Client {
    /// The client at an address.
    pub fn at(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(it) => {
                let network = it.to_bits() & (u128::MAX << 64);
                IpAddr::V6(Ipv6Addr::from_bits(network))
            }
            v4 => v4,
        })
    }
}

/// Where a connection comes from, in a request's extensions.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// The header in which a reverse proxy names its clients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ProxyHeader {
    /// What nginx, Apache, HAProxy, Caddy and Traefik send
    #[default]
    XForwardedFor,
    /// RFC 7239
    Forwarded,
}

/// The reverse proxies whose word is taken.
#[derive(Debug, Default)]
pub struct Proxies {
    networks: Vec<IpNet>,
    header: ProxyHeader,
    has_warned: AtomicBool,
}

impl Proxies {
    /// Those of these networks, which name their clients in this header. Only one
    /// header counts: a proxy that sets one passes the other on as anybody wrote it.
    pub fn new(networks: Vec<IpNet>, header: ProxyHeader) -> Self {
        Self {
            networks,
            header,
            has_warned: AtomicBool::new(false),
        }
    }

    /// Whether what comes from this address is believed.
    pub fn trust(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.networks.iter().any(|it| it.contains(&address))
    }

    /// Who sends a request: the last in the line who is no proxy of ours. Each of
    /// them adds whom it was reached from at the right; what stands farther left
    /// may be made up.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Client {
        let name = match self.header {
            ProxyHeader::XForwardedFor => HeaderName::from_static("x-forwarded-for"),
            ProxyHeader::Forwarded => header::FORWARDED,
        };
        if !self.trust(peer) {
            if headers.contains_key(&name) {
                self.warn();
            }
            return Client::at(peer);
        }
        let lines: Vec<&str> = headers
            .get_all(name)
            .iter()
            .map(|it| it.to_str().unwrap_or_default())
            .collect();
        let mut client = peer;
        for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            let Some(address) = self.address(hop.trim()) else {
                break;
            };
            client = address;
            if !self.trust(address) {
                break;
            }
        }
        Client::at(client)
    }

    fn address(&self, hop: &str) -> Option<IpAddr> {
        match self.header {
            ProxyHeader::XForwardedFor => address(hop),
            ProxyHeader::Forwarded => hop.split(';').find_map(|pair| {
                let (name, value) = pair.trim().split_once('=')?;
                let named = name.eq_ignore_ascii_case("for");
                named.then(|| address(value.trim_matches('"')))?
            }),
        }
    }

    /// Once: all who come through that proxy count as one.
    fn warn(&self) {
        if !self.has_warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "a request names a client in its header, but comes from no --trusted-proxy: \
                 if it came through a reverse proxy of yours, all who do count as one client"
            );
        }
    }
}

/// An address as proxies write it: plain, in brackets, or with a port.
fn address(text: &str) -> Option<IpAddr> {
    let unbracketed = text
        .strip_prefix('[')
        .and_then(|it| it.strip_suffix(']'))
        .unwrap_or(text);
    let plain = unbracketed.parse().ok();
    plain.or_else(|| text.parse::<SocketAddr>().ok().map(|it| it.ip()))
}

/// Reads the value of `--trusted-proxy`.
///
/// # Errors
/// A sentence.
pub fn network(text: &str) -> Result<IpNet, String> {
    let address = || text.parse::<IpAddr>().map(IpNet::from);
    let network = text.parse::<IpNet>().or_else(|_| address());
    network
        .map_err(|_| "expected an address or a network such as 10.0.0.0/8 or fd00::/8".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(header: ProxyHeader, peer: &str, lines: &[&str]) -> String {
        let networks = ["10.0.0.0/8", "127.0.0.1", "fd00::/8"];
        let networks = networks.map(|it| network(it).unwrap()).to_vec();
        let mut headers = HeaderMap::new();
        let name = match header {
            ProxyHeader::XForwardedFor => "x-forwarded-for",
            ProxyHeader::Forwarded => "forwarded",
        };
        for line in lines {
            headers.append(name, line.parse().unwrap());
        }
        let proxies = Proxies::new(networks, header);
        let Client(address) = proxies.client(peer.parse().unwrap(), &headers);
        address.to_string()
    }

    #[test]
    fn the_last_who_is_no_proxy() {
        for (peer, lines, expected) in [
            ("192.0.2.1", &[][..], "192.0.2.1"),
            ("192.0.2.1", &["198.51.100.7"], "192.0.2.1"),
            ("127.0.0.1", &[], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("::ffff:127.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("127.0.0.1", &["1.1.1.1, 198.51.100.7"], "198.51.100.7"),
            (
                "127.0.0.1",
                &["198.51.100.7, 10.0.0.3,10.0.0.2"],
                "198.51.100.7",
            ),
            (
                "127.0.0.1",
                &["1.1.1.1", "198.51.100.7, 10.0.0.3"],
                "198.51.100.7",
            ),
            ("127.0.0.1", &["10.0.0.4, 10.0.0.3"], "10.0.0.4"),
            ("127.0.0.1", &["198.51.100.7, rot"], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.7,"], "127.0.0.1"),
            ("127.0.0.1", &["rot, 10.0.0.3"], "10.0.0.3"),
            ("127.0.0.1", &["198.51.100.7:4711"], "198.51.100.7"),
            ("127.0.0.1", &["[2001:db8::1]:4711"], "2001:db8::"),
            ("127.0.0.1", &["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::"),
            ("2001:db8:1:2:3:4:5:6", &[], "2001:db8:1:2::"),
            ("fd00::1", &["::ffff:198.51.100.7"], "198.51.100.7"),
        ] {
            let client = client(ProxyHeader::XForwardedFor, peer, lines);
            assert_eq!(client, expected, "{peer} {lines:?}");
        }
    }

    #[test]
    fn as_rfc_7239_has_it() {
        for (line, expected) in [
            ("for=198.51.100.7;proto=https;by=10.0.0.1", "198.51.100.7"),
            ("For=\"198.51.100.7:4711\"", "198.51.100.7"),
            ("proto=https; for=\"[2001:db8:1:2::9]:1\"", "2001:db8:1:2::"),
            (
                "for=1.1.1.1, for=198.51.100.7, for=10.0.0.3",
                "198.51.100.7",
            ),
            ("for=unknown, for=10.0.0.3", "10.0.0.3"),
            ("for=_hidden", "127.0.0.1"),
            ("198.51.100.7", "127.0.0.1"),
        ] {
            let client = client(ProxyHeader::Forwarded, "127.0.0.1", &[line]);
            assert_eq!(client, expected, "{line}");
        }
    }

    #[test]
    fn networks() {
        for right in ["10.0.0.0/8", "127.0.0.1", "::1", "fd00::/8"] {
            assert!(network(right).is_ok(), "{right}");
        }
        for wrong in ["", "proxy.example", "10.0.0.0/33", "10.0.0"] {
            assert!(network(wrong).is_err(), "{wrong}");
        }
    }
}
