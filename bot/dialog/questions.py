"""Policy questions in the middle of anything: answered, and the dialog goes on where it was."""

from __future__ import annotations

from bot.dialog.replies import FaqReply, Option, Reply, Say, ShowAnswer, Words
from bot.dialog.scene import Scene
from bot.dialog.steps.opening import CALL_110

ENTRY = "faq:"
GO = "go:"
_ALARM_LENGTH = 200


def ask(scene: Scene, text: str) -> tuple[Reply, ...]:
    """What the Q&A says to a question in free words."""
    return told(scene, scene.world.faq.ask(text))


def entry(scene: Scene, entry_id: str) -> tuple[Reply, ...]:
    """One entry by its id."""
    reply = scene.world.faq.entry(entry_id)
    return told(scene, reply) if reply else (Say("faq.gone", tone="warn"),)


def told(scene: Scene, reply: FaqReply) -> tuple[Reply, ...]:
    """A reply of the Q&A as something to show."""
    if reply.zone == "emergency":
        return (emergency(scene),)
    if reply.zone == "report":
        return (Say("faq.sounds_like_report"),)
    if reply.zone == "refuse":
        return (Say("faq.no_answer"),)
    return (ShowAnswer(reply, (*related(reply), *_action(reply))),)


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
