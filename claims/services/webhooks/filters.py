"""Filters: an endpoint receives only events that concern certain claims, articles, publishers, entities or hosts."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from django.db.models import Model

from claims.errors import InputError
from claims.models import Article, Claim, Entity, Publisher
from claims.pipeline import urls

MODELS: dict[str, type[Model]] = {
    "claim": Claim,
    "article": Article,
    "publisher": Publisher,
    "entity": Entity,
}
KINDS = (*MODELS, "host")
MAX_KEYS = 100


def checked_filters(filters: Mapping[str, Sequence[uuid.UUID | str]]) -> dict[str, list[str]]:
    """The filters as they are stored: keys, and names of hosts, as text by their kind.

    Raises InputError for an unknown kind, for too many keys, and for a key without a row. A kind without keys is left out.
    """
    for kind, keys in filters.items():
        if kind not in KINDS:
            raise InputError(f"/filters/{kind}", f"There is no such filter. There are {', '.join(KINDS)}.")
        if len(keys) > MAX_KEYS:
            raise InputError(f"/filters/{kind}", f"At most {MAX_KEYS} in one filter.", code="max_length")
        if kind in MODELS:
            _check_rows(kind, keys)
    checked = {**filters, "host": _host_names(filters.get("host", ()))}
    return {kind: sorted({str(key).lower() for key in keys}) for kind, keys in checked.items() if keys}


def _host_names(texts: Sequence[uuid.UUID | str]) -> list[str]:
    names = []
    for position, text in enumerate(texts):
        try:
            names.append(urls.host_name(str(text)))
        except InputError as error:
            raise InputError(f"/filters/host/{position}", error.detail, code=error.code) from error
    return names


def _check_rows(kind: str, keys: Sequence[uuid.UUID | str]) -> None:
    rows = set(MODELS[kind]._default_manager.filter(pk__in=keys).values_list("pk", flat=True))
    for position, key in enumerate(keys):
        if uuid.UUID(str(key)) not in rows:
            raise InputError(f"/filters/{kind}/{position}", f"There is no such {kind}.", code="not_found")
