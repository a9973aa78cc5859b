"""Recovery pages: on paper for years, typed once, by somebody in a hurry."""

from collections import Counter
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import PageMistyped
from storage.vault.pages import GROUPS, Page, join, restore, split
from storage.vault.secret import SecretBytes, xor
from storage.vault.seeds import KeyPair
from tests.storage.vault import worlds as w
from tests.storage.vault.worlds import exactly, quick

PAGE = Page("B", "0427", (w.seed("half one"), w.seed("half two")))


def printed(page: Page) -> list[str]:
    return [group.reveal() for group in page.groups()]


def place_of(typed: str) -> int | None:
    """The group that is named as mistyped."""
    with pytest.raises(PageMistyped) as caught:
        Page.parse(typed)
    return caught.value.group


@pytest.mark.parametrize("chosen", list(permutations(range(3), 2)))
def test_any_two_pages_in_any_order_restore_the_seed(chosen: tuple[int, int]) -> None:
    pages = split(w.seed("unit"))
    assert join([pages[at] for at in chosen]) == w.seed("unit")


@quick
@given(st.binary(min_size=32, max_size=32))
def test_every_seed_comes_back_through_paper(seed: bytes) -> None:
    pages = [Page.parse(" ".join(printed(page))) for page in split(SecretBytes(seed))]
    for two in combinations(pages, 2):
        assert join(two).reveal() == seed


def test_one_page_alone_is_evenly_spread_whatever_the_seed_is() -> None:
    runs = 400
    counts: Counter[tuple[str, int, int]] = Counter()
    for _ in range(runs):
        for page in split(SecretBytes(bytes(32))):
            for half, secret in enumerate(page.halves):
                number = int.from_bytes(secret.reveal(), "big")
                counts.update((page.letter, half, bit) for bit in range(256) if number >> bit & 1)
    assert len(counts) == 3 * 2 * 256
    assert all(abs(count - runs / 2) < 6 * 10 for count in counts.values())


def test_the_two_halves_of_one_page_have_nothing_to_do_with_each_other() -> None:
    """Page A holds halves of two pairs, so that even their XOR is random."""
    seed = SecretBytes(bytes(32))
    for at in range(3):
        joined = {xor(*split(seed)[at].halves).reveal() for _ in range(20)}
        assert len(joined) == 20


@pytest.mark.parametrize("count", [0, 1, 3])
def test_other_numbers_of_pages_are_refused(count: int) -> None:
    with exactly(PageMistyped):
        join(split(w.seed("unit"))[:count])


def test_the_same_page_twice_is_refused() -> None:
    page = split(w.seed("unit"))[0]
    with exactly(PageMistyped):
        join([page, page])


def test_pages_of_different_sets_are_refused() -> None:
    mine, theirs = split(w.seed("unit"))[0], split(w.seed("other"))[1]
    with exactly(PageMistyped):
        join([Page("A", "0001", mine.halves), Page("B", "0002", theirs.halves)])


def test_pages_of_two_sets_with_one_number_are_found_by_the_policys_key() -> None:
    seed = w.pair("police pages").seed
    mine, theirs = split(seed), split(w.seed("other"))
    mixed = [mine[0], Page("B", mine[0].set_number, theirs[1].halves)]
    assert restore(mine[:2], w.pair("police pages").public).public == w.pair("police pages").public
    with exactly(PageMistyped):
        restore(mixed, w.pair("police pages").public)
    with exactly(PageMistyped):
        restore(mine[:2], w.pair("custody pages").public)


def test_a_page_is_33_groups_of_six_digits_of_which_the_first_names_it() -> None:
    groups = printed(PAGE)
    assert len(groups) == GROUPS == 33
    assert all(len(group) == 6 and group.isdigit() for group in groups)
    assert groups[0][:5] == "04271"


@pytest.mark.parametrize("separator", [" ", "-", "\n", "\r\n", "  ", "\u3000", ""])
def test_a_page_is_read_as_people_type_it(separator: str) -> None:
    assert Page.parse(separator.join(printed(PAGE))) == PAGE


def test_full_width_digits_are_read() -> None:
    typed = " ".join(printed(PAGE))
    assert Page.parse("".join(chr(ord(char) + 0xFEE0) if char.isdigit() else char for char in typed)) == PAGE


def test_every_single_wrong_digit_is_found_and_its_group_named() -> None:
    groups = printed(PAGE)
    for place, group in enumerate(groups):
        for at in range(6):
            for wrong in set("0123456789") - {group[at]}:
                changed = [*groups]
                changed[place] = group[:at] + wrong + group[at + 1 :]
                assert place_of(" ".join(changed)) == place + 1


def test_every_swap_of_neighbouring_digits_is_found_and_its_group_named() -> None:
    groups = printed(PAGE)
    for place, group in enumerate(groups):
        for at in range(5):
            swapped = group[:at] + group[at + 1] + group[at] + group[at + 2 :]
            if swapped != group:
                assert place_of(" ".join([*groups[:place], swapped, *groups[place + 1 :]])) == place + 1


def test_neighbouring_groups_in_the_wrong_order_are_found() -> None:
    groups = printed(PAGE)
    for place in range(len(groups) - 1):
        swapped = [*groups]
        swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
        assert place_of(" ".join(swapped)) in (place + 1, place + 2)


def test_a_group_that_was_left_out_or_typed_twice_is_named() -> None:
    groups = printed(PAGE)
    for place in range(len(groups) - 2):
        assert place_of(" ".join(groups[:place] + groups[place + 1 :])) in (place + 1, place + 2)
        assert place_of(" ".join(groups[: place + 1] + groups[place:])) in (place + 2, place + 3)


@quick
@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_by_name(typed: str) -> None:
    with exactly(PageMistyped):
        Page.parse(typed)


@quick
@given(st.lists(st.from_regex(r"[0-9]{6}", fullmatch=True), max_size=40))
def test_random_groups_are_read_or_refused_by_name(groups: list[str]) -> None:
    with exactly(PageMistyped):
        Page.parse(" ".join(groups))


def test_a_half_beyond_32_bytes_is_refused_by_name() -> None:
    from storage.vault.damm import check_digit

    digits = ["04270", *["99999"] * 32]
    typed = " ".join(group + check_digit(f"{place:02d}{group}") for place, group in enumerate(digits, start=1))
    with exactly(PageMistyped):
        Page.parse(typed)


def test_pages_do_not_print() -> None:
    page = split(w.seed("unit"))[0]
    for shown in (repr(page), str(page), f"{page}", repr(page.groups())):
        assert printed(page)[1] not in shown
        assert page.halves[0].reveal().hex()[:8] not in shown


def test_restored_is_a_pair_that_opens_what_was_sealed_for_recovery() -> None:
    recovery = KeyPair.generate()
    pages = split(recovery.seed)
    assert restore([pages[0], pages[2]], recovery.public).public == recovery.public
