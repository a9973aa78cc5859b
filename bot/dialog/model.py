"""All types of the dialog in one place to import from. Channels need nothing else but `bot.dialog.engine.Dialog`.

A driver's loop: `session, replies = dialog.advance(session, input, now)`; store the session; for each effect among the
replies carry it out and feed its outcome to `advance` in turn; show the rest in order. `dialog.show(session, now)`
renders the current page again and changes nothing (it may hold a `LookAgain`, whose outcome is fed back the same way).
"""

from bot.dialog.codec import from_json, to_json
from bot.dialog.inputs import (
    Action,
    Choice,
    Command,
    Failed,
    Found,
    Input,
    Line,
    NotFound,
    NotSubmitted,
    Outcome,
    Page,
    Progress,
    Question,
    ReceiptMade,
    Said,
    SentBack,
    Shared,
    Submitted,
    Text,
    Toggle,
    Unsupported,
)
from bot.dialog.replies import (
    COUNTS,
    EFFECTS,
    Ask,
    Button,
    CountQuestion,
    CountVote,
    Effect,
    FaqReply,
    ForgetLookUp,
    Identity,
    Link,
    LookAgain,
    LookUp,
    MakeReceipt,
    Option,
    Reply,
    Report,
    ReviewLine,
    Say,
    ShowAnswer,
    Shown,
    ShowProgress,
    ShowReceipt,
    ShowReview,
    Submit,
    WipeAll,
    Words,
    WriteBack,
)
from bot.dialog.session import Answer, Session, Waiting
from bot.dialog.world import CATEGORIES, Channel, Faq, Named, Routing, ShieldName, World

__all__ = [
    "CATEGORIES", "COUNTS", "EFFECTS", "Action", "Answer", "Ask", "Button", "Channel", "Choice", "Command",
    "CountQuestion", "CountVote", "Effect", "Failed", "Faq", "FaqReply", "ForgetLookUp", "Found", "Identity", "Input",
    "Line", "Link", "LookAgain", "LookUp", "MakeReceipt", "Named", "NotFound", "NotSubmitted", "Option", "Outcome",
    "Page", "Progress", "Question", "ReceiptMade", "Reply", "Report", "ReviewLine", "Routing", "Said", "Say",
    "SentBack", "Session", "Shared", "ShieldName", "ShowAnswer", "ShowProgress", "ShowReceipt", "ShowReview", "Shown",
    "Submit", "Submitted", "Text", "Toggle", "Unsupported", "Waiting", "WipeAll", "Words", "World", "WriteBack",
    "from_json", "to_json",
]  # fmt: skip
