"""The receipt's digits as a picture."""

from io import BytesIO

from PIL import Image

from bot.channels.web.receipt_picture import picture

GROUPS = ("1234", "5678", "9012", "3456", "7890")


def test_it_is_a_small_png_of_dark_digits_on_white() -> None:
    image = Image.open(BytesIO(picture(GROUPS)))
    assert (image.format, image.size) == ("PNG", (600, 200))
    assert image.getpixel((0, 0)) == 255
    assert image.getextrema()[0] == 0


def test_nothing_but_pixels_is_in_the_file() -> None:
    image = Image.open(BytesIO(picture(GROUPS)))
    assert image.info == {}


def test_other_digits_make_another_picture() -> None:
    assert picture(GROUPS) != picture(("1234", "5678", "9012", "3456", "7891"))
