"""Lists: filters, sorting and keyset pages, the same for every resource."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from rest_framework.request import Request
from rest_framework.response import Response

from api import cursors, shapes
from api.links import ROOT, address
from api.parameters import (
    FLAG,
    TIME,
    URL,
    Parameter,
    Parameters,
    Reader,
    integer,
    listing,
    text,
    type_id,
    word,
)
from api.views import View, picking
from claims.pipeline.urls import url_hash

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
RANGES = {"gte": "at or after", "gt": "after", "lte": "at or before", "lt": "before"}

Apply = Callable[[QuerySet[Any], Any], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Filter(Parameter):
    """A parameter that narrows a list."""

    apply: Apply = lambda rows, value: rows


def words(name: str, known: Iterable[str], column: str = "") -> list[Filter]:
    """`name=` one of these words, `name.in=` several."""
    reader, column = word(list(known)), column or name
    return [
        Filter(name, reader, "", lambda rows, value: rows.filter(**{column: value})),
        Filter(
            f"{name}.in", listing(reader), "", lambda rows, value: rows.filter(**{f"{column}__in": value})
        ),
    ]


def span(name: str, reader: Reader = TIME) -> list[Filter]:
    """`name.gte=`, `name.gt=`, `name.lte=`, `name.lt=`."""
    return [_bound(name, operator, reader) for operator in RANGES]


def _bound(name: str, operator: str, reader: Reader) -> Filter:
    return Filter(
        f"{name}.{operator}",
        reader,
        f"{name} {RANGES[operator]} this.",
        lambda rows, value: rows.filter(**{f"{name}__{operator}": value}),
    )


def related(
    name: str, apply: Callable[[Any], Q] | str, noun: str = "", description: str = ""
) -> list[Filter]:
    """`name=` the id of another thing: rows whose column is it, or that the condition finds."""

    def narrow(rows: QuerySet[Any], key: uuid.UUID) -> QuerySet[Any]:
        return rows.filter(**{apply: key}) if isinstance(apply, str) else rows.filter(apply(key))

    return [Filter(name, type_id(noun or name), description, narrow)]


def flag(name: str, condition: Q, description: str = "") -> list[Filter]:
    """`name=true` what meets the condition, `name=false` what does not."""
    return [
        Filter(name, FLAG, description, lambda rows, value: rows.filter(condition if value else ~condition))
    ]


def narrowed(name: str, apply: Apply, description: str = "", most: int = 500) -> list[Filter]:
    """`name=` words, to be applied as the resource says."""
    return [Filter(name, text(most), description, apply)]


class ListView(View):
    """`{"data": […], "next": url or null}`, in keyset pages over (sort, id)."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "read"}
    filters: ClassVar[Sequence[Filter]] = ()
    sorts: ClassVar[Mapping[str, str | Combinable]] = {"created_at": "created_at"}
    default_sort: ClassVar[str] = "-created_at"

    def parameters_of(self, method: str) -> Sequence[Parameter]:
        """The filters, and how to page, sort, pick and count."""
        return (
            (*self.filters, *self.paging(), *picking(self.shape, detail=False))
            if method in {"GET", "HEAD"}
            else ()
        )

    @classmethod
    def paging(cls) -> list[Parameter]:
        """How to page, sort and count."""
        orders = [sign + name for name in cls.sorts for sign in ("", "-")]
        return [
            Parameter("limit", integer(1, MAX_LIMIT), f"At most so many; {DEFAULT_LIMIT} if not given."),
            Parameter("cursor", text(1000), "Where the page before ended; from its `next`."),
            Parameter("sort", word(orders), f"`{cls.default_sort}` if not given; `-` is descending."),
            Parameter("count", word(["none", "exact"]), "`exact` adds `count`, at the cost of counting."),
        ]

    def rows(self) -> QuerySet[Any]:
        """What the list is of, before its filters."""
        return self.shape.model._default_manager.all()

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of the list."""
        rows = self.narrow(self.rows())
        answer: dict[str, Any] = {}
        if self.query.get("count") == "exact":
            answer["count"] = rows.count()
        data, after = self.page(rows)
        url = self.next_url(after) if after else None
        headers = {"Link": f'<{url}>; rel="next"'} if url else {}
        return Response({"data": data, "next": url, **answer}, headers=headers)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the filters leave."""
        return narrow(rows, self.filters, self.query)

    def page(self, rows: QuerySet[Any]) -> tuple[list[dict[str, Any]], str]:
        """The objects of the page, and the cursor after it, "" at the end."""
        sort = self.query.get("sort", self.default_sort)
        limit = self.query.get("limit", DEFAULT_LIMIT)
        bound = self.binding(sort)
        found = rows.annotate(sort_key=_expression(self.sorts[sort.lstrip("-")]))
        if cursor := self.query.get("cursor"):
            found = found.filter(_beyond(*cursors.read(cursor, bound), descending=sort.startswith("-")))
        order = ("-sort_key", "-id") if sort.startswith("-") else ("sort_key", "id")
        wanted = shapes.project(
            self.shape, fields=self.query.get("fields"), expand=self.query.get("expand", ())
        )
        read = wanted.read(found.order_by(*order)[: limit + 1], "sort_key")
        last = read[limit - 1] if len(read) > limit else None
        after = cursors.write(last["sort_key"], last["id"], bound) if last else ""
        return wanted.build(read[:limit]), after

    def binding(self, sort: str) -> str:
        """What makes this list this list; limit, fields and expand may change from page to page."""
        names = {found.name for found in self.filters}
        given = sorted((name, str(value)) for name, value in self.query.items() if name in names)
        return cursors.binding(self.request.path, sort, given)

    def next_url(self, cursor: str) -> str:
        """This request's URL with another cursor."""
        query = {**self.request.query_params.dict(), "cursor": cursor}
        query.pop("count", None)
        return page_url(self.request, query)


def narrow(rows: QuerySet[Any], filters: Iterable[Filter], query: Parameters) -> QuerySet[Any]:
    """The rows that the given filters leave."""
    for found in filters:
        value = query.get(found.name)
        if value is not None:
            rows = found.apply(rows, value)
    return rows


def page_url(request: Request, query: Mapping[str, str]) -> str:
    """The address of this list with another query."""
    return f"{address(request.path.removeprefix(ROOT))}?{urlencode(query, safe=',:*')}"


def at_url(column: str) -> list[Filter]:
    """`url=` the one at this URL, however it is spelled; the column holds hashes of canonical URLs."""
    description = "What is at this URL, however it is spelled."
    return [Filter("url", URL, description, lambda rows, value: rows.filter(**{column: url_hash(value)}))]


def _expression(column: str | Combinable) -> Combinable:
    return F(column) if isinstance(column, str) else column


def _beyond(value: Any, key: uuid.UUID, *, descending: bool) -> Q:
    """(sort, id) beyond these. The first condition is redundant, but it is what the index can use."""
    way = "lt" if descending else "gt"
    tied = Q(sort_key=value, **{f"id__{way}": key})
    return Q(**{f"sort_key__{way}e": value}) & (Q(**{f"sort_key__{way}": value}) | tied)
