"""Pages: the list and the page of a row, read-only. `changes` adds forms."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

from claims.admin import tables
from claims.admin.paging import CappedPaginator
from claims.ids import parse_type_id
from claims.models import Event
from claims.models.search import Unindexed, has_few
from claims.services.events import NOUNS
from claims.values import Actor

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


def actor_of(request: HttpRequest) -> Actor:
    """The user, with the request as the cause."""
    return Actor(
        "user", request.user.get_username()[:100], "request", str(getattr(request, "request_id", ""))
    )


def back(request: HttpRequest, fallback: str) -> HttpResponseRedirect:
    """Redirect to the form's `next` if it is a URL of this site, else to the fallback."""
    target = request.POST.get("next", "")
    is_own_site = url_has_allowed_host_and_scheme(
        target, {request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(target if is_own_site else fallback)


def key_in(noun: str, text: str) -> uuid.UUID | None:
    """The key in a TypeID of this noun or a UUID, or None."""
    try:
        return parse_type_id(noun, text) if "_" in text else uuid.UUID(text)
    except ValueError:
        return None


def in_found_order(queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """The rows that a search finds in their order; few of them are found first and sorted then."""
    if not has_few(queryset):
        return queryset
    order = [
        Unindexed(F(name.removeprefix("-"))).desc() if name.startswith("-") else Unindexed(F(name)).asc()
        for name in map(str, queryset.query.order_by)
    ]
    return queryset.order_by(*order)


class RowAdmin(ModelAdmin):
    """A list with a capped count, and a read-only page with the row's related rows and its history.

    `page_actions` are the names of actions that are also buttons on the row's page. `search_condition` makes the condition
    that a search term stands for, instead of `search_fields`. A list has one order, that of an index; lists of small
    tables are sorted by any column (`sortable_by = None`).
    """

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 200
    page_actions: tuple[str, ...] = ()
    sortable_by: ClassVar[tuple[str, ...] | None] = ()
    search_condition: ClassVar[staticmethod[[str], Q] | None] = None

    class Media:
        css = {"all": ["claims/admin.css"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_curate_permission(self, request: HttpRequest) -> bool:
        """Whether the user may run actions that need the permission `curate`: the right to change these rows."""
        return request.user.has_perm(f"claims.change_{self.opts.model_name}")

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """An id finds its row; any other term stands for `search_condition`, or is searched for in `search_fields`."""
        key = key_in(NOUNS.get(self.model.__name__, ""), search_term.strip())
        if key is not None:
            return queryset.filter(pk=key), False
        condition = self.search_condition
        if condition is not None and search_term.strip():
            return in_found_order(queryset.filter(condition(search_term.strip()))), False
        return super().get_search_results(request, queryset, search_term)

    def notices(self, row: Any) -> list[SafeString]:
        """Notices at the top of the row's page."""
        return []

    def related_tables(self, row: Any) -> list[tables.Table]:
        """Tables of related rows, the newest few of each."""
        return []

    def history(self, row: Any) -> tables.Table:
        """The events about the row."""
        return tables.history([row.pk], tables.list_url(Event, subject_id=row.pk))

    def buttons(self, request: HttpRequest, row: Any) -> list[tuple[str, str]]:
        """Names and labels of the actions that this user may run on this row."""
        allowed = {name: str(label) for _, name, label in filter(None, self.get_actions(request).values())}
        return [(name, allowed[name]) for name in self.page_actions if name in allowed]

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        if obj is not None:
            context["buttons"] = self.buttons(request, obj)
            context["notices"] = self.notices(obj)
            context["tables"] = [*self.related_tables(obj), self.history(obj)]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_action(
        self, request: HttpRequest, queryset: models.QuerySet[Any], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """An action that was started on a row's page leads back to that page."""
        response = super().response_action(request, queryset, *args, **kwargs)
        if isinstance(response, HttpResponseRedirect) and "next" in request.POST:
            return back(request, response.url)
        return response

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The events are the history. Django's own log has only the changes of this admin."""
        return HttpResponseRedirect(tables.list_url(Event, subject_id=object_id))

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Do nothing: the service wrote an event."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Do nothing: the service wrote an event."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:  # type: ignore[override]
        """Do nothing: the service wrote an event."""
