"""Settings of one installation; every value that differs by place comes from the environment.

``docs/reference/settings.md`` lists each variable; a test keeps the two equal.
"""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from linli.site.storage import storage

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("LINLI_VAR", ROOT / "var"))


def _flag(name: str, *, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0") == "1"


PREPARED = _flag("LINLI_PREPARED", default=True)
"""Statements that say so are planned once in each connection; a pooler may not allow it."""


def _database(address: str) -> dict[str, object]:
    """Return Django's connection settings for ``postgresql://user:word@host:port/name?host=folder``."""
    parts = urlsplit(address)
    folder = parse_qs(parts.query).get("host", [""])[0]
    return {
        "ENGINE": "linli.kernel.database",
        "NAME": unquote(parts.path.lstrip("/")) or "linli",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": folder or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"prepare_threshold": 0 if PREPARED else None},
    }


DEBUG = _flag("LINLI_DEBUG", default=False)
DEMONSTRATION = _flag("LINLI_DEMO", default=False)
FACES_INTERNET = not _flag("LINLI_INTERNAL", default=False)
"""An instance reached from the internet keeps no names of Party members, whoever asks."""

SECRET_KEY = os.environ.get("LINLI_SECRET_KEY", "")
SIGNING_KEY = Path(os.environ.get("LINLI_SIGNING_KEY") or VAR / "keys" / "record.key")
BEHIND_PROXY = _flag("LINLI_PROXY", default=False)
ALLOWED_HOSTS = os.environ.get("LINLI_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("LINLI_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "linli.ui",
    "allauth",
    "allauth.account",
    "django_htmx",
    "template_partials",
    "procrastinate.contrib.django",
    "linli.kernel",
    "linli.party",
    "linli.grid",
    "linli.notices",
    "linli.board",
    "linli.open311",
    "linli.api",
    "linli.worker",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "linli.ui.middleware.security_headers",
    "linli.ui.middleware.machines",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "linli.ui.middleware.language_of_cookie",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "linli.ui.middleware.actor",
    "linli.ui.middleware.errors",
    "linli.ui.middleware.bounded",
]

MACHINE_DOORS = ("/open311/", "/api/v1/")
"""Addresses for programs: no session, no cookie, no form token, no page."""

ROOT_URLCONF = "linli.site.urls"
WSGI_APPLICATION = "linli.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "linli.ui.context.page",
            ],
        },
    },
]

DATABASES = {
    "default": _database(os.environ.get("DATABASE_URL", "postgresql://linli@localhost/linli")),
}

AUTH_USER_MODEL = "kernel.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "ui:start"
ACCOUNT_LOGOUT_REDIRECT_URL = "ui:home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "linli.site.sign_in.StaffOnly"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "linli_language"
LOCALE_PATHS = [ROOT / "linli" / "ui" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("LINLI_TIME_ZONE", "Asia/Shanghai")
WORKING_HOURS = os.environ.get("LINLI_WORKING_HOURS", "08:30-12:00,14:30-18:00")

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": storage(os.environ.get("LINLI_STORAGE", ""), folder=MEDIA_ROOT),
    "staticfiles": {
        "BACKEND": os.environ.get(
            "LINLI_STATIC_STORAGE", "whitenoise.storage.CompressedManifestStaticFilesStorage"
        ),
    },
}

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "linli_cache"}
}
SESSION_ENGINE = "linli.site.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _flag("LINLI_HTTPS", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "linli.ui.views.page_too_old"

MESSAGES = os.environ.get("LINLI_MESSAGES", "")
ADDRESS = os.environ.get("LINLI_ADDRESS", "").rstrip("/")
"""Under what address residents reach the house; links in messages begin with it."""

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
EMAIL_URL = os.environ.get("LINLI_MAIL", "")
EMAIL_HOST = urlsplit(EMAIL_URL).hostname or "localhost"
EMAIL_PORT = urlsplit(EMAIL_URL).port or 25
EMAIL_HOST_USER = unquote(urlsplit(EMAIL_URL).username or "")
EMAIL_HOST_PASSWORD = unquote(urlsplit(EMAIL_URL).password or "")
EMAIL_USE_TLS = urlsplit(EMAIL_URL).scheme == "smtp+tls"
DEFAULT_FROM_EMAIL = os.environ.get("LINLI_MAIL_FROM", "linli@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "apprise": {"level": "CRITICAL", "propagate": False},  # its lines name recipients
        "urllib3": {"level": "WARNING"},  # and so do the addresses in these
    },
    "root": {"handlers": ["console"], "level": os.environ.get("LINLI_LOG", "WARNING")},
}
