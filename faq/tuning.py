"""What was learned about this corpus: how to weigh the features, and when a question is answered at once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

from faq.features import NAMES
from faq.learning import chance, dot
from faq.resources import read_json

FILE = Path(__file__).with_name("lexicon") / "tuning.json"
SURE_NAMES = ("score", "gap", "length", *NAMES)
"""Of the best entry: its score, the distance to the second, the length of the question, and its features."""
WIDEST_GAP = 4.0
BARE = NAMES.index("bare")


@dataclass(frozen=True, slots=True)
class Tuning:
    """`rank` weighs the features into a score, `bare` as far as an entry has few wordings; `sure` turns the best
    entry's standing into the chance that it is right; from `answer_from` on it is answered, below `suggest_from`
    nothing is suggested. Both are chances."""

    rank: Mapping[str, float]
    bare: Mapping[str, float]
    """Added to `rank` for an entry that has its question alone, in proportion for one of few wordings."""
    sure: Mapping[str, float]
    bias: float
    answer_from: float
    suggest_from: float
    _rows: tuple[Sequence[float], Sequence[float], Sequence[float]] = field(init=False, repr=False, compare=False)
    """The weights of `rank`, `bare` and `sure` in the order of their columns."""

    def __post_init__(self) -> None:
        rank, bare = ([weights.get(name, 0.0) for name in NAMES] for weights in (self.rank, self.bare))
        sure = [self.sure.get(name, 0.0) for name in SURE_NAMES]
        object.__setattr__(self, "_rows", (rank, bare, sure))

    def score(self, values: Sequence[float]) -> float:
        """For features in the order of NAMES; scores compare entries under one question only."""
        rank, bare, _ = self._rows
        score, share = dot(rank, values), values[BARE]
        return score + share * dot(bare, values) if share else score

    def sureness(self, standing: Sequence[float]) -> float:
        """For a standing in the order of SURE_NAMES, 0 to 1."""
        return chance(self.bias + dot(self._rows[2], standing))

    def save(self, path: Path = FILE) -> None:
        kept = {item.name: getattr(self, item.name) for item in fields(self) if item.init}
        path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "Tuning":
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    @classmethod
    def shipped(cls) -> "Tuning":
        return cls(**read_json(FILE.name))


def standing(scores: Sequence[float], values: Sequence[float], length: int) -> tuple[float, ...]:
    """The row of SURE_NAMES: all scores best first, the best entry's features, characters of the question."""
    gap = min(scores[0] - scores[1], WIDEST_GAP) if len(scores) > 1 else WIDEST_GAP
    return (scores[0], gap, min(length, 40) / 40, *values)
