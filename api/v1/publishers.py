"""Publishers: publishers of articles and their domains."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from api import fields, resources
from api.filters import Filter, custom_filter, range_filter
from api.generics import DetailView, ListView
from api.idempotency import idempotent
from api.parameters import HOST
from api.serializers import StrictSerializer, StringField, StringListField
from api.views import expected_version, key_or_404
from claims import tasks
from claims.models import Publisher
from claims.services.catalogue import publishers

PUBLISHER = resources.define(
    "publisher",
    Publisher,
    "/publishers",
    fields.string("name"),
    fields.string_list("domains"),
    fields.integer("version"),
    fields.date_time("created_at"),
    fields.date_time("updated_at"),
    description="A publisher of articles: its name and its domains.",
)


class PublisherIn(StrictSerializer):
    """A publisher."""

    name = StringField(max_length=200)
    domains = StringListField(item_max_length=253, required=False, max_length=100)


class PublisherList(ListView):
    """The list of publishers."""

    resource = PUBLISHER
    has_all_rows = True
    scopes = {"GET": "read", "POST": "curate"}
    request_bodies = {"POST": PublisherIn}
    responses = {"POST": {201: PUBLISHER}}
    sort_columns = {"name": "name", "created_at": "created_at", "updated_at": "updated_at"}
    default_sort = "name"
    filters = (
        *custom_filter(
            "q", lambda queryset, value: queryset.filter(name__icontains=value), "A part of the name.", 200
        ),
        Filter(
            "domain",
            HOST,
            "A domain of the publisher.",
            lambda queryset, domain: queryset.filter(domains__contains=[domain]),
        ),
        *range_filter("updated_at"),
    )

    def get(self, request: Request) -> Response:
        """List publishers."""
        return super().get(request)

    @idempotent
    def post(self, request: Request) -> Response:
        """Create a publisher."""
        publisher = publishers.create_publisher(**self.validated_body(request), actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        return self.object_response(request, publisher.pk, status=201, Location=self.location(publisher.pk))


class PublisherDetail(DetailView):
    """One publisher."""

    resource = PUBLISHER
    scopes = {"GET": "read", "PATCH": "curate"}
    request_bodies = {"PATCH": PublisherIn}

    def get(self, request: Request, id: str) -> Response:
        """Read a publisher."""
        return super().get(request, id)

    def patch(self, request: Request, id: str) -> Response:
        """Change a publisher's name or domains."""
        publisher = publishers.update_publisher(
            key_or_404("publisher", id),
            changes=self.validated_body(request),
            expected_version=expected_version(request),
            actor=self.actor(request),
        )
        tasks.ring(tasks.publish_events)
        return self.object_response(request, publisher.pk)
