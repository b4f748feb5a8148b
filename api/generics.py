"""Generic views: the list of a resource, and one object by its id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

import orjson
from django.db.models import QuerySet, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from rest_framework.request import Request
from rest_framework.response import Response

from api import cursors
from api.filters import Filter, check_needs, filter_queryset
from api.models import ApiKey
from api.pagination import (
    DEFAULT_LIMIT,
    SortColumns,
    bounded_in_time,
    count_rows,
    order_queryset,
    page_url,
    pagination_parameters,
    rows_after,
)
from api.parameters import QueryParameter, QueryParameters
from api.projection import project
from api.selection import selection_parameters
from api.statements import read_page
from api.views import ApiView, key_or_404


class ListView(ApiView):
    """`{"data": […], "next": url or null}`, in pages by (sort value, id)."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "read"}
    request_headers: ClassVar[Mapping[str, Sequence[str]]] = {"GET": ["If-None-Match"]}
    filters: ClassVar[Sequence[Filter]] = ()
    sort_columns: ClassVar[SortColumns] = {"created_at": "created_at"}
    default_sort: ClassVar[str] = "-created_at"
    sort_needs: ClassVar[Mapping[str, Sequence[str]]] = {}
    has_all_rows: ClassVar[bool] = False
    """Whether the list has every row of its table unless a filter narrows it."""

    def get_query_parameters(self, method: str) -> Sequence[QueryParameter]:
        """Filters, pagination, `fields` and `expand`."""
        if method not in {"GET", "HEAD"}:
            return ()
        pagination = pagination_parameters(self.sort_columns, self.default_sort)
        return (*self.filters, *pagination, *selection_parameters(self.resource, detail=False))

    @classmethod
    def visible_rows(cls, query: QueryParameters, key: ApiKey | None) -> QuerySet[Any]:
        """The rows that a caller may read, before the filters of the query. Without a key, the caller is anonymous."""
        return cls.resource.model._default_manager.all()

    def get_queryset(self) -> QuerySet[Any]:
        """The rows of the list, before its filters."""
        return self.visible_rows(self.query, cast(ApiKey | None, self.request.auth))

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of the list."""
        queryset = filter_queryset(self.get_queryset(), self.filters, self.query)
        with bounded_in_time():
            count = count_rows(queryset) if self.query.get("count") == "exact" else {}
            data, cursor = self.paginate(queryset)
        url = self.next_url(cursor) if cursor else None
        response = self.conditional_response(request, orjson.dumps({"data": data, "next": url, **count}))
        if url:
            response["Link"] = f'<{url}>; rel="next"'
        return response

    def paginate(
        self, queryset: QuerySet[Any], *, expand: Sequence[str] = ()
    ) -> tuple[list[orjson.Fragment], str]:
        """The objects of the requested page, and the cursor of the next page ("" on the last).

        `expand` are expansions besides those that the query names.
        """
        sort, column = self.sort()
        limit = self.query.get("limit", DEFAULT_LIMIT)
        signature = self.list_signature(sort)
        cursor = self.query.get("cursor")
        after = cursors.decode_cursor(cursor, signature) if cursor else None
        projection = project(
            self.resource, fields=self.query.get("fields"), expand=(*self.query.get("expand", ()), *expand)
        )
        if self._is_whole() and isinstance(column, str):
            rows = read_page(projection, sort, after, limit + 1)
        else:
            queryset, sort_key = order_queryset(queryset, sort, column, is_search="q" in self.query)
            if after:
                queryset = rows_after(queryset, sort_key, *after, descending=sort.startswith("-"))
            rows = projection.read(queryset[: limit + 1], "pk", Cast(sort_key, TextField()))
        data = [orjson.Fragment(json) for json, *_ in rows[:limit]]
        if len(rows) <= limit:
            return data, ""
        _, key, value = rows[limit - 1]
        return data, cursors.encode_cursor(value, key, signature)

    def _is_whole(self) -> bool:
        return self.has_all_rows and all(filter_.name not in self.query for filter_ in self.filters)

    def sort(self) -> tuple[str, str | Combinable]:
        """The requested sort and its column; without one that of the first range, else the default.

        The rows of a range of times are found in the order of that time; any other order would have to sort all of them.
        """
        sort = self.query.get("sort")
        if sort is not None:
            name = sort.removeprefix("-")
            check_needs(f"sort={sort}", self.sort_needs.get(name, ()), self.query)
            return sort, self.sort_columns[name]
        ranges = [filter_.range_of for filter_ in self.filters if self.query.get(filter_.name) is not None]
        column = next((column for column in ranges if column), "")
        if column:
            return f"-{column}", self.sort_columns.get(column, column)
        return self.default_sort, self.sort_columns[self.default_sort.removeprefix("-")]

    def list_signature(self, sort: str) -> str:
        """Identifies the list in its cursors. `limit`, `fields` and `expand` may change from page to page."""
        names = {filter_.name for filter_ in self.filters}
        filters = sorted((name, str(value)) for name, value in self.query.items() if name in names)
        return cursors.list_signature(self.request.path, sort, filters)

    def next_url(self, cursor: str) -> str:
        """The URL of this request with another cursor; it does not count again."""
        return page_url(self.request, cursor=cursor, count=None)


class DetailView(ApiView):
    """One object by its id."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "read"}
    request_headers: ClassVar[Mapping[str, Sequence[str]]] = {"GET": ["If-None-Match"]}

    def get_query_parameters(self, method: str) -> Sequence[QueryParameter]:
        """`fields` and `expand`."""
        return selection_parameters(self.resource, detail=True) if method in {"GET", "HEAD"} else ()

    def get(self, request: Request, id: str) -> Response:
        """The object."""
        return self.object_response(request, key_or_404(self.resource.name, id))
