"""A session seen in its world: what the answers so far amount to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from bot.dialog import shield
from bot.dialog.session import Session
from bot.dialog.world import Named, ShieldName, World

Receivers = tuple[tuple[str, ...], bool]


@dataclass(frozen=True)
class Scene:
    """World and session together; everything derived is computed when asked for."""

    world: World
    session: Session

    @cached_property
    def early_matches(self) -> tuple[ShieldName, ...]:
        """People of units named among the officials involved."""
        if self.session.answer("officials").value not in ("yes", "unsure"):
            return ()
        return shield.matches(self.session.answer("official_names").text, self.world)

    @cached_property
    def late_matches(self) -> tuple[ShieldName, ...]:
        """People of units named in "who" and not before, whose unit is not shut out already."""
        shut_out = self.session.answer("avoid_units").values
        found = shield.matches(self.session.answer("who").text, self.world)
        return tuple(one for one in found if one not in self.early_matches and one.unit not in shut_out)

    @property
    def opened(self) -> frozenset[str]:
        """Matches that the reporter took out: "not that person"."""
        return frozenset(self.session.answer("opened").values)

    @cached_property
    def excluded(self) -> frozenset[str]:
        """Units that must not see this report: chosen, or matched by name and not taken out."""
        return self.excluded_before_story | self._kept(self.late_matches)

    @cached_property
    def excluded_before_story(self) -> frozenset[str]:
        """Units shut out before anything was told."""
        return self._kept(self.early_matches) | frozenset(self.session.answer("avoid_units").values)

    @property
    def custody_excluded(self) -> bool:
        """Whether identity may not be kept, and so is not asked."""
        return bool(self.world.custody) and self.world.custody in self.excluded

    @property
    def named(self) -> bool:
        """Whether the reporter wants to give their name."""
        return self.session.answer("identity").value == "named" and not self.custody_excluded

    @property
    def officials(self) -> bool:
        """Whether public officials are involved, as far as the reporter says so."""
        return self.session.answer("officials").value == "yes"

    def _kept(self, matched: tuple[ShieldName, ...]) -> frozenset[str]:
        return frozenset(one.unit for one in matched if shield.mark(one) not in self.opened)

    def unit_name(self, unit_id: str) -> str:
        """The name people know a unit by."""
        return _name(self.world.units, unit_id)

    def area_name(self, area_id: str) -> str:
        """The name people know an area by."""
        return _name(self.world.areas, area_id)

    def receivers(self, excluded: frozenset[str] | None = None) -> Receivers | None:
        """Who would receive the report as answered; None where nobody may."""
        area = self.session.answer("area").value or None
        category = self.session.answer("category").value or None
        return self.world.routing(
            area if area in {one.id for one in self.world.areas} else None,
            category if category in self.world.categories else None,
            self.officials,
            self.excluded if excluded is None else excluded,
        )

    def somebody_may_receive(self) -> bool:
        """Whether any unit could receive the report for some area and category, asked before these are known."""
        areas = (None, *(area.id for area in self.world.areas))
        categories = (None, *self.world.categories)
        routing = self.world.routing
        return any(
            routing(area, category, self.officials, self.excluded_before_story) is not None
            for area in areas
            for category in categories
        )


def _name(named: tuple[Named, ...], wanted: str) -> str:
    return next((one.name for one in named if one.id == wanted), wanted)
