"""The Telegram channel. python-telegram-bot carries the bytes; who says what is decided by the dialog.

connection.py   connects, polls or registers the webhook, never gives up, never gets in anybody's way
arrivals.py     a Telegram update -> what a person did (pure)
lanes.py        one chat in order, many chats side by side
adapter.py      one arrival: conversation, then screen
screens.py      replies -> text and buttons (pure), with styled.py and buttons.py
outbox.py       sends, edits and deletes, and knows which refusals are harmless
trail.py        which messages can be erased again
"""

import os

# PTB 22 asks to opt in to durations as timedelta; without it every flood limit raises a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "1")
