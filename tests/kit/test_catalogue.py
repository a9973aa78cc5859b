from pathlib import Path

import pytest

from kit.catalogue import Catalogue, MissingText, placeholders


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    name = f"texts_of_{abs(hash(request.node.name))}"
    folder = tmp_path / name / "texts"
    folder.mkdir(parents=True)
    (tmp_path / name / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    return name


def write(tmp_path: Path, package: str, zh: str, en: str) -> None:
    (tmp_path / package / "texts" / "zh_CN.yaml").write_text(zh, encoding="utf-8")
    (tmp_path / package / "texts" / "en.yaml").write_text(en, encoding="utf-8")


def test_nested_and_flat_keys_are_one_name_space(tmp_path: Path, package: str) -> None:
    write(tmp_path, package, "a: {b: 甲}\na.c: 乙\n", "a: {b: x}\na.c: y\n")
    texts = Catalogue.load(package)
    assert (texts.text("a.b"), texts.text("a.c", "en")) == ("甲", "y")


def test_a_bound_language_fills_placeholders(tmp_path: Path, package: str) -> None:
    write(tmp_path, package, "left: 还有{count}条\n", "left: '{count} left'\n")
    assert Catalogue.load(package).bind("en")("left", count=3) == "3 left"


def test_an_unfilled_placeholder_is_an_error_not_a_gap() -> None:
    with pytest.raises(MissingText, match="count"):
        Catalogue({"zh_CN": {"left": "还有{count}条"}}).text("left")


@pytest.mark.parametrize("language", ["zh_CN", "fr"])
def test_an_unknown_key_or_language_is_an_error(language: str) -> None:
    with pytest.raises(MissingText, match="nothing"):
        Catalogue({"zh_CN": {}}).text("nothing", language)


def test_check_names_keys_that_a_language_lacks() -> None:
    with pytest.raises(MissingText, match="only_here is missing in en"):
        Catalogue({"zh_CN": {"only_here": "甲"}, "en": {}}).check()


def test_check_names_keys_whose_placeholders_differ() -> None:
    with pytest.raises(MissingText, match="left has different placeholders"):
        Catalogue({"zh_CN": {"left": "{a}"}, "en": {"left": "{b}"}}).check()


def test_a_key_written_twice_is_refused(tmp_path: Path, package: str) -> None:
    write(tmp_path, package, "a: 甲\na: 乙\n", "a: x\n")
    with pytest.raises(MissingText, match="twice"):
        Catalogue.load(package)


def test_a_yes_that_yaml_reads_as_a_boolean_is_refused(tmp_path: Path, package: str) -> None:
    write(tmp_path, package, "answer: {yes: 是}\n", "answer: {yes: yes}\n")
    with pytest.raises(MissingText, match="quotes"):
        Catalogue.load(package)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(MissingText, match=r"nowhere/zh_CN\.yaml"):
        Catalogue.load("kit", "nowhere")


@pytest.mark.parametrize("template", ["{}", "{0}", "{a.b}", "{a[0]}", "{a!r}", "{a:>9}", "{a", "a}"])
def test_a_text_cannot_reach_into_objects(template: str) -> None:
    with pytest.raises(MissingText):
        placeholders(template)


def test_two_packages_cannot_claim_one_key() -> None:
    one = Catalogue({"zh_CN": {"a": "甲"}})
    with pytest.raises(MissingText, match="two catalogues hold a"):
        one.joined(Catalogue({"zh_CN": {"a": "乙"}}))


def test_joined_catalogues_answer_for_both() -> None:
    joined = Catalogue({"zh_CN": {"a": "甲"}}).joined(Catalogue({"zh_CN": {"b": "乙"}}))
    assert joined.keys() == {"a", "b"}
