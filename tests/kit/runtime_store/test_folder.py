import asyncio
import multiprocessing
import stat
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kit.runtime_store import FolderStore, RuntimeStoreUnavailable, default_folder, open_store

pytestmark = pytest.mark.anyio

TODAY = date(2026, 11, 22)


class Clock:
    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 22, 4, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment


async def test_a_value_ends(tmp_path: Path) -> None:
    clock = Clock()
    store = FolderStore(tmp_path / "run", clock)
    await store.put("name", b"value", 60)
    clock.moment += timedelta(seconds=60)
    assert await store.get("name") is None
    assert await store.pop("name") is None


async def test_a_budget_is_whole_again_in_the_next_window(tmp_path: Path) -> None:
    clock = Clock()
    store = FolderStore(tmp_path / "run", clock)
    assert [await store.budget("n", 1, 60), await store.budget("n", 1, 60)] == [True, False]
    clock.moment += timedelta(seconds=60)
    assert await store.budget("n", 1, 60)


async def test_nothing_in_the_folder_is_open_to_others(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "run")
    await store.put("name", b"value", 60)
    await store.budget("n", 1, 60)
    await store.daily_key(TODAY)
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "run").iterdir()} == {0o600}
    assert stat.S_IMODE((tmp_path / "run").stat().st_mode) == 0o700


async def test_tidying_leaves_nothing_that_has_ended(tmp_path: Path) -> None:
    clock = Clock()
    store = FolderStore(tmp_path / "run", clock)
    await store.put("ends", b"value", 60)
    await store.budget("n", 1, 60)
    await store.put("stays", b"value", 6000)
    clock.moment += timedelta(seconds=120)
    await store.tidy(TODAY)
    assert len(list((tmp_path / "run").iterdir())) == 1
    assert await store.get("stays") == b"value"


async def test_a_draft_of_a_killed_process_is_swept(tmp_path: Path) -> None:
    clock = Clock()
    store = FolderStore(tmp_path / "run", clock)
    (tmp_path / "run" / ".value-abc.0011").touch()
    clock.moment = datetime.now(UTC) + timedelta(minutes=2)
    await store.tidy(TODAY)
    assert list((tmp_path / "run").iterdir()) == []


def test_a_folder_open_to_others_is_refused_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir(mode=0o755)
    with pytest.raises(RuntimeStoreUnavailable, match=r"chmod 700 .*; or set XIANSUO_RUNTIME_DIR"):
        FolderStore(tmp_path / "run")


def test_each_kind_has_its_own_default_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    assert default_folder("bot") == Path("/run/xiansuo/bot")
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/1000")
    assert default_folder("admin") == Path("/run/user/1000/xiansuo/admin")


async def test_bot_and_admin_do_not_see_each_other_s_values(tmp_path: Path) -> None:
    await open_store("bot", tmp_path).put("name", b"value", 60)
    assert await open_store("admin", tmp_path).get("name") is None


async def test_a_source_is_whole_again_in_the_next_window(tmp_path: Path) -> None:
    clock = Clock()
    store = FolderStore(tmp_path / "run", clock)
    assert [await store.source_budget("n", b"one", 1, 60) for _ in range(2)] == [True, False]
    clock.moment += timedelta(seconds=60)
    assert await store.source_uses("n", b"one", 60) == 0
    assert await store.source_budget("n", b"one", 1, 60)


async def test_a_thousand_sources_take_one_file_of_sixteen_bytes_each(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "run", Clock())
    for number in range(1000):
        assert await store.source_budget("n", number.to_bytes(8, "big"), 1, 60)
    (file,) = (tmp_path / "run").glob("budget-*")
    assert file.stat().st_size == 16_000
    assert not await store.source_budget("n", (999).to_bytes(8, "big"), 1, 60)
    assert file.stat().st_size == 16_000


def test_processes_that_count_at_one_instant_never_overdraw(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    with ProcessPoolExecutor(4, multiprocessing.get_context("spawn")) as processes:
        taken = list(processes.map(_take_fifty, [folder] * 4))
    assert [sum(one[at] for one in taken) for at in (0, 1)] == [60, 30]


def _take_fifty(folder: Path) -> tuple[int, int]:
    """What one process gets of a budget of 60, and of one source's 30."""

    async def take() -> tuple[int, int]:
        store = FolderStore(folder, Clock())
        common = sum([await store.budget("n", 60, 60) for _ in range(50)])
        return common, sum([await store.source_budget("s", b"one", 30, 60) for _ in range(50)])

    return asyncio.run(take())
