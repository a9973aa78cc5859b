"""Reads YAML into drafts that remember their lines, so that every complaint can name file and line."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from faq.errors import CorpusError

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Draft:
    """One entry as it stands in the file: plain values, and the line of the entry and of each key."""

    file: str
    line: int
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def at(self, key: str, sentence: str) -> str:
        return f"{self.file}:{self.lines.get(key, self.line)}: {sentence}"

    def complain(self, key: str, sentence: str) -> None:
        self.problems.append(self.at(key, sentence))


def read_folder(folder: Path) -> list[Draft]:
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise CorpusError([f"{folder.name}:1: the folder holds no .yaml file; put the entries there"])
    return [draft for path in paths for draft in read_yaml(path.read_text(encoding="utf-8"), path.name)]


def read_yaml(text: str, name: str) -> list[Draft]:
    """The drafts of one file. Raises CorpusError when it is no YAML list of mappings."""
    try:
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CorpusError([f"{name}:{line}: this is not YAML ({error.problem})"]) from None
    except yaml.YAMLError as error:
        raise CorpusError([f"{name}:1: this is not YAML ({error})"]) from None
    if root is None:
        return []
    if not isinstance(root, yaml.SequenceNode):
        raise CorpusError([f"{name}:1: the file must be a list of entries, each beginning with `- id:`"])
    return [_draft(node, name) for node in root.value]


def _draft(node: yaml.Node, name: str) -> Draft:
    draft = Draft(name, node.start_mark.line + 1)
    if not isinstance(node, yaml.MappingNode):
        draft.complain("", "an entry must be a mapping that begins with `id:`")
        return draft
    for key_node, value_node in node.value:
        key = str(key_node.value)
        twice = key in draft.values
        draft.lines[key] = key_node.start_mark.line + 1
        if twice:
            draft.complain(key, f"the key {key} is given twice")
        draft.values[key] = _value(value_node, draft, key)
    return draft


def _value(node: yaml.Node, draft: Draft, key: str) -> Any:
    """Text, list or mapping; every scalar stays the text that was written (a date or 110 is no other type here)."""
    if isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value):
            draft.lines[f"{key}[{place}]"] = item.start_mark.line + 1
        return [_value(item, draft, f"{key}[{place}]") for place, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return {str(name.value): _value(value, draft, key) for name, value in node.value}
    return "" if node.tag == "tag:yaml.org,2002:null" else str(node.value)
