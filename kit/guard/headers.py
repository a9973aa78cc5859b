"""Security headers on every response, errors and static files included."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# No inline script or style, nothing from elsewhere, and no page of ours inside somebody else's.
CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

DENIED_FEATURES = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "fullscreen",
    "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi",
    "payment", "picture-in-picture", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip

TWO_YEARS = 2 * 365 * 24 * 60 * 60


class SecurityHeaders:
    """Writes the headers over whatever the application set; only Cache-Control is the application's to choose.

    A page is `no-store` unless it says otherwise, because phones are shared and seized. Referrer-Policy is
    `no-referrer` for all responses; a page with a form says `same-origin` in a meta element, without which browsers
    would send `Origin: null` and the check in `same_site` could not tell our own form from a stranger's.
    """

    def __init__(self, app: ASGIApp, *, https: bool, policy: dict[str, str] | None = None) -> None:
        """`policy` replaces single directives of the CSP, e.g. `{"img-src": "'self' data:"}`."""
        self._app = app
        directives = CONTENT_SECURITY_POLICY | (policy or {})
        self._headers = {
            "content-security-policy": "; ".join(f"{name} {value}" for name, value in directives.items()),
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": ", ".join(f"{feature}=()" for feature in DENIED_FEATURES),
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
            "x-dns-prefetch-control": "off",
            "x-frame-options": "DENY",
        }
        if https:
            self._headers["strict-transport-security"] = f"max-age={TWO_YEARS}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers)
