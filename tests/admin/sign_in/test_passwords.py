"""Which passwords are taken."""

import pytest

from admin.sign_in import passwords
from storage.errors import BadInput
from storage.vault.secret import SecretText


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("short", "signin.error.password_short"),
        ("x" * 201, "signin.error.password_long"),
        ("123456789012", "signin.error.password_common"),
        ("aaaaaaaaaaaaaa", "signin.error.password_common"),
        ("abcabcabcabcabc", "signin.error.password_common"),
        ("qwertyuiop12", "signin.error.password_common"),
        ("password2026!", "signin.error.password_common"),
        ("Admin123456789", "signin.error.password_common"),
        ("1qaz2wsx3edc4rfv", "signin.error.password_common"),
        ("wangshiwangshi", "signin.error.password_is_name"),
        ("wangli20261122wangli", "signin.error.password_common"),
        ("王小试王小试王小试王小试", "signin.error.password_is_name"),
    ],
)
def test_a_guessable_password_is_refused_with_its_reason(text: str, key: str) -> None:
    with pytest.raises(BadInput) as caught:
        passwords.check(SecretText(text), "王小试", "wangshi" if "wangshi" in text else "wangli")
    assert caught.value.key == key


@pytest.mark.parametrize(
    "text", ["rain over seven bridges", "我家门口有三棵老槐树一口井", "correct-horse-battery", "T9#mk2!vQz7pLw"]
)
def test_a_sentence_of_ones_own_is_taken(text: str) -> None:
    passwords.check(SecretText(text), "王小试", "wangli")


def test_a_generated_password_is_taken_and_never_the_same() -> None:
    made = [passwords.generate() for _ in range(50)]
    assert len({one.reveal() for one in made}) == 50
    for one in made:
        passwords.check(one, "王小试", "wangli")
        assert passwords.is_generated(one)
    assert not passwords.is_generated(SecretText("rain over seven bridges"))


def test_full_width_typing_gives_the_same_password() -> None:
    assert passwords.normal("ｒａｉｎ　ｏｖｅｒ").reveal() == "rain over"


def test_a_password_never_prints() -> None:
    assert "rain" not in f"{passwords.normal('rain over seven bridges')!r}"
