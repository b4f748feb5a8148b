"""The files that the Dockerfile copies are enough to run every role: each starts from a folder that has no others."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journey.service import free_port
from tests.migrating.database import copy_of, url_of

pytestmark = pytest.mark.journey
ROOT = Path(__file__).resolve().parents[2]


class Image:
    """A folder with the files of the image, and the environment of a container."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder / "srv"
        self.folder.mkdir()
        for name in copied_names():
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, self.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, self.folder / name)
        self.port = free_port()
        self.environment = {
            "PATH": os.defpath,
            "SECRET_KEY": os.environ["SECRET_KEY"],
            "DATABASE_URL": database_url,
            "REDIS_URL": os.environ["REDIS_URL"],
            "DATA_DIR": str(folder),
            "PORT": str(self.port),
            "WEB_WORKERS": "1",
            "TRACKER_REFRESH_WORKERS": "1",
            "LOG_FORMAT": "json",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`python -m tracker` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "tracker", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @contextlib.contextmanager
    def running(self, role: str) -> Iterator[None]:
        """A role in the background, which stops at SIGTERM."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tracker", role], cwd=self.folder, env=self.environment
        )
        try:
            yield
            assert process.poll() is None
        finally:
            process.terminate()
            process.wait(60)

    def is_healthy(self, role: str) -> bool:
        """What the health check of the container reports."""
        return self.run("healthy", role).returncode == 0

    def status_of(self, path: str) -> int:
        """The status of a GET."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code


def copied_names() -> list[str]:
    """The names in the COPY instructions for the service itself."""
    instructions = re.findall(r"^COPY (?!--from|requirements)(.+)$", (ROOT / "Dockerfile").read_text(), re.M)
    return [name for instruction in instructions for name in instruction.split()[:-1]]


def eventually(condition: Callable[[], bool]) -> None:
    """Wait until the condition is true."""
    end = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.5)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    with copy_of("template0") as name:
        image = Image(tmp_path_factory.mktemp("image"), url_of(name))
        migrated = image.run("migrate")
        assert migrated.returncode == 0, migrated.stderr
        assert "Applying claims.0001_initial... OK" in migrated.stdout
        yield image


def test_the_image_has_the_three_packages_only() -> None:
    assert copied_names() == ["manage.py", "pyproject.toml", "tracker", "api", "claims"]


def test_the_web_serves_api_admin_and_static_files(image: Image) -> None:
    with image.running("web"):
        eventually(lambda: image.is_healthy("web"))

        paths = ("/api/v1/docs", "/api/v1/claims", "/admin/login/", "/static/admin/css/base.css", "/metrics")
        assert [image.status_of(path) for path in paths] == [200, 401, 200, 200, 200]


@pytest.mark.parametrize("role", ["worker", "beat"])
def test_worker_and_beat_become_healthy(image: Image, role: str) -> None:
    assert not image.is_healthy(role)

    with image.running(role):
        eventually(lambda: image.is_healthy(role))
