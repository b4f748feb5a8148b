"""Decisions: accept, reject or reopen claims, and undo the last decision."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ActionForm
from django.http import HttpRequest

from claims import tasks
from claims.admin.pages import actor_of
from claims.admin.words import short
from claims.errors import ClaimsError, VersionError
from claims.models import Claim, Event
from claims.services.catalogue import curate

MAX_AT_ONCE = 1000
UNDO_SECONDS = 900
_UNDO = "claims_last_decision"

REASONS = {
    "not_checkable": "Not checkable",
    "misread": "The sentence was misread",
    "not_claimed": "The article does not claim this",
    "opinion": "An opinion or a forecast",
    "same_as_other": "The same as another claim",
    "other": "Other (say what)",
}
_VERBS: dict[str, tuple[Callable[..., list[Claim]], str]] = {
    "accept": (curate.accept_claims, "Accepted"),
    "reject": (curate.reject_claims, "Rejected"),
    "reopen": (curate.reopen_claims, "Reopened"),
    "undo": (curate.reopen_claims, "Taken back"),
}
_MAX_NAMED = 10


class DecisionForm(forms.Form):
    """A decision and its reason. A rejection needs a reason."""

    verb = forms.ChoiceField(choices=[(verb, verb) for verb in _VERBS])
    reason = forms.ChoiceField(choices=list(REASONS.items()), required=False)
    note = forms.CharField(max_length=1000, required=False)
    expected_version = forms.IntegerField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("verb") == "reject" and not self.why:
            raise forms.ValidationError("Choose a reason, or write one.")
        return cleaned

    @property
    def why(self) -> str:
        """The reason as text: the chosen one, the written one, or both."""
        chosen = self.cleaned_data.get("reason", "")
        label = "" if chosen in {"", "other"} else REASONS[chosen]
        return ": ".join(part for part in (label, self.cleaned_data.get("note", "").strip()) if part)


class ReasonActionForm(ActionForm):
    """The action bar of the list, with a reason for rejections."""

    reason = forms.ChoiceField(
        label="Reason of a rejection:", choices=[("", "—"), *list(REASONS.items())[:-1]], required=False
    )


def decide(
    request: HttpRequest, keys: Sequence[uuid.UUID], values: Any, shown: Mapping[uuid.UUID, int]
) -> list[Claim]:
    """Carry out a decision and show its result as a message. Returns the claims that changed.

    `shown` has the versions of the claims on the user's page; those that were changed since are left and named.
    """
    form = DecisionForm(values)
    refusal = _refusal(form, keys)
    if refusal:
        messages.error(request, refusal)
        return []
    service, result = _VERBS[form.cleaned_data["verb"]]
    version = form.cleaned_data["expected_version"] if len(keys) == 1 else None
    try:
        changed = service(
            keys, reason=form.why, expected_version=version, shown=shown, actor=actor_of(request)
        )
    except VersionError:
        messages.error(
            request, "This claim was changed since the page was loaded. Read it again, then decide."
        )
        return []
    except Claim.DoesNotExist as error:
        messages.error(request, str(error))
        return []
    except ClaimsError as error:
        messages.error(request, error.detail)
        return []
    tasks.ring(tasks.publish_events)
    _show_result(request, result, keys, changed, shown)
    _remember(request, form.cleaned_data["verb"], changed)
    return changed


def shown_versions(texts: Iterable[str]) -> dict[uuid.UUID, int]:
    """The versions that a page had, out of texts such as "KEY:2 KEY:5". Malformed parts are left out."""
    versions = {}
    for part in (part for text in texts for part in text.split()):
        key, _, version = part.partition(":")
        try:
            versions[uuid.UUID(key)] = int(version)
        except ValueError:
            continue
    return versions


def shown_text(claims: Iterable[Claim]) -> str:
    """The versions of claims as a page carries them."""
    return " ".join(f"{claim.pk}:{claim.version}" for claim in claims)


def _refusal(form: DecisionForm, keys: Sequence[uuid.UUID]) -> str:
    if not form.is_valid():
        return " ".join(str(message) for errors in form.errors.values() for message in errors)
    if not keys:
        return "Select at least one claim."
    if len(keys) > MAX_AT_ONCE:
        return f"Select at most {MAX_AT_ONCE} claims. Filters narrow the list."
    return ""


def _show_result(
    request: HttpRequest,
    result: str,
    keys: Sequence[uuid.UUID],
    changed: list[Claim],
    shown: Mapping[uuid.UUID, int],
) -> None:
    unchanged = set(keys) - {claim.pk for claim in changed}
    left = curate.changes_since({key: shown[key] for key in unchanged if key in shown})
    if changed:
        what = f"“{short(changed[0], 80)}”" if len(changed) == 1 else f"{len(changed)} claims"
        messages.success(request, f"{result}: {what}.")
    if left:
        messages.warning(request, _left(left))
    if len(unchanged) > len(left):
        count = len(unchanged) - len(left)
        messages.warning(request, f"Unchanged, because they had this status already: {count}.")


def _left(latest: Mapping[uuid.UUID, Event]) -> str:
    """The claims that were left, each with what happened to it since the page was loaded."""
    claims = Claim.objects.filter(pk__in=latest).order_by("created_at", "id")[:_MAX_NAMED]
    named = [f"“{short(claim, 80)}” ({_happened(latest[claim.pk])})" for claim in claims]
    more = [f"and {len(latest) - len(named)} more"] if len(latest) > len(named) else []
    return f"Left, because they were changed since the page was loaded: {'; '.join([*named, *more])}."


def _happened(event: Event) -> str:
    verb = event.type.partition(".")[2].replace("_", " ")
    return f"{verb} by {event.actor_id}"


def _remember(request: HttpRequest, verb: str, changed: list[Claim]) -> None:
    """Keep the last decision in the session, so that one key can undo it."""
    if verb in {"reopen", "undo"}:
        request.session.pop(_UNDO, None)
    elif changed:
        request.session[_UNDO] = {
            "shown": shown_text(changed),
            "count": len(changed),
            "done": _VERBS[verb][1].lower(),
            "at": time.time(),
        }


def last_decision(request: HttpRequest) -> dict[str, Any] | None:
    """The last decision of this session, if it can still be undone: `shown` (with its versions), `count`, `done`, `at`."""
    last: dict[str, Any] | None = request.session.get(_UNDO)
    return last if last and time.time() - last["at"] < UNDO_SECONDS else None
