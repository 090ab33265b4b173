"""The embedded Redis: real, private, and gone with its starter."""

import os
import signal
from pathlib import Path

import pytest
from redis import Redis

from bot.launch.redis import EmbeddedRedis


@pytest.fixture
def server(tmp_path):
    embedded = EmbeddedRedis(tmp_path)
    embedded.start()
    yield embedded
    embedded.stop()


def test_it_answers_at_its_address(server):
    with Redis.from_url(server.url) as client:
        assert client.ping()


def test_after_a_kill_it_comes_back_empty_at_the_same_address(server):
    before = server.url
    with Redis.from_url(before) as client:
        client.set("a", "b")
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    server.start()
    with Redis.from_url(before) as client:
        assert client.get("a") is None


def test_it_keeps_nothing_on_disk(server):
    with Redis.from_url(server.url) as client:
        assert client.config_get("save") == {"save": ""}
        assert client.config_get("appendonly") == {"appendonly": "no"}


def test_a_stop_leaves_neither_process_nor_socket(server):
    process, folder = server.process, Path(server.url.removeprefix("unix://")).parent
    server.stop()
    assert process.poll() is not None
    assert not folder.exists()
