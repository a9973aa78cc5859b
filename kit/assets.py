"""Static files of our packages: `kit/static/base.css` is served as `/static/kit/base.css`.

An address made by `url` carries a hash of the content, so browsers may keep the file for a year and still see a new
release at once. Pages themselves are never kept.
"""

import hashlib
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PREFIX = "/static"
KEEP = "public, max-age=31536000, immutable"


class MissingAsset(LookupError):
    """A template names a static file that no package has: a mistake in code."""


class Assets:
    """The static files of some packages."""

    def __init__(self, *packages: str) -> None:
        self._folders = {package: Path(str(files(package).joinpath("static"))) for package in packages}
        self._hashes: dict[str, str] = {}

    def url(self, name: str) -> str:
        """The address of `kit/base.css`, with its hash. Raises MissingAsset when there is no such file."""
        if name not in self._hashes:
            package, _, path = name.partition("/")
            file = self._folders.get(package, Path()) / path
            if package not in self._folders or not file.is_file():
                raise MissingAsset(f"no static file {name}")
            self._hashes[name] = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
        return f"{PREFIX}/{name}?v={self._hashes[name]}"

    def mount(self, app: Starlette) -> None:
        """Serves the files; a package without a folder `static` is left out."""
        for package, folder in self._folders.items():
            if folder.is_dir():
                app.mount(f"{PREFIX}/{package}", _LongKept(directory=folder), name=f"static-{package}")


class _LongKept(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        # Without the hash a browser might keep an old file past a release.
        if b"v=" in scope.get("query_string", b""):
            response.headers["cache-control"] = KEEP
        return response
