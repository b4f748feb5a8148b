"""The OpenAPI document is current, and responses conform to it, with the checks of `make fuzz`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
import yaml
from django.conf import settings
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from schemathesis.config import SchemathesisConfig

import tests.fuzz.hooks  # noqa: F401  registers them
from tests.factories import make_key, make_one_of_each

COMMITTED = settings.ROOT / "api" / "openapi.yaml"


@cache
def _application() -> Callable[..., Iterable[bytes]]:
    return get_wsgi_application()


def _lazily(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    return _application()(environ, start_response)


schema = schemathesis.openapi.from_path(
    COMMITTED, config=SchemathesisConfig.from_path(settings.ROOT / "tests" / "fuzz" / "schemathesis.toml")
)
schema.app = _lazily


@pytest.fixture
def connection_kept() -> Iterator[None]:
    """The handler would close the connection, and with it the test's transaction; the test client prevents that too."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(db: None, connection_kept: None) -> str:
    """A key that may do everything, and one row of each kind."""
    make_one_of_each()
    return make_key("admin")[1]


@schema.parametrize()
@hypothesis_settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_response_conforms_to_the_document(case: schemathesis.Case, token: str) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"})


def test_the_committed_document_is_current(tmp_path: Any) -> None:
    fresh = tmp_path / "openapi.yaml"

    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(fresh))

    assert fresh.read_text() == COMMITTED.read_text(), "run `manage.py spectacular --file api/openapi.yaml`"


def test_the_document_is_openapi_3_1_with_the_webhook() -> None:
    document = yaml.safe_load(COMMITTED.read_text())

    assert document["openapi"] == "3.1.1"
    assert list(document["webhooks"]) == ["event"]
    assert document["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"
