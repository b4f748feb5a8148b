"""Publishers of articles, known by name and by domain."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Lower
from django.utils import timezone

from claims.errors import ConflictError, InputError
from claims.ids import is_type_id
from claims.models import Event, Publisher
from claims.pipeline import urls
from claims.pipeline.fingerprint import is_blank
from claims.services import events, row_updates
from claims.values import Actor


def create_publisher(
    *, name: str, domains: Sequence[str] = (), actor: Actor, now: datetime | None = None
) -> Publisher:
    """Create a publisher. Raises ConflictError if the name exists, in any case."""
    now = now or timezone.now()
    new = Publisher(name=checked_name(name), domains=_domains(domains))
    with transaction.atomic():
        Publisher.objects.bulk_create([new], ignore_conflicts=True)
        publisher = _publishers_named(new.name).get()
        if publisher.pk != new.pk:
            raise ConflictError(f"There is already a publisher {publisher.name!r}.")
        events.record(Event.Type.PUBLISHER_CREATED, publisher, actor=actor, now=now)
    return publisher


def ensure_publisher(name: str, *, actor: Actor, now: datetime) -> Publisher | None:
    """Return the publisher of the name in a document, created if needed; None for an empty name.

    Case and surrounding spaces do not matter. Call it inside a transaction.
    """
    name = name.strip()[:200]
    if not name:
        return None
    existing = _publishers_named(name).first()
    if existing:
        return existing
    new = Publisher(name=name)
    Publisher.objects.bulk_create([new], ignore_conflicts=True)
    publisher = _publishers_named(name).get()
    if publisher.pk == new.pk:
        events.record(Event.Type.PUBLISHER_CREATED, publisher, actor=actor, now=now)
    return publisher


def submitted_publisher(name: str, *, actor: Actor, now: datetime) -> Publisher | None:
    """Return the publisher of the name that a caller gives, created if needed; None for "". Call it inside a transaction.

    Raises InputError for a name with spaces around it, and for one that differs from a publisher's only in case.
    """
    if not name:
        return None
    publisher = ensure_publisher(checked_name(name, "/publisher"), actor=actor, now=now)
    if publisher and publisher.name != name:
        detail = f"There is a publisher {publisher.name!r}, which differs only in case. Give its name, or change it first."
        raise InputError("/publisher", detail, code="other_spelling")
    return publisher


def publisher_of(url: str) -> Publisher | None:
    """Return the publisher of the URL's host or of its registrable domain, or None."""
    names = {urls.host_of(url), urls.registrable_domain(url)}
    return Publisher.objects.filter(domains__overlap=list(names)).order_by("created_at").first()


def update_publisher(
    publisher_id: uuid.UUID,
    *,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> Publisher:
    """Change the name or the domains of a publisher."""
    now = now or timezone.now()
    values = dict(changes)
    if "name" in values:
        values["name"] = checked_name(values["name"])
    if "domains" in values:
        values["domains"] = _domains(values["domains"])
    with transaction.atomic():
        publisher = row_updates.lock_row(Publisher, publisher_id, expected_version=expected_version)
        if _publishers_named(values.get("name", "")).exclude(pk=publisher.pk).exists():
            raise ConflictError(f"There is already a publisher {values['name']!r}.")
        applied = row_updates.apply_changes(publisher, values)
        if applied:
            events.record(Event.Type.PUBLISHER_UPDATED, publisher, actor=actor, now=now, changes=applied)
    return publisher


def _publishers_named(name: str) -> QuerySet[Publisher]:
    """Publishers of this name by `lower()`, as in their unique constraint; `iexact` folds some letters differently."""
    return Publisher.objects.alias(folded=Lower("name")).filter(folded=Lower(Value(name)))


def checked_name(name: str, field: str = "/name") -> str:
    """The name as given. Raises InputError for one that is empty, too long or an id, or has spaces around it."""
    if is_blank(name) or len(name) > 200 or name != name.strip():
        raise InputError(
            field, "A publisher's name has 1 to 200 characters, the first and the last of them not spaces."
        )
    if is_type_id(name):
        raise InputError(field, "Give the publisher's name instead of an id.")
    return name


def _domains(domains: Sequence[str]) -> list[str]:
    names = set()
    for position, domain in enumerate(domains):
        try:
            names.add(urls.host_name(domain))
        except InputError as error:
            raise InputError(f"/domains/{position}", error.detail, code=error.code) from error
    return sorted(names)
