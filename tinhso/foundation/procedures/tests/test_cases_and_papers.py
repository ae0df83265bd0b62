"""A pre-check's answers lead to one case, and only its papers are left."""

from tinhso.foundation.procedures.rules import Treatment, case_for, papers_for, time_limit_for
from tinhso.foundation.procedures.tests.factories import ON, body

BIRTH = body(
    precheck={
        "questions": [
            {
                "key": "birth.evidence",
                "label": "Có giấy chứng sinh không?",
                "type": "choice",
                "options": [
                    {"value": "notice", "label": "Có giấy chứng sinh"},
                    {"value": "witness", "label": "Có người làm chứng"},
                ],
            },
            {"key": "mandated", "label": "Làm thay theo ủy quyền", "type": "yes_no"},
        ]
    },
    cases=[
        {
            "code": "witness",
            "title": "Có người làm chứng",
            "when": {"field": "birth.evidence", "is": "witness"},
        },
        {"code": "ordinary", "title": "Có giấy chứng sinh"},
    ],
    papers=[
        {"code": "declaration", "title": "Tờ khai", "when": {"field": "channel", "is_not": "online"}},
        {"code": "statement", "title": "Văn bản làm chứng", "cases": ["witness"]},
        {"code": "notice", "title": "Giấy chứng sinh", "cases": ["ordinary"], "replaced_by": ["health"]},
        {"code": "mandate", "title": "Văn bản ủy quyền", "when": {"field": "mandated", "is": True}},
        {"code": "identity", "title": "Căn cước", "required": False, "shown_only": True},
    ],
)


def codes(answers: dict[str, object], channel: str = "online") -> list[str]:
    case = case_for(BIRTH, answers=answers, on=ON)
    needs = papers_for(BIRTH, case=case, channel=channel, answers=answers, on=ON)  # type: ignore[arg-type]
    return [need.code for need in needs]


def test_the_first_case_that_holds_is_the_one() -> None:
    witness = case_for(BIRTH, answers={"birth.evidence": "witness"}, on=ON)
    assert witness is not None
    assert witness.code == "witness"
    unanswered = case_for(BIRTH, answers={}, on=ON)
    assert unanswered is not None
    assert unanswered.code == "ordinary"
    assert case_for(body(), answers={}, on=ON) is None


def test_only_the_papers_of_this_case_are_left() -> None:
    assert codes({"birth.evidence": "witness"}) == ["statement", "identity"]
    assert codes({"birth.evidence": "notice"}) == ["notice", "identity"]
    assert codes({"birth.evidence": "notice", "mandated": True}) == ["notice", "mandate", "identity"]


def test_the_way_of_filing_decides_too() -> None:
    assert "declaration" in codes({}, channel="post")
    assert "declaration" not in codes({}, channel="online")


def test_papers_of_a_case_wait_for_the_case() -> None:
    needs = papers_for(BIRTH, case=None, channel="online", answers={}, on=ON)
    assert [need.code for need in needs] == ["identity"]


def test_what_a_database_answers_is_not_demanded() -> None:
    answers = {"birth.evidence": "notice", "mandated": True}
    case = case_for(BIRTH, answers=answers, on=ON)
    needs = {n.code: n for n in papers_for(BIRTH, case=case, channel="online", answers=answers, on=ON)}
    assert needs["notice"].treatment is Treatment.LOOK_UP
    assert needs["notice"].looked_up_in == ("Cơ sở dữ liệu y tế",)
    assert not needs["notice"].mandatory
    assert needs["identity"].treatment is Treatment.SHOW
    assert needs["mandate"].treatment is Treatment.HAND_IN
    assert needs["mandate"].mandatory


def test_a_paper_says_why_it_is_needed() -> None:
    answers = {"birth.evidence": "witness", "mandated": True}
    case = case_for(BIRTH, answers=answers, on=ON)
    needs = {n.code: n for n in papers_for(BIRTH, case=case, channel="online", answers=answers, on=ON)}
    assert needs["statement"].because == "Có người làm chứng"
    assert needs["mandate"].because == "Làm thay theo ủy quyền: có"
    assert needs["identity"].because == ""


def test_no_published_time_is_none_and_never_zero() -> None:
    assert time_limit_for(body(), channel="online", answers={}, on=ON) is None


def test_the_first_time_limit_that_fits_is_the_one() -> None:
    timed = body(
        time_limits=[
            {"amount": 12, "unit": "working_day", "channel": ["online"]},
            {"amount": 5, "unit": "day", "when": {"field": "urgent", "is": True}},
            {"amount": 22, "unit": "working_day"},
        ]
    )

    def amount(channel: str, **answers: object) -> int:
        limit = time_limit_for(timed, channel=channel, answers=answers, on=ON)  # type: ignore[arg-type]
        assert limit is not None
        return limit.amount

    assert amount("online") == 12
    assert amount("counter") == 22
    assert amount("counter", urgent=True) == 5
