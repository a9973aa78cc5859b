"""Texts shown to people, kept in one YAML file a language, never in code.

A file maps keys to texts; nested groups are joined by dots (`error: {404: ...}` is `error.404`).
Placeholders are plain names in braces: `还有 {count} 条`. Nothing else of format strings is allowed, so that a
catalogue can neither reach into objects nor format numbers in ways a translator cannot see.
"""

import string
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files

import yaml

LANGUAGES = ("zh_CN", "en")
DEFAULT_LANGUAGE = "zh_CN"

Translator = Callable[..., str]


class MissingText(LookupError):
    """A key, language or placeholder that no catalogue knows: a mistake in code or texts, never in input."""


class Catalogue:
    """All texts of one or several packages, by language and key."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = {language: dict(entries) for language, entries in texts.items()}

    @classmethod
    def load(cls, package: str, folder: str = "texts") -> "Catalogue":
        """Reads `<package>/<folder>/<language>.yaml` for every language.

        Raises MissingText when a file is absent, or holds anything but texts or a key twice.
        """
        texts = {}
        for language in LANGUAGES:
            source = files(package).joinpath(folder, f"{language}.yaml")
            if not source.is_file():
                raise MissingText(f"the package {package} has no {folder}/{language}.yaml")
            texts[language] = _read(source.read_text(encoding="utf-8"), f"{package}/{folder}/{language}.yaml")
        return cls(texts)

    def joined(self, *others: "Catalogue") -> "Catalogue":
        """One catalogue with the texts of all. A key that two of them claim raises MissingText."""
        texts = {language: dict(entries) for language, entries in self._texts.items()}
        for other in others:
            for language, entries in other._texts.items():
                mine = texts.setdefault(language, {})
                twice = sorted(mine.keys() & entries.keys())
                if twice:
                    raise MissingText(f"two catalogues hold {', '.join(twice)}")
                mine.update(entries)
        return Catalogue(texts)

    def text(self, key: str, language: str = DEFAULT_LANGUAGE, **values: object) -> str:
        """The text of `key` with every placeholder filled; raises MissingText for anything it does not know."""
        try:
            template = self._texts[language][key]
        except KeyError:
            raise MissingText(f"no text {key!r} in {language!r}") from None
        missing = placeholders(template) - values.keys()
        if missing:
            raise MissingText(f"the text {key!r} needs {', '.join(sorted(missing))}")
        return template.format_map(values)

    def has(self, key: str, language: str = DEFAULT_LANGUAGE) -> bool:
        """Whether `key` may be asked for."""
        return key in self._texts.get(language, {})

    def keys(self, language: str = DEFAULT_LANGUAGE) -> frozenset[str]:
        """All keys of a language."""
        return frozenset(self._texts.get(language, {}))

    def bind(self, language: str) -> Translator:
        """A callable `t(key, **values)` for one language, made for templates."""
        if language not in self._texts:
            raise MissingText(f"no language {language!r}")

        def translate(key: str, **values: object) -> str:
            return self.text(key, language, **values)

        return translate

    def check(self) -> None:
        """Raises MissingText listing every key that a language lacks or whose placeholders differ."""
        wrong = list(self._differences())
        if wrong:
            raise MissingText("; ".join(wrong))

    def _differences(self) -> Iterator[str]:
        every = sorted(set().union(*self._texts.values()))
        for key in every:
            lacking = [language for language, entries in self._texts.items() if key not in entries]
            if lacking:
                yield f"{key} is missing in {', '.join(lacking)}"
            elif len({placeholders(entries[key]) for entries in self._texts.values()}) > 1:
                yield f"{key} has different placeholders"


def placeholders(template: str) -> frozenset[str]:
    """The names in braces; raises MissingText for anything but a plain name."""
    names = set()
    try:
        for _, name, spec, conversion in string.Formatter().parse(template):
            if name is None:
                continue
            if not name.isidentifier() or spec or conversion:
                raise MissingText(f"{{{name}}} is not a plain placeholder")
            names.add(name)
    except ValueError as error:
        raise MissingText(f"a text has unbalanced braces: {error}") from None
    return frozenset(names)


class _NoDuplicates(yaml.SafeLoader):
    """YAML keeps the last of two equal keys in silence; a text would be lost without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise MissingText(f"the key {key!r} stands twice at line {key_node.start_mark.line + 1}")
            seen.add(key)
        return super().construct_mapping(node, deep)


def _read(body: str, name: str) -> dict[str, str]:
    try:
        # The loader derives from SafeLoader, so no tag can build an object.
        tree = yaml.load(body, Loader=_NoDuplicates)  # noqa: S506
    except (yaml.YAMLError, MissingText) as error:
        raise MissingText(f"{name}: {error}") from None
    if not isinstance(tree, dict):
        raise MissingText(f"{name} holds no texts")
    entries: dict[str, str] = {}
    for key, text in _flat(tree, name):
        if key in entries:
            raise MissingText(f"{name}: the key {key!r} stands twice")
        placeholders(text)
        entries[key] = text
    return entries


def _flat(tree: Mapping[object, object], name: str, prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        # YAML 1.1 reads yes, no, on and off as booleans: `group.yes` would become `group.True`.
        if isinstance(key, bool):
            raise MissingText(f"{name}: put the key under {prefix!r} that YAML reads as yes/no into quotes")
        path = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _flat(value, name, f"{path}.")
        elif isinstance(value, str):
            yield path, value
        else:
            raise MissingText(f"{name}: {path} is not a text; put it into quotes")
