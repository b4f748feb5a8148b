"""The constraints of keys and replies, and what follows from one key."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError

from api.models import ApiKey
from tests.factories import NOW


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "constraint"),
    [({"name": ""}, "apikey_has_name"), ({"scopes": []}, "apikey_has_scope")],
)
def test_a_key_has_a_name_and_a_scope(values: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        ApiKey.objects.create(**{"name": "feeds", "scopes": ["read"], "secret_hash": "0" * 64, **values})


def test_a_key_is_valid_until_it_expires() -> None:
    key = ApiKey(name="feeds", scopes=["read"], expires_at=NOW)

    assert key.is_valid_at(NOW - timedelta(microseconds=1))
    assert not key.is_valid_at(NOW)


def test_a_revoked_key_is_not_valid() -> None:
    assert not ApiKey(name="feeds", scopes=["read"], revoked_at=NOW).is_valid_at(NOW)


def test_admin_includes_every_scope() -> None:
    assert ApiKey(scopes=["admin"]).has_scope("webhooks")
    assert not ApiKey(scopes=["write"]).has_scope("read")
