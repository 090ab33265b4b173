"""Where embedded servers may live."""

import stat

import pytest

from bot.launch import places


@pytest.fixture
def open_place(tmp_path):
    place = tmp_path / "open"
    place.mkdir()
    return place


@pytest.fixture
def closed_root(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    return closed / "var"


def test_our_own_servers_live_at_home(tmp_path):
    assert places.data_dir(tmp_path / "var", None) == tmp_path / "var"


def test_a_user_who_cannot_reach_home_gets_a_folder_elsewhere(closed_root, open_place):
    place = places.data_dir(closed_root, "nobody", open_place=open_place)
    assert place.parent == open_place
    assert stat.S_IMODE(place.stat().st_mode) == 0o711


def test_home_shows_where_the_data_went(closed_root, open_place):
    place = places.data_dir(closed_root, "nobody", open_place=open_place)
    assert (closed_root / places.ELSEWHERE).resolve() == place
    assert places.data_dir(closed_root, "nobody", open_place=open_place) == place


def test_no_folder_above_ours_is_opened(closed_root, open_place):
    places.data_dir(closed_root, "nobody", open_place=open_place)
    assert stat.S_IMODE(closed_root.parent.stat().st_mode) == 0o700


def test_programs_out_of_reach_are_copied_and_opened(closed_root, open_place):
    installed = closed_root / "pginstall18"
    installed.mkdir(parents=True)
    (installed / "initdb").write_text("program")
    (installed / "initdb").chmod(0o700)
    copy = places.program_dir(installed, closed_root, "nobody", open_place=open_place)
    assert copy.parent.parent == open_place
    assert stat.S_IMODE((copy / "initdb").stat().st_mode) == 0o744


def test_sockets_have_short_private_folders(tmp_path):
    folder = places.socket_dir(tmp_path, None)
    try:
        assert len(str(folder)) < 40
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    finally:
        folder.rmdir()


def test_sockets_that_a_crash_left_behind_are_removed(tmp_path):
    left_behind = places.socket_dir(tmp_path, None)
    folder = places.socket_dir(tmp_path, None)
    assert not left_behind.exists()
    folder.rmdir()
