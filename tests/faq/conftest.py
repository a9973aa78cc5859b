from collections.abc import Sequence

import pytest

from faq import corpus
from faq.corpus import Corpus
from faq.entry import Entry
from faq.match import Matcher


@pytest.fixture(scope="session")
def shipped() -> Corpus:
    return corpus.load()


@pytest.fixture(scope="session")
def matcher(shipped: Corpus) -> Matcher:
    return Matcher(shipped)


def small(*rows: tuple[str, str, Sequence[str]]) -> Corpus:
    """A corpus of (id, question, aliases)."""
    return Corpus(tuple(Entry(name, question, tuple(aliases), "答") for name, question, aliases in rows))
