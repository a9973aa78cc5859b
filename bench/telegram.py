"""A dialog step of the full Telegram bot against a bare python-telegram-bot echo bot, on the same stand-in.

    python -m bench.telegram [--seconds 8] [--rounds 2] [--chats 64]

Both bots run as processes of their own with polling and without a rate limiter; the people (one message or button at a
time in each chat) are driven by the stand-in itself. The rounds alternate, so that a busy machine hurts both alike.
Goal: at least 0.6 of the echo bot's updates a second, p99 within twice its own.
"""

import argparse
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from bench.telegram_people import Crowd, Line
from tests.fakes.telegram import FakeTelegram

GOAL_RATE = 0.6
GOAL_P99 = 2.0
WARM_UP_SECONDS = 2.0

# Chatter that every bot can be sent; the full bot answers it with its menu or the Q&A.
WORDS: tuple[Line, ...] = (("says", "/start"), ("says", "今天天气怎么样"), ("says", "/help"), ("says", "你好"))
# One report from the first question to the middle of the story, then over again.
REPORT: tuple[Line, ...] = (
    ("says", "/report"),
    ("presses", "没有，现在安全"),
    ("presses", "知道了，开始"),
    ("presses", "没有"),
    ("presses", "下一步"),
    ("presses", "匿名"),
    ("presses", "市场流通"),
    ("presses", "东河镇"),
    ("says", "他们每月初到市场收钱，每个摊位两百元。"),
    ("says", "不给的话第二天就有人来闹，摊子也被掀过。"),
    ("presses", "下一步"),
    ("says", "东河镇老街农贸市场东门"),
    ("presses", "下一步"),
    ("says", "从去年春天起，每月初三前后"),
    ("presses", "下一步"),
    ("says", "领头的绰号叫老五，开一辆银色面包车"),
    ("presses", "取消"),
    ("presses", "删除"),
)


@dataclass
class Tally:
    """What several rounds of one bot gave."""

    name: str
    updates: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    delays: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.updates / self.seconds

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.delays, n=100)[98]

    def line(self) -> str:
        middle = statistics.median(self.delays)
        cpu = self.cpu_seconds / max(self.updates, 1)
        return (
            f"{self.name:<24}{self.rate:>7.0f}/s   p50 {middle * 1000:>6.1f} ms   p99 {self.p99 * 1000:>6.1f} ms   "
            f"CPU {cpu * 1000:>5.2f} ms an update"
        )


def measure(tally: Tally, bot: str, script: tuple[Line, ...], chats: int, seconds: float) -> None:
    """One round: start the bot, let everybody talk, count what was answered after the warm-up."""
    with FakeTelegram() as telegram:
        telegram.world.keep_calls = False
        crowd = Crowd(telegram, script, chats)
        command = [sys.executable, "-m", "bench.telegram_bots", bot, telegram.url, telegram.token]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            assert child.stdout.readline().strip() == "ready"
            updates, delays, cpu = crowd.talk(WARM_UP_SECONDS, seconds, lambda: cpu_seconds(child.pid))
            child.terminate()
    tally.updates += updates
    tally.seconds += seconds
    tally.cpu_seconds += cpu
    tally.delays += delays


def cpu_seconds(process: int) -> float:
    """CPU time a process has used so far: unlike rates it stays comparable on a busy machine."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--chats", type=int, default=64)
    chosen = parser.parse_args()
    echo, words, report = Tally("bare echo bot"), Tally("full bot, words only"), Tally("full bot, a report")
    for _ in range(chosen.rounds):
        measure(echo, "echo", WORDS, chosen.chats, chosen.seconds)
        measure(words, "full", WORDS, chosen.chats, chosen.seconds)
        measure(report, "full", REPORT, chosen.chats, chosen.seconds)
    for tally in (echo, words, report):
        print(tally.line())
    for tally in (words, report):
        rate, p99 = tally.rate / echo.rate, tally.p99 / echo.p99
        verdict = "met" if rate >= GOAL_RATE and p99 <= GOAL_P99 else "missed"
        print(f"{tally.name}: {rate:.2f} of the echo bot's updates a second, p99 {p99:.2f} times its own ({verdict})")


if __name__ == "__main__":
    main()
