"""Where photos and attachments lie: a folder, or a bucket of an S3-compatible store."""

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from linli.kernel.common.errors import LinliError, Term, gettext_noop

KNOWN = frozenset({"region", "tls", "style"})
CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 3, 20, 3


class StorageUnreadable(LinliError):
    """The address of the store does not say what is needed."""

    code = "site.storage_unreadable"
    message = gettext_noop("LINLI_STORAGE cannot be used: %(reason)s.")
    hint = gettext_noop(
        "Write s3://key:secret@host/bucket?region=…, or leave it empty for a folder. "
        "Signs such as / or @ in key and secret are written %%2F and %%40."
    )


class StoragePackagesMissing(LinliError):
    """The packages that speak to an S3-compatible store are not installed."""

    code = "site.storage_packages_missing"
    message = gettext_noop("LINLI_STORAGE names a bucket, and its packages are not installed.")
    hint = gettext_noop(
        "Start with ./run, which installs requirements-s3.txt, or install linli[s3]."
    )


def storage(address: str, *, folder: Path) -> dict[str, object]:
    """Return Django's settings for the store.

    Args:
        address: empty for ``folder``; else ``s3://key:secret@host[:port]/bucket`` with
            ``region`` (us-east-1), ``tls=0`` for plain HTTP, ``style=virtual`` where the
            bucket is part of the host name.

    Raises:
        StorageUnreadable: it is neither.
        StoragePackagesMissing: it names a bucket, and nothing here can speak to one.
    """
    if not address:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        }
    parts = urlsplit(address)
    more = dict(parse_qsl(parts.query, keep_blank_values=True))
    _check(parts, more)
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise StoragePackagesMissing
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": _options(parts, more)}


def _check(parts: SplitResult, more: dict[str, str]) -> None:
    """Refuse an address that lacks something.

    Raises:
        StorageUnreadable: with what is missing.
    """
    wrong = {
        gettext_noop("it does not begin with s3://"): parts.scheme != "s3",
        gettext_noop("key or secret is missing"): not (parts.username and parts.password),
        gettext_noop("the host is missing"): not parts.hostname,
        gettext_noop("it names no bucket"): not parts.path.strip("/")
        or "/" in parts.path.strip("/"),
        gettext_noop("it has words after the question mark that nobody knows"): bool(
            set(more) - KNOWN
        ),
        gettext_noop("tls is 0 or 1"): more.get("tls", "1") not in {"0", "1"},
        gettext_noop("style is path or virtual"): more.get("style", "path")
        not in {"path", "virtual"},
    }
    for reason, is_so in wrong.items():
        if is_so:
            raise StorageUnreadable(reason=Term(reason))


def _options(parts: SplitResult, more: dict[str, str]) -> dict[str, object]:
    from botocore.config import Config

    scheme = "http" if more.get("tls") == "0" else "https"
    host = parts.netloc.rpartition("@")[2]
    return {
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "bucket_name": parts.path.strip("/"),
        "endpoint_url": f"{scheme}://{host}",
        "region_name": more.get("region") or "us-east-1",
        "file_overwrite": False,
        "default_acl": None,
        "client_config": Config(
            signature_version="s3v4",
            s3={"addressing_style": more.get("style", "path")},
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"max_attempts": ATTEMPTS, "mode": "standard"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    }
