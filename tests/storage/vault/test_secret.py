"""Secrets do not print, whatever asks them to."""

import copy
import io
import json
import logging
import pickle
import pprint
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict
from pydantic_core import to_json

from kit import logs
from storage.vault.card import make_card
from storage.vault.receipt import ReceiptKeys
from storage.vault.secret import HIDDEN, SecretBytes, SecretText, xor
from storage.vault.seeds import KeyPair
from tests.storage.vault import worlds as w
from tests.storage.vault.worlds import quick

CANARY = "canary-13800000001"
SECRETS: list[Any] = [SecretBytes(CANARY.encode()), SecretText(CANARY)]
MARKS = (CANARY, CANARY.encode().hex(), "13800000001")


@dataclass(frozen=True)
class Holder:
    """A dataclass with a secret in it."""

    secret: object


class Model(BaseModel):
    """A pydantic model with a secret in it."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    secret: SecretBytes | SecretText


PRINTS: list[Callable[[Any], str]] = [
    repr,
    str,
    ascii,
    pprint.pformat,
    lambda secret: f"{secret}",
    lambda secret: f"{secret!r:>40}",
    lambda secret: f"{secret:x>40}",
    lambda secret: f"{secret=}",
    lambda secret: "%s %r" % (secret, secret),  # noqa: UP031
    lambda secret: "{0} {0!a}".format(secret),  # noqa: UP032
    lambda secret: repr([secret, {"key": secret}, (secret,)]),
    lambda secret: repr(Holder(secret)),
    lambda secret: repr(Model(secret=secret)) + str(Model(secret=secret)) + repr(Model(secret=secret).model_dump()),
    lambda secret: "".join(traceback.format_exception(ValueError("wrong", secret))),
    lambda secret: repr(KeyError(secret)),
]


@pytest.mark.parametrize("secret", SECRETS, ids=["bytes", "text"])
@pytest.mark.parametrize("prints", PRINTS)
def test_nothing_prints_a_secret(secret: object, prints: Callable[[object], str]) -> None:
    shown = prints(secret)
    assert not any(mark in shown for mark in MARKS)
    assert HIDDEN in shown


@pytest.mark.parametrize("secret", SECRETS, ids=["bytes", "text"])
def test_loggers_show_none(secret: object) -> None:
    stream = io.StringIO()
    plain = logging.getLogger("plain")
    handler = logging.StreamHandler(stream)
    plain.addHandler(handler)
    plain.warning("secret %s %r", secret, secret, extra={"secret": secret})
    plain.removeHandler(handler)
    logger = structlog.wrap_logger(structlog.PrintLogger(stream), processors=[structlog.dev.ConsoleRenderer()])
    logger.warning("event", secret=secret, nested={"secret": [secret]})
    shaped = logs.hide_what_is_not_plain(None, "info", {"secret": secret, "nested": [{"secret": secret}]})
    found = stream.getvalue() + repr(shaped)
    assert not any(mark in found for mark in MARKS)


def fails(secret: object) -> None:
    """Fails with secrets in its locals."""
    held = [secret, Holder(secret), Model(secret=secret)]
    raise ValueError(f"{len(held)} things held")


@pytest.mark.parametrize("secret", SECRETS, ids=["bytes", "text"])
def test_a_traceback_with_locals_shows_none(secret: object) -> None:
    with pytest.raises(ValueError, match="things held") as caught:
        fails(secret)
    lines = traceback.TracebackException.from_exception(caught.value, capture_locals=True).format()
    mine = [line for line in lines if "in fails" in line]
    assert len(mine) == 1
    assert HIDDEN in mine[0]
    assert not any(mark in mine[0] for mark in MARKS)


@pytest.mark.parametrize("secret", SECRETS, ids=["bytes", "text"])
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_no_protocol_pickles_one(secret: object, protocol: int) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(secret, protocol)


TAKE_OUT: list[Callable[[Any], object]] = [
    copy.copy,
    copy.deepcopy,
    json.dumps,
    vars,
    bytes,
    hash,
    iter,
    lambda secret: secret.__getstate__(),
    lambda secret: secret[0],
    lambda secret: asdict(Holder(secret)),
    lambda secret: "".join([secret]),
    lambda secret: b"".join([secret]),
    lambda secret: memoryview(secret),
    lambda secret: "x" in secret,
    lambda secret: secret + secret,
]


@pytest.mark.parametrize("secret", SECRETS, ids=["bytes", "text"])
@pytest.mark.parametrize("take", TAKE_OUT)
def test_reveal_is_the_only_way_to_the_value(secret: object, take: Callable[[object], object]) -> None:
    with pytest.raises((TypeError, AttributeError)) as caught:
        take(secret)
    assert not any(mark in str(caught.value) for mark in MARKS)


@pytest.mark.parametrize("secret", SECRETS, ids=["bytes", "text"])
def test_no_model_serialises_one(secret: Any) -> None:
    with pytest.raises(Exception, match="serialize") as caught:
        to_json(secret)
    with pytest.raises(Exception, match="serialize"):
        Model(secret=secret).model_dump_json()
    assert not any(mark in str(caught.value) for mark in MARKS)


def test_what_holds_keys_does_not_print_them() -> None:
    keys, receipt = w.lead_keys(), w.receipt_keys()
    hidden = [keys.pair.seed.reveal(), receipt.card_key.reveal(), receipt.signing_seed.reveal(), receipt.lookup_id]
    card = make_card(keys, bytes(32))
    hidden.append(card.thread_key.reveal())
    holders: list[object] = [keys, keys.pair, receipt, card, KeyPair.generate()]
    shown = repr(holders) + "".join(str(holder) for holder in holders)
    for secret in hidden:
        assert secret.hex()[:12] not in shown
        assert repr(secret)[2:14] not in shown


def test_equal_secrets_are_equal_and_kinds_are_kept_apart() -> None:
    assert SecretBytes(b"a") == SecretBytes(b"a") != SecretBytes(b"b")
    assert SecretText("文") == SecretText("文") != SecretText("字")
    assert SecretText("\ud800") != SecretText("?")
    assert SecretBytes(b"a") != b"a"
    assert SecretText("a") != "a"
    assert SecretBytes(b"a") != SecretText("a")


def test_random_secrets_are_long_and_different() -> None:
    assert len({SecretBytes.random().reveal() for _ in range(100)}) == 100
    assert len(SecretBytes.random()) == 32


@quick
@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_xor_is_its_own_inverse_and_by_hand_the_same(left: bytes, right: bytes) -> None:
    joined = xor(SecretBytes(left), SecretBytes(right))
    assert int.from_bytes(joined.reveal(), "big") == int.from_bytes(left, "big") ^ int.from_bytes(right, "big")
    assert xor(joined, SecretBytes(right)).reveal() == left


def test_halves_of_different_sizes_are_not_joined() -> None:
    with pytest.raises(ValueError, match="one length"):
        xor(SecretBytes(b"ab"), SecretBytes(b"a"))


def test_keys_made_of_a_receipt_compare_by_value() -> None:
    assert ReceiptKeys.expand(w.seed("a")) == ReceiptKeys.expand(w.seed("a")) != ReceiptKeys.expand(w.seed("b"))
