"""Sessions in the database, as Django keeps them; read without writing SQL anew."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from linli.kernel.common.messages import rows

FOUND = "WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """The session of a person, read at each page: planned once in each connection."""

    def _get_session_from_db(self) -> Session | None:
        there = rows(Session, FOUND, [self.session_key, timezone.now()])
        if there:
            return there[0]
        self._session_key = None
        return None
