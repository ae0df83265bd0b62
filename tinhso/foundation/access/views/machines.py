"""The token endpoint of machines: OAuth 2.0 client credentials (RFC 6749 §4.4)."""

import base64
import binascii
from urllib.parse import unquote_plus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tinhso.foundation.access import clients
from tinhso.foundation.access.requests import address_of
from tinhso.kernel import clock
from tinhso.kernel.errors import NotAllowed, NotSignedIn, TooMany


@login_not_required
@csrf_exempt  # No cookie speaks here: the secret is in the request itself.
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Answer a token, or the error RFC 6749 §5.2 names."""
    if request.POST.get("grant_type") != "client_credentials":
        return _error("unsupported_grant_type", 400)
    try:
        client_id, secret = _credentials(request)
        issued = clients.issue_token(
            client_id=client_id,
            secret=secret,
            scopes=request.POST.get("scope", "").split(),
            address=address_of(request),
            at=clock.now(),
        )
    except NotSignedIn:
        answer = _error("invalid_client", 401)
        answer["WWW-Authenticate"] = 'Basic realm="tinhso"'
        return answer
    except NotAllowed:
        return _error("invalid_scope", 400)
    except TooMany as refusal:
        answer = _error("slow_down", 429)
        answer["Retry-After"] = str(refusal.retry_after)
        return answer
    return _uncached(
        {
            "access_token": issued.token,
            "token_type": "Bearer",
            "expires_in": issued.expires_in,
            "scope": " ".join(issued.scopes),
        }
    )


def _credentials(request: HttpRequest) -> tuple[str, str]:
    """From the Basic header, else from the form."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            client_id, _, secret = base64.b64decode(given, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise NotSignedIn from error
        return unquote_plus(client_id), unquote_plus(secret)
    return request.POST.get("client_id", ""), request.POST.get("client_secret", "")


def _error(code: str, status: int) -> HttpResponse:
    return _uncached({"error": code}, status)


def _uncached(body: dict[str, object], status: int = 200) -> HttpResponse:
    answer = JsonResponse(body, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
