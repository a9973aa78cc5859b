"""The ways the Telegram stand-in says no, in the words the Bot API itself uses."""

from typing import Any


class Refusal(Exception):
    """An API call that is answered with ``ok: false``.

    ``code`` is both the HTTP status and ``error_code``; ``parameters`` is the Bot API's ``ResponseParameters``.
    """

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(why: str) -> Refusal:
    return Refusal(400, f"Bad Request: {why}")


def flood(seconds: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def blocked() -> Refusal:
    return Refusal(403, "Forbidden: bot was blocked by the user")
