"""Everything that can be tried with what was taken, over and over until nothing new opens.

No list says which key is for which column: each key at hand, and each that opens on the way, is tried on every
ciphertext of every table and file; as a private key, as a shared key, under every label, joined with every other half,
and behind every password. What opens is searched for the words that were told.
"""

from itertools import combinations

from storage.vault.secret import SecretBytes, xor
from storage.vault.seeds import PUBLIC_SIZE, SEED_SIZE
from tests.compromise import ciphers
from tests.compromise.bindings import Context, contexts
from tests.compromise.canaries import read
from tests.compromise.loot import Loot, Row, pieces

SIGNING_SIZE = 32


class Attempt:
    """One thief at work. `words` are those that they can read in the end."""

    def __init__(self, loot: Loot) -> None:
        self._loot = loot
        self._sealed: dict[bytes, Context] = {}
        self._tried: set[bytes] = set()
        self._halves: dict[bytes, None] = {}
        self._keys: dict[bytes, None] = dict(loot.secrets)
        self.opened: dict[bytes, None] = {}
        for row, context in contexts(loot.rows):
            self._take(row, context)
        # Whoever anything is sealed to has the public half somewhere in the tables: by it a thief knows a seed.
        self._known = frozenset(piece[-SIGNING_SIZE:] for piece in loot.raw if len(piece) == PUBLIC_SIZE)

    def words(self) -> frozenset[str]:
        """Try everything, then read: what was opened, and what lies there in clear."""
        self._behind_passwords()
        self._by_themselves()
        while self._keys.keys() - self._tried:
            fresh = [key for key in self._keys if key not in self._tried]
            self._tried.update(fresh)
            for key in fresh:
                self._with_seed(key)
                for grown in ciphers.labelled(key):
                    self._with_shared(grown)
                for chat in self._loot.chats:
                    self._with_shared(ciphers.of_chat(key, chat))
            self._with_pairs()
        return read([*self._loot.raw, *self.opened])

    def _take(self, row: Row, context: Context) -> None:
        for piece in filter(ciphers.is_sealed, row.pieces):
            self._sealed.setdefault(piece, context)

    def _with_seed(self, seed: bytes) -> None:
        if ciphers.signing_key(seed) not in self._known:
            return
        for sealed, context in self._sealed.items():
            plain = ciphers.open_private(seed, sealed, context)
            if plain is not None:
                self._found(plain)
                if len(plain) == SEED_SIZE:
                    self._halves[plain] = None

    def _with_shared(self, key: bytes) -> None:
        for sealed in list(self._sealed):
            plain = ciphers.sense(ciphers.open_shared(key, sealed), self._known)
            if plain is not None:
                self._found(plain)

    def _with_pairs(self) -> None:
        """Two halves that were opened make a key; so do a cookie and a day's key."""
        for one, other in combinations(self._halves, 2):
            joined = xor(SecretBytes(one), SecretBytes(other)).reveal()
            if joined not in self._tried:
                self._tried.add(joined)
                self._with_shared(joined)
        for key in ciphers.between(list(self._loot.secrets)):
            if key not in self._tried:
                self._tried.add(key)
                self._with_shared(key)

    def _behind_passwords(self) -> None:
        """Each password on whatever lies beside its owner's salt, with whatever has a key's length as the wrap key."""
        wraps = list(dict.fromkeys([*self._loot.secrets, *self._of_key_length()]))
        logins = {row.values["id"]: row.values["login"] for row in self._loot.rows if "login" in row.values}
        for row in self._loot.rows:
            staff_id, salt = row.values.get("staff_id"), row.values.get("salt")
            word = self._loot.passwords.get(logins.get(staff_id, ""))
            if word is not None and isinstance(staff_id, bytes) and isinstance(salt, bytes):
                for key in ciphers.wrapping(word, salt, wraps, staff_id):
                    self._on_row(key, row)

    def _on_row(self, key: bytes, row: Row) -> None:
        values = (value for value in row.values.values() if isinstance(value, bytes))
        for sealed in filter(ciphers.is_sealed, values):
            plain = ciphers.sense(ciphers.open_shared(key, sealed), self._known)
            if plain is not None:
                self._found(plain)

    def _by_themselves(self) -> None:
        """Whatever has a key's length in any row may be a key that should not lie there."""
        for piece in self._of_key_length():
            if piece not in self._keys:
                if ciphers.signing_key(piece) in self._known:
                    self._keys[piece] = None
                for sealed in self._sealed:
                    plain = ciphers.opens_by_itself(piece, sealed, self._known)
                    if plain is not None:
                        self._found(plain)

    def _of_key_length(self) -> list[bytes]:
        values = dict.fromkeys(piece for row in self._loot.rows for piece in row.pieces)
        return [value for value in values if len(value) == SEED_SIZE]

    def _found(self, plain: bytes) -> None:
        if plain in self.opened:
            return
        self.opened[plain] = None
        for piece in pieces(plain):
            if len(piece) == SEED_SIZE:
                self._keys[piece] = None
            elif ciphers.is_sealed(piece):
                self._sealed.setdefault(piece, Context.of((Row("opened", {"piece": plain}),)))
