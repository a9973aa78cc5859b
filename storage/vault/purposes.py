"""The closed list of purposes: each is used by one kind of object and never renamed."""

from __future__ import annotations

from enum import StrEnum


class Purpose(StrEnum):
    """What a ciphertext, hash or signature is for; part of every binding, so none can pass for another."""

    # Derivations
    DERIVE = "derive"
    KEY_CODE = "key-code"
    # A lead
    CONTENT = "content"
    IDENTITY = "identity"
    SHARE_ONE = "share-1"
    SHARE_TWO = "share-2"
    SHARE_TWO_FOR_REQUEST = "share-2-for-request"
    SHARE_ONE_FOR_CALL_BACK = "share-1-for-call-back"
    GRANT = "grant"
    COMMITMENT = "commitment"
    CARD = "card"
    ANSWER = "answer"
    FOLLOW_UP = "follow-up"
    FOLLOW_UP_SIGNATURE = "follow-up-signature"
    NOTE = "note"
    FILE = "file"
    # Staff and units
    STAFF_SEED = "staff-seed"
    TOTP_SECRET = "totp-secret"
    SPARE_CODE = "spare-code"
    PASSKEY = "passkey"
    PASSKEY_CHALLENGE = "passkey-challenge"
    SESSION_SEED = "session-seed"
    SESSION_NOTE = "session-note"
    UNIT_SEED = "unit-seed"
    OLD_UNIT_SEED = "old-unit-seed"
    RECOVERY_SEED = "recovery-seed"
    RECOVERY_SIGNATURE = "recovery-signature"
    EPOCH_ENDORSEMENT = "epoch-endorsement"
    UNIT_FOUNDING = "unit-founding"
    ROSTER = "roster"
    POLICY = "policy"
    POLICY_SIGNATURE = "policy-signature"
    ACCESS_REQUEST = "access-request"
    ACCESS_APPROVAL = "access-approval"
    ACCESS_REASONS = "access-reasons"
    ACCESS_REFUSAL = "access-refusal"
    CALL_BACK_REQUEST = "call-back-request"
    CALL_BACK_RESULT = "call-back-result"
    DESTRUCTION_LIST = "destruction-list"
    DESTRUCTION_CONFIRMATION = "destruction-confirmation"
    INDEX_KEY = "index-key"
    INDEX_KEY_SIGNATURE = "index-key-signature"
    SEARCH_TEXT = "search-text"
    BLIND_TAG = "blind-tag"
    # Access ledger
    ENTRY = "entry"
    BLOCK = "block"
    RESTORE_BLOCK = "restore-block"
    RESTORE_SIGNATURE = "restore-signature"
    ACKNOWLEDGEMENT = "acknowledgement"
    # The exposed host
    DRAFT = "draft"
    NOTICE_CHAT = "notice-chat"
    TICKET = "ticket"
