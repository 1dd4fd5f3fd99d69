from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from kb import registry_edit
from kb.disk import write_text
from kb.errors import BusyError, UnknownError, UsageError
from kb.locks import write_lock
from kb.registry import load_registry, registry_text
from kb.registry_edit import Change, add, edit, remove
from kb.types import Partnership, PartnershipType

NEW = Change(type="city_twinning", country="BJ", partner=("Bado",), flemish=("Gent",))


def written(home: Path) -> str:
    return (home / "partnerships.toml").read_text(encoding="utf-8")


def test_the_first_change_copies_the_registry_that_ships_with_its_comments(tmp_path: Path) -> None:
    shipped = registry_text(tmp_path)[0]
    added = add(tmp_path, "gent-bado", NEW)

    assert added == Partnership(
        id="gent-bado",
        label="Gent – Bado",
        type=PartnershipType.CITY_TWINNING,
        flemish=("Gent",),
        partner=("Bado",),
        country="BJ",
    )
    assert written(tmp_path).startswith(shipped)
    assert load_registry(tmp_path).partnerships[-1] == added


def test_an_edit_changes_what_is_given_and_nothing_else(tmp_path: Path) -> None:
    shipped = registry_text(tmp_path)[0]
    changed = edit(tmp_path, "karongi", Change(label="Karongi, Rwanda", period=(2017, 2026)))

    assert (changed.label, changed.period, changed.partner) == ("Karongi, Rwanda", (2017, 2026), ("Karongi",))
    before, after = shipped.splitlines(), written(tmp_path).splitlines()
    assert [line for line in before if line not in after] == ['label = "Karongi"']
    assert [line for line in after if line not in before] == ['label = "Karongi, Rwanda"', "period = [2017, 2026]"]


def test_aliases_come_and_go_one_by_one(tmp_path: Path) -> None:
    change = Change(add_aliases=("Diender Guedj", "Pout"), remove_aliases=("keur-moussa",))
    changed = edit(tmp_path, "deinze-lievegem-kemopodi", change)

    assert changed.aliases == ("Pout", "Diender", "Ke Mo Po Di", "Diender Guedj")
    assert edit(tmp_path, "deinze-lievegem-kemopodi", Change(aliases=())).aliases == ()


def test_comments_of_a_file_of_ones_own_stay(tmp_path: Path) -> None:
    own = '# ours\n[one]\nlabel = "One"  # so called\ntype = "city_twinning"\npartner = ["Uno"]\ncountry = "BJ"\n'
    (tmp_path / "partnerships.toml").write_text(own, encoding="utf-8")
    edit(tmp_path, "one", Change(partner=("Uno", "Dos")))

    assert written(tmp_path) == own.replace('["Uno"]', '["Uno", "Dos"]')


def test_a_long_list_has_a_name_a_line(tmp_path: Path) -> None:
    names = tuple(f"Commune numéro {number}" for number in range(10))
    edit(tmp_path, "karongi", Change(aliases=names))

    assert '\n    "Commune numéro 3",\n' in written(tmp_path)
    assert tuple(tomllib.loads(written(tmp_path))["karongi"]["aliases"]) == names


def test_a_file_that_a_spreadsheet_program_saved_is_read(tmp_path: Path) -> None:
    text = registry_text(tmp_path)[0].replace("\n", "\r\n")
    (tmp_path / "partnerships.toml").write_bytes(text.encode("utf-8-sig"))
    remove(tmp_path, "karongi")

    assert "karongi" not in {one.id for one in load_registry(tmp_path).partnerships}


def test_a_partnership_is_removed(tmp_path: Path) -> None:
    remove(tmp_path, "karongi")

    assert "karongi" not in tomllib.loads(written(tmp_path))
    assert len(load_registry(tmp_path).partnerships) == 6


def test_what_would_not_be_right_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as told:
        add(tmp_path, "Gent", Change(type="friendship", country="BJ", partner=("Pout", "Senegal")))

    assert told.value.key == "registry_not_changed"
    for part in (
        "[Gent]: an id",
        "'friendship'",
        "'Pout' stands for [deinze-lievegem-kemopodi]",
        "'Senegal' is the name",
    ):
        assert part in str(told.value)
    assert not (tmp_path / "partnerships.toml").exists()


def test_an_entry_that_is_wrong_can_be_put_right(tmp_path: Path) -> None:
    own = '[one]\nlabel = "One"\ntype = "friendship"\npartner = ["Uno"]\ncountry = "BJ"\n'
    (tmp_path / "partnerships.toml").write_text(own, encoding="utf-8")

    assert edit(tmp_path, "one", Change(type="city_twinning")).type is PartnershipType.CITY_TWINNING


@pytest.mark.parametrize("act", [lambda home: edit(home, "nowhere", NEW), lambda home: remove(home, "nowhere")])
def test_one_that_is_not_there_is_told(tmp_path: Path, act: object) -> None:
    with pytest.raises(UnknownError, match="karongi"):
        act(tmp_path)  # type: ignore[operator]


def test_one_that_is_there_is_not_added(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="edit karongi"):
        add(tmp_path, "karongi", NEW)


def test_a_file_that_is_no_toml_is_told(tmp_path: Path) -> None:
    (tmp_path / "partnerships.toml").write_text("[x", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be read"):
        add(tmp_path, "gent-bado", NEW)


def test_nobody_writes_beside_another(tmp_path: Path) -> None:
    with write_lock(tmp_path), pytest.raises(BusyError):
        add(tmp_path, "gent-bado", NEW)


def test_a_file_is_the_old_one_or_the_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(tmp_path, "gent-bado", NEW)
    before = written(tmp_path)

    def broken(path: Path, text: str) -> None:
        monkeypatch.setattr("kb.disk.sync", lambda _: (_ for _ in ()).throw(OSError("no power")))
        write_text(path, text)

    monkeypatch.setattr(registry_edit, "write_text", broken)
    with pytest.raises(OSError, match="no power"):
        remove(tmp_path, "gent-bado")
    assert written(tmp_path) == before
