"""The vault: bytes in, bytes out. Every promise that is kept by keys is kept here.

Reading order: `binding` (what every ciphertext and signature is tied to), `seeds` and `sealing` (keys, and the two ways
to seal), `lead`, `receipt`, `card`, `thread` (a lead's life), `password`, `unit`, `roster`, `policy`, `pages` (who may
open it), `chain` (the access ledger and its acknowledgements), `stream` (files).
"""
