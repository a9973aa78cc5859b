from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

from kit.assets import Assets, MissingAsset


@pytest.fixture
def client(browse: Callable[[ASGIApp], Any]) -> Any:
    app = FastAPI()
    Assets("kit").mount(app)
    return browse(app)


def test_an_address_leads_to_the_file_and_may_be_kept_for_long(client: Any) -> None:
    answer = client.get(Assets("kit").url("kit/base.css"))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]


def test_without_its_hash_a_file_is_not_kept_past_a_release(client: Any) -> None:
    assert "immutable" not in client.get("/static/kit/base.css").headers.get("cache-control", "")


@pytest.mark.parametrize("name", ["kit/nothing.css", "other/base.css", "base.css", "kit", ""])
def test_a_file_that_nobody_has_is_an_error_of_the_template(name: str) -> None:
    with pytest.raises(MissingAsset):
        Assets("kit").url(name)


def test_nothing_outside_the_folder_is_served(client: Any) -> None:
    assert client.get("/static/kit/%2e%2e/web.py").status_code == 404
