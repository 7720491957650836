"""One setting says where files lie; what it does not say clearly is refused in words."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from linli.cli.places import ROOT
from linli.site import storage as site
from linli.site.storage import StorageUnreadable, storage

FOLDER = Path("media")


def test_without_an_address_files_lie_in_a_folder() -> None:
    found = storage("", folder=FOLDER)

    assert found["BACKEND"] == "django.core.files.storage.FileSystemStorage"
    assert found["OPTIONS"] == {"location": FOLDER}


@pytest.mark.parametrize(
    ("address", "endpoint", "region", "style"),
    [
        ("s3://k:s@minio:9000/linli?tls=0", "http://minio:9000", "us-east-1", "path"),
        ("s3://k:s@minio:9000/linli/", "https://minio:9000", "us-east-1", "path"),
        (
            "s3://k:s@oss-cn-beijing.aliyuncs.com/linli?region=cn-beijing&style=virtual",
            "https://oss-cn-beijing.aliyuncs.com",
            "cn-beijing",
            "virtual",
        ),
        ("s3://k:s@[2001:db8::1]:9000/linli?tls=1", "https://[2001:db8::1]:9000", "us-east-1", "path"),
    ],
)  # fmt: skip
def test_an_address_says_host_bucket_region_and_style(
    address: str, endpoint: str, region: str, style: str
) -> None:
    found = storage(address, folder=FOLDER)
    options = found["OPTIONS"]

    assert found["BACKEND"] == "storages.backends.s3.S3Storage"
    assert isinstance(options, dict)
    assert (options["endpoint_url"], options["region_name"]) == (endpoint, region)
    assert options["bucket_name"] == "linli"
    assert options["client_config"].s3 == {"addressing_style": style}
    assert options["default_acl"] is None


def test_signs_in_key_and_secret_are_written_in_percent() -> None:
    options = storage("s3://k%40y:a%2Fb%3Ac@host/b", folder=FOLDER)["OPTIONS"]

    assert isinstance(options, dict)
    assert (options["access_key"], options["secret_key"]) == ("k@y", "a/b:c")


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("var/photos", "it does not begin with s3://"),
        ("https://k:s@host/b", "it does not begin with s3://"),
        ("s3://host/b", "key or secret is missing"),
        ("s3://k@host/b", "key or secret is missing"),
        ("s3://k:s@/b", "the host is missing"),
        ("s3://k:s@host", "it names no bucket"),
        ("s3://k:s@host/b/c", "it names no bucket"),
        ("s3://k:s@host/b?public=1", "it has words after the question mark that nobody knows"),
        ("s3://k:s@host/b?tls=no", "tls is 0 or 1"),
        ("s3://k:s@host/b?style=new", "style is path or virtual"),
    ],
)
def test_what_is_missing_is_named(address: str, reason: str) -> None:
    with pytest.raises(StorageUnreadable) as refused:
        storage(address, folder=FOLDER)

    assert refused.value.facts == {"reason": reason}


def test_says_what_to_install_where_the_packages_are_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(site, "find_spec", lambda name: None)

    with pytest.raises(site.StoragePackagesMissing) as refused:
        storage("s3://k:s@host/b", folder=FOLDER)

    assert "requirements-s3.txt" in refused.value.hint


def test_a_command_says_it_and_does_not_show_the_secret() -> None:
    more = {"LINLI_STORAGE": "s3://key:very-secret@host", "LANG": "C", "DATABASE_URL": "postgresql://x@localhost/x"}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "linli", "verify"],
        cwd=ROOT,
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "it names no bucket" in done.stderr
    assert "very-secret" not in done.stdout + done.stderr


def test_the_lock_of_the_store_agrees_with_the_lock_of_development() -> None:
    def named(name: str) -> set[str]:
        lines = (ROOT / name).read_text().splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line and line[0].isalpha()}

    assert named("requirements-s3.txt") <= named("requirements-dev.txt")
    assert {"boto3", "django-storages"} <= {
        one.split("==")[0] for one in named("requirements-s3.txt")
    }
