"""The OpenAPI document and the page that shows it."""

from __future__ import annotations

import re

import yaml

from tests.callers import Caller


def test_the_document_is_available_as_json_and_yaml(anonymous: Caller) -> None:
    as_json = anonymous.get("/schema")
    as_yaml = anonymous.get("/schema", None, Accept="application/yaml")

    assert as_json["Content-Type"] == "application/json"
    assert as_yaml["Content-Type"].startswith("application/yaml")
    assert yaml.safe_load(as_yaml.content) == as_json.json()
    assert anonymous.get("/schema.json").json() == as_json.json()
    assert yaml.safe_load(anonymous.get("/schema.yaml").content) == as_json.json()


def test_every_operation_has_a_summary_and_a_unique_id(anonymous: Caller) -> None:
    paths = anonymous.get("/schema.json").json()["paths"]
    operations = [operation for path in paths.values() for operation in path.values()]

    assert all(operation["summary"].endswith(".") for operation in operations)
    assert len({operation["operationId"] for operation in operations}) == len(operations) == 87


def test_the_page_names_its_methods(anonymous: Caller) -> None:
    response = anonymous.send("OPTIONS", "/docs")

    assert (response.status_code, response["Allow"]) == (204, "GET, HEAD, OPTIONS")


def test_swagger_ui_loads_only_local_files(anonymous: Caller) -> None:
    page = anonymous.get("/docs").content.decode()
    assert "/api/v1/docs?script=" in page

    page += anonymous.get("/docs?script=").content.decode()

    assert "/api/v1/schema.json" in page
    assert re.findall(r"https?://", page) == []
    assert '"validatorUrl": null' in page
    assert "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js" in page
