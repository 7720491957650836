"""A server that takes its time, to show where a test does not wait for the step it speaks of.

``LINLI_SLOW_SERVER=1 ./run test tests/browser`` lets every change and every piece of a page
come that many seconds late. A test that waits for what stood there before, or reads the
database before the step is done, then fails every time, not only on a busy machine.
"""

import os
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

SECONDS = float(os.environ.get("LINLI_SLOW_SERVER", "0"))

Answer = Callable[[HttpRequest], HttpResponse]


def slow(answer: Answer) -> Answer:
    """Wait before everything but whole pages and files."""

    def later(request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or "HX-Request" in request.headers:
            time.sleep(SECONDS)
        return answer(request)

    return later
