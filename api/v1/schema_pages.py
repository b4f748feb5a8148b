"""Schema pages: the OpenAPI document, and Swagger UI from local files."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from api.links import ROOT
from api.renderers import JSONRenderer
from api.views import ApiView


class YAMLRenderer(OpenApiYamlRenderer):
    """YAML (RFC 9512)."""

    media_type = "application/yaml"


class Schema(ApiView):
    """The OpenAPI document."""

    is_public = True
    renderer_classes = [JSONRenderer, YAMLRenderer]
    responses = {"GET": {200: {"type": "object"}}}

    def get(self, request: Request) -> Response:
        """Read this document: OpenAPI 3.1, as JSON or as YAML."""
        return Response(_document())


class SchemaYaml(Schema):
    """The same as YAML. It is not in the document, which has `/schema` for both forms: generated clients read JSON."""

    schema = None
    renderer_classes = [YAMLRenderer]


class Docs(SpectacularSwaggerSplitView):
    """Swagger UI; its files are served by this service."""

    is_public = True
    url = f"{ROOT}/schema.json"
    authentication_classes = []
    permission_classes = []
    throttle_classes = []

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The page, or the script that starts it. Swagger UI sets styles of elements, which the general policy forbids."""
        response: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        response["Content-Security-Policy"] = (
            f"{settings.CONTENT_SECURITY_POLICY}; style-src 'self' 'unsafe-inline'"
        )
        return response

    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        """Names the methods in `Allow`; there is no template for it."""
        return HttpResponse(status=204)


@cache
def _document() -> dict[str, Any]:
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    document: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return document
