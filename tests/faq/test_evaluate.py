from pathlib import Path

import pytest

from faq import evaluate
from faq.answer import Answer
from faq.errors import QueryFileError
from faq.evaluate import Case

ANSWERS = {
    "right": Answer("answer", ("a", "b"), (1.0, 0.5), ""),
    "second": Answer("suggest", ("b", "a"), (1.0, 0.5), ""),
    "wrong": Answer("answer", ("b",), (1.0,), ""),
    "refused": Answer("refuse", (), (), ""),
    "lane": Answer("report", ("b",), (0.1,), ""),
}


def tally(*rows: tuple[str, str]) -> evaluate.Tally:
    cases = [Case(question, (want,), "k") for question, want in rows]
    return evaluate.evaluate(ANSWERS.__getitem__, cases)["k"]


def test_ranks_are_counted_for_questions_that_have_an_entry() -> None:
    counted = tally(("right", "a"), ("second", "a"), ("wrong", "a"), ("refused", "a"))
    assert (counted.ranked, counted.first, counted.top3, counted.reciprocal) == (4, 1, 2, 1.5)
    assert (counted.wrong_direct, counted.refused) == (1, 1)


def test_for_a_question_without_entry_only_a_direct_answer_is_wrong() -> None:
    counted = tally(("second", "none"), ("wrong", "none"), ("refused", "none"))
    assert (counted.ranked, counted.wrong_direct) == (0, 1)


def test_lanes_are_counted_apart() -> None:
    counted = tally(("lane", "report"), ("lane", "emergency"), ("second", "report"))
    assert (counted.lanes, counted.lanes_found) == (3, 2)


def test_any_of_several_ids_is_right() -> None:
    cases = [Case("right", ("x", "a"), "k")]
    assert evaluate.evaluate(ANSWERS.__getitem__, cases)["k"].first == 1


def test_the_interval_holds_the_share_and_narrows() -> None:
    low, high = evaluate.interval(9, 10)
    narrow_low, narrow_high = evaluate.interval(900, 1000)
    assert low < 0.9 < high
    assert narrow_high - narrow_low < high - low


def test_a_file_of_cases_is_read(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"q": "甲", "want": "a", "kind": "k"}\n{"q": "乙", "want": ["a", "b"], "kind": "k"}\n')
    assert [case.want for case in evaluate.read_cases(path)] == [("a",), ("a", "b")]


def test_a_line_that_is_no_case_is_named(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"q": "甲", "want": "a"}\n{"q": "乙"}\n')
    with pytest.raises(QueryFileError, match=r"q\.jsonl:2"):
        evaluate.read_cases(path)


def test_the_table_has_a_line_for_each_kind_and_one_for_all() -> None:
    lines = evaluate.table(evaluate.evaluate(ANSWERS.__getitem__, [Case("right", ("a",), "k")])).splitlines()
    assert [line.split()[0] for line in lines] == ["kind", "k", "all"]
