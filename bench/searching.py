"""`search`: ten queries typed without accents over 100,000 titles, against a ranked stored tsvector. Prints JSON.

Both are asked in turn over the same socket; a title is made of the words of real procedures.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from statistics import median

import django

django.setup()

from django.db import connection  # noqa: E402

from tinhso.foundation.procedures.models import PROCEDURE  # noqa: E402
from tinhso.foundation.search.actions import index  # noqa: E402
from tinhso.foundation.search.queries import find  # noqa: E402
from tinhso.foundation.search.registry import Document  # noqa: E402
from tinhso.kernel.actors import ANONYMOUS  # noqa: E402
from tinhso.kernel.ids import new_id  # noqa: E402
from tinhso.kernel.refs import Ref  # noqa: E402
from tinhso.kernel.text import fold  # noqa: E402

TITLES, ROUNDS, LIMIT = 100_000, 7, 20
QUERIES = (
    "khai sinh", "dat nong nghiep", "ho kinh doanh", "dang ky ket hon", "giay phep xay dung",
    "chuyen muc dich su dung dat",
    "bao hiem xa hoi", "cap doi the can cuoc", "dieu chinh giay phep", "tro cap nguoi co cong",
)  # fmt: skip
_ACTS = (
    "Đăng ký", "Cấp", "Cấp lại", "Cấp đổi", "Điều chỉnh", "Gia hạn", "Thu hồi", "Xác nhận", "Công nhận", "Thẩm định",
    "Phê duyệt", "Chuyển mục đích sử dụng", "Chấm dứt", "Thay đổi",
)  # fmt: skip
_THINGS = (
    "khai sinh", "kết hôn", "hộ kinh doanh", "giấy phép xây dựng", "đất nông nghiệp", "đất ở", "thẻ căn cước",
    "bảo hiểm xã hội", "giấy phép khai thác khoáng sản", "trợ cấp người có công với cách mạng", "chứng chỉ hành nghề y",
    "giấy chứng nhận quyền sử dụng đất", "dự án đầu tư", "hồ sơ bảo vệ môi trường", "giấy phép lái xe",
    "di sản văn hóa",
)  # fmt: skip
_CASES = (
    "cho hộ gia đình, cá nhân", "có yếu tố nước ngoài", "tại Ủy ban nhân dân cấp xã", "đối với tổ chức", "cấp tỉnh",
    "trong trường hợp bị mất", "theo ủy quyền", "lần đầu", "cho người đã thành niên", "thuộc thẩm quyền của Sở",
)  # fmt: skip


def main() -> None:
    titles = _titles()
    index(Document(ref=Ref(PROCEDURE, new_id()), kind=PROCEDURE, title=title) for title in titles)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE thin_title (id bigserial PRIMARY KEY, title text NOT NULL, words tsvector NOT NULL)"
        )
        with cursor.copy("COPY thin_title (title, words) FROM STDIN") as rows:
            for title in titles:
                rows.write_row((title, _vector(title)))
        cursor.execute("CREATE INDEX ON thin_title USING gin (words)")
        cursor.execute("ANALYZE thin_title")
        cursor.execute("VACUUM ANALYZE search_entry")
    ours: list[float] = []
    floor: list[float] = []
    empty = [query for query in QUERIES if not _ours(query)]
    for number in range(ROUNDS + 1):
        for query in QUERIES:
            one, other = _milliseconds(_ours, query), _milliseconds(_floor, query)
            if number:
                ours.append(one)
                floor.append(other)
    print(json.dumps({"ours": median(ours), "floor": median(floor), "empty": empty}))


def _titles() -> list[str]:
    chance = random.Random(2026)
    made = (
        f"{chance.choice(_ACTS)} {chance.choice(_THINGS)} {chance.choice(_CASES)} số {number}"
        for number in range(TITLES)
    )
    return list(made)


def _vector(title: str) -> str:
    """A tsvector as text: each folded word with its places."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(fold(title).replace(",", " ").split(), start=1):
        places.setdefault(word, []).append(place)
    return " ".join(f"'{word}':{','.join(map(str, at))}" for word, at in places.items())


def _ours(query: str) -> int:
    return len(find(text=query, actor=ANONYMOUS, kinds=[PROCEDURE], limit=LIMIT).hits)


def _floor(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, title FROM thin_title, plainto_tsquery('simple', %s) asked WHERE words @@ asked"
            " ORDER BY ts_rank(words, asked) DESC LIMIT %s",
            [query, LIMIT],
        )
        return len(cursor.fetchall())


def _milliseconds(ask: Callable[[str], int], query: str) -> float:
    began = time.perf_counter()
    ask(query)
    return 1e3 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
