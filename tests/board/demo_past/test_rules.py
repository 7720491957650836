"""What the demonstration says is made up, and fits the catalogue."""

import csv
import json
import os
from importlib.resources import files
from pathlib import Path

import pytest

from linli.board.demo_ground import rules as ground
from linli.board.demo_past import rules

REAL = os.environ.get("LINLI_REAL_DATA")


def codes() -> dict[str, str]:
    catalogue = json.loads(files("linli.grid.catalogue").joinpath("catalogue.json").read_bytes())
    return {row["code"]: row["name_zh"] for row in catalogue["categories"]}


def test_weights_and_words_name_categories_of_the_catalogue() -> None:
    assert rules.WEIGHTS.keys() | rules.WORDS.keys() <= codes().keys()


@pytest.mark.parametrize("chance", [0.0, 0.5, 0.999])
def test_every_category_has_words(chance: float) -> None:
    said = [rules.said(code, name, "映雪东苑1栋，", chance) for code, name in codes().items()]

    assert all(words.startswith("映雪东苑1栋，") and words.endswith("。") for words in said)
    assert not any("{" in words for words in said)


def test_disposal_is_the_rate_of_the_article() -> None:
    assert round(rules.DISPOSED / rules.CASES * 100, 1) == 93.4


@pytest.mark.skipif(not REAL, reason="the list of real names is found through LINLI_REAL_DATA")
def test_no_community_has_a_real_name() -> None:
    path = Path(REAL or "") / "admin" / "yueyanglou_nbs2023.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        real = {row["name"] for row in csv.DictReader(file)}

    taken = [name for name in ground.community_names() if {f"{name}社区", f"{name}村"} & real]

    assert taken == []
