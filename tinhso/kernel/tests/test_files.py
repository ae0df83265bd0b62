"""A file is whole or not there, and of several who make a key at once one made it."""

from pathlib import Path

from tinhso.kernel.files import write_durably


def test_what_is_there_is_replaced_only_where_that_is_meant(tmp_path: Path) -> None:
    key = tmp_path / "new" / "key"
    write_durably(key, b"first", replace=False)
    write_durably(key, b"second", replace=False)
    assert key.read_bytes() == b"first"
    write_durably(key, b"third")
    assert key.read_bytes() == b"third"
    assert key.stat().st_mode & 0o777 == 0o600
    assert list(key.parent.iterdir()) == [key]
