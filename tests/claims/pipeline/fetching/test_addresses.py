"""Addresses: every kind that is not the public internet is refused, unless an operator opened it."""

import pytest

from claims.pipeline.fetching.addresses import AddressRule, parse_networks


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 an address to refuse
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:2::1",
        "2001:10::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "4000::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_address_beyond_the_public_internet_is_refused(address):
    assert AddressRule().refuses(address)


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "8.8.8.8", "100.63.255.255", "172.32.0.1", "192.0.1.1", "223.255.255.255", "2606:4700::1111"],
)
def test_public_address_is_taken(address):
    assert AddressRule().refuses(address) is None


def test_public_address_in_ipv6_clothes_is_judged_as_what_it_is():
    assert AddressRule().refuses("::ffff:8.8.8.8") is None


def test_refusal_names_the_kind():
    assert AddressRule().refuses("169.254.169.254") == "169.254.169.254 is a link-local address"


def test_opened_network_is_taken_and_its_neighbour_is_not():
    rule = AddressRule(allow=parse_networks(["127.0.0.0/30"]))

    assert rule.refuses("127.0.0.1") is None
    assert rule.refuses("::ffff:127.0.0.1") is None
    assert rule.refuses("127.0.0.4") == "127.0.0.4 is a loopback address"


def test_text_that_is_no_address_is_an_error():
    with pytest.raises(ValueError, match=r"example\.com"):
        AddressRule().refuses("example.com")


@pytest.mark.parametrize(
    "host", ["localhost", "metadata", "metadata.google.internal", "printer.local", "a.localhost.", "[::1]"]
)
def test_local_name_is_refused_before_it_is_looked_up(host):
    assert AddressRule().refuses_host(host)


def test_public_name_is_left_to_the_look_up():
    assert AddressRule().refuses_host("example.com") is None


def test_local_name_is_left_to_the_look_up_where_a_network_is_open():
    assert AddressRule(allow=parse_networks(["10.0.0.0/8"])).refuses_host("receiver") is None


def test_network_that_is_none_is_named():
    with pytest.raises(ValueError, match=r"10\.0\.0\.300"):
        parse_networks(["127.0.0.1", "10.0.0.300"])
