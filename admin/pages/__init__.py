"""The staff site's pages, one file a subject: they read a form, call a use case and show a template."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from fastapi import APIRouter


def routers() -> Iterator[APIRouter]:
    """The `router` of every page of this package: a new page is a new file."""
    for found in iter_modules(__path__):
        router = getattr(import_module(f"{__name__}.{found.name}"), "router", None)
        if isinstance(router, APIRouter):
            yield router
