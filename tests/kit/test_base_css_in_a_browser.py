"""The sheet as a browser lays it out: sample pages with every part of it, at the widths people have."""

import threading
from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
import uvicorn
from fastapi import FastAPI, Request
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.responses import Response

from kit.guard import guarded
from kit.web import Pages
from tests.conftest import chromium_path

pytestmark = [pytest.mark.needs_chromium, pytest.mark.slow]

SAMPLES = Path(__file__).parent / "sample" / "templates"

# Links inside running text are exempt, as in WCAG 2.5.8, and the dense rows of a wide staff table.
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, select, summary, textarea, input, label.choice')]
    .filter(part => !['radio', 'checkbox'].includes(part.type) && !part.matches('.skip, td a, th a'))
    .map(part => [part.textContent.trim() || part.tagName, part.getBoundingClientRect()])
    .filter(([, box]) => box.width < 47.5 || box.height < 47.5)
    .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)"""

HIDDEN_ON_PAPER = "() => [...document.querySelectorAll('.tools, .menu, .actions, button')].every(p => !p.offsetParent)"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    pages = Pages("kit", demo=True, quick_exit="https://weather.example/")
    kit = pages.environment.loader
    assert kit
    pages.environment.loader = jinja2.ChoiceLoader([jinja2.FileSystemLoader(SAMPLES), kit])
    app = FastAPI()
    pages.assets.mount(app)

    @app.get("/{name}")
    def sample(request: Request, name: str) -> Response:
        return pages.render(request, f"{name}.html")

    @app.post("/form")
    def form(request: Request) -> Response:
        return pages.render(request, "citizen.html")

    site = guarded(app, hosts=["127.0.0.1", "tips.example"], https=False)
    server = uvicorn.Server(uvicorn.Config(site, host="127.0.0.1", port=0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    yield f"127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # A name that is neither https nor this machine: there browsers send no Sec-Fetch-Site.
        arguments = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP tips.example 127.0.0.1"]
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    # Without TLS a browser leaves this one header out and says so.
    assert [told for told in complaints if "origin was untrustworthy" not in told] == []


@pytest.mark.parametrize("name", ["citizen", "staff"])
@pytest.mark.parametrize("width", [320, 390, 641, 1280])
def test_nothing_scrolls_sideways(page: Page, address: str, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"http://{address}/{name}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["citizen", "staff"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_thumb_hits_every_target(page: Page, address: str, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"http://{address}/{name}")
    assert page.evaluate(SMALL_TARGETS) == []


def test_a_citizen_reads_eighteen_pixels(page: Page, address: str) -> None:
    page.goto(f"http://{address}/citizen")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "18px"


def test_a_narrow_table_is_a_list_of_cards_with_their_labels(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"http://{address}/staff")
    label = "getComputedStyle(document.querySelector('td'), '::before').content"
    assert page.evaluate(label) == '"首句"'


def test_a_group_of_a_receipt_is_never_broken(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"http://{address}/citizen")
    lines = "[...document.querySelectorAll('.receipt span')].map(group => group.getClientRects().length)"
    assert page.evaluate(lines) == [1, 1, 1, 1, 1]


def test_paper_holds_nothing_to_click(page: Page, address: str) -> None:
    page.emulate_media(media="print")
    page.goto(f"http://{address}/citizen")
    assert page.evaluate(HIDDEN_ON_PAPER)


def test_a_form_is_taken_where_the_browser_says_only_its_origin(page: Page, address: str) -> None:
    page.goto(f"http://tips.example:{address.partition(':')[2]}/citizen")
    with page.expect_response("**/form") as answer:
        page.get_by_role("button", name="下一步").click()
    sent = answer.value.request.all_headers()
    assert (answer.value.status, "sec-fetch-site" in sent) == (200, False)
