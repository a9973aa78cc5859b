"""Prints the licence of every distribution that is installed with the program, as each declares it itself."""

import sys
from importlib.metadata import Distribution, distributions


def licence_of(found: Distribution) -> str:
    """What the distribution says: the SPDX expression, else its classifiers, else its own words in one line."""
    meta = found.metadata.json
    expression = meta.get("license_expression")
    if expression:
        return str(expression)
    classified = [value.rpartition(" :: ")[2] for value in meta.get("classifier", ()) if "License ::" in value]
    if classified:
        return ", ".join(classified)
    said = str(meta.get("license") or "").strip()
    return said.splitlines()[0][:80] if said else "not declared"


def main() -> None:
    """A line a distribution, by name."""
    rows = sorted({(found.metadata["Name"].lower(), found.version, licence_of(found)) for found in distributions()})
    for name, version, licence in rows:
        sys.stdout.write(f"{name:<28}{version:<14}{licence}\n")


if __name__ == "__main__":
    main()
