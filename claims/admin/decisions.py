"""Decisions: accept, reject or reopen claims, and undo the last decision."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ActionForm
from django.http import HttpRequest

from claims import tasks
from claims.admin.pages import actor_of
from claims.admin.words import short
from claims.errors import ClaimsError, VersionError
from claims.models import Claim
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
}


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


def decide(request: HttpRequest, keys: Sequence[uuid.UUID], values: Any) -> list[Claim]:
    """Carry out a decision and show its result as a message. Returns the claims that changed."""
    form = DecisionForm(values)
    refusal = _refusal(form, keys)
    if refusal:
        messages.error(request, refusal)
        return []
    service, result = _VERBS[form.cleaned_data["verb"]]
    version = form.cleaned_data["expected_version"] if len(keys) == 1 else None
    try:
        changed = service(keys, reason=form.why, expected_version=version, actor=actor_of(request))
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
    _show_result(request, result, changed, unchanged=len(set(keys)) - len(changed))
    _remember(request, form.cleaned_data["verb"], changed)
    return changed


def _refusal(form: DecisionForm, keys: Sequence[uuid.UUID]) -> str:
    if not form.is_valid():
        return " ".join(str(message) for errors in form.errors.values() for message in errors)
    if not keys:
        return "Select at least one claim."
    if len(keys) > MAX_AT_ONCE:
        return f"Select at most {MAX_AT_ONCE} claims. Filters narrow the list."
    return ""


def _show_result(request: HttpRequest, result: str, changed: list[Claim], *, unchanged: int) -> None:
    if changed:
        what = f"“{short(changed[0], 80)}”" if len(changed) == 1 else f"{len(changed)} claims"
        messages.success(request, f"{result}: {what}.")
    if unchanged:
        messages.warning(request, f"Unchanged, because they had this status already: {unchanged}.")


def _remember(request: HttpRequest, verb: str, changed: list[Claim]) -> None:
    """Keep the last decision in the session, so that one key can undo it."""
    if verb == "reopen":
        request.session.pop(_UNDO, None)
    elif changed:
        keys = [str(claim.pk) for claim in changed]
        request.session[_UNDO] = {"keys": keys, "done": _VERBS[verb][1].lower(), "at": time.time()}


def last_decision(request: HttpRequest) -> dict[str, Any] | None:
    """The last decision of this session, if it can still be undone: `keys`, `done`, `at`."""
    last: dict[str, Any] | None = request.session.get(_UNDO)
    return last if last and time.time() - last["at"] < UNDO_SECONDS else None
