"""How good the matcher is on a file of questions with known answers: JSON lines of `{"q", "want", "kind"}`.

`want` is an entry id, a list of ids any of which is right, or `none`, `report`, `emergency`. For `none` no entry is
right: only what was answered directly counts against the matcher.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from faq.answer import Answer
from faq.errors import QueryFileError

LANES = frozenset({"report", "emergency"})
NONE = "none"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Case:
    """One test question; `want` holds every right id, or one of the words `none`, `report`, `emergency`."""

    question: str
    want: tuple[str, ...]
    kind: str

    @property
    def has_entry(self) -> bool:
        return self.want != (NONE,) and not LANES & set(self.want)


@dataclass(slots=True)
class Tally:
    """Counts of one kind. `ranked` are questions that have an entry; `lanes` those that are reports or emergencies."""

    total: int = 0
    ranked: int = 0
    first: int = 0
    top3: int = 0
    reciprocal: float = 0.0
    wrong_direct: int = 0
    refused: int = 0
    lanes: int = 0
    lanes_found: int = 0

    def add(self, case: Case, answer: Answer) -> None:
        self.total += 1
        self.refused += answer.zone == "refuse"
        place = next((n for n, name in enumerate(answer.ids) if name in case.want), None)
        self.wrong_direct += answer.zone == "answer" and place != 0
        if case.has_entry:
            self.ranked += 1
            self.first += place == 0
            self.top3 += place is not None
            self.reciprocal += 0 if place is None else 1 / (place + 1)
        elif case.want != (NONE,):
            self.lanes += 1
            self.lanes_found += answer.zone in LANES


def read_cases(path: Path) -> list[Case]:
    """Raises QueryFileError naming the line that is no case."""
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            want = row["want"]
            wanted = tuple(want) if isinstance(want, list) else (want,)
            cases.append(Case(str(row["q"]), tuple(map(str, wanted)), str(row.get("kind", "question"))))
        except (ValueError, KeyError, TypeError) as error:
            raise QueryFileError(f'{path.name}:{number}: write {{"q", "want", "kind"}} here ({error!r})') from None
    return cases


def evaluate(ask: Callable[[str], Answer], cases: Iterable[Case]) -> dict[str, Tally]:
    """One tally a kind in the order they appear, and one over all of them under `all`, last."""
    tallies: dict[str, Tally] = {}
    whole = Tally()
    for case in cases:
        answer = ask(case.question)
        tallies.setdefault(case.kind, Tally()).add(case, answer)
        whole.add(case, answer)
    return {**tallies, ALL: whole}


def interval(successes: float, total: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; (0, 1) when nothing was counted."""
    if not total:
        return 0.0, 1.0
    z, share = 1.96, successes / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, middle - half), min(1.0, middle + half)


def table(tallies: dict[str, Tally]) -> str:
    """The tallies as plain text, one line a kind; shares with their interval in brackets, counts as they are."""
    head = f"{'kind':<14}{'n':>5}  {'R@1':<18}{'R@3':<18}{'MRR':<7}{'wrong direct':<22}{'refused':<9}{'lanes':<18}"
    return "\n".join([head, *(_row(kind, tally) for kind, tally in tallies.items())])


def _row(kind: str, tally: Tally) -> str:
    mean = f"{tally.reciprocal / tally.ranked:.3f}" if tally.ranked else "-"
    return (
        f"{kind:<14}{tally.total:>5}  {_share(tally.first, tally.ranked):<18}{_share(tally.top3, tally.ranked):<18}"
        f"{mean:<7}{tally.wrong_direct:>3} {_share(tally.wrong_direct, tally.total):<18}{tally.refused:<9}"
        f"{_share(tally.lanes_found, tally.lanes):<18}"
    ).rstrip()


def _share(count: int, total: int) -> str:
    if not total:
        return "-"
    low, high = interval(count, total)
    return f"{count / total:.3f} [{low:.2f} {high:.2f}]"
