"""Using up a code of the second factor: six digits of the phone, or a printed spare one."""

from __future__ import annotations

from datetime import datetime

from admin.services import Services
from admin.sign_in import spare_codes, totp
from storage.unit_of_work import LedgerWork
from storage.vault.secret import SecretText


async def use_up(
    services: Services, work: LedgerWork, staff_id: bytes, secret: SecretText | None, last_step: int | None, code: str,
    now: datetime,
) -> bool:  # fmt: skip
    """Use up a phone's code or a spare code; False where it fits nothing or was used before."""
    if spare_codes.looks_like_one(code):
        return await work.staff.use_spare_code(staff_id, spare_codes.mac(services.wrap_key, staff_id, code), now)
    step = totp.accept(secret, code, now, last_step) if secret else None
    return step is not None and await work.staff.take_totp_step(staff_id, step)
