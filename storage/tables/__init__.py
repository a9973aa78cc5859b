"""Table mappings: `ledger` for the inside host, `bot` for the exposed one. They share no metadata and no database."""
