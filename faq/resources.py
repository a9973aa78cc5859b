"""Reads the data files that ship beside the code: tables, words, thresholds."""

import json
from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def read_text(name: str) -> str:
    """The whole data file of that name, UTF-8."""
    return resources.files("faq").joinpath("lexicon", name).read_text(encoding="utf-8")


def read_lines(name: str) -> list[str]:
    """Its lines without comments and empty ones, in the order of the file."""
    return [line for line in read_text(name).splitlines() if line and not line.startswith("#")]


def read_yaml(name: str) -> Any:
    return yaml.safe_load(read_text(name))


def read_json(name: str) -> Any:
    return json.loads(read_text(name))
