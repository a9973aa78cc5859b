"""All measurements in one run, each in a process of its own: `python -m bench [name ...]`."""

import subprocess
import sys

MEASUREMENTS = (
    "vault", "start", "desk", "queue", "search", "rotation", "submissions", "look_up_times", "telegram", "faq_compare",
)  # fmt: skip


def main() -> int:
    """Run those named, or all; the exit code counts the failures."""
    wanted = sys.argv[1:] or list(MEASUREMENTS)
    unknown = sorted(set(wanted) - set(MEASUREMENTS))
    if unknown:
        sys.stderr.write(f"no such measurement: {', '.join(unknown)}; there are {', '.join(MEASUREMENTS)}\n")
        return 2
    failures = 0
    for name in wanted:
        print(f"\n== {name}", flush=True)
        failures += subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode != 0
    return failures


if __name__ == "__main__":
    sys.exit(main())
