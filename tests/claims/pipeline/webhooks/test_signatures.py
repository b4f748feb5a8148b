"""Signing: what we sign is what receivers of Standard Webhooks verify."""

import base64
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks import Webhook

from claims.errors import InputError
from claims.pipeline.webhooks.signatures import new_secret, public_key, secret_key, sign
from claims.vocabulary import SignatureScheme

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_signature_is_the_published_one():
    signature = sign([SECRET], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')

    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_receivers_library_takes_our_signature():
    now = int(datetime.now(UTC).timestamp())
    secret = new_secret()
    headers = {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(now),
        "webhook-signature": sign([secret], "evt_1", now, b'{"seq": 7}'),
    }

    assert Webhook(secret).verify(b'{"seq": 7}', headers) == {"seq": 7}


def test_rotated_secrets_both_sign():
    old, new = new_secret(), new_secret()
    now = int(datetime.now(UTC).timestamp())
    headers = {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(now),
        "webhook-signature": sign([new, old], "evt_1", now, b"{}"),
    }

    assert Webhook(old).verify(b"{}", headers) == {}
    assert Webhook(new).verify(b"{}", headers) == {}


def test_signature_of_the_current_secret_comes_first():
    body = b'{"test": 2432232314}'

    current, previous = sign([SECRET, new_secret()], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body).split(
        " "
    )

    assert current == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert previous != current


def test_new_secret_holds_32_bytes_and_comes_once():
    first, second = new_secret(), new_secret()

    assert len(secret_key(first)) == 32
    assert first != second


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        "whsec_c2hvcnQ=",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_****",
        "whsec_ü",
        "whsec_" + "YWFh" * 22,
    ],
)
def test_malformed_secret_is_refused(secret):
    with pytest.raises(InputError) as refused:
        sign([secret], "evt_1", 1614265330, b"{}")

    assert refused.value.field == "/secret"


def test_ed25519_signature_is_verified_by_the_public_key():
    secret = new_secret(SignatureScheme.ED25519)
    known = public_key(secret)

    version, _, signature = sign([secret], "event_1", 1614265330, b'{"seq": 7}').partition(",")

    assert version == "v1a"
    assert known.startswith("whpk_")
    verifier = Ed25519PublicKey.from_public_bytes(base64.b64decode(known.removeprefix("whpk_")))
    verifier.verify(base64.b64decode(signature), b'event_1.1614265330.{"seq": 7}')
    with pytest.raises(InvalidSignature):
        verifier.verify(base64.b64decode(signature), b'event_1.1614265331.{"seq": 7}')


def test_both_schemes_sign_side_by_side():
    signatures = sign([new_secret(SignatureScheme.ED25519), SECRET], "event_1", 1614265330, b"{}").split(" ")

    assert [signature.partition(",")[0] for signature in signatures] == ["v1a", "v1"]


def test_shared_secret_has_no_public_key():
    assert public_key(SECRET) == ""


@pytest.mark.parametrize("secret", ["whsk_", "whsk_AAAA", "whsk_*", "whsk_" + 44 * "A"])
def test_malformed_private_key_is_refused(secret):
    with pytest.raises(InputError):
        sign([secret], "event_1", 1, b"{}")
