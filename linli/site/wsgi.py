"""What the web server calls."""

import gc
import threading
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import base as addresses
from django.utils import timezone
from django.utils.translation import trans_real as languages

application = get_wsgi_application()

COLLECT_AFTER = 20_000
"""So many new objects more than have gone: the many of one page go by themselves."""

OF_A_TASK: list[tuple[Any, str]] = [
    (connections, "_connections"),
    (timezone, "_active"),
    (languages, "_active"),
    (addresses, "_prefixes"),
    (addresses, "_urlconfs"),
]
"""What Django keeps for each asynchronous task, and looks up at every word it translates."""

for holder, name in OF_A_TASK:  # here is a thread for each request: its own store is much faster
    setattr(holder, name, threading.local())

gc.freeze()  # what is loaded by now stays, and is not looked through again
gc.set_threshold(COLLECT_AFTER, 20, 20)
