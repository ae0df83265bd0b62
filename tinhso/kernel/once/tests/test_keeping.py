"""The first answer stands; a different request under the same key is told so."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from tinhso.kernel.errors import Invalid
from tinhso.kernel.once import recall, remember

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def test_the_first_answer_is_given_again() -> None:
    assert recall(scope="file:1", key="k", request=b"a") is None
    remember(scope="file:1", key="k", request=b"a", answer={"id": "1"}, at=AT)
    again = recall(scope="file:1", key="k", request=b"a")
    assert again is not None
    assert again.answer == {"id": "1"}
    assert recall(scope="file:2", key="k", request=b"b") is None


def test_another_request_under_the_same_key_is_refused() -> None:
    remember(scope="file:1", key="k", request=b"a", answer={}, at=AT)
    with pytest.raises(Invalid, match="yêu cầu khác"):
        recall(scope="file:1", key="k", request=b"b")


def test_two_at_once_leave_one() -> None:
    remember(scope="file:1", key="k", request=b"a", answer={}, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        remember(scope="file:1", key="k", request=b"a", answer={}, at=AT)


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_of_no_sensible_length_is_refused(key: str) -> None:
    with pytest.raises(Invalid):
        recall(scope="file:1", key=key, request=b"a")
