"""The first files of another province's pack: small, valid, and plain about what is not known yet."""

from __future__ import annotations

import re
from pathlib import Path

from tinhso.foundation.packs.rules import PATTERN_NAME
from tinhso.kernel.errors import Conflict, Invalid

_PACK = """\
name: {name}
title: {title}
requires: [vietnam]
province: "{province}"
change_sets: []
"""
_AGENCIES = """\
# kind: agency
# effective_from: 2025-07-01
# assumed: true
# note: thay bằng quyết định của tỉnh; bỏ assumed và provisional khi đã có văn bản
code,name,short_name,kind,identifier,old_identifier,parent,unit_code,provisional
ubnd-tinh,Ủy ban nhân dân {lower},UBND tỉnh,province,{identifier},000.00.00.{identifier},,{province},true
vpubnd,Văn phòng UBND {lower},VPUBND,department,{identifier}.01,000.00.01.{identifier},ubnd-tinh,{province},true
trung-tam-pvhcc,Trung tâm Phục vụ hành chính công {lower},TTPVHCC,centre,{identifier}.30,,vpubnd,{province},true
"""
_README = """\
# {title}

Gói quy định của tỉnh. Thêm cơ quan vào `agencies.csv`, mức phí của Hội đồng nhân dân vào `fees.csv`, rồi:

    tinhso packs check {name}
    tinhso packs plan {name}
    tinhso packs apply {name}
"""


def write(root: Path, *, name: str, title: str, province: str, identifier: str) -> list[Path]:
    """Write the skeleton below `root` and return its files; nothing is written over."""
    if not re.fullmatch(PATTERN_NAME, name):
        raise Invalid("Tên gói gồm chữ thường không dấu, số và dấu gạch nối, ví dụ: ca-mau.")
    if not re.fullmatch(r"\d{2}", province) or not re.fullmatch(r"[A-Z]\d{2}", identifier):
        raise Invalid("Mã tỉnh có hai chữ số (96), mã định danh cấp 1 có một chữ và hai số (H12).")
    folder = root / name
    if folder.exists():
        raise Conflict(f"Đã có {folder}.")
    lower = title[:1].lower() + title[1:]
    texts = {"pack.yaml": _PACK, "agencies.csv": _AGENCIES, "README.md": _README}
    folder.mkdir(parents=True)
    for file, text in texts.items():
        said = text.format(name=name, title=title, lower=lower, province=province, identifier=identifier)
        (folder / file).write_text(said, encoding="utf-8")
    return [folder / file for file in texts]
