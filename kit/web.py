"""Pages: Jinja2 with autoescape and StrictUndefined, texts from catalogues, no script or style inside the HTML.

Every template gets `t` (text of a key), `language`, `html_lang`, `languages` (other languages with addresses), `asset`
(address of a static file), `demo`, `home`, `path` and `quick_exit` (an address or None). Templates of the package come
before those of kit, so a site may replace a page of kit's by a file of the same name.
"""

from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kit import language
from kit.assets import Assets
from kit.catalogue import Catalogue


def make_environment(package: str) -> jinja2.Environment:
    """The template environment of a package: `<package>/templates`, then `kit/templates`."""
    loaders = [jinja2.PackageLoader(name, "templates") for name in dict.fromkeys((package, "kit"))]
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader(loaders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Pages:
    """Renders the pages of one site."""

    def __init__(
        self,
        package: str,
        *,
        demo: bool = False,
        home: str = "/",
        quick_exit: str | None = None,
        catalogue: Catalogue | None = None,
    ) -> None:
        """`package` owns templates, texts and static files beside kit's. `quick_exit` is where 快速离开 leads.

        `catalogue` replaces the texts; by default those of kit and of the package. Raises MissingText when a language
        lacks one of them.
        """
        self.environment = make_environment(package)
        self.assets = Assets(*dict.fromkeys(("kit", package)))
        self.catalogue = catalogue or _texts(package)
        self.catalogue.check()
        self.environment.globals.update(asset=self.assets.url, demo=demo, home=home, quick_exit=quick_exit)

    def text(self, request: Request, template: str, **values: Any) -> str:
        """The HTML of a page."""
        chosen = language.of(request)
        return self.environment.get_template(template).render(
            {
                "t": self.catalogue.bind(chosen),
                "language": chosen,
                "html_lang": language.html_name(chosen),
                "languages": language.choices(request),
                "path": request.url.path,
            }
            | values
        )

    def render(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page as a response; raises jinja2.UndefinedError or MissingText for whatever the template lacks."""
        response = HTMLResponse(self.text(request, template, **values), status)
        language.remember(request, response)
        return response


def _texts(package: str) -> Catalogue:
    kit = Catalogue.load("kit")
    return kit if package == "kit" else kit.joined(Catalogue.load(package))
