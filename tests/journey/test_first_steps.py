"""What a newcomer types: `make up` with the demo, the links that it prints, and the worked example, twice."""

from __future__ import annotations

import http.cookiejar
import os
import re
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest

from tests.journey.service import ROOT, Service, free_port, running, wait_for

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    environment = {"TRACKER_DEMO": "1", "DEMO_PORT": str(free_port()), "TRACKER_FETCH_ALLOW": ""}
    with running(tmp_path_factory.mktemp("first steps"), **environment) as service:
        yield service


@pytest.fixture(scope="module")
def browser(service: Service) -> urllib.request.OpenerDirector:
    """Has logged in with the user and password of the credentials file."""
    cookies = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    browser.open(f"{service.url}/admin/login/").close()
    token = next(cookie.value for cookie in cookies if cookie.name == "csrftoken")
    form = {
        "username": "admin",
        "password": service.credentials["ADMIN_PASSWORD"],
        "csrfmiddlewaretoken": token,
    }
    browser.open(f"{service.url}/admin/login/?next=/admin/", urllib.parse.urlencode(form).encode()).close()
    return browser


@pytest.fixture(scope="module")
def output(service: Service) -> str:
    """What was printed until the end of the demo."""
    log = service.folder / "output.log"
    wait_for(lambda: "the story again" in log.read_text(), "the end of the demo", seconds=180)
    return log.read_text()


def test_every_printed_link_opens_in_a_browser(output: str, browser: urllib.request.OpenerDirector) -> None:
    lines = [line for line in output.splitlines() if line.startswith(("up ", "demo ")) and "curl" not in line]
    links = {line.split()[-1] for line in lines if line.split()[-1].startswith("http")}

    pages = {link: browser.open(link).read().decode() for link in links}

    assert len(pages) == 8
    assert all("Log in |" not in page for page in pages.values())
    found = [page for link, page in pages.items() if "?q=claim_" in link]
    assert len(found) == 2
    assert all("1 claim" in page for page in found)


def test_printed_commands_of_the_api_work(output: str) -> None:
    commands = re.findall(r"curl .*$", output, re.M)

    answers = [subprocess.check_output(["sh", "-c", command], text=True) for command in commands]

    assert len(answers) == 2
    assert all('{"data":[{' in answer for answer in answers)


def test_the_printed_replay_names_the_folder_of_this_demo(output: str, service: Service) -> None:
    assert f"the story again         make demo DATA_DIR='{service.folder}/var'" in output


def test_the_worked_example_runs_twice_in_a_row(service: Service, output: str) -> None:
    # After the demo, whose events would reach the example's endpoint, too.
    assert "the story again" in output
    environment = {
        "PORT": str(service.port),
        "DATA_DIR": str(service.folder / "var"),
        "SITE_PORT": str(free_port()),
        "HOOK_PORT": str(free_port()),
    }
    for _ in range(2):
        done = subprocess.run(
            [ROOT / "docs" / "worked_example.sh"],
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        assert "-- the deliveries to the receiver" in done.stdout
        assert re.search(
            r'^claim.evidence_changed seq \d+: {"evidence_state": \["standing", "lost"\]}$', done.stdout, re.M
        )
