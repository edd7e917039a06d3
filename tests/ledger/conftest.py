"""A ledger on each database; PostgreSQL is really started where it is installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

from extractor.ledger.store import Ledger

_HOMES = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr/local/bin").glob("initdb")]


def _program(name: str) -> str | None:
    found = [str(home / name) for home in _HOMES if (home / name).is_file()]
    return found[-1] if found else shutil.which(name)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _as_server(*command: str) -> None:
    """PostgreSQL refuses to run as root: then its own user runs it."""
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    subprocess.run(command, check=True, capture_output=True, cwd="/", timeout=60, **user)


@pytest.fixture(scope="session")
def postgres_server():
    """The address of a server of our own, on a free port of this machine, gone afterwards."""
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    if not initdb or not pg_ctl:
        pytest.skip("PostgreSQL is not installed")
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    folder = Path(tempfile.mkdtemp(prefix="xiaozhang-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data, port = folder / "data", _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    try:
        _as_server(initdb, "-D", str(data), "-U", "ledger", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
        _as_server(pg_ctl, "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
        yield f"postgresql://ledger@127.0.0.1:{port}"
    finally:
        if data.exists():
            _as_server(pg_ctl, "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


_count = iter(range(10**6))


def _new_database(server: str) -> str:
    import psycopg

    name = f"t{os.getpid()}_{next(_count)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request, tmp_path):
    """The address of an empty ledger, on each database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / '台账.db'}"
    return _new_database(request.getfixturevalue("postgres_server"))


@pytest.fixture
def ledger(url):
    with Ledger.open(url) as opened:
        yield opened
