"""What was erased is met wherever it is left, and nothing else is."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.probes import SHORT, WINDOW, ProbeMaker, Probes, Seeker

KEY = b"k" * 32
ERASED = b"De wijkgezondheidscentra van Ouinhi werken met vrijwilligers, en Jan Peeters leidt hen op."


def probes_of(*texts: bytes) -> Probes:
    maker = ProbeMaker(KEY)
    for text in texts:
        maker.add(text)
    return maker.probes()


@given(before=st.binary(max_size=400), after=st.binary(max_size=100), start=st.integers(0, len(ERASED) - 47))
def test_47_bytes_in_a_row_are_met_at_any_offset(before: bytes, after: bytes, start: int) -> None:
    left = ERASED[start : start + 2 * WINDOW - 1]
    assert len(Seeker(probes_of(ERASED), KEY).found_in([before + left + after]))


@given(cut=st.integers(0, len(ERASED)), ahead=st.integers(0, 30))
def test_what_lies_over_the_border_of_two_parts_is_met(cut: int, ahead: int) -> None:
    whole = Seeker(probes_of(ERASED), KEY).found_in([b"x" * ahead + ERASED])
    parts = Seeker(probes_of(ERASED), KEY).found_in([b"x" * ahead + ERASED[:cut], ERASED[cut:]])
    assert whole.tolist() == parts.tolist() == sorted(probes_of(ERASED).long.tolist())


def test_over_the_borders_of_pieces_all_is_met_and_nothing_else() -> None:
    noise = random.Random(1).randbytes(3_000_000)  # noqa: S311 - no secret
    seeker = Seeker(probes_of(ERASED), KEY)
    assert not len(seeker.found_in([noise]))
    for place in ((1 << 18) - 40, (1 << 18) - 1, (1 << 18) + 5, (1 << 22) - 12, len(noise)):
        data = noise[:place] + ERASED + noise[place:]
        found = seeker.found_in([data[: 1 << 22], data[1 << 22 :]])
        assert len(found) == len(probes_of(ERASED))


def test_names_are_met_at_eight_bytes_and_words_by_their_beginning() -> None:
    maker = ProbeMaker(KEY)
    maker.add_short(b"Jan Peeters", every=True)
    maker.add_short(b"kemopodiers")
    maker.add_short(b"Jan")
    seeker = Seeker(maker.probes(), KEY)
    assert len(maker.probes().short) == len(b"Jan Peeters") - SHORT + 1 + 1
    assert len(seeker.found_in([b"...n Peeter..."])) == 1
    assert len(seeker.found_in([b"xxKEMOkemopodi"])) == 1
    assert not len(seeker.found_in([b"Jan en P. Peters, kemopod"]))


def test_vectors_are_met_in_the_rows_of_a_file(tmp_path: Path) -> None:
    matrix = np.random.default_rng(1).normal(size=(50, 64)).astype(np.float32)
    np.save(tmp_path / "vectors.npy", matrix)
    found, size = Seeker(probes_of(matrix[7].tobytes()), KEY).found_in_file(tmp_path / "vectors.npy")
    assert size == (tmp_path / "vectors.npy").stat().st_size
    assert len(found) == len(probes_of(matrix[7].tobytes()))
    np.save(tmp_path / "vectors.npy", np.delete(matrix, 7, axis=0))
    assert not len(Seeker(probes_of(matrix[7].tobytes()), KEY).found_in_file(tmp_path / "vectors.npy")[0])


def test_dull_windows_and_short_texts_are_no_probes() -> None:
    assert not len(probes_of(b"\0" * 500, b"ab" * 100, b"short"))


def test_probes_are_stored_and_read_and_are_others_with_another_key() -> None:
    made = probes_of(ERASED)
    held = Probes.from_bytes(made.to_bytes())
    assert held.long.tolist() == made.long.tolist()
    assert len(held.short) == 0
    other = ProbeMaker(b"other")
    other.add(ERASED)
    assert not set(other.probes().long.tolist()) & set(made.long.tolist())
    assert len(made | other.probes()) == len(made) + len(other.probes())


def test_a_file_that_is_gone_holds_nothing(tmp_path: Path) -> None:
    found, size = Seeker(probes_of(ERASED), KEY).found_in_file(tmp_path / "gone")
    assert (len(found), size) == (0, 0)
