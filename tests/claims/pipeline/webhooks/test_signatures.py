"""Signing: what we sign is what receivers of Standard Webhooks verify."""

from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from claims.errors import InputError
from claims.pipeline.webhooks.signatures import new_secret, secret_key, sign

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
