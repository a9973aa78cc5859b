"""Which language a page is shown in: what was chosen just now, else before, else Chinese.

Accept-Language is not asked: most browsers send it without their user's knowledge, and a tip line should look the same
to everybody who has not chosen.
"""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from kit.catalogue import DEFAULT_LANGUAGE, LANGUAGES

NAME = "language"


def of(request: Request) -> str:
    """One of LANGUAGES."""
    for chosen in (request.query_params.get(NAME), request.cookies.get(NAME)):
        if chosen in LANGUAGES:
            return chosen
    return DEFAULT_LANGUAGE


def html_name(language: str) -> str:
    """The name browsers know: `zh-CN`, `en`. Fonts and line breaks hang on it."""
    return language.replace("_", "-")


def choices(request: Request) -> list[tuple[str, str]]:
    """(language, address) of this page in the other languages; none for the answer to a form, which has no address.

    The address is a query alone: a path such as `//elsewhere.example/`, which anybody may send, would lead elsewhere.
    """
    if request.method not in ("GET", "HEAD"):
        return []
    here = [(name, value) for name, value in request.query_params.multi_items() if name != NAME]
    current = of(request)
    return [
        (language, f"?{urlencode([*here, (NAME, language)])}")
        for language in LANGUAGES
        if language != current
    ]


def remember(request: Request, response: Response) -> None:
    """Keeps a choice made by address until the browser is closed."""
    if request.query_params.get(NAME) in LANGUAGES:
        response.set_cookie(NAME, of(request), httponly=True, samesite="lax", secure=request.url.scheme == "https")
