"""A setting's value that does not print: service tokens, channel tokens, database addresses with passwords."""

import hmac
from typing import Any, NoReturn

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

HIDDEN = "<hidden>"


class SecretSetting:
    """Holds one text and shows it only to who asks by `reveal()`; every such place can be found by that name.

    repr, str, format, JSON and pickle give `<hidden>` or an error. Limit: it lies in memory in clear.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        if not value:
            raise ValueError("must not be empty")
        self._value = value

    def reveal(self) -> str:
        """The value itself: for the one call that needs it, never for a variable that lives on."""
        return self._value

    def matches(self, offered: str) -> bool:
        """Whether `offered` is the value; takes the same time wherever they differ."""
        return hmac.compare_digest(self._value.encode(), offered.encode())

    def __repr__(self) -> str:
        return HIDDEN

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return HIDDEN

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret setting is never pickled")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SecretSetting) and self.matches(other._value)

    def __hash__(self) -> NoReturn:
        raise TypeError("a secret setting is never a key of a mapping")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Takes a text or a SecretSetting; writes `<hidden>` when the settings are dumped."""
        shown = core_schema.plain_serializer_function_ser_schema(repr, return_schema=core_schema.str_schema())
        return core_schema.no_info_plain_validator_function(cls._accept, serialization=shown)

    @classmethod
    def _accept(cls, value: object) -> "SecretSetting":
        if isinstance(value, SecretSetting):
            return value
        if isinstance(value, str):
            return cls(value)
        raise ValueError("must be a text")
