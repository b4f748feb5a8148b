"""DRF lists: the same rows through ModelSerializer and prefetching, as an application that a DRF user would write."""

from __future__ import annotations

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.settings"
django.setup()

from django.conf import settings  # noqa: E402 after the set-up
from django.core.asgi import get_asgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import generics, serializers  # noqa: E402
from rest_framework.renderers import JSONRenderer  # noqa: E402

from claims.ids import parse_type_id  # noqa: E402
from claims.models import Appearance, Citation, Claim, Event, Proposition, Source  # noqa: E402


class _Proposition(serializers.ModelSerializer):
    class Meta:
        model = Proposition
        exclude = ["claim"]


class _Appearance(serializers.ModelSerializer):
    class Meta:
        model = Appearance
        fields = "__all__"


class _Source(serializers.ModelSerializer):
    host = serializers.CharField(source="host.name")

    class Meta:
        model = Source
        exclude = ["lease_token", "lease_until", "body_hash", "text_hash", "etag", "last_modified"]


class _Citation(serializers.ModelSerializer):
    source_url = serializers.CharField(source="source.cited_url")

    class Meta:
        model = Citation
        fields = "__all__"


class _Claim(serializers.ModelSerializer):
    propositions = _Proposition(many=True)

    class Meta:
        model = Claim
        exclude = ["search", "identity_key"]


class _ClaimWithChildren(_Claim):
    citations = _Citation(many=True)
    appearances = _Appearance(many=True)


class _Event(serializers.ModelSerializer):
    class Meta:
        model = Event
        fields = "__all__"


class _List(generics.ListAPIView):
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    renderer_classes = (JSONRenderer,)
    pagination_class = None
    schema = None


_CLAIMS = Claim.objects.defer("search").prefetch_related("propositions").order_by("-created_at", "-id")


def _view(queryset, serializer):  # type: ignore[no-untyped-def]
    return type(
        "View", (_List,), {"get_queryset": lambda self: queryset.all()[:100], "serializer_class": serializer}
    ).as_view()


def _claims(request):  # type: ignore[no-untyped-def]
    if "expand" in request.GET:
        rows = _CLAIMS.prefetch_related("citations__source", "appearances")
        return _view(rows, _ClaimWithChildren)(request)
    return _view(_CLAIMS, _Claim)(request)


class _Detail(generics.RetrieveAPIView):
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    renderer_classes = (JSONRenderer,)
    schema = None
    queryset = _CLAIMS
    serializer_class = _Claim

    def get_object(self):  # type: ignore[no-untyped-def]
        return generics.get_object_or_404(
            self.get_queryset(), pk=parse_type_id("claim", self.kwargs["claim"])
        )


urlpatterns = [
    path("api/v1/claims", _claims),
    path("api/v1/claims/<str:claim>", _Detail.as_view()),
    path(
        "api/v1/citations",
        _view(Citation.objects.select_related("source").order_by("-created_at", "-id"), _Citation),
    ),
    path(
        "api/v1/sources", _view(Source.objects.select_related("host").order_by("-created_at", "-id"), _Source)
    ),
    path("api/v1/events", _view(Event.objects.filter(seq__gt=1000).order_by("seq"), _Event)),
]
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = []
application = get_asgi_application()
