"""The API described by itself: complete, and kept to by what it answers."""

import asyncio
import json
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import uvicorn
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from admin.api.openapi import DescribedApp
from admin.api.router import router
from admin.app import create_app
from storage.migrate import upgrade
from tests.admin.offices import services_in, settings_of

BARE = FastAPI()
BARE.include_router(router)
PATHS = sorted(BARE.openapi()["paths"])
OPERATIONS = sorted((path, method) for path, methods in BARE.openapi()["paths"].items() for method in methods)
CHECKS = [
    schemathesis.checks.not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]  # fmt: skip
EXAMPLES = settings(
    max_examples=15, database=None, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


class Api:
    """The API over a real socket, in a thread of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._door = socket.create_server(("127.0.0.1", 0))
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self.token = ""
        self.document: dict[str, Any] = {}

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(30)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(30)

    async def _serve(self) -> None:
        await upgrade(settings_of(self._folder).database_url, "ledger")
        async with services_in(self._folder) as services:
            app = create_app(services, [router])
            assert isinstance(app, DescribedApp)
            self.document = app.openapi()
            self.token = services.service_token.reveal()
            config = uvicorn.Config(app, log_level="error", access_log=False, lifespan="off")
            self._server = uvicorn.Server(config)
            self._ready.set()
            await self._server.serve(sockets=[self._door])


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    made = Api(tmp_path_factory.mktemp("api"))
    made.start()
    yield made
    made.stop()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_whatever_is_sent_every_answer_is_one_that_the_document_names(
    api: Api, path: str, method: str, mode: GenerationMode
) -> None:
    headers = {"Authorization": f"Bearer {api.token}"}
    described: Any = schemathesis.openapi.from_dict(api.document)
    every = [one.ok() for one in described.get_all_operations()]
    (operation,) = (one for one in every if (one.path, one.method.lower()) == (path, method))

    @EXAMPLES
    @given(operation.as_strategy(generation_mode=mode))
    def holds(case: Any) -> None:
        case.call_and_validate(base_url=api.url, headers=headers, checks=CHECKS)

    holds()


def test_every_route_of_the_api_is_there_and_no_page_of_the_staff_site(api: Api) -> None:
    assert sorted(api.document["paths"]) == PATHS
    assert all(path.startswith("/api/v1/") for path in PATHS)
    assert len(PATHS) >= 7


def test_every_part_that_is_named_is_there(api: Api) -> None:
    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(api.document)))
    assert named <= set(api.document["components"]["schemas"])
    assert {"Envelope", "FollowUp", "LookUpRequest", "BotReport", "Problem"} <= named


def test_every_route_says_what_it_does_what_it_refuses_and_that_a_token_opens_it(api: Api) -> None:
    assert api.document["security"] == [{"token": []}]
    for path, methods in api.document["paths"].items():
        for operation in methods.values():
            assert operation["description"], path
            assert {"200", "401", "422", "503"} <= set(operation["responses"]), path


def test_bodies_refuse_what_they_do_not_know(api: Api) -> None:
    for name in ("Envelope", "FollowUp", "LookUpRequest", "BotReport", "FaqNews"):
        assert api.document["components"]["schemas"][name]["additionalProperties"] is False
