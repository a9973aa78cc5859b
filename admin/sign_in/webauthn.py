"""What browsers and authenticators say, read and checked: no database, no session, nothing asked of third parties.

Everything that comes from a browser is judged here and gives a value or a refusal. The library is loaded by whoever
uses a passkey.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from admin.staff_address import StaffAddress
from storage.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence

MILLISECONDS: Final = 120_000
"""How long a browser waits for the finger."""
LONGEST_ANSWER: Final = 16 * 1024


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose passkey is made: a handle of 16 bytes that the authenticator gives back, and the login it shows."""

    handle: bytes
    login: str


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey: its credential id, its COSE public key and its count."""

    credential_id: bytes
    public_key: bytes
    count: int


@dataclass(frozen=True, slots=True)
class Claim:
    """An answer of a passkey, read and not yet checked. `handle` is None where the authenticator keeps none."""

    text: str
    credential_id: bytes
    challenge: bytes
    handle: bytes | None


def to_make(address: StaffAddress, site: str, holder: Holder, challenge: bytes, known: Sequence[bytes]) -> Any:
    """What a browser is asked for a new passkey, as it goes into JSON; `known` are credentials that it need not repeat.

    No attestation: neither the maker of the device nor its serial number is asked for.
    """
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers import structs

    options = generate_registration_options(
        rp_id=address.host,
        rp_name=site,
        user_name=holder.login,
        user_id=holder.handle,
        challenge=challenge,
        timeout=MILLISECONDS,
        attestation=structs.AttestationConveyancePreference.NONE,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return json.loads(options_to_json(options))


def to_answer(address: StaffAddress, challenge: bytes) -> Any:
    """What a browser is asked at sign-in. It names no credential, so it is the same for everybody and tells nothing."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers import structs

    required = structs.UserVerificationRequirement.REQUIRED
    options = generate_authentication_options(
        rp_id=address.host, challenge=challenge, timeout=MILLISECONDS, user_verification=required
    )
    return json.loads(options_to_json(options))


def read_made(text: str, address: StaffAddress, challenge: bytes) -> Made:
    """A new passkey out of what the browser gave; raises `BadInput`."""
    from webauthn import verify_registration_response

    try:
        made = verify_registration_response(
            credential=_bounded(text), expected_challenge=challenge, expected_rp_id=address.host,
            expected_origin=address.origin, require_user_verification=True,
        )  # fmt: skip
    except Exception:  # noqa: BLE001  # the library reads a stranger's bytes: whatever it stumbles over is a refusal
        raise BadInput("passkey.error.refused") from None
    return Made(made.credential_id, made.credential_public_key, made.sign_count)


def read_claim(text: str) -> Claim | None:
    """Who answered what, or None where it is no answer at all."""
    from webauthn.helpers import parse_authentication_credential_json, parse_client_data_json

    try:
        credential = parse_authentication_credential_json(_bounded(text))
        challenge = parse_client_data_json(credential.response.client_data_json).challenge
    except Exception:  # noqa: BLE001  # as above
        return None
    return Claim(text, credential.raw_id, challenge, credential.response.user_handle)


def count_of(claim: Claim, address: StaffAddress, public_key: bytes) -> int | None:
    """The authenticator's count where address, verified user and signature are right, else None.

    Which challenge was answered, and whether the count may stand where it stands, is the caller's to judge.
    """
    from webauthn import verify_authentication_response

    try:
        answered = verify_authentication_response(
            credential=claim.text, expected_challenge=claim.challenge, expected_rp_id=address.host,
            expected_origin=address.origin, credential_public_key=public_key, credential_current_sign_count=0,
            require_user_verification=True,
        )  # fmt: skip
    except Exception:  # noqa: BLE001  # as above
        return None
    return answered.new_sign_count


def went_back(before: int, now: int) -> bool:
    """Whether a count says that two devices hold one key. Authenticators that do not count say 0 for ever."""
    return (before, now) != (0, 0) and now <= before


def _bounded(text: str) -> str:
    if len(text) > LONGEST_ANSWER:
        raise ValueError("longer than any answer")
    return text
