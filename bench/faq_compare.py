"""The matcher beside the usual ones, on the same questions: quality, time and memory at 64, 5,000 and 100,000 entries.

`python -m bench.faq_compare [QUESTIONS.jsonl ...]`, from the top folder; by default those questions of the tests that
nothing was learned from. Every cell runs in a process of its own, so that its memory is its own. A method whose package
is missing is left out.
"""

import json
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from faq import corpus as corpora
from faq.corpus import Corpus
from faq.evaluate import Case, read_cases
from faq.strangers import among_strangers

ROOT = Path(__file__).resolve().parent.parent

SIZES = (64, 5_000, 100_000)
ASKED = 200
REPEATED = 3
"""Each question is asked that often and its quickest time counts, whatever else the machine does."""
Ask = Callable[[str], list[str]]


def ours(corpus: Corpus) -> Ask:
    from faq.match import Matcher

    matcher = Matcher(corpus)
    return lambda question: list(matcher.ask(question).ids)


def rapidfuzz_with(scorer: str) -> Callable[[Corpus], Ask]:
    def build(corpus: Corpus) -> Ask:
        from rapidfuzz import fuzz, process

        rows = list(_rows(corpus))
        texts = [text for _, text in rows]
        measure = getattr(fuzz, scorer)

        def ask(question: str) -> list[str]:
            found = process.extract(question, texts, scorer=measure, limit=12)
            return _first_three(rows[place][0] for _, _, place in found)

        return ask

    return build


def bm25(corpus: Corpus) -> Ask:
    import bm25s
    import rjieba

    rows = list(_rows(corpus))
    index = bm25s.BM25()
    index.index([rjieba.cut(text) for _, text in rows], show_progress=False)

    def ask(question: str) -> list[str]:
        found, scores = index.retrieve([rjieba.cut(question)], k=min(12, len(rows)), show_progress=False)
        return _first_three(rows[p][0] for p, score in zip(found[0], scores[0], strict=True) if score > 0)

    return ask


def fts5(corpus: Corpus) -> Ask:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE t USING fts5(id UNINDEXED, text, tokenize='trigram')")
    base.executemany("INSERT INTO t VALUES (?, ?)", _rows(corpus))

    def ask(question: str) -> list[str]:
        pieces = [question[at : at + 3].replace('"', "") for at in range(len(question) - 2)]
        wanted = " OR ".join(f'"{piece}"' for piece in pieces if len(piece) == 3)
        if not wanted:
            return []
        found = base.execute("SELECT id FROM t WHERE t MATCH ? ORDER BY rank LIMIT 12", (wanted,))
        return _first_three(name for (name,) in found)

    return ask


def tantivy_ngrams(corpus: Corpus) -> Ask:
    import tantivy

    tokens = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(1, 2, False)).build()
    schema = tantivy.SchemaBuilder().add_text_field("id", stored=True, tokenizer_name="raw")
    index = tantivy.Index(schema.add_text_field("text", tokenizer_name="pairs").build())
    index.register_tokenizer("pairs", tokens)
    writer = index.writer()
    for name, text in _rows(corpus):
        writer.add_document(tantivy.Document(id=name, text=text))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(question: str) -> list[str]:
        plain = "".join(char for char in question if char.isalnum())
        if not plain:
            return []
        query, _ = index.parse_query_lenient(" ".join(map("".join, pairwise(plain))), ["text"])
        return _first_three(searcher.doc(place)["id"][0] for _, place in searcher.search(query, 12).hits)

    return ask


METHODS: dict[str, tuple[Callable[[Corpus], Ask], tuple[str, ...]]] = {
    "xiansuo": (ours, ()),
    "rapidfuzz ratio": (rapidfuzz_with("ratio"), ("rapidfuzz",)),
    "rapidfuzz WRatio": (rapidfuzz_with("WRatio"), ("rapidfuzz",)),
    "bm25s + jieba": (bm25, ("bm25s", "rjieba")),
    "FTS5 trigram": (fts5, ()),
    "tantivy 1+2-grams": (tantivy_ngrams, ("tantivy",)),
}


def _rows(corpus: Corpus) -> Iterable[tuple[str, str]]:
    return ((entry.id, wording) for entry in corpus.entries for wording in entry.wordings)


def _first_three(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))[:3]


def _topics() -> Corpus:
    """The entries about the law and the campaign, without those about this service."""
    return Corpus(tuple(entry for entry in corpora.load().entries if not entry.id.startswith("svc_")))


def measure(method: str, size: int, files: list[str]) -> dict[str, float]:
    """One cell: R@1, R@3, seconds to build, milliseconds a question, megabytes at most."""
    corpus = among_strangers(_topics(), size)
    cases = [case for name in files for case in read_cases(Path(name)) if corpus.by_id.keys() & set(case.want)]
    random.Random(3).shuffle(cases)
    began = time.perf_counter()
    ask = METHODS[method][0](corpus)
    built = time.perf_counter() - began
    for case in cases[:20]:
        ask(case.question)
    times, first, three = [], 0, 0
    ids: list[str] = []
    for case in cases[:ASKED]:
        spent = []
        for _ in range(REPEATED):
            began = time.perf_counter()
            ids = ask(case.question)
            spent.append((time.perf_counter() - began) * 1000)
        times.append(min(spent))
        first += _right(case, ids[:1])
        three += _right(case, ids)
    count = len(times)
    return {
        "R@1": first / count,
        "R@3": three / count,
        "build": built,
        "p50": statistics.median(times),
        "p99": sorted(times)[int(count * 0.99)],
        "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _right(case: Case, ids: list[str]) -> bool:
    return any(name in case.want for name in ids)


def main() -> None:
    files = sys.argv[1:] or [str(ROOT / "tests" / "faq" / f"{name}_queries.jsonl") for name in ("held_out", "fifth")]
    print(f"{'method':<20}{'entries':>8}{'R@1':>7}{'R@3':>7}{'build s':>9}{'p50 ms':>8}{'p99 ms':>9}{'MB':>6}")
    for method, (_, needs) in METHODS.items():
        missing = [name for name in needs if find_spec(name) is None]
        if missing:
            print(f"{method:<20} left out: {', '.join(missing)} is not installed")
            continue
        for size in SIZES:
            command = [sys.executable, "-m", "bench.faq_compare", "--one", method, str(size), *files]
            with tempfile.TemporaryFile("w+") as told:
                subprocess.run(command, stdout=told, check=True, cwd=ROOT)
                told.seek(0)
                cell = json.loads(told.read())
            print(
                f"{method:<20}{size:>8}{cell['R@1']:>7.3f}{cell['R@3']:>7.3f}{cell['build']:>9.2f}"
                f"{cell['p50']:>8.2f}{cell['p99']:>9.2f}{cell['MB']:>6.0f}",
                flush=True,
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(sys.argv[2], int(sys.argv[3]), sys.argv[4:])))
    else:
        main()
