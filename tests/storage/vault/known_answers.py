"""What fixed seeds must give, for ever. Run as a program it adds vectors for what is new and leaves all others alone.

`computed` is a plain function of fixed inputs. `sealed` makes ciphertexts, whose randomness differs each time: those
that are stored must stay openable.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from storage.vault.binding import Binding
from storage.vault.call_back import open_resealed_share_one, reseal_share_one, sign_call_back, sign_result
from storage.vault.card import make_card, open_card, seal_card
from storage.vault.chain import GENESIS, HostKey, entry_bytes, make_header, read_header
from storage.vault.destruction import sign_confirmation, sign_list
from storage.vault.identity_access import (
    open_reasons,
    open_refusal,
    open_resealed_share_two,
    reseal_share_two,
    seal_reasons,
    seal_refusal,
    sign_approval,
    sign_request,
)
from storage.vault.index import Holder, UnitIndex
from storage.vault.lead import LeadKeys as Keys
from storage.vault.lead import (
    SealedFor,
    commitment,
    open_content,
    open_note,
    open_share_one,
    open_share_two,
    seal_content,
    seal_identity,
    seal_note,
)
from storage.vault.pages import Page
from storage.vault.passkey import PasskeyState, open_passkey, wrap_passkey
from storage.vault.password import open_from_session, open_seed, open_totp, wrap_for_session, wrap_seed, wrap_totp
from storage.vault.policy import NO_POLICY, sign_policy, write_policy
from storage.vault.policy_document import PolicyDocument
from storage.vault.purposes import Purpose
from storage.vault.receipt import Receipt, StretchParameters
from storage.vault.restore_block import Head, Restore, SignedRestore, sign_restore, write_restore
from storage.vault.roster import sign_roster
from storage.vault.secret import SecretBytes, SecretText, xor
from storage.vault.seeds import Label, derive
from storage.vault.stream import open_file, seal_file
from storage.vault.thread import AnswerKind, FollowUpKind, SealedFollowUp, open_answer, open_follow_up, seal_answer
from storage.vault.thread import seal_follow_up as follow
from storage.vault.unit import open_for_recovery, open_old_seed, open_unit_seed, seal_for_recovery, seal_old_seed
from storage.vault.unit import seal_unit_seed as seat
from tests.storage.vault import worlds as w

FOLDER = Path(__file__).parent
VECTORS, SEALED = FOLDER / "vectors.json", FOLDER / "sealed.json"
RECEIPT = "1234567890123456789"
TEXT = "东镇某工地，强揽工程。".encode()


@dataclass(frozen=True)
class Kind:
    """One kind of sealed object: how it is made, and how it opens again to `TEXT` or to a fixed seed."""

    make: Callable[[], bytes]
    open: Callable[[bytes], SecretBytes]


def computed() -> dict[str, str]:
    """Hex (or digits) by name; long values as their SHA-256."""
    found: dict[str, bytes | str] = {}
    pair, keys, receipt = w.pair("lead"), w.lead_keys(), w.receipt_keys()
    for label in Label:
        found[f"derived {label.value}"] = derive(w.seed("lead"), label, salt=b"salt", context=b"context").reveal()
    found |= {
        "public identity": _hash(pair.public.data),
        "key id": pair.public.id,
        "signing key": pair.public.signing_key,
        "key code": pair.public.key_code(),
        "signature": pair.sign(Binding(Purpose.POLICY_SIGNATURE, fields=(b"hash",))),
        "commit": keys.commit,
    }
    for purpose in Purpose:
        found[f"binding {purpose.value}"] = _hash(_binding(purpose).encode())
    found["binding"] = _binding(Purpose.GRANT).encode()
    receipt_found = Receipt.parse(RECEIPT + "0123456789"[_check(RECEIPT)])
    stretched = receipt_found.keys(StretchParameters(w.SALT))
    found |= {
        "receipt": receipt_found.reveal(),
        "receipt lookup id": stretched.lookup_id,
        "receipt card key": stretched.card_key.reveal(),
        "receipt signing seed": stretched.signing_seed.reveal(),
        "receipt public key": stretched.public,
        "commitment": commitment(w.LEAD, b"content", b"identity", receipt.public, keys.commit),
        "commitment of an anonymous lead": commitment(w.LEAD, b"content", None, receipt.public, keys.commit),
    }
    page = Page("B", "0427", (w.seed("half one"), w.seed("half two")))
    found["page"] = " ".join(group.reveal() for group in page.groups())
    entry = entry_bytes(w.MESSAGE, "lead_stored", w.STAFF, "office", w.LEAD, w.HOUR, "code")
    header = make_header(1, GENESIS, [entry, entry[::-1]], w.HOUR)
    found |= {"entry": entry, "header": header, "block hash": read_header(header).hash}
    proof = HostKey(w.seed("host")).acknowledge(w.LEAD, bytes(32), w.HOUR, read_header(header))
    found |= {"host key": HostKey(w.seed("host")).public, "acknowledgement": proof.body, "host signs": proof.signature}
    ended = Head.of(read_header(header))
    body = write_restore(Restore(Head(7, bytes(32)), ended, w.HOUR, 1, bytes(32)))
    office, custody = (sign_restore(body, w.pair(name)) for name in ("office 1", "custody 1"))
    found |= {"restore block": body, "restore block header": SignedRestore(body, office, custody).header()}
    fixed = replace(w.roster("first", "second"), first_policy=bytes(32))
    signed = sign_roster(fixed, w.pair("police 1"))
    found |= {"roster": _hash(signed.body), "roster signature": signed.signature}
    index = UnitIndex("police", 2, w.seed("index"))
    found |= {"blind tag": index.tag("phone", "13800001234"), "tag of another kind": index.tag("name", "13800001234")}
    body = write_policy(1, NO_POLICY, plain_document())
    found |= {"policy": _hash(body), "policy signature": sign_policy(body, w.pair("office 1"))}
    for name, signed_by in {
        "access request": sign_request(w.access_request(), w.pair("member")),
        "access approval": sign_approval(w.approval(), w.pair("custodian")),
        "call-back": sign_call_back(w.call_back(), w.pair("member")),
        "call-back result": sign_result(w.call_result(), w.pair("custodian")),
        "destruction list": sign_list(w.destruction_list(), w.pair("member")),
        "destruction confirmation": sign_confirmation(w.confirmation(), w.pair("custodian")),
    }.items():
        found |= {name: signed_by.body, f"{name} signature": signed_by.signature}
    return {name: value if isinstance(value, str) else value.hex() for name, value in found.items()}


def plain_document() -> PolicyDocument:
    """The small policy with fixed bytes in the place of what is sealed at random."""
    document = w.document()
    units = tuple(
        unit.model_copy(update={"epochs": (unit.current.model_copy(update={"sealed_seed": b"sealed"}),)})
        for unit in document.units
    )
    return document.model_copy(update={"units": units})


def sealed_kinds() -> dict[str, Kind]:
    """Every kind of ciphertext in the vault."""
    keys, custody, receipt, unit = w.lead_keys(), w.unit_key("custody"), w.receipt_keys(), w.pair("police 1")
    identity = seal_identity(keys, custody, TEXT)
    member, pages, wrap = w.pair("member"), w.pair("police pages"), w.seed("wrapping")
    cookie, daily, thread = w.seed("cookie"), w.seed("daily"), keys.key(Label.THREAD)
    newer = w.pair("police 2")
    index, holder = UnitIndex("police", 1, w.seed("index")), Holder(2, newer)

    def follow_up(sealed: bytes) -> SealedFollowUp:
        return SealedFollowUp(w.MESSAGE, w.LEAD, FollowUpKind.FACTS, sealed, bytes(64))

    return {
        "content": Kind(lambda: seal_content(keys, TEXT), lambda s: open_content(keys, s)),
        "note": Kind(
            lambda: seal_note(keys, w.MESSAGE, "finding", TEXT), lambda s: open_note(keys, w.MESSAGE, "finding", s)
        ),
        "grant": Kind(
            lambda: keys.grant_to(w.unit_key("police")).sealed,
            lambda s: Keys.from_grant(w.LEAD, SealedFor("police", 1, s), unit).pair.seed,
        ),
        "share 1": Kind(lambda: identity.share_one, lambda s: open_share_one(keys, s)),
        "share 2": Kind(
            lambda: identity.share_two.sealed,
            lambda s: open_share_two(w.LEAD, SealedFor("custody", 1, s), w.pair("custody 1")),
        ),
        "card": Kind(
            lambda: seal_card(make_card(keys, bytes(32)), receipt), lambda s: open_card(s, receipt).thread_key
        ),
        "answer": Kind(
            lambda: seal_answer(thread, w.LEAD, w.MESSAGE, AnswerKind.QUESTION, TEXT),
            lambda s: open_answer(thread, w.LEAD, w.MESSAGE, AnswerKind.QUESTION, s),
        ),
        "follow-up": Kind(
            lambda: follow(keys.pair.public, w.LEAD, receipt, w.MESSAGE, FollowUpKind.FACTS, TEXT).sealed,
            lambda s: open_follow_up(keys, follow_up(s)),
        ),
        "staff seed": Kind(
            lambda: wrap_seed(wrap, w.STAFF, member), lambda s: open_seed(wrap, w.STAFF, member.public, s).seed
        ),
        "totp secret": Kind(
            lambda: wrap_totp(wrap, w.STAFF, SecretText(TEXT.decode())),
            lambda s: SecretBytes(open_totp(wrap, w.STAFF, s).reveal().encode()),
        ),
        "passkey": Kind(
            lambda: wrap_passkey(wrap, w.PASSKEY, PasskeyState(TEXT, 7, w.AT)),
            lambda s: SecretBytes(open_passkey(wrap, w.PASSKEY, s).public_key),
        ),
        "session seed": Kind(
            lambda: wrap_for_session(cookie, daily, w.STAFF, member),
            lambda s: open_from_session(cookie, daily, w.STAFF, s).seed,
        ),
        "unit seed": Kind(
            lambda: seat("police", 1, unit, member.public),
            lambda s: open_unit_seed("police", 1, s, member, unit.public).seed,
        ),
        "old unit seed": Kind(
            lambda: seal_old_seed("police", 1, unit, newer.public),
            lambda s: open_old_seed("police", 1, s, newer, unit.public).seed,
        ),
        "recovery seed": Kind(
            lambda: seal_for_recovery("police", 1, unit, pages.public),
            lambda s: open_for_recovery("police", 1, s, pages, unit.public).seed,
        ),
        "index key": Kind(
            lambda: index.seal_for(holder),
            lambda s: SecretBytes(UnitIndex.open("police", 1, s, holder).tag("name", "张三")),
        ),
        "search text": Kind(lambda: index.seal_text(w.LEAD, TEXT), lambda s: index.open_text(w.LEAD, s)),
        "share 2 for a request": Kind(
            lambda: reseal_share_two(w.seed("half"), w.access_request(), w.roster_member("member"), w.ENDS),
            lambda s: open_resealed_share_two(member, s, w.access_request(), w.ENDS),
        ),
        "share 1 for a call-back": Kind(
            lambda: reseal_share_one(w.seed("half"), w.MESSAGE, w.LEAD, w.roster_member("custodian"), w.ENDS),
            lambda s: open_resealed_share_one(w.pair("custodian"), s, w.call_back()),
        ),
        "reasons": Kind(
            lambda: seal_reasons(custody.public, w.LEAD, w.MESSAGE, TEXT),
            lambda s: open_reasons(w.pair("custody 1"), w.LEAD, w.MESSAGE, s),
        ),
        "refusal": Kind(
            lambda: seal_refusal(member.public, w.LEAD, w.MESSAGE, TEXT),
            lambda s: open_refusal(member, w.LEAD, w.MESSAGE, s),
        ),
        "file": Kind(
            lambda: b"".join(seal_file(keys.key(Label.FILES), w.LEAD, w.MESSAGE, len(TEXT), [TEXT])),
            lambda s: SecretBytes(b"".join(open_file(keys.key(Label.FILES), w.LEAD, w.MESSAGE, [s]))),
        ),
    }


def sealed_identity() -> tuple[bytes, SecretBytes]:
    """An identity's ciphertext and its key: the kind that opens by two halves."""
    keys = w.lead_keys()
    sealed = seal_identity(keys, w.unit_key("custody"), TEXT)
    second = open_share_two(w.LEAD, sealed.share_two, w.pair("custody 1"))
    return sealed.ciphertext, xor(open_share_one(keys, sealed.share_one), second)


def _binding(purpose: Purpose) -> Binding:
    return Binding(purpose, w.LEAD, w.MESSAGE, bytes(32), ("文", 7, b"bytes"))


def _check(digits: str) -> int:
    from storage.vault.damm import check_digit

    return int(check_digit(digits))


def _hash(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def write() -> None:
    """Add what is missing in both files; what is there stays, because it is frozen."""
    VECTORS.write_text(json.dumps(computed() | _read(VECTORS), indent=1, ensure_ascii=False) + "\n")
    kinds = sealed_kinds()
    stored = {name: kind.make() for name, kind in kinds.items()}
    stored["identity"], key = sealed_identity()
    opened = {name: kinds[name].open(stored[name]).reveal().hex() for name in kinds} | {"identity": key.reveal().hex()}
    rows = {name: {"sealed": stored[name].hex(), "opens": opened[name]} for name in stored}
    SEALED.write_text(json.dumps(rows | _read(SEALED), indent=1) + "\n")


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return found


if __name__ == "__main__":
    write()
