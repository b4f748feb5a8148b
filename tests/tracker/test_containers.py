"""Dockerfile, docker-compose.yml and .env.example agree with each other and with what the code reads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tracker import celery, roles

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
EXAMPLE = set(re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.M))
ROLES = ("migrate", "web", "worker", "beat")


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name} (.+)$", DOCKERFILE, re.M)


def read_by_the_code() -> set[str]:
    pattern = r"\benv\.\w+\(\s*[\"']([A-Z_]*[A-Z])[\"']"
    folders = (ROOT / "tracker", ROOT / "devserver")
    sources = [path.read_text(encoding="utf-8") for folder in folders for path in sorted(folder.glob("*.py"))]
    return set(re.findall(pattern, "\n".join(sources)))


def test_example_lists_exactly_what_is_read():
    used = read_by_the_code() | {"SECRET_KEY_FILE", "POSTGRES_PASSWORD", "PUBLISH"}

    assert used >= {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "PORT", "TRACKER_FETCH_ALLOW"}
    assert used == EXAMPLE


def test_every_variable_of_the_compose_file_is_in_the_example():
    used = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE_TEXT))

    assert used == {"SECRET_KEY", "SECRET_KEY_FILE", "POSTGRES_PASSWORD", "PUBLISH"}
    assert used <= EXAMPLE


def test_the_files_contain_no_secret():
    secrets = [
        value
        for service in SERVICES.values()
        for name, value in service.get("environment", {}).items()
        if re.search("SECRET|PASSWORD|_URL", name)
    ]

    assert sorted(set(secrets)) == [
        "${POSTGRES_PASSWORD:?set it in .env}",
        "${SECRET_KEY:-}",
        "${SECRET_KEY_FILE:+/run/secrets/secret_key}",
        "postgresql://tracker:${POSTGRES_PASSWORD:?set it in .env}@postgres/tracker",
        "redis://redis/0",
    ]
    assert re.findall(
        r"^(?:SECRET_KEY|POSTGRES_PASSWORD)=(.*)$", (ROOT / ".env.example").read_text(), re.M
    ) == ["", ""]


def test_key_in_a_file_is_mounted_where_the_roles_read_it():
    for role in ROLES:
        assert SERVICES[role]["secrets"] == ["secret_key"]
    assert COMPOSE["secrets"] == {"secret_key": {"file": "${SECRET_KEY_FILE:-/dev/null}"}}


@pytest.mark.parametrize("service", ROLES)
def test_every_service_runs_the_role_of_its_name(service):
    (role,) = SERVICES[service]["command"]

    assert role == service
    assert roles.command(role)


def test_image_starts_roles_and_the_web_by_default():
    assert instructions("ENTRYPOINT") == ['["python", "-m", "tracker"]']
    assert instructions("CMD") == ['["web"]']


def test_image_does_not_run_as_root():
    assert instructions("USER") == ["10001:10001"]
    assert DOCKERFILE.index("\nUSER ") < DOCKERFILE.index("\nENTRYPOINT ")


def test_image_holds_locked_packages_only():
    assert "--require-hashes -r /service.txt" in DOCKERFILE
    assert [
        line for line in instructions("RUN") if "pip install" in line and "--require-hashes" not in line
    ] == []


def test_image_is_checked_for_health():
    assert instructions("HEALTHCHECK") == [
        '--interval=30s --timeout=10s --start-period=30s CMD ["python", "-m", "tracker", "healthy", "web"]'
    ]


def test_only_what_the_image_copies_is_sent_to_the_builder():
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n")

    assert ignored[1] == "*"
    sent = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    assert sent == {"requirements/service.txt", "manage.py", "pyproject.toml", "tracker", "api", "claims"}
    assert all((ROOT / name).exists() for name in sent)


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_services_have_health_checks(service):
    assert SERVICES[service]["healthcheck"]["test"] == ["CMD", "python", "-m", "tracker", "healthy", service]


@pytest.mark.parametrize("service", ["postgres", "redis", "web", "worker", "beat"])
def test_services_are_restarted(service):
    assert SERVICES[service]["restart"] == "unless-stopped"
    assert "test" in SERVICES[service]["healthcheck"]


def test_migrate_runs_when_the_database_is_ready():
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert SERVICES["migrate"]["restart"] == "on-failure:3"


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_services_wait_for_schema_and_servers(service):
    assert SERVICES[service]["depends_on"] == {
        "migrate": {"condition": "service_completed_successfully"},
        "postgres": {"condition": "service_healthy"},
        "redis": {"condition": "service_healthy"},
    }


def test_the_volume_is_where_the_image_stores_its_data():
    assert SERVICES["postgres"]["image"] == "postgres:18"
    assert SERVICES["postgres"]["volumes"] == ["postgres:/var/lib/postgresql"]
    assert "postgres" in COMPOSE["volumes"]


def test_a_worker_serves_every_queue_by_default():
    routed = {route["queue"] for route in celery.app.conf.task_routes.values()}
    command = roles.command("worker")

    served = set(command[command.index("--queues") + 1].split(","))

    assert served >= routed | {celery.app.conf.task_default_queue}
