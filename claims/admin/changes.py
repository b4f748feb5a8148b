"""Changes: forms whose answer is handed to a service, and what happens when the service refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from claims import tasks
from claims.admin.pages import RowAdmin
from claims.admin.words import plain
from claims.errors import ClaimsError, InputError, VersionError

MOST_AT_ONCE = 200

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    def __init__(self, *, rows: int = 4, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "cols": 60}), **options)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else "\n".join(value or [])

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or []) != self.to_python(data))


class UrlField(forms.CharField):
    """An address as typed; whether it can be taken is the service's to say (hosts without a dot are fine, say)."""

    def __init__(self, **options: Any) -> None:
        widget = forms.URLInput(attrs={"class": "vLargeTextField", "placeholder": "https://…"})
        super().__init__(label="URL", max_length=4000, widget=widget, **options)


class ServiceForm(ModelForm):
    """A row's form. It carries the version that its reader saw, and shows why a service refused its input.

    `told_as` maps the service's names of fields to those of the form, where they differ.
    """

    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    refusal: ClaimsError | None = None
    told_as: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "expected_version" in self.fields:
            self.fields["expected_version"].initial = getattr(self.instance, "version", None)

    @property
    def wanted(self) -> dict[str, Any]:
        """What the sender changed, by field."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "expected_version"}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if isinstance(self.refusal, VersionError):
            self._meet_other_version(self.refusal)
        elif isinstance(self.refusal, InputError):
            self.add_error(self._field_of(self.refusal), self.refusal.detail)
        elif self.refusal is not None:
            self.add_error(None, self.refusal.detail)
        return cleaned

    def _field_of(self, refusal: InputError) -> str | None:
        """The form's field behind a JSON pointer; None for the whole."""
        pointer = refusal.field.strip("/")
        names = (self.told_as.get(pointer), pointer.replace("/", "_"), pointer.partition("/")[0])
        head = self.told_as.get(pointer.partition("/")[0])
        return next((name for name in (*names, head) if name in self.fields), None)

    def _meet_other_version(self, refusal: VersionError) -> None:
        """Keep the input, say what stands now, and let the sender save over it knowingly."""
        seen = self.data.get("expected_version", "")
        self.data = {**self.data.dict(), "expected_version": str(refusal.current)}  # type: ignore[attr-defined]
        now = "; ".join(
            f"{name}: {plain(self.get_initial_for_field(self.fields[name], name))}" for name in self.wanted
        )
        self.add_error(
            None,
            f"Somebody else changed this while you were editing (version {seen} became {refusal.current}). "
            f"It now says: {now}. Your input is kept below; saving again puts it in place of theirs.",
        )


class ServiceAdmin(RowAdmin):
    """A page whose form is handed to a service: to `create` for a new row, to `change` for one that is there.

    `add_fields` are asked of a new row, `edit_fields` can be changed later, `shown_fields` can only be read;
    `folded_fields` too, by whoever unfolds them.
    """

    form = ServiceForm
    add_form: type[ServiceForm] | None = None
    add_fields: tuple[str, ...] = ()
    edit_fields: tuple[str, ...] = ()
    shown_fields: tuple[str, ...] = ()
    folded_fields: tuple[str, ...] = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(self.add_fields) and request.user.has_perm(f"claims.add_{self.opts.model_name}")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.edit_fields) and self.has_curate_permission(request)

    def create(self, request: HttpRequest, given: dict[str, Any]) -> tuple[models.Model, bool]:
        """Call the service that makes a row; answers the row and whether it is new. Raises what it raises."""
        raise NotImplementedError

    def change(
        self, request: HttpRequest, row: Any, wanted: dict[str, Any], expected_version: int | None
    ) -> None:
        """Call the service that changes the row. Raises what it raises."""
        raise NotImplementedError

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The hidden version goes along with what can be changed."""
        if obj is None:
            return [(None, {"fields": self.add_fields})]
        version = ("expected_version",) if self.has_change_permission(request, obj) else ()
        editable = [(None, {"fields": (*self.edit_fields, *version)})] if self.edit_fields else []
        folded = (
            [("More", {"fields": self.folded_fields, "classes": ["collapse"]})] if self.folded_fields else []
        )
        return [*editable, ("Facts", {"fields": self.shown_fields}), *folded]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.shown_fields, *self.folded_fields) if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None and self.add_form:
            kwargs["form"] = self.add_form
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page; if a service refuses the input, the page again with the input and the reason."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ClaimsError as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Hand it to the service; the row itself is never saved here."""
        if not change:
            row, request.is_new = self.create(request, form.cleaned_data)  # type: ignore[attr-defined]
            obj.pk = row.pk
        elif form.wanted:
            self.change(request, obj, form.wanted, form.cleaned_data["expected_version"])
        obj.refresh_from_db()
        tasks.ring(tasks.publish_events)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """What was there already is shown, and not called new."""
        if request.is_new:  # type: ignore[attr-defined]
            return super().response_add(request, obj, post_url_continue)
        self.message_user(request, f"This {self.opts.verbose_name} was there already.", messages.WARNING)
        return HttpResponseRedirect(reverse(f"admin:claims_{self.opts.model_name}_change", args=[obj.pk]))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """The row alone: what a service deletes takes nothing else along."""
        return [str(row) for row in objs], {str(self.opts.verbose_name_plural): len(objs)}, set(), []


def for_each(
    page: RowAdmin, request: HttpRequest, rows: models.QuerySet[Any], do: Callable[[Any], object], done: str
) -> None:
    """Call a service for each chosen row, say how many it was done to ("checks requested: 3"), and what was refused."""
    keys = list(rows.order_by().values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    if len(keys) > MOST_AT_ONCE:
        page.message_user(request, f"At most {MOST_AT_ONCE} at once. Choose fewer.", messages.ERROR)
        return
    refusals = []
    for key in keys:
        try:
            do(key)
        except ClaimsError as refusal:
            refusals.append(refusal.detail)
    if len(refusals) < len(keys):
        page.message_user(request, f"{done}: {len(keys) - len(refusals)}.", messages.SUCCESS)
    for detail in dict.fromkeys(refusals):
        page.message_user(request, detail, messages.ERROR)
