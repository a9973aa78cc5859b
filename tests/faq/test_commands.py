import json
from pathlib import Path

from typer.testing import CliRunner

from faq.commands import app

ROWS: list[dict[str, object]] = [
    {"id": "a", "question": "图书馆几点开门", "aliases": ["图书馆开门时间"], "answer": "九点"},
    {"id": "b", "question": "食堂在哪里", "aliases": [], "answer": "后院"},
]


def lines(path: Path, rows: list[dict[str, object]]) -> str:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def ask(*arguments: str, typed: str) -> list[str]:
    result = CliRunner().invoke(app, ["ask", *arguments], input=typed)
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def test_json_strings_are_answered_by_json_objects_in_order() -> None:
    questions = ["什么是保护伞？", "今天天气怎么样", "救命啊有人要杀我"]
    answers = [json.loads(line) for line in ask("--json", typed="".join(json.dumps(q) + "\n" for q in questions))]
    assert [answer["zone"] for answer in answers] == ["answer", "refuse", "emergency"]
    assert answers[0]["ids"][0] == "umbrella"
    assert set(answers[0]) == {"zone", "ids", "scores", "why"}


def test_a_hostile_line_loses_no_other_answer() -> None:
    typed = '"\\ud800"\n{"no": "string"}\nnot json\n"\\u0000"\n"什么是保护伞"\n'
    answers = [json.loads(line) for line in ask("--json", typed=typed)]
    assert len(answers) == 5
    assert answers[-1]["ids"][0] == "umbrella"


def test_another_corpus_is_asked(tmp_path: Path) -> None:
    path = lines(tmp_path / "c.jsonl", ROWS)
    (line,) = ask("--json", "--corpus", path, typed='"图书馆开门时间？"\n')
    assert json.loads(line)["ids"][0] == "a"


def test_without_json_the_answer_is_read_by_people(tmp_path: Path) -> None:
    path = lines(tmp_path / "c.jsonl", ROWS)
    assert ask("--corpus", path, typed="食堂在哪里\n") == ["[answer] 食堂在哪里", "后院"]


def test_a_broken_corpus_is_told_and_ends_with_one(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text("nonsense\n")
    result = CliRunner().invoke(app, ["ask", "--json", "--corpus", str(path)], input='"a"\n')
    assert result.exit_code == 1
    assert "c.jsonl:1" in result.stderr


def test_check_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("- id: a\n  question: 甲？\n  answer: 乙\n  colour: red\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["check", str(tmp_path)])
    assert result.exit_code == 1
    assert result.stderr.startswith("bad.yaml:4: unknown key colour")


def test_check_passes_the_shipped_corpus() -> None:
    result = CliRunner().invoke(app, ["check"])
    assert (result.exit_code, result.stdout.split()[1]) == (0, "entries,"), result.output


def test_eval_prints_a_table(tmp_path: Path) -> None:
    path = lines(tmp_path / "q.jsonl", [{"q": "什么是保护伞", "want": "umbrella", "kind": "easy"}])
    result = CliRunner().invoke(app, ["eval", path])
    assert result.stdout.splitlines()[1].split()[:3] == ["easy", "1", "1.000"]
