"""Manifest of search."""

from tinhso.kernel.systems import System, systems

systems.register(
    System(
        name="search", title="Tìm kiếm", summary="Một chỉ mục cho mọi thứ tìm được, gõ có dấu hay không dấu."
    )
)
