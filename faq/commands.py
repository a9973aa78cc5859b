"""The command line of this package, mounted by the front door as `xiansuo faq`."""

import io
import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn
from zoneinfo import ZoneInfo

import typer

from faq import accounts
from faq import corpus as corpora
from faq.answer import Answer, render
from faq.calibrate import calibrate
from faq.corpus import Corpus
from faq.errors import FaqError
from faq.evaluate import evaluate, read_cases, table
from faq.match import Matcher
from faq.tuning import FILE
from kit import clock

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
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
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
        loaded = corpora.load(folder, today=_today())
    except FaqError as error:
        _fail(str(error))
    typer.echo(f"{len(loaded)} entries, {sum(len(entry.wordings) for entry in loaded.entries)} wordings: no problem")


@app.command("calibrate")
def calibrate_file(files: Annotated[list[Path], typer.Argument(exists=True)]) -> None:
    """Learns weights and thresholds from JSON lines of q, want, kind and from the corpus; writes them down."""
    try:
        cases = [case for file in files for case in read_cases(file)]
    except FaqError as error:
        _fail(str(error))
    corpus = _corpus(None)
    told, others = accounts.split(cases)
    accounts.save(accounts.learn(told, [*others, *(w for entry in corpus.entries for w in entry.wordings)]))
    tuning = calibrate(corpus, cases)
    tuning.save()
    typer.echo(f"answers from {tuning.answer_from}, suggests from {tuning.suggest_from}, written to {FILE.name}")


@app.command()
def booklet(
    folder: Annotated[Path, typer.Argument(help="Where booklet.html and booklet.pdf go.", file_okay=False)] = Path(),
    contact: Annotated[list[str] | None, typer.Option(help="name=value, such as office_phone=...; may repeat.")] = None,
    language: Annotated[str, typer.Option(help="Of the headings: zh_CN or en.")] = "zh_CN",
) -> None:
    """Prints the corpus as a handbook: HTML, and PDF on A5."""
    from faq.booklet import to_html, to_pdf

    contacts = dict(pair.split("=", 1) for pair in contact or () if "=" in pair)
    day = _today()
    try:
        current = _corpus(None).holding_on(day)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "booklet.html").write_text(to_html(current, contacts, day, language), encoding="utf-8")
        (folder / "booklet.pdf").write_bytes(to_pdf(current, contacts, day, language))
    except FaqError as error:
        _fail(str(error))
    typer.echo(f"booklet.html and booklet.pdf written, {len(current)} entries")


def _today() -> date:
    return clock.local_day(clock.now(), ZoneInfo("Asia/Shanghai"))


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
