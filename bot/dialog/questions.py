"""Policy questions in the middle of anything: answered, and the dialog goes on where it was."""

from __future__ import annotations

from dataclasses import replace

from bot.dialog.replies import CountQuestion, CountVote, FaqReply, Option, Reply, Say, ShowAnswer, Words
from bot.dialog.scene import Scene
from bot.dialog.steps.opening import CALL_110

ENTRY = "faq:"
GO = "go:"
RATE = "rate:"
_ALARM_LENGTH = 200
_APART = ("menu", "policy", "reward", "contacts", "privacy")
"""Pages that belong to no report, receipt or look-up."""


def ask(scene: Scene, text: str) -> tuple[Reply, ...]:
    """What the Q&A says to a question in free words."""
    return told(scene, scene.world.faq.ask(text), text)


def entry(scene: Scene, entry_id: str) -> tuple[Reply, ...]:
    """One entry by its id."""
    reply = scene.world.faq.entry(entry_id)
    return told(scene, reply) if reply else (Say("faq.gone", tone="warn"),)


def told(scene: Scene, reply: FaqReply, asked: str = "") -> tuple[Reply, ...]:
    """A reply of the Q&A as something to show; `asked` are the words that led to it."""
    if reply.zone == "emergency":
        return (emergency(scene),)
    if reply.zone == "report":
        return (Say("faq.sounds_like_report"),)
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
