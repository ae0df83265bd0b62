"""One answer is made by one state of the rules."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tinhso.foundation.packs.keeping import one_state


class OneState:
    """Asks for the state of the packs once a request, when first needed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with one_state():
            return self.get_response(request)
