"""The account of a session, with the person behind it: every request asks for both."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from tinhso.foundation.access.keeping import came_along
from tinhso.foundation.access.models import Account


class Accounts(ModelBackend):
    """Finds the account a session was begun for. Nobody signs in through here: `sessions.begin` is the one way."""

    def authenticate(self, *args: Any, **kwargs: Any) -> None:
        """No credentials are taken."""
        return None

    def get_user(self, user_id: Any) -> Account | None:
        found = came_along(user_id)
        if found is None:
            found = Account.objects.select_related("citizen").filter(pk=user_id).first()
        return found if found is not None and self.user_can_authenticate(found) else None
