"""Settings from the environment and `.env`, checked once at the start.

A field `web_port` is the variable `XIANSUO_WEB_PORT`. Each is declared with `setting()`, which asks for a phrase that
says what belongs there and for an example: both go into the error sentence and into the printed reference.
Both processes read one `.env`, so a class ignores what the other one owns; names that no class owns are refused once,
by `refuse_unknown`, because a misspelt setting is otherwise a setting silently left at its default.
"""

import difflib
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

from dotenv import dotenv_values
from pydantic import BeforeValidator, Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings as PydanticSettings
from pydantic_settings import NoDecode, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError as UndecodableSetting

from kit.secret_setting import SecretSetting as SecretSetting

PREFIX = "XIANSUO_"
TEST_PREFIX = "XIANSUO_TEST_"
ENV_FILE = Path(".env")
EXIT_CODE = 2


class SettingsError(Exception):
    """One sentence for each wrong setting: the variable, what is wrong, how to mend it. Never the value."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = tuple(sentences)


class BaseSettings(PydanticSettings):
    """What both settings classes share: names, `.env`, and that no field goes without its description."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        validate_default=True,
        hide_input_in_errors=True,
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Refuses a class with an undocumented field while the program is written, not while it runs."""
        bare = [name for name, field in cls.model_fields.items() if not (field.description and field.examples)]
        if bare:
            raise TypeError(f"{cls.__name__}: declare {', '.join(bare)} with setting(says=..., example=...)")


def setting(default: Any = ..., *, says: str, example: str, **limits: Any) -> Any:
    """A documented field. `says` completes "set it to ..."; `limits` are pydantic's (`ge=1`, `max_length=80`)."""
    return Field(default, description=says, examples=[example], **limits)


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
"""Several values in one variable, with commas between them: `XIANSUO_HOSTS=a.example,b.example`."""

S = TypeVar("S", bound=BaseSettings)


def read(kind: type[S], **given: Any) -> S:
    """The settings of one process; `given` wins over the environment, which wins over `.env`.

    Raises SettingsError with a sentence for every wrong value at once.
    """
    try:
        return kind(**given)
    except ValidationError as error:
        # The chain is cut, because pydantic's own message may carry what was typed.
        raise SettingsError([_sentence(kind, problem) for problem in error.errors()]) from None
    except UndecodableSetting as error:
        raise SettingsError([f"{error}: write the value as JSON"]) from None
    except UnicodeDecodeError:
        raise SettingsError([f"{ENV_FILE} is not UTF-8 text: save it again as UTF-8"]) from None
    except PermissionError:
        raise SettingsError([f"{ENV_FILE} may not be read by this user: run chown on it"]) from None


def load(kind: type[S], **given: Any) -> S:
    """As `read`, but a wrong setting ends the process: sentences to stderr, exit code 2, no traceback."""
    try:
        return read(kind, **given)
    except SettingsError as error:
        stop(error)


def stop(error: SettingsError) -> NoReturn:
    """Ends the process over wrong settings, with the sentences on stderr and exit code 2."""
    for sentence in error.sentences:
        sys.stderr.write(f"{sentence}\n")
    raise SystemExit(EXIT_CODE) from None


def given_names(env_file: Path = ENV_FILE) -> frozenset[str]:
    """The XIANSUO_ names that the environment and `.env` hold, in capitals."""
    in_file = dotenv_values(env_file, encoding="utf-8", interpolate=False) if env_file.is_file() else {}
    return frozenset(name.upper() for name in (*os.environ, *in_file) if name.upper().startswith(PREFIX))


def refuse_unknown(names: Iterable[str], *kinds: type[BaseSettings]) -> None:
    """Raises SettingsError for each XIANSUO_ name that no class owns, with the nearest known name.

    Names under XIANSUO_TEST_ belong to the tests and are left alone.
    """
    known = {variable_of(kind, field) for kind in kinds for field in kind.model_fields}
    unknown = sorted(name for name in names if name.startswith(PREFIX) and name not in known)
    sentences = [_unknown(name, known) for name in unknown if not name.startswith(TEST_PREFIX)]
    if sentences:
        raise SettingsError(sentences)


def variable_of(kind: type[BaseSettings], field: str) -> str:
    """The environment variable that fills a field."""
    alias = kind.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else f"{kind.model_config['env_prefix']}{field}".upper()


@dataclass(frozen=True)
class SettingDoc:
    """One line of the printed reference. `default` is None where a value must be given."""

    variable: str
    says: str
    example: str
    default: str | None


def describe(kind: type[BaseSettings]) -> list[SettingDoc]:
    """The reference of a settings class, in the order of its fields."""
    return [
        SettingDoc(variable_of(kind, name), field.description or "", _example(field), _default(field))
        for name, field in kind.model_fields.items()
    ]


def _default(field: FieldInfo) -> str | None:
    value = field.get_default(call_default_factory=False)
    if value is PydanticUndefined:
        return None
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return "" if value is None else str(value)


def _example(field: FieldInfo) -> str:
    return str((field.examples or [""])[0])


def _unknown(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.7)
    cure = f"did you mean {near[0]}?" if near else "remove it, or look its name up with: xiansuo settings"
    return f"{name} is no setting of this program: {cure}"


def _sentence(kind: type[BaseSettings], problem: Any) -> str:
    field = _field_of(kind, problem["loc"])
    if field is None:
        # A check across several settings: its author has written the whole sentence.
        return _reason(problem)
    info, variable = kind.model_fields[field], variable_of(kind, field)
    cure = f"set it to {info.description}, for example {variable}={_example(info)}"
    if problem["type"] == "missing":
        return f"{variable} is not set: {cure}"
    return f"{variable} is wrong ({_reason(problem)}): {cure}"


def _field_of(kind: type[BaseSettings], location: tuple[int | str, ...]) -> str | None:
    if not location:
        return None
    first = str(location[0])
    return next((name for name in kind.model_fields if first.upper() in (name.upper(), variable_of(kind, name))), None)


def _reason(problem: Any) -> str:
    reason = str(problem["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    typed = problem.get("input")
    # Some libraries put what was typed into their message, and it may be half a token.
    return reason.replace(typed, "the value") if isinstance(typed, str) and typed else reason
