"""Faults of a procedure as its author wrote it: what the shape alone cannot say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tinhso.foundation.packs.registry import Draft, Fault, Known, pack_kinds
from tinhso.foundation.procedures.shapes import ProcedureBody

Path = tuple[str | int, ...]


def faults_of_procedure(body: ProcedureBody) -> Iterator[tuple[Path, str]]:
    """Everything wrong inside one procedure: the place in the body, and what is wrong there."""
    for part, codes in (
        ("cases", [case.code for case in body.cases]),
        ("papers", [paper.code for paper in body.papers]),
        ("pauses", [pause.code for pause in body.pauses]),
    ):
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield (part,), f"hai mục trùng mã: {code}"
    cases = {case.code for case in body.cases}
    for part, listed in (
        ("papers", [paper.cases for paper in body.papers]),
        ("results", [result.cases for result in body.results]),
    ):
        for number, meant in enumerate(listed):
            for code in sorted(set(meant) - cases):
                yield (part, number, "cases"), f"không có trường hợp {code!r}"
    for number, case in enumerate(body.cases[:-1]):
        if case.when is None:
            yield (
                ("cases", number),
                f"trường hợp {case.code} luôn đúng nên các trường hợp sau không bao giờ tới",
            )
    limited = [("time_limits", [limit.channel for limit in body.time_limits])]
    limited.append(("fees", [fee.channel for fee in body.fees]))
    for part, several in limited:
        for number, channels in enumerate(several):
            for channel in sorted(set(channels) - set(body.channels)):
                yield (part, number, "channel"), f"thủ tục không nhận hồ sơ qua kênh {channel!r}"
    if body.competent == "department" and not body.department:
        yield ("competent",), "cần ghi department: mã cơ quan chuyên môn quyết định"


def check_procedures(drafts: Sequence[Draft], known: Known) -> Iterator[Fault]:
    """The faults of the procedures in packs, each with its file and line."""
    for draft in drafts:
        for path, reason in faults_of_procedure(draft.body):
            yield draft.fault(reason, *path)
        for part, title in (("form", "biểu mẫu"), ("process", "quy trình")):
            named = getattr(draft.body, part)
            if named and part in pack_kinds and named not in known.codes(part):
                yield draft.fault(f"không có {title} {named!r}", part)
