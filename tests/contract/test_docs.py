"""The documentation says what the code says: settings, metrics, checks, event types, routes, targets, links."""

from __future__ import annotations

import ast
import re
import time
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve
from standardwebhooks import Webhook

from claims.models import Event
from claims.pipeline.webhooks.signatures import new_secret, sign
from tracker.metrics import LABELS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
CURLED = [*PAGES, ROOT / "docs" / "worked_example.sh"]


def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def first_cells(path: str) -> str:
    """The first column of a page's tables."""
    return "\n".join(re.findall(r"^\| (.*?) \|", text_of(path), re.M))


def env_calls() -> dict[str, str | None]:
    """Each variable that tracker/*.py reads through `env`, and its default where that is a constant."""
    found: dict[str, str | None] = {}
    for path in sorted((ROOT / "tracker").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and re.fullmatch(r"env\.\w+", ast.unparse(node.func)) and node.args:
                name = node.args[0]
                default = (
                    node.args[1]
                    if len(node.args) > 1
                    else next((word.value for word in node.keywords if word.arg == "default"), None)
                )
                if isinstance(name, ast.Constant) and not found.get(name.value):
                    found[name.value] = str(default.value) if isinstance(default, ast.Constant) else None
    return found


def documented_settings() -> dict[str, str]:
    return dict(re.findall(r"^\| `([A-Z_]+)` \| (.*?) ?\|", text_of("docs/configuration.md"), re.M))


def test_every_setting_is_documented_and_no_other():
    alone = {"SECRET_KEY_FILE", "POSTGRES_PASSWORD", "PUBLISH"}

    assert set(documented_settings()) == set(env_calls()) | alone


def test_defaults_are_those_of_the_code():
    documented = documented_settings()
    constant = {"True": "1", "False": "0"}
    wrong = {
        name: default
        for name, default in env_calls().items()
        if default and f"`{constant.get(default, default)}`" not in documented[name]
    }

    assert wrong == {}


def test_every_metric_is_documented_with_its_labels():
    rows = re.findall(r"^\| `(tracker_\w+)` \| (.*?) ?\|", text_of("docs/operations.md"), re.M)
    documented = {name: re.findall(r"`(\w+)`", labels) for name, labels in rows}

    assert documented == LABELS


def test_every_system_check_is_documented():
    documented = set(re.findall(r"tracker\.[EW]\d{3}", first_cells("docs/operations.md")))

    assert documented == set(re.findall(r'id="(tracker\.[EW]\d{3})"', text_of("tracker/checks.py")))


def test_every_event_type_is_documented():
    documented = re.findall(r"`([a-z_]+\.[a-z_]+)`", first_cells("docs/webhooks.md"))

    assert sorted(documented) == sorted(Event.Type.values)


@pytest.mark.parametrize("page", CURLED, ids=lambda page: page.name)
def test_every_path_that_is_called_is_a_route(page: Path):
    called = re.findall(r'"?\$(?:API|A)(/[^\s"?]*)', page.read_text(encoding="utf-8"))
    unknown = [path for path in called if not is_route("/api/v1" + re.sub(r"\$\w+", "x", path))]

    assert unknown == []


def test_the_tutorial_calls_the_api():
    assert len(re.findall(r"\$API/", text_of("docs/tutorial.md"))) >= 8


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_target_that_is_named_is_in_the_makefile(page: Path):
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.M))

    assert set(re.findall(r"(?:`|^\$ |^)make ([a-z]+)", page.read_text(encoding="utf-8"), re.M)) <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_and_a_heading(page: Path):
    links = re.findall(r"\]\((?!https?:)([^)#\s]*)(#[^)\s]*)?\)", page.read_text(encoding="utf-8"))
    broken = [
        path + anchor
        for path, anchor in links
        if not (page.parent / path).exists()
        or (anchor and anchor not in anchors(page.parent / path if path else page))
    ]

    assert broken == []


def test_the_verification_example_takes_what_we_sign():
    (example,) = re.findall(r"```python\n(.*?)```", text_of("docs/webhooks.md"), re.S)
    scope: dict[str, object] = {}
    exec(example, scope)  # noqa: S102 - our own page
    secret, body = new_secret(), b'{"type": "claim.accepted"}'
    now = int(time.time())
    headers = {
        "webhook-id": "event_1",
        "webhook-timestamp": str(now),
        "webhook-signature": sign([secret], "event_1", now, body),
    }

    assert scope["Webhook"] is Webhook
    assert scope["receive"](secret, headers, body) == {"type": "claim.accepted"}  # type: ignore[operator]


def is_route(path: str) -> bool:
    try:
        return bool(resolve(path))
    except Resolver404:
        return False


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {"#" + re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
