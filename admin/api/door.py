"""What every route of the API shares: the token, strict bodies, and errors as short JSON."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.responses import Response

from storage.errors import NotFound, StorageError, StorageUnavailable

Shape = TypeVar("Shape", bound=BaseModel)
PREFIX = "/api/v1"


class Problem(BaseModel):
    """What every refusal looks like: a short code."""

    error: str


REFUSALS: Final[dict[int | str, dict[str, Any]]] = {
    401: {"model": Problem, "description": "the token is missing or wrong"},
    404: {"model": Problem, "description": "no such thing, or not yet"},
    409: {"model": Problem, "description": "it is held already, and differs"},
    413: {"description": "more than this path takes"},
    415: {"model": Problem, "description": "only application/json"},
    422: {"model": Problem, "description": "something unknown, missing or out of bounds; the code names the fields"},
    503: {"model": Problem, "description": "the database cannot be used at this moment; send it again"},
}


class Refused(Exception):
    """An answer of the API that is no success; `why` is a short code, never what was sent."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


async def check_token(request: Request) -> None:
    """Dependency of every route: 401 unless the bearer is the service token, whatever else is wrong."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    expected = request.app.state.services.service_token.reveal()
    if scheme.lower() != "bearer" or not hmac.compare_digest(token.encode(), expected.encode()):
        raise Refused(401, "token")


async def body_of(request: Request, shape: type[Shape]) -> Shape:
    """The request's body, strictly read; 415 for another type, 422 for anything unknown, missing or out of bounds."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused(415, "json_only")
    try:
        return shape.model_validate_json(await request.body())
    except ValidationError as error:
        raise Refused(422, ",".join(sorted({_where(problem["loc"]) for problem in error.errors()}))) from None


def answer(shape: BaseModel, status: int = 200) -> Response:
    """A strict model as JSON, exactly as its own serialiser writes it."""
    return Response(shape.model_dump_json(), status_code=status, media_type="application/json")


class ApiRoute(APIRoute):
    """A route whose refusals are short JSON, wherever the application around it shows pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                return await handle(request)
            except Refused as refused:
                headers = {"WWW-Authenticate": "Bearer"} if refused.status == 401 else None
                return JSONResponse({"error": refused.why}, refused.status, headers)
            except RequestValidationError:
                return JSONResponse({"error": "query"}, 422)
            except StorageUnavailable:
                return JSONResponse({"error": "storage"}, 503, {"Retry-After": "5"})
            except NotFound:
                return JSONResponse({"error": "not_found"}, 404)
            except StorageError:
                return JSONResponse({"error": "conflict"}, 409)

        return guarded


def documented(shape: type[BaseModel]) -> dict[str, Any]:
    """OpenAPI's words on a body that is read strictly by hand; `admin.api.openapi` adds the schema itself."""
    schema = {"$ref": f"#/components/schemas/{shape.__name__}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def _where(location: tuple[int | str, ...]) -> str:
    # Only names of our own schema are told back, never a key that the sender made up.
    names = [part for part in location if isinstance(part, str) and part.isidentifier() and len(part) < 40]
    return ".".join(names) or "body"
