"""Every mistake of the catalogue has a test, and the test is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_each_test_of_the_catalogue_exists() -> None:
    part = (ROOT / "docs/threat-model.md").read_text("utf-8").partition("## Old mistakes")[2].partition("\n## ")[0]
    named = re.findall(r"`([^`]+)::(test_[^`]+)`", part)
    assert len(named) > 30
    for file, test in named:
        assert f"def {test}(" in (ROOT / file).read_text("utf-8"), f"{file}::{test}"
