"""What the web server calls."""

import gc

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

COLLECT_AFTER = 20_000
"""So many new objects more than have gone: the many of one page go by themselves."""

gc.freeze()  # what is loaded by now stays, and is not looked through again
gc.set_threshold(COLLECT_AFTER, 20, 20)
