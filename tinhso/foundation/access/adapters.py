"""What allauth asks the house: how secrets are kept, what keys are called. Its own pages are not used."""

import base64
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from tinhso.foundation.access.models import Account
from tinhso.kernel import sealing


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by `signing_in` and `actions` alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are sealed, each with a key of its own, so that removing one erases it."""

    def encrypt(self, text: str) -> str:
        key = sealing.new_key("access.factor")
        sealed = sealing.seal_text(key, text, row=f"access.factor:{key}")
        return f"{key}.{base64.b64encode(sealed).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        key, _, sealed = encrypted_text.partition(".")
        return sealing.unseal_text(UUID(key), base64.b64decode(sealed), row=f"access.factor:{key}")

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, object]:
        """What a passkey shows on its own screen: never the phone number."""
        shown = user.name or "Tỉnh Số"
        return {"id": str(user.pk).encode(), "display_name": shown, "name": shown}

    def _get_site_name(self) -> str:
        return "Tỉnh Số"
