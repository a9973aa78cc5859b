"""The API described by itself: every route, body, answer and refusal, with the token that opens it."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI

from storage.envelope import Envelope, FollowUp
from storage.wire import BotReport, FaqNews, LookUpRequest, PolicyChain

_BODIES: Final = (Envelope, FollowUp, LookUpRequest, BotReport, FaqNews, PolicyChain)
_REFS: Final = "#/components/schemas/{model}"


class DescribedApp(FastAPI):
    """FastAPI reads bodies that are parsed by hand from `documented`; their parts are added here."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, made once."""
        if self.openapi_schema is None:
            made = super().openapi()
            components = made.setdefault("components", {})
            schemas = components.setdefault("schemas", {})
            for shape in _BODIES:
                schema = shape.model_json_schema(ref_template=_REFS)
                schemas.update(schema.pop("$defs", {}))
                schemas[shape.__name__] = schema
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
            made["security"] = [{"token": []}]
        return super().openapi()
