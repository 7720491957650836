"""A worker of its own that sends what is due: ``python -m tests.notices.killed MOMENT``."""

import sys
from datetime import datetime

import django

if __name__ == "__main__":
    django.setup()
    from linli.worker.tasks import send_due

    send_due(datetime.fromisoformat(sys.argv[1]))
