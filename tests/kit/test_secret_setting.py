import json
import pickle

import pytest
from pydantic import BaseModel

from kit.secret_setting import SecretSetting

TOKEN = "canary-4711"


class Holder(BaseModel):
    token: SecretSetting


@pytest.mark.parametrize("shown", [repr, str, "{}".format, "{:>40}".format, "%s".__mod__, lambda s: repr([s])])
def test_no_way_of_printing_shows_it(shown: object) -> None:
    assert callable(shown)
    assert TOKEN not in shown(SecretSetting(TOKEN))


def test_a_dump_of_the_settings_hides_it() -> None:
    holder = Holder(token=SecretSetting(TOKEN))
    assert TOKEN not in f"{holder} {holder!r} {holder.model_dump_json()} {holder.model_dump(mode='json')}"


def test_it_is_neither_pickled_nor_written_as_json() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(SecretSetting(TOKEN))
    with pytest.raises(TypeError):
        json.dumps(SecretSetting(TOKEN))


def test_reveal_gives_the_value() -> None:
    assert Holder.model_validate({"token": TOKEN}).token.reveal() == TOKEN


def test_only_the_same_value_matches() -> None:
    assert SecretSetting(TOKEN).matches(TOKEN)
    assert not SecretSetting(TOKEN).matches(TOKEN + "1")


def test_an_empty_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        SecretSetting("")
