"""`python -m tracker backup` and `restore`: with the servers of the environment, or of the `make up` that is running."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from tracker import backups, connection, env, roles
from tracker.backup_file import BackupError, Manifest


def backup(path: Path) -> int:
    """Write a backup. Returns the exit code."""
    try:
        database_url, secret_key = _servers()
        manifest = backups.back_up(path, database_url, secret_key)
    except BackupError as error:
        return _failed(error)
    sys.stdout.write(
        f"{path}: {_contents(manifest)}. It contains the secret key: keep it where only you can read it.\n"
    )
    return 0


def restore(path: Path, *, replace: bool, send_webhooks: bool) -> int:
    """Migrate the database and restore a backup. Returns the exit code."""
    try:
        database_url, secret_key = _servers()
        backed_up_key = backups.secret_key_of(path)
        environment = os.environ | {"DATABASE_URL": database_url, "SECRET_KEY": backed_up_key}
        environment.pop("SECRET_KEY_FILE", None)
        migrate = [*roles.command("migrate"), "--verbosity", "0"]
        if subprocess.run(migrate, env=environment, cwd=roles.ROOT, check=False).returncode:  # noqa: S603
            return 1
        manifest = backups.restore(path, database_url, replace=replace, send_webhooks=send_webhooks)
        sys.stdout.write(f"restored {_contents(manifest)}, as of {manifest.created_at}.\n")
        if secret_key != backed_up_key:
            _save_key(backed_up_key, roles.data_dir() / "secret_key")
    except BackupError as error:
        return _failed(error)
    sys.stdout.write("Restart web, worker and beat (with `make up`: stop it and start it again).\n")
    return 0


def _servers() -> tuple[str, str]:
    """DATABASE_URL and the secret key. Raises BackupError if no database is named."""
    if env.text("DATABASE_URL"):
        return env.text("DATABASE_URL"), env.secret("SECRET_KEY")
    variables = connection.load()
    if "DATABASE_URL" not in variables:
        raise BackupError("set DATABASE_URL, or start `make up` (DATA_DIR names its folder)")
    os.environ.update({name: value for name, value in variables.items() if name not in os.environ})
    return variables["DATABASE_URL"], variables["SECRET_KEY"]


def _save_key(secret_key: str, path: Path) -> None:
    """Write the key to a file that only its owner can read. Another key that is there is kept beside it."""
    if path.exists():
        path.rename(path.with_name(f"{path.name}.before-{int(time.time())}"))
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret_key)
    draft.rename(path)
    sys.stdout.write(
        f"Its secret key is another one than that of this service, and is now in {path}: `make up` uses it at the next"
        " start; elsewhere, set SECRET_KEY or SECRET_KEY_FILE.\n"
    )


def _contents(manifest: Manifest) -> str:
    return f"{manifest.rows} rows of {len(manifest.tables)} tables, the feed up to seq {manifest.newest_seq}"


def _failed(error: BackupError) -> int:
    sys.stderr.write(f"{error}\n")
    return 1
