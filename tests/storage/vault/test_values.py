"""What was checked stays as it was checked: no value of the vault can be changed once it is made."""

import importlib
import pkgutil
from dataclasses import is_dataclass
from typing import Any

import pytest

import storage.vault


def values() -> list[type[Any]]:
    """Every dataclass that a module of the vault defines."""
    names = [one.name for one in pkgutil.iter_modules(storage.vault.__path__)]
    modules = [importlib.import_module(f"storage.vault.{name}") for name in names]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, type)]
    return sorted({one for one in found if is_dataclass(one) and one.__module__.startswith("storage.vault")}, key=repr)


@pytest.mark.parametrize("value", values(), ids=lambda value: value.__name__)
def test_it_is_frozen_and_takes_nothing_more(value: Any) -> None:
    assert value.__dataclass_params__.frozen
    assert "__slots__" in vars(value)
