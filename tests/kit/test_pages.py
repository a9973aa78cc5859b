"""Pages, languages and errors of a small site, asked as a browser would ask."""

from collections.abc import Callable
from typing import Any

import jinja2
import pytest
from fastapi import FastAPI, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp

from kit.catalogue import LANGUAGES, Catalogue
from kit.error_pages import ErrorPages
from kit.guard import guarded
from kit.web import Pages, make_environment

CANARY = "<b>canary-4711</b>"
OURS = {"sec-fetch-site": "same-origin"}


def site(pages: Pages) -> FastAPI:
    app = FastAPI()
    ErrorPages(pages, ["/api"]).install(app)

    @app.api_route("/page", methods=["GET", "POST"])
    def page(request: Request) -> Response:
        return pages.render(request, "page.html", typed=CANARY)

    @app.get("/status/{status}")
    @app.get("/api/status/{status}")
    def status(status: int) -> None:
        raise HTTPException(status, detail=CANARY, headers={"x-kept": "1"})

    @app.get("/broken")
    @app.get("/api/broken")
    def broken() -> None:
        raise ValueError(CANARY)

    @app.post("/form")
    @app.post("/api/form")
    def form(age: int = Form()) -> int:
        return age

    return app


@pytest.fixture
def client(browse: Callable[[ASGIApp], Any]) -> Any:
    pages = Pages("kit", demo=True, quick_exit="https://weather.example/")
    page = '{% extends "base.html" %}{% block content %}{{ typed }}{% endblock %}'
    kit = pages.environment.loader
    assert kit
    pages.environment.loader = jinja2.ChoiceLoader([kit, jinja2.DictLoader({"page.html": page})])
    errors = ErrorPages(pages, ["/api"])
    return browse(
        guarded(
            site(pages),
            hosts=["site.example"],
            https=False,
            machine_paths=["/api"],
            body_bytes=100,
            refuse=errors.refuse,
        )
    )


def test_both_languages_hold_the_same_texts() -> None:
    Catalogue.load("kit").check()


def test_what_was_typed_is_escaped(client: Any) -> None:
    body = client.get("/page").text
    assert CANARY not in body
    assert "&lt;b&gt;canary-4711&lt;/b&gt;" in body


def test_a_demonstration_says_so_on_every_page(client: Any) -> None:
    assert "演示，请勿填写真实线索" in client.get("/page").text
    assert "演示，请勿填写真实线索" in client.get("/nowhere").text


def test_a_page_offers_the_way_out_and_sends_no_address_along(client: Any) -> None:
    assert 'href="https://weather.example/" rel="noreferrer nofollow"' in client.get("/page").text


def test_a_form_s_page_lets_the_browser_name_our_origin(client: Any) -> None:
    assert '<meta name="referrer" content="same-origin">' in client.get("/page").text


def test_a_forgotten_value_is_an_error_not_a_gap() -> None:
    with pytest.raises(jinja2.UndefinedError):
        make_environment("kit").from_string("{{ forgotten }}").render()


def test_chinese_is_shown_to_who_has_not_chosen(client: Any) -> None:
    body = client.get("/page", headers={"accept-language": "en"}).text
    assert '<html lang="zh-CN">' in body
    assert 'href="?language=en"' in body


def test_a_choice_is_kept_until_the_browser_is_closed(client: Any) -> None:
    cookie = client.get("/page?language=en").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "Max-Age" not in cookie
    assert '<html lang="en">' in client.get("/page").text


def test_changing_language_never_leads_elsewhere(client: Any) -> None:
    body = client.get("//elsewhere.example/").text
    assert 'href="?language=en"' in body
    assert "elsewhere" not in body


def test_changing_language_keeps_the_rest_of_the_address(client: Any) -> None:
    body = client.get("/page?state=new&language=en").text
    assert 'href="?state=new&amp;language=zh_CN"' in body


def test_an_invented_language_changes_nothing(client: Any) -> None:
    answer = client.get("/page?language=../../x")
    assert '<html lang="zh-CN">' in answer.text
    assert "set-cookie" not in answer.headers


def test_the_answer_to_a_form_offers_no_other_language(client: Any) -> None:
    # It has no address of its own, so the link would lead away and lose what was typed.
    assert "hreflang" not in client.post("/page", headers=OURS).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 421, 422, 429, 500, 503])
def test_every_error_is_a_calm_page_without_what_was_sent(client: Any, status: int, language: str) -> None:
    answer = client.get(f"/status/{status}", params={"language": language})
    title = Catalogue.load("kit").text(f"error.{status}.title", language)
    assert (answer.status_code, answer.headers["x-kept"]) == (status, "1")
    assert f"<h1>{title}</h1>" in answer.text
    assert "canary" not in answer.text


@pytest.mark.parametrize(("status", "like"), [(418, 400), (507, 500)])
def test_an_error_without_a_text_of_its_own_borrows_one(client: Any, status: int, like: int) -> None:
    answer = client.get(f"/status/{status}")
    assert answer.status_code == status
    assert Catalogue.load("kit").text(f"error.{like}.title") in answer.text


@pytest.mark.parametrize("status", [429, 503])
def test_who_should_wait_is_told_how_long(client: Any, status: int) -> None:
    assert client.get(f"/status/{status}").headers["retry-after"] == "60"


def test_a_method_that_is_not_taken_names_those_that_are(client: Any) -> None:
    answer = client.get("/form")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("path", ["/broken", "/api/broken"])
def test_a_fault_of_ours_tells_nothing(client: Any, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 500
    assert "canary" not in answer.text
    assert "ValueError" not in answer.text
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", ["/form", "/api/form"])
def test_a_wrong_form_is_not_repeated(client: Any, path: str) -> None:
    answer = client.post(path, data={"age": CANARY}, headers=OURS)
    assert answer.status_code == 422
    assert "canary" not in answer.text


def test_a_machine_gets_json(client: Any) -> None:
    answer = client.get("/api/status/404")
    assert answer.json() == {"error": {"status": 404, "text": "There is no such page"}}


def test_a_guard_refuses_with_a_page_too(client: Any) -> None:
    answer = client.post("/form", content=b"x" * 101, headers=OURS)
    assert answer.status_code == 413
    assert "内容太大，没有收下" in answer.text


def test_a_redirect_stays_one(client: Any) -> None:
    assert client.get("/status/304").status_code == 304
