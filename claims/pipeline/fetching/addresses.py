"""Addresses: which ones a request may not be made to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# IANA's special-purpose registries (RFC 6890), and public addresses that clouds use internally.
_REFUSED: tuple[tuple[str, str], ...] = (
    ("0.0.0.0/8", "unspecified"),
    ("10.0.0.0/8", "private"),
    ("100.64.0.0/10", "carrier-grade NAT"),
    ("127.0.0.0/8", "loopback"),
    ("168.63.129.16/32", "cloud-internal"),
    ("169.254.0.0/16", "link-local"),
    ("172.16.0.0/12", "private"),
    ("192.0.0.0/24", "protocol assignment"),
    ("192.0.2.0/24", "documentation"),
    ("192.88.99.0/24", "6to4 relay"),
    ("192.168.0.0/16", "private"),
    ("198.18.0.0/15", "benchmarking"),
    ("198.51.100.0/24", "documentation"),
    ("203.0.113.0/24", "documentation"),
    ("224.0.0.0/4", "multicast"),
    ("255.255.255.255/32", "broadcast"),
    ("240.0.0.0/4", "reserved"),
    ("::/128", "unspecified"),
    ("::1/128", "loopback"),
    ("::/96", "IPv4-compatible"),
    ("64:ff9b::/96", "NAT64"),
    ("64:ff9b:1::/48", "NAT64"),
    ("100::/64", "discard"),
    ("2001::/32", "Teredo"),
    ("2001:2::/48", "benchmarking"),
    ("2001::/23", "protocol assignment"),
    ("2001:db8::/32", "documentation"),
    ("2002::/16", "6to4"),
    ("3fff::/20", "documentation"),
    ("fc00::/7", "unique local"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "site-local"),
    ("ff00::/8", "multicast"),
)
# Each network as its version, first and last number: comparing those is ten times faster than `in`.
_RANGES = tuple(
    (network.version, int(network.network_address), int(network.broadcast_address), reason)
    for network, reason in ((ip_network(text), reason) for text, reason in _REFUSED)
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# RFC 6761, 6762, 7686, 8375, 9476 and names that providers use internally: never the public internet.
_LOCAL_ENDINGS = (
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home.arpa",
    "corp",
    "onion",
    "alt",
    "test",
    "invalid",
)


@dataclass(frozen=True, slots=True)
class AddressRule:
    """Public addresses only, but for the networks in `allow`, which an operator opened."""

    allow: tuple[Network, ...] = ()

    def refuses(self, address: str | Address) -> str | None:
        """Why this address may not be connected to ("127.0.0.1 is a loopback address"), None if it may.

        An IPv4-mapped address is judged as the IPv4 address inside. Raises ValueError for anything but an address.
        """
        number = _unwrapped(address)
        if self.opens(number):
            return None
        version, value = number.version, int(number)
        for its_version, first, last, reason in _RANGES:
            if first <= value <= last and its_version == version:
                return f"{number} is a {reason} address"
        if isinstance(number, IPv6Address) and number not in _GLOBAL_UNICAST:
            return f"{number} is not a public address"
        return None

    def opens(self, address: str | Address) -> bool:
        """True if the operator opened a network that contains this address."""
        number = _unwrapped(address)
        return any(number in network for network in self.allow)

    def refuses_host(self, host: str) -> str | None:
        """Why this host can be refused before its name is looked up, None if only the lookup can tell.

        With a network opened, names are left to the lookup: an operator may name machines in any way.
        """
        try:
            return self.refuses(host.strip("[]"))
        except ValueError:
            return None if self.allow else _local_name(host)


def parse_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Networks as an operator writes them ("127.0.0.0/8", "::1"). Raises ValueError for the first that is not a network."""
    return tuple(ip_network(text.strip()) for text in texts if text.strip())


@lru_cache(maxsize=4096)
def _unwrapped(address: str | Address) -> Address:
    # A scoped address (fe80::1%eth0) is judged without its scope.
    number = ip_address(address.partition("%")[0]) if isinstance(address, str) else address
    if isinstance(number, IPv6Address) and number.ipv4_mapped:
        return number.ipv4_mapped
    return number


def _local_name(host: str) -> str | None:
    name = host.lower().rstrip(".")
    if "." not in name or any(name.endswith("." + ending) for ending in _LOCAL_ENDINGS):
        return f"{name} is not a public name"
    return None
