from datetime import date
from pathlib import Path

import pytest

from faq import corpus
from faq.errors import CorpusError

GOOD = """\
- id: one
  question: 什么是甲？
  aliases: [甲是啥, 甲指什么]
  answer: 甲是甲。
  sources: [{title: 中华人民共和国反有组织犯罪法, article: 第二条, date: 2022-05-01}]
  related: [two]
  action: report
- id: two
  question: 什么是乙？
  answer: 乙是乙。
  valid_from: 2021-01-01
  valid_until: 2024-12-31
"""
ONE = "- id: one\n  question: 什么是甲？\n  answer: 甲。\n"


def problems(yaml: str, today: date | None = None) -> list[str]:
    with pytest.raises(CorpusError) as caught:
        corpus.loads(yaml, "a.yaml", today)
    return caught.value.problems


def test_a_good_file_is_read_as_it_stands() -> None:
    one, two = corpus.loads(GOOD).entries
    assert (one.id, one.aliases, one.action, one.related) == ("one", ("甲是啥", "甲指什么"), "report", ("two",))
    assert one.sources[0].article == "第二条"
    assert two.valid_until == date(2024, 12, 31)


@pytest.mark.parametrize(
    ("added", "line", "said"),
    [
        ("  colour: red\n", 4, "unknown key colour"),
        ("  aliases: 甲\n", 4, "aliases must be a list"),
        ("  aliases:\n    - 甲乙\n    - 什么是甲\n", 6, "already used at a.yaml:2"),
        ("  aliases: [谢谢]\n", 4, "says nothing"),
        ("  related: [nobody]\n", 4, "nobody, which is no other entry"),
        ("  related: [one]\n", 4, "one, which is no other entry"),
        ("  action: fly\n", 4, "unknown action fly"),
        ("  verify: always\n", 4, "verify can only be"),
        ("  valid_from: tomorrow\n", 4, "valid_from must be a date"),
        ("  valid_from: 2024-01-01\n  valid_until: 2023-01-01\n", 5, "before valid_from"),
        ("  sources: [{title: 中华人民共和国反有组织犯罪法, article: 第七十八条}]\n", 4, "no article 第七十八条"),
        ("  sources: [{title: 民间传说, article: 第一条}]\n", 4, "no law of lexicon/laws.yaml"),
        ("  sources: [{article: 第一条}]\n", 4, "needs a title"),
        ("  sources: [{title: 网页, url: ftp://x}]\n", 4, "must begin with https"),
        ("  answer: 甲。\n", 4, "given twice"),
    ],
)
def test_a_broken_rule_is_told_with_file_and_line(added: str, line: int, said: str) -> None:
    (problem,) = problems(ONE + added)
    assert problem.startswith(f"a.yaml:{line}: ")
    assert said in problem


def test_an_id_used_twice_is_told() -> None:
    (problem,) = problems(ONE + "- id: one\n  question: 什么是乙？\n  answer: 乙。\n")
    assert problem == "a.yaml:4: the id one is already used at a.yaml:1"


def test_the_same_wording_in_two_entries_is_told_though_written_differently() -> None:
    (problem,) = problems(ONE + "- id: two\n  question: 請問什麼是甲\n  answer: 乙。\n")
    assert problem.startswith("a.yaml:5: ")


def test_a_missing_answer_is_told() -> None:
    assert problems("- id: one\n  question: 什么是甲？\n") == ["a.yaml:1: answer is missing or empty"]


def test_what_is_no_yaml_is_told_with_its_line() -> None:
    (problem,) = problems("- id: one\n  question: [\n")
    assert problem.startswith("a.yaml:")


def test_an_expired_entry_is_a_problem_only_when_today_is_given() -> None:
    assert len(corpus.loads(GOOD)) == 2
    (problem,) = problems(GOOD, date(2025, 1, 1))
    assert problem == "a.yaml:12: the entry ran out on 2024-12-31; renew or remove it"


def test_a_service_leaves_out_what_does_not_hold_today() -> None:
    kept = corpus.loads(GOOD).holding_on(date(2025, 1, 1))
    assert [(entry.id, entry.related) for entry in kept.entries] == [("one", ())]


def test_the_same_after_save_and_load() -> None:
    first = corpus.loads(GOOD)
    again = corpus.loads(first.to_json(), "a.json")
    assert (again.entries, again.etag) == (first.entries, first.etag)


def test_the_etag_changes_with_any_answer() -> None:
    assert corpus.loads(GOOD).etag != corpus.loads(GOOD.replace("甲是甲。", "甲是乙。")).etag


def test_the_shipped_corpus_keeps_every_rule() -> None:
    assert len(corpus.load()) >= 64


def test_an_empty_folder_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(CorpusError):
        corpus.load(tmp_path)


def test_json_lines_are_a_corpus_too(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(
        '{"id": "a", "question": "甲？", "aliases": ["乙"], "answer": "丙"}\n\n{"id": "b", "question": "丁"}\n'
    )
    assert [entry.wordings for entry in corpus.load_lines(path).entries] == [("甲？", "乙"), ("丁",)]


def test_a_broken_json_line_is_told_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text('{"id": "a", "question": "甲？"}\n{"id": "a"}\nnonsense\n')
    with pytest.raises(CorpusError) as caught:
        corpus.load_lines(path)
    assert [problem.split(": ")[0] for problem in caught.value.problems] == ["c.jsonl:2", "c.jsonl:3"]
