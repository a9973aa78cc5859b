"""Reward, contacts and privacy: pages that only inform, from the local contacts; what is not set is left out."""

from __future__ import annotations

from bot.dialog.replies import Link, Words
from bot.dialog.scene import Scene
from bot.dialog.screens.plain import Notice
from bot.dialog.steps.opening import CALL_110

VERIFY = "/verify"
CONTACTS = ("office_phone", "office_hours", "office_address", "office_letter", "office_email")


def contact_lines(scene: Scene) -> tuple[Words, ...]:
    """The office's own contacts that are set."""
    known = scene.world.contacts
    return tuple(Words(f"contact.{name}", values={"value": known[name]}) for name in CONTACTS if known.get(name))


def elsewhere() -> tuple[Words, ...]:
    """Where else one can turn, each for what it is for."""
    return (Words("elsewhere.12337"), Words("elsewhere.12388"), Words("elsewhere.12389"))


class Reward(Notice):
    """What is known about rewards; never a promise of a sum."""

    def lines(self, scene: Scene) -> tuple[Words, ...]:
        rule = scene.world.contacts.get("reward_rule", "")
        local = Words("reward.local_rule", values={"rule": rule}) if rule else Words("reward.no_local_rule")
        return (Words("reward.what"), local, Words("reward.how"), Words("reward.no_promise"))


class Contacts(Notice):
    """Whom to call or write to."""

    def lines(self, scene: Scene) -> tuple[Words, ...]:
        return (Words("elsewhere.110"), *contact_lines(scene), *elsewhere())

    def links(self, scene: Scene) -> tuple[Link, ...]:
        phone = scene.world.contacts.get("office_phone", "")
        digits = "".join(char for char in phone if char.isdigit() or char == "+")
        office = (Link(f"tel:{digits}", Words("link.call_office", values={"phone": phone})),) if digits else ()
        return (CALL_110, *office)


class Privacy(Notice):
    """What is kept, where, how long, and who can read it: the truth for this channel."""

    def lines(self, scene: Scene) -> tuple[Words, ...]:
        channel = scene.world.channel
        first = Words("privacy.messenger") if channel.is_messenger else Words("privacy.web")
        offer = (
            (Words("notice.web_offer", values={"url": channel.web_url}),)
            if channel.is_messenger and channel.web_url
            else ()
        )
        return (
            first,
            *offer,
            Words("privacy.sealed"),
            Words("privacy.identity"),
            Words("privacy.receipt"),
            Words("privacy.draft"),
            Words("privacy.log"),
            Words("privacy.limits"),
            *_checked(scene),
        )

    def links(self, scene: Scene) -> tuple[Link, ...]:
        return () if scene.world.channel.is_messenger else (Link(VERIFY, Words("link.verify")),)


def _checked(scene: Scene) -> tuple[Words, ...]:
    """That anyone may check us, and where; a messenger shows the few facts itself."""
    channel = scene.world.channel
    if not channel.is_messenger:
        return (Words("privacy.check"),)
    told = tuple(Words(text=line) for line in scene.world.checked(scene.session.language))
    address = channel.web_url.rstrip("/") + VERIFY
    return (*told, Words("privacy.check_at", values={"url": address})) if channel.web_url else told


PAGES = (Reward("reward"), Contacts("contacts"), Privacy("privacy"))
