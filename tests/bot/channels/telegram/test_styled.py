"""Text is counted and cut as Telegram counts."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.styled import LIMIT_UNITS, Span, Styled, joined, split, units

TEXTS = st.text(alphabet="线索。 \n😀a", max_size=200)


@given(TEXTS)
def test_units_are_utf16_code_units(text: str) -> None:
    assert units(text) == len(text.encode("utf-16-le")) // 2


@given(TEXTS, st.integers(5, 60))
def test_no_part_is_too_long_and_nothing_but_white_space_is_lost(text: str, limit: int) -> None:
    parts = split(Styled(text), limit)
    assert all(part.text and units(part.text) <= limit for part in parts)
    assert "".join("".join(part.text for part in parts).split()) == "".join(text.split())


@given(TEXTS, st.integers(5, 60), st.integers(0, 50), st.integers(1, 50))
def test_a_style_covers_the_same_characters_after_the_cut(text: str, limit: int, start: int, length: int) -> None:
    end = min(start + length, len(text))
    parts = split(Styled(text, (Span("bold", start, end),)), limit)
    covered = "".join(part.text[span.start : span.end] for part in parts for span in part.spans)
    assert "".join(covered.split()) == "".join(text[start:end].split())


def test_a_cut_is_made_between_paragraphs_where_there_are_any() -> None:
    first, second = split(Styled("一" * 3000 + "\n\n" + "二" * 3000))
    assert (first.text, second.text) == ("一" * 3000, "二" * 3000)


def test_a_text_that_just_fits_stays_whole() -> None:
    assert len(split(Styled("线" * LIMIT_UNITS))) == 1
    assert len(split(Styled("线" * (LIMIT_UNITS + 1)))) == 2


def test_joining_leaves_empty_paragraphs_out_and_moves_styles() -> None:
    whole = joined([Styled("甲"), Styled(" "), Styled("乙", (Span("code", 0, 1),))])
    assert whole == Styled("甲\n\n乙", (Span("code", 3, 4),))
