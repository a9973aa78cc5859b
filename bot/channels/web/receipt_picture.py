"""The receipt's digits as a picture, so that a phone can keep them without copying text."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

_SIZE = (600, 200)
_FIRST_ROW = 3


def picture(groups: Sequence[str]) -> bytes:
    """A PNG of 600 x 200 pixels, digits only: whoever finds it on a phone learns nothing of what they are for."""
    # Loaded at the first receipt: most visitors only ask a question.
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", _SIZE, 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(56)
    for row, part in enumerate((groups[:_FIRST_ROW], groups[_FIRST_ROW:])):
        draw.text((_SIZE[0] / 2, 60 + row * 80), "  ".join(part), fill=0, font=font, anchor="mm")
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
