"""A unit's index key: what it hides from whoever has the tables, from other units, and from who has left."""

import hashlib
import hmac

import pytest

from storage.errors import SealBroken, TooLong
from storage.vault.binding import Binding
from storage.vault.index import MOST_BYTES, Holder, UnitIndex
from storage.vault.purposes import Purpose
from storage.vault.sealing import seal_to
from tests.storage.vault import worlds as w
from tests.storage.vault.worlds import exactly

POLICE, NEWER = Holder(1, w.pair("police 1")), Holder(2, w.pair("police 2"))
INDEX = UnitIndex("police", 1, w.seed("index"))
PHONES = [f"1380000{number:04d}" for number in range(10_000)]


def test_the_unit_opens_its_own_key() -> None:
    opened = UnitIndex.open("police", 1, INDEX.seal_for(POLICE), POLICE)
    assert opened.tag("phone", PHONES[7]) == INDEX.tag("phone", PHONES[7])


def test_the_next_epoch_opens_a_key_that_was_sealed_on() -> None:
    sealed_on = UnitIndex.open("police", 1, INDEX.seal_for(POLICE), POLICE).seal_for(NEWER)
    text = INDEX.seal_text(w.LEAD, b"text")
    assert UnitIndex.open("police", 1, sealed_on, NEWER).open_text(w.LEAD, text).reveal() == b"text"
    with exactly(SealBroken):
        UnitIndex.open("police", 1, sealed_on, POLICE)


def test_a_key_that_somebody_else_sealed_to_the_unit_is_refused() -> None:
    """Anybody can seal to the unit's public key: a planted key would open all that is indexed from then on."""
    planted = UnitIndex("police", 1, w.seed("planted"))
    ciphertext = seal_to(
        POLICE.pair.public, w.seed("planted").reveal(), Binding(Purpose.INDEX_KEY, fields=("police", 1, 1))
    )
    thief = Holder(1, w.pair("thief"))
    for sealed in (ciphertext, ciphertext + bytes(64), ciphertext + planted.seal_for(thief)[-64:]):
        with exactly(SealBroken):
            UnitIndex.open("police", 1, sealed, POLICE)


def test_who_left_vouches_for_no_key_of_an_epoch_after_theirs() -> None:
    """The seed of an old epoch is known to who left: else they would plant a key of their own in the new one."""
    with exactly(SealBroken):
        UnitIndex.open("police", 2, UnitIndex.generate("police", 2).seal_for(POLICE), POLICE)


@pytest.mark.parametrize(("unit", "epoch"), [("office", 1), ("police", 2)])
def test_a_copy_is_tied_to_unit_and_epoch(unit: str, epoch: int) -> None:
    with exactly(SealBroken):
        UnitIndex.open(unit, epoch, INDEX.seal_for(POLICE), POLICE)


def test_a_text_is_tied_to_its_lead_unit_and_epoch() -> None:
    sealed = INDEX.seal_text(w.LEAD, b"text")
    for index, lead in (
        (INDEX, w.OTHER_LEAD),
        (UnitIndex("office", 1, w.seed("index")), w.LEAD),
        (UnitIndex("police", 2, w.seed("index")), w.LEAD),
        (UnitIndex("police", 1, w.seed("other index")), w.LEAD),
    ):
        with exactly(SealBroken):
            index.open_text(lead, sealed)


@pytest.mark.parametrize(("length", "size"), [(0, 286), (255, 286), (256, 1054), (MOST_BYTES, 1054)])
def test_a_text_has_one_of_two_sizes(length: int, size: int) -> None:
    assert len(INDEX.seal_text(w.LEAD, bytes(length))) == size


def test_a_text_that_is_too_long_is_refused() -> None:
    with exactly(TooLong):
        INDEX.seal_text(w.LEAD, bytes(MOST_BYTES + 1))


def test_tags_of_equal_things_are_equal_within_a_unit_and_mean_nothing_beyond_it() -> None:
    mine = INDEX.tag("phone", PHONES[0])
    assert mine == UnitIndex("police", 1, w.seed("index")).tag("phone", PHONES[0])
    others = [
        INDEX.tag("phone", PHONES[1]),
        INDEX.tag("name", PHONES[0]),
        UnitIndex("office", 1, w.seed("index")).tag("phone", PHONES[0]),
        UnitIndex("police", 2, w.seed("index")).tag("phone", PHONES[0]),
        UnitIndex.generate("police", 1).tag("phone", PHONES[0]),
    ]
    assert mine not in others


def test_a_dictionary_of_all_phones_finds_no_tag_without_the_key() -> None:
    tag = INDEX.tag("phone", PHONES[1234])
    sealed = INDEX.seal_for(POLICE)
    assert tag not in dictionary(sealed)
    # The same dictionary finds it with the key: the attack above is one.
    assert tag in {INDEX.tag("phone", phone) for phone in PHONES}


def dictionary(sealed: bytes) -> set[bytes]:
    """Every phone under every key that the tables offer."""
    keys = (b"", b"police", sealed, sealed[:32], sealed[-32:], sealed[-64:], POLICE.pair.public.data, bytes(32))
    said = [
        Binding(Purpose.BLIND_TAG, fields=("police", 1, "phone", phone)).encode() for phone in PHONES
    ] + [phone.encode() for phone in PHONES]  # fmt: skip
    hashed = {hashlib.sha256(one).digest() for one in said}
    return hashed | {hmac.digest(key, one, "sha256") for key in keys for one in said}


def test_an_index_does_not_print_its_key() -> None:
    assert repr(INDEX) == "UnitIndex(police, 1)"
