"""How a person's name sounds: the form in which the conflict shield compares names."""

from __future__ import annotations

from faq.phonetics import sound


def toneless(name: str) -> str:
    """Syllables without tones, blanks between: `张三` is `zhang san`. Signs without a sound are left out."""
    return " ".join(filter(None, (sound(char) for char in name)))
