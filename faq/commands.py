"""The command line of this package, mounted by the front door as `xiansuo faq`."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from faq import corpus as corpora
from faq.answer import Answer, render
from faq.calibrate import calibrate
from faq.corpus import Corpus
from faq.errors import FaqError
from faq.evaluate import evaluate, read_cases, table
from faq.match import Matcher
from faq.tuning import FILE

app = typer.Typer(help="Questions and answers: ask, measure, check, calibrate, print.", no_args_is_help=True)

CorpusFile = Annotated[
    Path | None,
    typer.Option("--corpus", help="Another corpus: JSON lines of id, question, aliases, answer.", exists=True),
]


@app.callback()
def main() -> None:
    """Questions and answers: ask, measure, check, calibrate, print."""


@app.command()
def ask(
    as_json: Annotated[bool, typer.Option("--json", help="JSON strings in, JSON objects out, one a line.")] = False,
    corpus: CorpusFile = None,
) -> None:
    """Answers each line of standard input."""
    matcher = Matcher(_corpus(corpus))
    for line in sys.stdin:
        answer = matcher.ask(_question(line) if as_json else line)
        typer.echo(_json(answer) if as_json else _shown(answer, matcher.corpus))
        sys.stdout.flush()


@app.command("eval")
def evaluate_file(file: Annotated[Path, typer.Argument(exists=True)], corpus: CorpusFile = None) -> None:
    """Measures the matcher on JSON lines of q, want, kind."""
    try:
        cases = read_cases(file)
    except FaqError as error:
        _fail(str(error))
    typer.echo(table(evaluate(Matcher(_corpus(corpus)).ask, cases)))


@app.command()
def check(folder: Annotated[Path | None, typer.Argument(exists=True, file_okay=False)] = None) -> None:
    """Validates the corpus; prints each problem as file:line and ends with 1 when there is any."""
    try:
        loaded = corpora.load(folder, today=date.today())  # noqa: DTZ011 -- the operator's own calendar day is meant
    except FaqError as error:
        _fail(str(error))
    typer.echo(f"{len(loaded)} entries, {sum(len(entry.wordings) for entry in loaded.entries)} wordings: no problem")


@app.command("calibrate")
def calibrate_file(files: Annotated[list[Path], typer.Argument(exists=True)]) -> None:
    """Learns weights and thresholds from JSON lines of q, want, kind and from the corpus; writes the tuning file."""
    try:
        cases = [case for file in files for case in read_cases(file)]
    except FaqError as error:
        _fail(str(error))
    tuning = calibrate(_corpus(None), cases)
    tuning.save()
    typer.echo(f"answers from {tuning.answer_from}, suggests from {tuning.suggest_from}, written to {FILE.name}")


def _corpus(path: Path | None) -> Corpus:
    try:
        return corpora.load_lines(path) if path else corpora.load()
    except FaqError as error:
        _fail(str(error))


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


def _question(line: str) -> str:
    """A JSON string; a line that is none is taken as it stands, so that one bad line loses no answer."""
    try:
        value = json.loads(line)
    except ValueError:
        return line
    return value if isinstance(value, str) else line


def _json(answer: Answer) -> str:
    return json.dumps({"zone": answer.zone, "ids": answer.ids, "scores": answer.scores, "why": answer.why})


def _shown(answer: Answer, corpus: Corpus) -> str:
    if answer.zone == "refuse" or not answer.ids:
        return f"[{answer.zone}] {answer.why}"
    if answer.zone == "answer":
        shown = render(corpus[answer.ids[0]], {})
        return f"[{answer.zone}] {shown.question}\n{shown.answer}"
    questions = "\n".join(f"  {corpus[name].question}" for name in answer.ids)
    return f"[{answer.zone}]\n{questions}"
