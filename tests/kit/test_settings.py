import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import model_validator

from kit import settings
from kit.settings import BaseSettings, Listed, SecretSetting, SettingsError, setting

TOKEN = "canary-4711"


class Sample(BaseSettings):
    port: int = setting(8080, says="the port of the public site", example="8080", ge=1, le=65535)
    token: SecretSetting = setting(says="the token both processes share", example="(from xiansuo keys token)")
    hosts: Listed = setting((), says="the host names of the site", example="tips.example")
    timezone: ZoneInfo = setting(ZoneInfo("Asia/Shanghai"), says="the office's time zone", example="Asia/Shanghai")

    @model_validator(mode="after")
    def port_is_not_taken(self) -> "Sample":
        if self.port == 81:
            raise ValueError("XIANSUO_PORT names a port that the staff site has; choose another one")
        return self


@pytest.fixture(autouse=True)
def empty_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XIANSUO_TOKEN", TOKEN)


def sentences(**environment: str) -> tuple[str, ...]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        with pytest.raises(SettingsError) as caught:
            settings.read(Sample)
    return caught.value.sentences


def test_values_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIANSUO_PORT", "9000")
    assert settings.read(Sample).port == 9000


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("XIANSUO_PORT=1111\nXIANSUO_HOSTS=a.example, b.example\nXIANSUO_BOT_ONLY=x\n", "utf-8")
    monkeypatch.setenv("XIANSUO_PORT", "9000")
    read = settings.read(Sample)
    assert (read.port, read.hosts) == (9000, ("a.example", "b.example"))


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIANSUO_PORT", "")
    assert settings.read(Sample).port == 8080


def test_a_wrong_value_names_variable_reason_and_cure() -> None:
    (sentence,) = sentences(XIANSUO_PORT="many")
    assert sentence.startswith("XIANSUO_PORT is wrong (should be a valid integer")
    assert sentence.endswith("set it to the port of the public site, for example XIANSUO_PORT=8080")


def test_a_missing_value_says_what_belongs_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XIANSUO_TOKEN")
    (sentence,) = sentences()
    assert sentence.startswith("XIANSUO_TOKEN is not set: set it to the token both processes share")


def test_all_wrong_values_are_told_at_once() -> None:
    assert len(sentences(XIANSUO_PORT="0", XIANSUO_TIMEZONE="Mars/Base")) == 2


def test_no_sentence_repeats_what_was_typed() -> None:
    assert TOKEN not in "".join(sentences(XIANSUO_PORT=TOKEN, XIANSUO_TIMEZONE=TOKEN))


def test_a_check_across_settings_speaks_for_itself() -> None:
    assert sentences(XIANSUO_PORT="81") == ("XIANSUO_PORT names a port that the staff site has; choose another one",)


def test_an_unknown_name_is_refused_with_the_nearest_known_one() -> None:
    with pytest.raises(SettingsError, match=r"XIANSUO_PROT is no setting of this program: did you mean XIANSUO_PORT\?"):
        settings.refuse_unknown({"XIANSUO_PROT", "XIANSUO_PORT", "PATH"}, Sample)


def test_names_of_the_tests_are_left_alone() -> None:
    settings.refuse_unknown({"XIANSUO_TEST_POSTGRES"}, Sample)


def test_given_names_are_those_of_environment_and_file() -> None:
    Path(".env").write_text("XIANSUO_PROT=1\nOTHER=2\n", "utf-8")
    assert {"XIANSUO_PROT", "XIANSUO_TOKEN"} <= settings.given_names()
    assert "OTHER" not in settings.given_names()


def test_a_field_without_description_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="bare"):

        class Undocumented(BaseSettings):
            bare: int = 1


def test_the_reference_lists_every_field_and_no_secret() -> None:
    reference = settings.describe(Sample)
    assert [line.variable for line in reference][:2] == ["XIANSUO_PORT", "XIANSUO_TOKEN"]
    assert (reference[0].default, reference[1].default) == ("8080", None)


def test_a_wrong_setting_ends_the_process_without_a_traceback(tmp_path: Path) -> None:
    program = (
        "from kit.settings import *\n"
        "class A(BaseSettings):\n"
        "    port: int = setting(1, says='a port', example='80')\n"
        "load(A)\n"
    )
    root = Path(__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"XIANSUO_PORT": TOKEN, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.count("\n") == 1
    assert "XIANSUO_PORT is wrong" in ended.stderr
    assert TOKEN not in ended.stderr
