"""The sheet's colours, computed: text on its ground reaches 7:1 (WCAG 2.2 AAA) in the light and in the dark."""

import re
from pathlib import Path

import pytest

SHEET = (Path(__file__).parents[2] / "kit" / "static" / "base.css").read_text("utf-8")

GROUNDS = ("paper", "surface", "sunken")
TEXT_ON_GROUND = [
    *((text, ground) for text in ("ink", "muted", "accent", "danger") for ground in GROUNDS),
    *((tone, f"{tone}-soft") for tone in ("info", "ok", "warn", "danger", "accent")),
    ("ink", "accent-soft"),
    ("muted", "accent-soft"),
    ("accent-strong", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-danger", "danger"),
]
EDGE_ON_GROUND = [("edge", "paper"), ("edge", "surface"), ("focus", "paper"), ("focus", "surface"), ("accent", "line")]


def colours(scheme: str) -> dict[str, str]:
    blocks = re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)
    light = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", blocks[0]))
    dark = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", blocks[1]))
    return light if scheme == "light" else light | dark


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#595959", "#ffffff") == pytest.approx(7.0, abs=0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_stands_out(scheme: str, text: str, ground: str) -> None:
    palette = colours(scheme)
    assert contrast(palette[text], palette[ground]) >= 7


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGE_ON_GROUND)
def test_edges_and_focus_rings_can_be_seen(scheme: str, edge: str, ground: str) -> None:
    palette = colours(scheme)
    assert contrast(palette[edge], palette[ground]) >= 3


def test_motion_is_only_for_those_who_have_not_turned_it_off() -> None:
    moving = [part for part in re.split(r"(?=@media)", SHEET) if "transition:" in part or "animation:" in part]
    assert all("prefers-reduced-motion: no-preference" in part for part in moving)
    assert moving
