"""Policy questions in the middle of anything: answered, and the dialog goes on where it was.

What turns out to be no question but a wrong that is told is offered as the beginning of a report, where none is open.
"""

from __future__ import annotations

from dataclasses import replace

from bot.dialog import flow
from bot.dialog.replies import CountQuestion, CountVote, FaqReply, Option, Reply, Say, ShowAnswer, Words
from bot.dialog.scene import Scene
from bot.dialog.session import Session
from bot.dialog.steps.opening import CALL_110
from bot.dialog.words import HARD_FACTOR, STORY_LIMIT, length

ENTRY = "faq:"
GO = "go:"
RATE = "rate:"
OFFER = "offer"
LANES = ("report", "emergency")
_ALARM_LENGTH = 200
_APART = ("menu", "policy", "reward", "contacts", "privacy")
"""Pages that belong to no report, receipt or look-up."""

Told = tuple[Session, tuple[Reply, ...]]
"""The session afterwards, on the page that offers a report where a wrong was told, and what is said."""


def ask(scene: Scene, text: str) -> Told:
    """What the Q&A says to a question in free words."""
    return told(scene, scene.world.faq.ask(text), text)


def entry(scene: Scene, entry_id: str) -> tuple[Reply, ...]:
    """One entry by its id."""
    reply = scene.world.faq.entry(entry_id)
    return _answered(scene, reply) if reply else (Say("faq.gone", tone="warn"),)


def told(scene: Scene, reply: FaqReply, asked: str) -> Told:
    """A reply of the Q&A as something to show; `asked` are the words that led to it."""
    if reply.zone not in LANES:
        return scene.session, _answered(scene, reply, asked)
    first: tuple[Reply, ...] = (emergency(scene),) if reply.zone == "emergency" else ()
    session = scene.session
    if not takes_offers(session):
        inside = session.place in flow.PAGES
        return session, first or (Say("faq.report_is_open" if inside else "faq.sounds_like_report"),)
    if scene.world.cannot_take:
        return session, (*first, *closed(scene))
    return offered(session, asked, first)


def takes_offers(session: Session) -> bool:
    """Whether a report may be offered here: not inside one, nor while a receipt is still to be written down."""
    unsaved = session.submitted_at is not None and session.receipt
    return session.place in (*_APART, OFFER) and not unsaved


def offered(session: Session, text: str, first: tuple[Reply, ...] = ()) -> Told:
    """The session on the page that offers to begin a report with these words and those already there."""
    texts = (*session.offered, text)
    if length(texts) > STORY_LIMIT * HARD_FACTOR:
        return session, (*first, Say("text.full", {"limit": STORY_LIMIT}, "error"))
    return replace(session.at(OFFER), offered=texts), first


def closed(scene: Scene) -> tuple[Reply, ...]:
    """Why no report can be taken now, and where to turn meanwhile."""
    return (Say(f"cannot_take.{scene.world.cannot_take}", tone="warn"), Say("cannot_take.meanwhile"))


def _answered(scene: Scene, reply: FaqReply, asked: str = "") -> tuple[Reply, ...]:
    asked = asked if _knows_no_lead(scene) else ""
    counted: tuple[Reply, ...] = (CountQuestion(asked),) if asked and reply.zone != "answer" else ()
    if reply.zone == "refuse":
        return (Say("faq.no_answer"), *counted)
    if reply.zone == "answer":
        reply = replace(reply, asked=asked)
    return (ShowAnswer(reply, (*related(reply), *_action(reply), *_rating(scene, reply))), *counted)


def rated(scene: Scene, verdict: str) -> tuple[Reply, ...]:
    """有帮助 or 没帮助, as `yes:<id>` or `no:<id>`: counted, and what was read stays to be read."""
    helped, _, entry_id = verdict.partition(":")
    reply = scene.world.faq.entry(entry_id)
    if reply is None or helped not in ("yes", "no"):
        return (Say("faq.gone", tone="warn"),)
    said = Say("faq.thanks" if helped == "yes" else "faq.ask_otherwise", tone="good" if helped == "yes" else "calm")
    # A messenger still shows the answer above; a browser's page is made anew.
    again = () if scene.world.channel.is_messenger else (ShowAnswer(reply, (*related(reply), *_action(reply))),)
    return (CountVote(entry_id, helped == "yes"), *again, said)


def emergency(scene: Scene) -> Say:
    """110 first, as a link where the channel has such links."""
    return Say("danger.call_110", tone="warn", links=(CALL_110,) if scene.world.channel.tel_links else ())


def alarm(scene: Scene, text: str) -> tuple[Reply, ...]:
    """110 where a short text sounds like danger at this moment; the text is taken all the same."""
    if len(text) > _ALARM_LENGTH or scene.world.faq.ask(text).zone != "emergency":
        return ()
    return (emergency(scene),)


def related(reply: FaqReply) -> tuple[Option, ...]:
    """The entries beside an answer, or those meant perhaps."""
    return tuple(Option(f"{ENTRY}{entry_id}", Words(text=question)) for entry_id, question in reply.related)


def topics(scene: Scene) -> tuple[Option, ...]:
    """The few questions to begin with."""
    return tuple(Option(f"{ENTRY}{entry_id}", Words(text=question)) for entry_id, question in scene.world.faq.topics())


def _action(reply: FaqReply) -> tuple[Option, ...]:
    if reply.action in ("report", "track"):
        return (Option(f"{GO}{reply.action}", Words(f"menu.{reply.action}")),)
    return ()


def _rating(scene: Scene, reply: FaqReply) -> tuple[Option, ...]:
    """Asked only outside reports: inside nothing leads the eye away."""
    if not reply.id or reply.zone != "answer" or scene.session.place not in _APART:
        return ()
    return tuple(
        Option(f"{RATE}{verdict}:{reply.id}", Words(key))
        for verdict, key in (("yes", "faq.helped"), ("no", "faq.not_helped"))
    )


def _knows_no_lead(scene: Scene) -> bool:
    """Whether nothing of a report, receipt or look-up is at hand: only then may words be counted."""
    session = scene.session
    at_hand = session.answers or session.lead_id or session.receipt or session.keys or session.note
    return session.place in _APART and not at_hand
