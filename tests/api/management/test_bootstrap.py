"""`manage.py bootstrap`: the first run creates credentials; later runs change nothing."""

from __future__ import annotations

import io
import json
import socket
import stat
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from api import keys
from api.models import ApiKey
from claims.models import Article, Host
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.DATA_DIR = tmp_path / "var"
    return tmp_path / "var"


def run(*arguments: str) -> str:
    """What it printed."""
    out = io.StringIO()
    call_command("bootstrap", *arguments, stdout=out)
    return out.getvalue()


def credentials(folder: Path) -> dict[str, str]:
    lines = (folder / "credentials.txt").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_first_run_makes_an_admin_and_a_key_that_work(folder):
    said = run()

    given = credentials(folder)
    assert list(given) == ["ADMIN_USER", "ADMIN_PASSWORD", "API_KEY"]
    assert (
        said == (folder / "credentials.txt").read_text() + f"shown once; kept in {folder}/credentials.txt\n"
    )
    assert stat.S_IMODE((folder / "credentials.txt").stat().st_mode) == 0o600
    assert len(given["ADMIN_PASSWORD"]) >= 16
    user = get_user_model().objects.get(username="admin")
    assert user.check_password(given["ADMIN_PASSWORD"])
    assert user.is_superuser
    key = keys.find_key(given["API_KEY"])
    assert key is not None
    assert key.scopes == ["read", "write", "curate", "webhooks", "admin"]


def test_second_run_changes_nothing_and_shows_no_secret(folder):
    run()
    before = (folder / "credentials.txt").read_text()

    said = run()

    assert said == f"credentials: {folder}/credentials.txt\n"
    assert (folder / "credentials.txt").read_text() == before
    assert ApiKey.objects.count() == 1


def test_file_of_another_database_is_named_and_kept(folder):
    folder.mkdir()
    (folder / "credentials.txt").write_text("ADMIN_USER=admin\n")

    said = run()

    assert "belongs to another database" in said
    assert (folder / "credentials.txt").read_text() == "ADMIN_USER=admin\n"
    assert ApiKey.objects.count() == 0


def test_database_that_has_an_administrator_gets_no_other(folder, django_user_model):
    django_user_model.objects.create_superuser("boss", password="a-password-of-the-boss")

    said = run()

    assert said == "this database has an administrator already; no credentials were created\n"
    assert not (folder / "credentials.txt").exists()
    assert django_user_model.objects.count() == 1


def test_demo_is_prepared_in_an_empty_database(folder, settings):
    settings.DEMO, settings.DEMO_PORT = True, _free_port()

    said = run()

    assert said.endswith("the demo is prepared; TRACKER_DEMO=0 turns it off\n")
    assert json.loads((folder / "demo.json").read_text()) == {"port": settings.DEMO_PORT}
    assert Host.objects.get().name == "127.0.0.1"
    assert Host.objects.get().spacing_seconds == 0


def test_demo_takes_the_next_port_that_is_free(folder, settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings.DEMO, settings.DEMO_PORT = True, taken.getsockname()[1]

        run()

    assert json.loads((folder / "demo.json").read_text())["port"] > settings.DEMO_PORT


def test_demo_keeps_out_of_a_database_with_articles(folder, settings):
    settings.DEMO = True
    factories.make_article()
    assert Article.objects.count() == 1

    run()

    assert not (folder / "demo.json").exists()


def test_no_demo_prepares_no_demo(folder, settings):
    settings.DEMO = True

    run("--no-demo")

    assert not (folder / "demo.json").exists()
    assert Host.objects.count() == 0


def test_folder_that_cannot_be_written_is_named(settings, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    settings.DATA_DIR = tmp_path / "file" / "var"

    with pytest.raises(CommandError, match="DATA_DIR: cannot write to"):
        run()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
