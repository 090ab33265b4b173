"""The embedded PostgreSQL: real, private, durable, and gone with its starter."""

import os
import signal
import stat
import tempfile
from pathlib import Path

import asyncpg
import pytest

from bot.launch.postgres import FAST, EmbeddedPostgres


@pytest.fixture(scope="module")
def root():
    """Where root's unprivileged server can reach it; pytest's own folders are closed."""
    with tempfile.TemporaryDirectory(prefix="saldo-test-", dir="/var/tmp") as folder:
        path = Path(folder)
        path.chmod(0o755)
        yield path


@pytest.fixture
def server(root):
    embedded = EmbeddedPostgres(root, settings=FAST)
    embedded.start()
    yield embedded
    embedded.stop()


async def answer(url, query):
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_each_role_has_its_own_address(server):
    assert await answer(server.urls.owner, "SELECT current_user::text") == "saldo_owner"
    assert await answer(server.urls.app, "SELECT current_user::text") == "saldo_app"


async def test_the_owner_owns_the_database_and_the_application_may_not_make_tables(server):
    await answer(server.urls.owner, "CREATE TABLE mine (id int)")
    await answer(server.urls.owner, "DROP TABLE mine")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await answer(server.urls.app, "CREATE TABLE mine (id int)")


async def test_what_was_written_is_there_after_a_stop(server):
    await answer(server.urls.owner, "CREATE TABLE kept AS SELECT 7 AS number")
    server.stop()
    server.start()
    assert await answer(server.urls.owner, "SELECT number FROM kept") == 7
    await answer(server.urls.owner, "DROP TABLE kept")


async def test_after_a_kill_it_comes_back_at_the_same_address(server):
    before = server.urls
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    server.start()
    assert server.urls == before
    assert await answer(before.app, "SELECT 1") == 1


def test_its_socket_is_in_a_private_folder(server):
    folder = Path(server.urls.app.partition("host=")[2])
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_it_listens_on_no_network_address(server):
    assert await answer(server.urls.app, "SHOW listen_addresses") == ""


def test_a_stop_leaves_neither_process_nor_socket(server):
    process, folder = server.process, Path(server.urls.app.partition("host=")[2])
    server.stop()
    assert process.poll() is not None
    assert not folder.exists()


def test_it_never_runs_as_root(server):
    owner = Path(f"/proc/{server.process.pid}").stat().st_uid
    assert owner != 0
