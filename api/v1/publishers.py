"""Publishers: who publishes articles."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from api import shapes
from api.idempotency import once
from api.inputs import Input, Text, Texts
from api.lists import ListView, narrowed
from api.views import DetailView, expected_version, key_of
from claims import tasks
from claims.models import Publisher
from claims.services.catalogue import catalogue

PUBLISHER = shapes.shape(
    "publisher",
    Publisher,
    "/publishers",
    shapes.text("name"),
    shapes.texts("domains"),
    shapes.number("version"),
    shapes.time("created_at"),
    description="Who publishes articles: a name, and the domains that it publishes under.",
)


class PublisherIn(Input):
    """A publisher."""

    name = Text(max_length=200)
    domains = Texts(each=253, required=False, max_length=100)


class PublisherList(ListView):
    """Publishers."""

    shape = PUBLISHER
    scopes = {"GET": "read", "POST": "curate"}
    bodies = {"POST": PublisherIn}
    answers = {"POST": {201: PUBLISHER}}
    sorts = {"name": "name", "created_at": "created_at"}
    default_sort = "name"
    filters = (
        *narrowed("q", lambda rows, value: rows.filter(name__icontains=value), "Letters of the name.", 200),
        *narrowed(
            "domain", lambda rows, value: rows.filter(domains__contains=[value.lower()]), "A domain.", 253
        ),
    )

    def get(self, request: Request) -> Response:
        """List publishers."""
        return super().get(request)

    @once
    def post(self, request: Request) -> Response:
        """Add a publisher."""
        publisher = catalogue.create_publisher(**self.body(request), actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        return self.show_key(request, publisher.pk, status=201, Location=self.location(publisher.pk))


class PublisherDetail(DetailView):
    """One publisher."""

    shape = PUBLISHER
    scopes = {"GET": "read", "PATCH": "curate"}
    bodies = {"PATCH": PublisherIn}

    def get(self, request: Request, id: str) -> Response:
        """Read a publisher."""
        return super().get(request, id)

    def patch(self, request: Request, id: str) -> Response:
        """Change a publisher's name or domains."""
        publisher = catalogue.update_publisher(
            key_of("publisher", id),
            changes=self.body(request),
            expected_version=expected_version(request),
            actor=self.actor(request),
        )
        tasks.ring(tasks.publish_events)
        return self.show_key(request, publisher.pk)
