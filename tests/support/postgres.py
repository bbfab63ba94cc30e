"""A PostgreSQL server of the tests' own, from the system's package; it listens at a socket in its folder only."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

INSTALLED = Path("/usr/lib/postgresql")
"""Where Debian and Ubuntu have the programs, below the version."""
UNPRIVILEGED = ("postgres", "nobody")
"""Users that the server may run as: it refuses root."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server that runs."""

    folder: Path
    password: str
    """Of the superuser `postgres`."""

    def address(self, database: str, *, user: str = "postgres", password: str | None = None) -> str:
        """Return the address of a database for a user."""
        given = self.password if password is None else password
        return f"postgresql://{user}:{given}@/{database}?host={self.folder}"

    def ask(self, database: str, sql: str) -> list[tuple[object, ...]]:
        """Run statements as the superuser and return the rows of the last."""
        with psycopg.connect(self.address(database), autocommit=True) as connection:
            done = connection.execute(sql.encode())
            while done.nextset():
                pass
            return done.fetchall() if done.description else []


def programs() -> Path | None:
    """Return the folder of the newest `initdb` and `pg_ctl` that are installed."""
    known = sorted(INSTALLED.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]), reverse=True)
    found = next(iter(known), None) or shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def running(binaries: Path) -> Iterator[Server]:
    """Make a cluster, run it, and remove it in the end."""
    folder = Path(tempfile.mkdtemp(prefix="quaestor-pg-"))  # a socket's path must be short
    user = next((name for name in UNPRIVILEGED if _is_user(name)), None) if os.geteuid() == 0 else None
    password, data = secrets.token_hex(8), folder / "data"
    secret = folder / "secret"
    secret.write_text(password, encoding="utf-8")
    if user is not None:
        for path in (folder, secret):
            shutil.chown(path, user)
    folder.chmod(0o755)
    options = f"-k {folder} -c listen_addresses= -c fsync=off -c shared_buffers=16MB -c max_connections=40"
    control = [str(binaries / "pg_ctl"), "--pgdata", str(data), "--wait", "--silent"]

    def run(*command: str) -> None:
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, timeout=120)

    try:
        run(
            str(binaries / "initdb"), "--pgdata", str(data), "--username=postgres", f"--pwfile={secret}", "--no-sync",
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
        run(*control, "--log", str(folder / "log"), "--options", options, "start")
        yield Server(folder=folder, password=password)
    finally:
        if (data / "postmaster.pid").exists():
            run(*control, "--mode=immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _is_user(name: str) -> bool:
    import pwd

    try:
        return pwd.getpwnam(name).pw_uid != 0
    except KeyError:
        return False
