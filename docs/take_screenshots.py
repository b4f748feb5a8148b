"""Screenshots: the pictures of the documentation, taken from a running service with headless Chromium.

    python docs/take_screenshots.py BASE_URL CREDENTIALS_FILE [--out docs/images] [--page NAME=/path ...]

The credentials file has lines `ADMIN_USER=…` and `ADMIN_PASSWORD=…`, as `make up` writes them. Chromium cannot be
given a cookie on its command line, so a small proxy on 127.0.0.1 adds the session cookie to its requests.
"""

from __future__ import annotations

import argparse
import http.client
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode, urlsplit

PAGES = {"admin-queue": "/admin/claims/claim/queue/", "api-docs": "/api/v1/docs"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WINDOW = (1280, 1000)
MAX_BYTES = 300_000
SECONDS = 60
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
    "--virtual-time-budget=8000",
)  # fmt: skip


def main() -> int:
    """Log in, take each picture, say where it is."""
    parser = argparse.ArgumentParser(
        description="Take the documentation's screenshots from a running service."
    )
    parser.add_argument("base_url")
    parser.add_argument("credentials", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent / "images")
    parser.add_argument(
        "--page", action="append", default=[], metavar="NAME=/path", help="other pages than the usual"
    )
    arguments = parser.parse_args()
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.stderr.write(
            f"None of {', '.join(BROWSERS)} is installed; apt-get install chromium brings one.\n"
        )
        return 1
    pages = dict(page.split("=", 1) for page in arguments.page) or PAGES
    cookie = log_in(arguments.base_url, read_credentials(arguments.credentials))
    arguments.out.mkdir(parents=True, exist_ok=True)
    with proxy(arguments.base_url, cookie) as address:
        sizes = [take(browser, address + path, arguments.out / f"{name}.png") for name, path in pages.items()]
    return 0 if max(sizes) <= MAX_BYTES else 1


def read_credentials(path: Path) -> dict[str, str]:
    """The file's NAME=value lines."""
    lines = (line.partition("=") for line in path.read_text(encoding="utf-8").splitlines())
    return {name.strip(): value.strip() for name, sign, value in lines if sign}


def log_in(base_url: str, credentials: dict[str, str]) -> str:
    """The session's cookies, as one Cookie header. Raises SystemExit if the service does not take the credentials."""
    parts = urlsplit(base_url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=SECONDS)
    connection.request("GET", "/admin/login/")
    answer = connection.getresponse()
    answer.read()
    token = _cookies(answer)["csrftoken"]
    body = urlencode(
        {
            "username": credentials["ADMIN_USER"],
            "password": credentials["ADMIN_PASSWORD"],
            "csrfmiddlewaretoken": token,
        }
    )
    headers = {"Cookie": f"csrftoken={token}", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/admin/login/?next=/admin/", body, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    cookies = _cookies(answer)
    if "sessionid" not in cookies:
        raise SystemExit(f"{base_url} did not take the user and password of the credentials file.")
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def _cookies(answer: http.client.HTTPResponse) -> dict[str, str]:
    found: dict[str, str] = {}
    for header in answer.headers.get_all("Set-Cookie", []):
        found |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    return found


@contextmanager
def proxy(base_url: str, cookie: str) -> Iterator[str]:
    """A proxy in front of the service that adds the cookie; gives its address."""
    upstream = urlsplit(base_url).netloc

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            connection = http.client.HTTPConnection(upstream, timeout=SECONDS)
            connection.request("GET", self.path, headers={"Cookie": cookie, "Host": upstream})
            answer = connection.getresponse()
            body = answer.read()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers.get("Content-Type", "application/octet-stream"))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            connection.close()

        def log_message(self, format: str, *args: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def take(browser: str, url: str, picture: Path) -> int:
    """Take one picture; returns its size in bytes."""
    with tempfile.TemporaryDirectory(prefix="screenshots-") as profile:
        subprocess.run(  # noqa: S603 - the browser that was found, with arguments of ours
            [
                browser,
                *FLAGS,
                f"--user-data-dir={profile}",
                f"--window-size={WINDOW[0]},{WINDOW[1]}",
                f"--screenshot={picture}",
                url,
            ],
            check=True,
            capture_output=True,
            timeout=SECONDS * 2,
        )
    size = picture.stat().st_size
    sys.stdout.write(f"{picture}: {size:,} bytes{'' if size <= MAX_BYTES else ' - too large'}\n")
    return size


if __name__ == "__main__":
    sys.exit(main())
