"""Merges of claims and entities, and pairs that are not the same: their lists, where both are undone."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims import tasks
from claims.admin import actions, words
from claims.admin.pages import RowAdmin, actor_of
from claims.errors import ClaimsError
from claims.ids import type_id
from claims.models import Claim, DistinctPair, Entity, Merge
from claims.services.catalogue import claim_merges, distinct_pairs, entity_merges

MAX_AT_ONCE = 20
_UNMERGE: dict[str, Callable[..., object]] = {
    "claim": claim_merges.unmerge_claim,
    "entity": entity_merges.unmerge_entity,
}


def merge_selected(
    page: RowAdmin,
    request: HttpRequest,
    rows: models.QuerySet[Any],
    merge: Callable[..., Claim] | Callable[..., Entity],
) -> None:
    """Merge the selected rows into the oldest of them, and show where that is undone."""
    selected = list(rows.order_by("created_at", "pk")[: MAX_AT_ONCE + 1])
    if not 2 <= len(selected) <= MAX_AT_ONCE:
        page.message_user(request, f"Select 2 to {MAX_AT_ONCE} rows.", messages.ERROR)
        return
    target, *others = selected
    merged = []
    for row in others:
        try:
            merged.append(
                merge(row.pk, into=target.pk, expected_version=row.version, actor=actor_of(request))
            )
        except ClaimsError as refusal:
            page.message_user(request, f"“{words.short(row, 80)}”: {refusal.detail}", messages.ERROR)
    tasks.ring(tasks.publish_events)
    if merged:
        done = format_html(
            'Merged into “{}”: {}. <a href="{}">Undo in the list of merges</a>.',
            words.short(target, 80),
            len(merged),
            reverse("admin:claims_merge_changelist"),
        )
        page.message_user(request, done, messages.SUCCESS)


def distinguish_selected(page: RowAdmin, request: HttpRequest, rows: models.QuerySet[Any], kind: str) -> None:
    """Declare that two selected rows are not the same."""
    keys = list(rows.order_by("created_at", "pk").values_list("pk", flat=True)[:3])
    if len(keys) != 2:
        page.message_user(request, "Select two rows.", messages.ERROR)
        return
    try:
        distinct_pairs.distinguish(kind, keys[0], other=keys[1], actor=actor_of(request))
    except ClaimsError as refusal:
        page.message_user(request, refusal.detail, messages.ERROR)
        return
    tasks.ring(tasks.publish_events)
    page.message_user(request, "Kept apart: they are not merged from now on.", messages.SUCCESS)


class _PairAdmin(RowAdmin):
    """Two rows of a kind, each with a link to its page."""

    list_filter = ["kind"]

    def has_curate_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perms(["claims.change_claim", "claims.change_entity"]))

    def link(self, kind: str, key: uuid.UUID) -> SafeString | str:
        """A link to a row that is named by its id: a list of pairs loads no other rows."""
        return words.link(words.page_of(kind, key), type_id(kind, key))


@admin.register(Merge)
class MergeAdmin(_PairAdmin):
    list_display = ["merged", "target", "kind", "merged_at", "unmerged_at"]
    ordering = ["-merged_at", "-id"]
    actions = ["undo"]
    page_actions = ("undo",)
    fieldsets = [
        (None, {"fields": ["merged", "target", "kind", "part_of", "merged_at", "unmerged_at"]}),
        ("What it moved", {"fields": ["moved", "before"], "classes": ["collapse"]}),
    ]

    @admin.display(description="merged")
    def merged(self, merge: Merge) -> SafeString | str:
        return self.link(merge.kind, merge.merged_key)

    @admin.display(description="into")
    def target(self, merge: Merge) -> SafeString | str:
        return self.link(merge.kind, merge.target_key)

    @admin.action(description="Undo", permissions=["curate"])
    def undo(self, request: HttpRequest, merges: models.QuerySet[Merge]) -> None:
        """Undo merges, the newest first."""
        by_key = {merge.pk: merge for merge in merges.order_by("-merged_at", "-id")[: actions.MAX_AT_ONCE]}

        def unmerge(key: uuid.UUID) -> None:
            merge = by_key[key]
            _UNMERGE[merge.kind](merge.merged_key, actor=actor_of(request))

        actions.for_each(self, request, merges, unmerge, "Undone")
        tasks.ring(tasks.publish_events)


@admin.register(DistinctPair)
class DistinctPairAdmin(_PairAdmin):
    list_display = ["first", "second", "kind", "declared_by", "created_at"]
    ordering = ["-created_at", "-id"]
    actions = ["take_back"]
    page_actions = ("take_back",)
    fields = ["first", "second", "kind", "reason", "declared_by", "created_at"]

    @admin.display(description="this one")
    def first(self, pair: DistinctPair) -> SafeString | str:
        return self.link(pair.kind, pair.first_key)

    @admin.display(description="is not")
    def second(self, pair: DistinctPair) -> SafeString | str:
        return self.link(pair.kind, pair.second_key)

    @admin.action(description="Take back", permissions=["curate"])
    def take_back(self, request: HttpRequest, pairs: models.QuerySet[DistinctPair]) -> None:
        """The two may be merged again."""
        by_key = {pair.pk: pair for pair in pairs[: actions.MAX_AT_ONCE]}

        def undistinguish(key: uuid.UUID) -> None:
            pair = by_key[key]
            distinct_pairs.undistinguish(
                pair.kind, pair.first_key, other=pair.second_key, actor=actor_of(request)
            )

        actions.for_each(self, request, pairs, undistinguish, "Taken back")
        tasks.ring(tasks.publish_events)
