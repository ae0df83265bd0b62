"""Faults of a procedure as its author wrote it: what the shape alone cannot say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tinhso.foundation.forms.shapes import Question
from tinhso.foundation.packs.registry import Draft, Fault, Known, pack_kinds
from tinhso.foundation.procedures.shapes import ProcedureBody

Path = tuple[str | int, ...]


def faults_of_procedure(body: ProcedureBody) -> Iterator[tuple[Path, str]]:
    """Everything wrong inside one procedure: the place in the body, and what is wrong there."""
    for part, codes in (
        ("cases", [case.code for case in body.cases]),
        ("papers", [paper.code for paper in body.papers]),
        ("pauses", [pause.code for pause in body.pauses]),
        ("parts", [part.code for part in body.parts]),
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
    for number, paper in enumerate(body.papers):
        if paper.look_up is not None and not paper.replaced_by:
            yield ("papers", number, "look_up"), "cần ghi replaced_by: tra cứu ở cơ sở dữ liệu nào"
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
    if body.parts and (body.process or body.fees):
        yield ("parts",), "thủ tục liên thông không có process, fees riêng: từng phần có của mình"
    earlier: set[str] = set()
    for number, linked in enumerate(body.parts):
        named = {linked.after, *(origin.part for origin in linked.answers.values())} - {""}
        for code in sorted(named - earlier):
            yield ("parts", number), f"không có phần {code!r} đứng trước phần {linked.code}"
        earlier.add(linked.code)


def check_procedures(drafts: Sequence[Draft], known: Known) -> Iterator[Fault]:
    """The faults of the procedures in packs, each with its file and line."""
    for draft in drafts:
        for path, reason in faults_of_procedure(draft.body):
            yield draft.fault(reason, *path)
        for part, title in (("form", "biểu mẫu"), ("process", "quy trình")):
            named = getattr(draft.body, part)
            if named and part in pack_kinds and named not in known.codes(part):
                yield draft.fault(f"không có {title} {named!r}", part)
        yield from _faults_between(draft, known)


def _faults_between(draft: Draft, known: Known) -> Iterator[Fault]:
    """What a linked procedure and its parts do not agree on."""
    body: ProcedureBody = draft.body
    if not body.parts:
        return
    asked = {question.key: question for question in _asked([body], known)}
    wanted: set[str] = set()
    for number, part in enumerate(body.parts):
        at = ("parts", number)
        if part.procedure not in known.codes("procedure"):
            yield draft.fault(f"không có thủ tục {part.procedure!r}", *at, "procedure")
            continue
        others: Sequence[ProcedureBody] = known.bodies("procedure", part.procedure)
        if not all(other.process for other in others):
            yield draft.fault(f"{part.procedure} không có quy trình riêng", *at, "procedure")
        for channel in sorted(set(body.channels).difference(*(other.channels for other in others))):
            yield draft.fault(f"{part.procedure} không nhận hồ sơ qua kênh {channel!r}", *at)
        wanted |= {paper.code for other in others for paper in other.papers}
        answered = {question.key for question in _asked(others, known)}
        for key, origin in part.answers.items():
            if key not in answered:
                yield draft.fault(f"{part.procedure} không hỏi {key!r}", *at, "answers", key)
            if origin.answer and origin.answer not in asked:
                yield draft.fault(f"hồ sơ liên thông không hỏi {origin.answer!r}", *at, "answers", key)
        if part.commune and (part.commune not in asked or asked[part.commune].type != "address"):
            yield draft.fault(f"hồ sơ liên thông không hỏi địa chỉ nào là {part.commune!r}", *at, "commune")
    for number, paper in enumerate(body.papers):
        if paper.code not in wanted:
            yield draft.fault(f"không phần nào cần giấy tờ {paper.code!r}", "papers", number)


def _asked(bodies: Sequence[ProcedureBody], known: Known) -> Iterator[Question]:
    """Every question of the pre-check and of the form."""
    for body in bodies:
        yield from body.precheck.questions if body.precheck else ()
        for form in known.bodies("form", body.form) if body.form else ():
            yield from form.questions()
