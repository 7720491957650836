"""What a band of households allows."""

import pytest

from linli.grid.wishes.rules import Band, BandRefused, Reason, reason


@pytest.mark.parametrize(
    ("least", "most", "target"), [(0, 5, 3), (5, 4, 4), (3, 5, 6), (3, 5, 2), (300, 100_001, 400)]
)
def test_refuses_a_band_out_of_order(least: int, most: int, target: int) -> None:
    with pytest.raises(BandRefused) as refused:
        Band(least, most, target)

    assert refused.value.code == "grid.band_refused"


@pytest.mark.parametrize("total", range(0, 3001, 7))
def test_counts_are_all_numbers_of_equal_groups_in_the_band(total: int) -> None:
    band = Band(300, 500, 400)

    counts = band.counts(total)

    possible = [count for count in range(1, 20) if 300 * count <= total <= 500 * count]
    assert band.fits(total) == bool(possible)
    assert sorted(counts) == possible if possible else counts
    assert all(count >= 1 for count in counts)


@pytest.mark.parametrize(("total", "first"), [(800, 2), (1000, 3), (560, 2), (520, 1), (100, 1)])
def test_the_count_nearest_to_the_target_comes_first(total: int, first: int) -> None:
    assert Band().counts(total)[0] == first


@pytest.mark.parametrize(
    ("total", "largest", "why"),
    [
        (299, 40, Reason.TOO_FEW),
        (550, 40, Reason.BETWEEN),
        (1500, 501, Reason.TOO_LARGE_A_PIECE),
        (800, 450, Reason.NOT_FOUND),
    ],
)
def test_names_why_a_band_cannot_be_kept(total: int, largest: int, why: Reason) -> None:
    assert reason(Band(), total=total, largest=largest) is why
