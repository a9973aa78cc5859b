"""The errors of the faq package. It stands alone, so they have a root of their own."""


class FaqError(Exception):
    """Root of everything this package raises on purpose."""


class CorpusError(FaqError):
    """The corpus breaks its own rules. `problems` holds one sentence each, beginning with file and line."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class QueryFileError(FaqError):
    """A file of test questions cannot be read; the sentence names file, line and cure."""
