"""An archive gives back plain files below the folder it is opened in, on every Python that is supported."""

import io
import tarfile
from pathlib import Path

import pyrage
import pytest

from storage.backup import archive
from storage.errors import SealBroken


def sealed(folder: Path, member: tarfile.TarInfo, body: bytes = b"x") -> tuple[Path, str]:
    """An age file that holds a tar of one member, and the key that opens it."""
    secret, public = archive.new_identity()
    plain, target = folder / "made.tar", folder / "made.age"
    with tarfile.open(plain, "w") as tar:
        member.size = len(body) if member.isfile() else 0
        tar.addfile(member, io.BytesIO(body))
    pyrage.encrypt_file(str(plain), str(target), [pyrage.x25519.Recipient.from_str(public)])
    return target, secret


def link(name: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
    return member


@pytest.mark.parametrize(
    "member", [tarfile.TarInfo("../outside"), tarfile.TarInfo("/outside"), link("manifest.json")], ids=lambda m: m.name
)
def test_an_archive_that_reaches_out_of_its_folder_is_refused(tmp_path: Path, member: tarfile.TarInfo) -> None:
    source, key = sealed(tmp_path, member)
    work = tmp_path / "work"
    work.mkdir()
    with pytest.raises(SealBroken):
        archive.read(source, key, [], {}, work)
    assert not (tmp_path / "outside").exists()
    assert not Path("/outside").exists()


def test_files_come_back_as_they_were(tmp_path: Path) -> None:
    kept = tmp_path / "host.key"
    kept.write_bytes(b"\x00" * 32)
    secret, public = archive.new_identity()
    archive.write(tmp_path / "one.age", [], {"host.key": kept}, public, tmp_path)
    back = tmp_path / "back" / "host.key"
    assert archive.read(tmp_path / "one.age", secret, [], {"host.key": back}, tmp_path) == ["host.key"]
    assert back.read_bytes() == kept.read_bytes()
