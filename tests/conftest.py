"""What tests may ask of the machine, and what happens where it is missing.

A test that needs PostgreSQL, Redis, Chromium or Node says so with a marker. On a developer's machine
without it the test is skipped with the reason; where `CI` is set it fails, so that a green run in CI has
left nothing out.
"""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from functools import cache

import psycopg
import pytest
import redis

from faq.booklet import fonts_here

POSTGRES = os.environ.get("XIANSUO_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("XIANSUO_TEST_REDIS", "redis://127.0.0.1:6379/9")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@cache
def lack_of_postgres() -> str | None:
    """Why no PostgreSQL can be used, or None."""
    try:
        with psycopg.connect(POSTGRES, connect_timeout=3):
            return None
    except psycopg.Error:
        return "no PostgreSQL answers; start one or set XIANSUO_TEST_POSTGRES"


@cache
def lack_of_redis() -> str | None:
    """Why no Redis can be used, or None."""
    try:
        with redis.Redis.from_url(REDIS, socket_connect_timeout=3) as client:
            client.ping()
            return None
    except redis.RedisError:
        return "no Redis answers; start one or set XIANSUO_TEST_REDIS"


@cache
def chromium_path() -> str | None:
    """The Chromium of the machine, or None."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def lack_of_chromium() -> str | None:
    """Why no Chromium can be used, or None."""
    return None if chromium_path() else "no Chromium is installed; apt-get install chromium"


def lack_of_node() -> str | None:
    """Why no Node.js can be used, or None."""
    return None if shutil.which("node") else "no Node.js is installed; apt-get install nodejs"


def lack_of_chinese_font() -> str | None:
    """Why no Chinese can be printed, or None."""
    return None if fonts_here() else "no Chinese font is installed; apt-get install fonts-wqy-zenhei"


LACKS: dict[str, Callable[[], str | None]] = {
    "needs_postgres": lack_of_postgres,
    "needs_redis": lack_of_redis,
    "needs_chromium": lack_of_chromium,
    "needs_node": lack_of_node,
    "needs_chinese_font": lack_of_chinese_font,
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips with the reason, or fails where CI is set."""
    for marker, lack in LACKS.items():
        reason = lack() if item.get_closest_marker(marker) else None
        if reason and os.environ.get("CI"):
            pytest.fail(f"CI runs every test, but {reason}", pytrace=False)
        if reason:
            pytest.skip(reason)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio, as the program does."""
    return "asyncio"


@pytest.fixture
def chromium() -> str:
    """Path of the browser; use together with the marker needs_chromium."""
    path = chromium_path()
    assert path, "mark the test with needs_chromium"
    return path


@pytest.fixture
def redis_url() -> str:
    """URL of the test Redis; use with the marker needs_redis, and with `redis_kind` to stay alone in it."""
    return REDIS


@pytest.fixture
def redis_kind() -> Iterator[str]:
    """A random `kind` for a RedisStore; its keys are deleted afterwards. Others' keys are never touched."""
    kind = f"test{secrets.token_hex(6)}"
    yield kind
    with redis.Redis.from_url(REDIS) as client:
        for key in client.scan_iter(f"xiansuo:{kind}:*"):
            client.delete(key)


@pytest.fixture(scope="session")
def make_postgres() -> Iterator["PostgresDatabases"]:
    """Makes empty databases on demand and drops them at the end; use with the marker needs_postgres."""
    databases = PostgresDatabases()
    yield databases
    databases.drop_all()


@pytest.fixture(scope="session")
def postgres_url(make_postgres: "PostgresDatabases") -> str:
    """SQLAlchemy URL of one empty database, made once a session (so also once a worker)."""
    return make_postgres.new()


@pytest.fixture
def fresh_postgres_url(make_postgres: "PostgresDatabases") -> str:
    """SQLAlchemy URL of an empty database for this test alone."""
    return make_postgres.new()


class PostgresDatabases:
    """Empty databases with random names on the test server."""

    def __init__(self) -> None:
        self._names: list[str] = []

    def new(self) -> str:
        """URL (`postgresql+psycopg://...`) of a database that nobody else uses."""
        name = f"xiansuo_test_{secrets.token_hex(6)}"
        self._run(psycopg.sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0"), name)
        self._names.append(name)
        address = psycopg.conninfo.conninfo_to_dict(POSTGRES)
        password = f":{address['password']}" if address.get("password") else ""
        host, port = address.get("host", "127.0.0.1"), address.get("port", 5432)
        return f"postgresql+psycopg://{address.get('user', 'postgres')}{password}@{host}:{port}/{name}"

    def drop_all(self) -> None:
        """Drops what was made, also where a test has left a connection open."""
        for name in self._names:
            self._run(psycopg.sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"), name)

    def _run(self, statement: psycopg.sql.SQL, name: str) -> None:
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(statement.format(psycopg.sql.Identifier(name)))
