"""All pages by id: the report's questions and the pages around them."""

from bot.dialog.screens import information, leaving
from bot.dialog.screens.base import Screen, Turn
from bot.dialog.screens.menu import MenuScreen
from bot.dialog.screens.offer import OfferScreen
from bot.dialog.screens.policy import PolicyScreen
from bot.dialog.screens.progress import ProgressScreen, WriteScreen
from bot.dialog.screens.question import QuestionScreen
from bot.dialog.screens.receipt import ReceiptScreen
from bot.dialog.screens.review import ReviewScreen
from bot.dialog.screens.track import TrackScreen
from bot.dialog.steps import ALL

SCREENS: dict[str, Screen] = {
    "menu": MenuScreen(),
    "policy": PolicyScreen(),
    "offer": OfferScreen(),
    "track": TrackScreen(),
    "progress": ProgressScreen(),
    "write": WriteScreen(),
    "review": ReviewScreen(),
    "receipt": ReceiptScreen(),
    **{page.id: page for page in (*information.PAGES, *leaving.PAGES)},
    **{step.id: QuestionScreen(step) for step in ALL},
}

__all__ = ["SCREENS", "Screen", "Turn"]
