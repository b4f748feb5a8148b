"""Fetch over TLS: only a certificate that a trusted authority issued for this host, and that is valid now, is accepted."""

import asyncio
import ipaddress
import json
import os
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.claims.pipeline.fetching.loopback import Site, ok

ROOT = Path(__file__).parents[4]
DAY = timedelta(days=1)

# A process of its own, because OpenSSL reads SSL_CERT_FILE when aiohttp is imported.
FETCHER = """
import asyncio, json, sys
from claims.errors import FetchError
from claims.pipeline.fetching.addresses import parse_networks
from claims.pipeline.fetching.fetch import Door, DoorSettings

async def outcome(url):
    settings = DoorSettings(user_agent="tests/1", allow=parse_networks(["127.0.0.0/8"]))
    async with Door(settings) as door:
        try:
            return (await door.get(url)).body.decode()
        except FetchError as error:
            return error.code

print(json.dumps(asyncio.run(outcome(sys.argv[1]))))
"""


# As RFC 5280 demands, and Python 3.13 checks.
SIGNS_CERTIFICATES = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


class Authority:
    """Issues certificates for servers."""

    def __init__(self, folder, name):
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder(
                self.name, self.name, self.key.public_key(), x509.random_serial_number(), now - DAY, now + DAY
            )
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(SIGNS_CERTIFICATES, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def server(self, host, *, begins=-DAY, ends=DAY):
        """The TLS context of a server whose certificate is for this name or address."""
        key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder(
                self.name,
                x509.Name([]),
                key.public_key(),
                x509.random_serial_number(),
                now + begins,
                now + ends,
            )
            .add_extension(x509.SubjectAlternativeName([general_name(host)]), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
            )
            .sign(self.key, hashes.SHA256())
        )
        file = self.folder / "server.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


def general_name(host):
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path, "trusted")


def fetched(context, authority, host="127.0.0.1"):
    """The page's body or the failure's code, and what the site was sent, of a process that trusts this authority alone."""

    async def run():
        async with Site({"/": ok(b"hello")}, context) as site:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", FETCHER, f"https://{host}:{site.port}/",
                cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "SSL_CERT_FILE": str(authority.file)},
            )  # fmt: skip
            output, _ = await process.communicate()
            return json.loads(output), len(site.asked)

    return asyncio.run(run())


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_certificate_for_the_host_is_accepted(authority, host):
    assert fetched(authority.server(host), authority, host) == ("hello", 1)


@pytest.mark.parametrize("name", ["127.0.0.2", "localhost", "other.example"])
def test_certificate_for_another_host_is_refused(authority, name):
    assert fetched(authority.server(name), authority) == ("tls_failed", 0)


def test_certificate_that_has_expired_is_refused(authority):
    assert fetched(authority.server("127.0.0.1", begins=-3 * DAY, ends=-DAY), authority) == ("tls_failed", 0)


def test_certificate_that_is_not_valid_yet_is_refused(authority):
    assert fetched(authority.server("127.0.0.1", begins=DAY, ends=3 * DAY), authority) == ("tls_failed", 0)


def test_certificate_of_another_authority_is_refused(authority, tmp_path):
    other = Authority(tmp_path, "other")

    assert fetched(other.server("127.0.0.1"), authority) == ("tls_failed", 0)
