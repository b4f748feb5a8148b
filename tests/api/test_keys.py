"""Keys: issue, find, revoke."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from api import keys
from api.models import ApiKey
from claims.errors import ConflictError, InputError
from claims.models import Event
from claims.values import Actor

pytestmark = pytest.mark.django_db
ADA = Actor("user", "ada")
NOW = datetime(2025, 2, 1, 12, 0, tzinfo=UTC)


def test_a_token_has_the_form_that_scanners_look_for() -> None:
    _, token = keys.issue_key(name="feeds", scopes=["read"], actor=ADA)

    assert keys.TOKEN.fullmatch(token)
    assert token.startswith("ctk_")
    assert len(token) == 80


def test_the_secret_is_not_stored() -> None:
    key, token = keys.issue_key(name="feeds", scopes=["read"], actor=ADA)

    stored = ApiKey.objects.filter(pk=key.pk).values().get()

    assert token[31:74] not in str(stored)
    assert len(stored["secret_hash"]) == 64


def test_a_token_identifies_its_key() -> None:
    key, token = keys.issue_key(name="feeds", scopes=["write", "read", "write"], actor=ADA)

    found = keys.find_key(token)

    assert found == key
    assert found.scopes == ["read", "write"]


def test_a_key_is_read_again_after_5_seconds() -> None:
    key, token = keys.issue_key(name="feeds", scopes=["read"], actor=ADA)
    keys.cached_key(token, now=NOW)
    ApiKey.objects.filter(pk=key.pk).update(revoked_at=NOW)  # by another process

    before = keys.cached_key(token, now=NOW + timedelta(seconds=4.9))
    after = keys.cached_key(token, now=NOW + timedelta(seconds=5))

    assert before is not None
    assert after is not None
    assert (before.revoked_at, after.revoked_at) == (None, NOW)


def test_the_process_that_revokes_a_key_knows_it_at_once() -> None:
    key, token = keys.issue_key(name="feeds", scopes=["read"], actor=ADA)
    keys.cached_key(token, now=NOW)

    keys.revoke_key(key.pk, actor=ADA, now=NOW)

    revoked = keys.cached_key(token, now=NOW)
    assert revoked is not None
    assert revoked.revoked_at == NOW


def test_a_token_that_is_unknown_is_looked_for_each_time() -> None:
    key, token = keys.issue_key(name="feeds", scopes=["read"], actor=ADA)
    ApiKey.objects.filter(pk=key.pk).delete()
    assert keys.cached_key(token, now=NOW) is None

    key.save(force_insert=True)

    assert keys.cached_key(token, now=NOW) == key


def test_issuing_and_revoking_are_events() -> None:
    key, _ = keys.issue_key(name="feeds", scopes=["read"], actor=ADA, now=NOW)
    keys.revoke_key(key.pk, actor=ADA, now=NOW)

    written = Event.objects.order_by("id").values_list("type", "subject_id", "actor_id", "changes")

    assert list(written) == [
        ("api_key.created", key.pk, "ada", {"scopes": [None, ["read"]]}),
        ("api_key.revoked", key.pk, "ada", {"revoked_at": [None, "2025-02-01T12:00:00Z"]}),
    ]


def test_another_secret_with_a_valid_checksum_is_refused() -> None:
    _, token = keys.issue_key(name="feeds", scopes=["read"], actor=ADA)
    _, other = keys.issue_key(name="other", scopes=["read"], actor=ADA)
    body = f"{token[4:30]}_{other[31:74]}"

    assert keys.find_key(f"ctk_{body}{keys._checksum(body)}") is None


@pytest.mark.parametrize("token", ["", "ctk_", "nonsense", "ctk_" + "8" * 26 + "_" + "a" * 49, "ctk_\x00"])
def test_malformed_tokens_are_refused_without_a_query(token: str, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):
        assert keys.find_key(token) is None


def test_a_mistyped_token_is_refused_without_a_query(django_assert_num_queries: object) -> None:
    _, token = keys.issue_key(name="feeds", scopes=["read"], actor=ADA)
    mistyped = token[:40] + ("a" if token[40] != "a" else "b") + token[41:]

    with django_assert_num_queries(0):
        assert keys.find_key(mistyped) is None


def test_keys_stay_valid_with_the_old_secret_key_as_fallback(settings: object) -> None:
    key, token = keys.issue_key(name="feeds", scopes=["read"], actor=ADA)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a-new-one-of-more-than-thirty-two-letters"

    assert keys.find_key(token) == key


def test_keys_are_invalid_without_the_secret_key_they_were_issued_with(settings: object) -> None:
    _, token = keys.issue_key(name="feeds", scopes=["read"], actor=ADA)

    settings.SECRET_KEY = "a-new-one-of-more-than-thirty-two-letters"

    assert keys.find_key(token) is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "/name"),
        ({"name": "a\x00"}, "/name"),
        ({"name": "x" * 101}, "/name"),
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["read", "everything"]}, "/scopes"),
        ({"expires_at": NOW}, "/expires_at"),
    ],
)
def test_an_invalid_key_is_refused(values: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as caught:
        keys.issue_key(**{"name": "feeds", "scopes": ["read"], "actor": ADA, "now": NOW, **values})

    assert caught.value.field == field


def test_revoking_twice_is_a_conflict() -> None:
    key, _ = keys.issue_key(name="feeds", scopes=["read"], actor=ADA)
    keys.revoke_key(key.pk, actor=ADA)

    with pytest.raises(ConflictError):
        keys.revoke_key(key.pk, actor=ADA)


def test_the_last_use_is_stored_once_a_minute() -> None:
    key, _ = keys.issue_key(name="feeds", scopes=["read"], actor=ADA)

    keys.note_use(key, now=NOW)
    key.refresh_from_db()
    keys.note_use(key, now=NOW + timedelta(seconds=59))
    key.refresh_from_db()
    first = key.last_used_at
    keys.note_use(key, now=NOW + timedelta(seconds=61))
    key.refresh_from_db()

    assert first == NOW
    assert key.last_used_at == NOW + timedelta(seconds=61)
