"""A model belongs to its sources."""

from pathlib import Path

from bot.engine.fingerprint import fingerprint, model_path


def sources(root: Path) -> Path:
    (root / "data" / "nlu").mkdir(parents=True)
    (root / "data" / "nlu" / "a.yml").write_text("one")
    (root / "domain.yml").write_text("two")
    return root


def test_the_same_sources_have_one_fingerprint(tmp_path):
    root = sources(tmp_path)
    assert fingerprint(root) == fingerprint(root)


def test_a_changed_example_changes_it(tmp_path):
    before = fingerprint(sources(tmp_path))
    (tmp_path / "data" / "nlu" / "a.yml").write_text("another")
    assert fingerprint(tmp_path) != before


def test_a_new_file_changes_it(tmp_path):
    before = fingerprint(sources(tmp_path))
    (tmp_path / "data" / "b.yml").write_text("")
    assert fingerprint(tmp_path) != before


def test_a_model_is_named_by_its_sources(tmp_path):
    root = sources(tmp_path)
    assert model_path(tmp_path, root).name == f"{fingerprint(root)}.tar.gz"
