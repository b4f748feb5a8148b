"""Changes: forms that pass their values to a service and show why the service refuses them."""

from __future__ import annotations

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

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm


class LinesField(forms.CharField):
    """A list of texts, one per line."""

    def __init__(self, *, rows: int = 4, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "cols": 60}), **options)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else "\n".join(value or [])

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or []) != self.to_python(data))


class UrlField(forms.CharField):
    """A URL as typed. The service validates it: unlike Django's field, it allows hosts without a dot."""

    def __init__(self, **options: Any) -> None:
        widget = forms.URLInput(attrs={"class": "vLargeTextField", "placeholder": "https://…"})
        super().__init__(label="URL", max_length=4000, widget=widget, **options)


class ServiceForm(ModelForm):
    """A form for one row. It has the version that the user saw, and shows why a service refused the values.

    `field_names` maps the service's names of fields to those of the form, where they differ.
    """

    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    refusal: ClaimsError | None = None
    field_names: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "expected_version" in self.fields:
            self.fields["expected_version"].initial = getattr(self.instance, "version", None)

    @property
    def changes(self) -> dict[str, Any]:
        """The values that the user changed, by field."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "expected_version"}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if isinstance(self.refusal, VersionError):
            self._report_conflict(self.refusal)
        elif isinstance(self.refusal, InputError):
            self.add_error(self._field_of(self.refusal), self.refusal.detail)
        elif self.refusal is not None:
            self.add_error(None, self.refusal.detail)
        return cleaned

    def _field_of(self, refusal: InputError) -> str | None:
        """The form's field of a JSON pointer; None for the whole form."""
        pointer = refusal.field.strip("/")
        names = (self.field_names.get(pointer), pointer.replace("/", "_"), pointer.partition("/")[0])
        head = self.field_names.get(pointer.partition("/")[0])
        return next((name for name in (*names, head) if name in self.fields), None)

    def _report_conflict(self, refusal: VersionError) -> None:
        """Keep the input, show the current values, and let the user overwrite them by saving again."""
        version_seen = self.data.get("expected_version", "")
        self.data = {**self.data.dict(), "expected_version": str(refusal.current)}  # type: ignore[attr-defined]
        current = "; ".join(
            f"{name}: {plain(self.get_initial_for_field(self.fields[name], name))}" for name in self.changes
        )
        self.add_error(
            None,
            f"This was changed while you were editing it (from version {version_seen} to {refusal.current}). "
            f"The current values are: {current}. Your input is kept below. Save again to overwrite them.",
        )


class ServiceAdmin(RowAdmin):
    """A page whose form is passed to a service: to `create` for a new row, to `change` for an existing one.

    `add_fields` are the fields of a new row, `edit_fields` can be changed later, `shown_fields` are read-only;
    `folded_fields` too, in a collapsed section.
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

    def create(self, request: HttpRequest, values: dict[str, Any]) -> tuple[models.Model, bool]:
        """Call the service that creates a row. Returns the row and whether it is new. Raises its errors."""
        raise NotImplementedError

    def change(
        self, request: HttpRequest, row: Any, changes: dict[str, Any], expected_version: int | None
    ) -> None:
        """Call the service that changes the row. Raises its errors."""
        raise NotImplementedError

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The editable fields with the hidden version, then the read-only ones."""
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
        """The page. If a service refuses the input, it is shown again with the input and the reason."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ClaimsError as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Pass the values to the service. The row itself is never saved here."""
        if not change:
            row, request.is_new = self.create(request, form.cleaned_data)  # type: ignore[attr-defined]
            obj.pk = row.pk
        elif form.changes:
            self.change(request, obj, form.changes, form.cleaned_data["expected_version"])
        obj.refresh_from_db()
        tasks.ring(tasks.publish_events)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """An existing row is shown with a warning, not as a new one."""
        if request.is_new:  # type: ignore[attr-defined]
            return super().response_add(request, obj, post_url_continue)
        self.message_user(request, f"This {self.opts.verbose_name} exists already.", messages.WARNING)
        return HttpResponseRedirect(reverse(f"admin:claims_{self.opts.model_name}_change", args=[obj.pk]))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """The rows alone: the services that delete them delete no related rows."""
        return [str(row) for row in objs], {str(self.opts.verbose_name_plural): len(objs)}, set(), []
