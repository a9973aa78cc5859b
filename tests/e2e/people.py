"""People at real browsers: reporters at the web chat, officers at the staff site. Waiting ends when it has happened."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from admin.setup.founding import Founded
from kit import clock
from tests.fakes.telegram import FakeTelegram
from tests.hosts import Host

PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Office:
    """Where people go: the citizens' site, the staff site, the messenger; and who works there."""

    citizens: str
    staff: str
    founded: Founded
    telegram: FakeTelegram
    running: list[Host]


@dataclass
class Reporter:
    """Somebody at the web chat."""

    page: Page
    office: Office
    screenshots: Path

    def opens(self, path: str = "/") -> Reporter:
        self.page.goto(f"{self.office.citizens}{path}")
        return self

    def at(self, step: str) -> Reporter:
        """Wait until the page of this step is open."""
        step_field = self.page.locator('#answer input[name="step"]')
        expect(step_field).to_have_value(step, timeout=PATIENCE_SECONDS * 1000)
        return self

    def presses(self, value: str, then: str) -> Reporter:
        """Press a button by its value and wait for the page it leads to."""
        self.button(value).click()
        return self.at(then)

    def writes(self, text: str, then: str, button: str = "next") -> Reporter:
        """Type into the page's field and press."""
        self.field.fill(text)
        return self.presses(button, then)

    def button(self, value: str) -> Locator:
        return self.page.locator(f'button[value="{value}"]:not([aria-hidden])').first

    @property
    def field(self) -> Locator:
        return self.page.locator('#answer [name="text"]')

    @property
    def words(self) -> str:
        return self.page.locator("main").inner_text()

    @property
    def receipt(self) -> str:
        """The 20 digits that the page shows."""
        return "".join(self.page.locator(".receipt span").all_inner_texts())

    def shot(self, name: str) -> None:
        """Keep a picture of the whole page."""
        width = (self.page.viewport_size or {"width": 0})["width"]
        self.page.screenshot(path=self.screenshots / f"chat-{name}-{width}.png", full_page=True)

    def comes_to_the_story(self, identity: str = "anonymous") -> Reporter:
        """From the menu through the short questions before the story."""
        self.at("menu").presses("report", "danger").presses("no", "notice").presses("next", "officials")
        self.presses("no", "avoid_units").presses("next", "identity").presses(identity, "category")
        self.presses("market", "area")
        self.page.locator('button[name="press"]').first.click()
        return self.at("what")

    def files(self, story: str) -> str:
        """An anonymous report by the shortest way; returns the receipt."""
        self.comes_to_the_story().writes(story, "place").presses("submit_now", "review").presses("submit", "receipt")
        return self.receipt

    def files_with_name(self, story: str, name: str, phone: str) -> str:
        """A named report, every question walked; returns the receipt."""
        self.comes_to_the_story("named").writes(story, "place").writes("桥头市场", "when")
        for then in ("who", "how_known", "victims", "evidence", "reward_wish"):
            self.presses("skip", then)
        self.presses("yes", "name").writes(name, "phone").writes(phone, "review")
        self.shot("review")
        self.presses("submit", "receipt")
        return self.receipt

    def looks_up(self, receipt: str) -> Reporter:
        """From the menu to what the receipt opens."""
        return self.presses("track", "track").writes(receipt, "progress")

    def sees(self, words: str) -> Reporter:
        """Refresh the look-up until it shows these words."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while words not in self.words:
            assert time.monotonic() < deadline, f"never saw {words!r}: {self.words}"
            self.presses("refresh", "progress")
        return self


@dataclass
class Officer:
    """Somebody at the staff site."""

    page: Page
    office: Office
    screenshots: Path

    def signs_in(self, login: str) -> Officer:
        person = self.office.founded.people[login]
        self.opens("/admin/sign-in")
        for name, value in (("login", login), ("password", person.password.reveal())):
            self.page.locator(f'[name="{name}"]').fill(value)
        self.page.locator('[name="code"]').fill(person.code(clock.now()))
        self.page.locator("main form button").click()
        expect(self.page).not_to_have_url(re.compile("sign-in"))
        return self

    def opens(self, path: str) -> Officer:
        self.page.goto(f"{self.office.staff}{path}")
        return self

    def opens_lead(self, story: str, number: str = "") -> str:
        """Open a lead by number, else the unread one that tells this story; returns its number."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            unread = self.opens("/admin/leads?unread=1").page.locator("tr[data-row] a.mono").all_inner_texts()
            for one in [number] if number else unread:
                if story in self.opens(f"/admin/leads/{one}").page.locator("main").inner_text():
                    return one
            assert time.monotonic() < deadline, "no unread lead tells this story"

    def moves(self, name: str, **fields: str) -> Officer:
        """Make one move on the open lead."""
        form = self.page.locator(f'form[action$="/moves/{name}"]')
        form.evaluate("form => { const box = form.closest('details'); if (box) box.open = true; }")
        for field, value in fields.items():
            place = form.locator(f'[name="{field}"]')
            if place.evaluate("one => one.tagName") == "SELECT":
                place.select_option(value)
            else:
                place.fill(value)
        form.locator("button").click()
        expect(self.page.locator('.note-ok[role="status"]')).to_be_visible()
        return self

    def answers(self, text: str, kind: str = "acceptance") -> Officer:
        """Write to the reporter of the open lead."""
        self.page.locator("#kind").select_option(kind)
        self.page.locator("#answer").fill(text)
        self.page.locator('form[action$="/answers"] > button').click()
        expect(self.page.locator("#thread")).to_contain_text(text)
        return self

    def shot(self, name: str) -> None:
        self.page.screenshot(path=self.screenshots / f"staff-{name}-1280.png", full_page=True)
