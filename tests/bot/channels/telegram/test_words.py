"""The channel's own texts are whole, in both languages, and fit where Telegram shows them."""

import pytest

from bot.channels.telegram.words import Wording, with_channel_texts
from bot.dialog.model import Words
from kit.catalogue import LANGUAGES, Catalogue

TOAST_CHARACTERS = 200


@pytest.fixture
def texts() -> Catalogue:
    return with_channel_texts(Catalogue.load("bot"))


def test_both_languages_say_the_same_things(texts: Catalogue) -> None:
    texts.check()


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_to_pressed_buttons_are_short_enough(texts: Catalogue, language: str) -> None:
    for key in ("stale", "trouble_short", "too_fast"):
        assert len(texts.text(f"telegram.{key}", language)) <= TOAST_CHARACTERS


def test_words_without_a_key_stand_as_they_are(texts: Catalogue) -> None:
    wording = Wording(texts, "zh_CN")
    assert wording.of(Words(text="{a}")) == "{a}"
    assert wording.of(Words("telegram.so_far", values={"text": "{b}"})) == "已填：{b}"
