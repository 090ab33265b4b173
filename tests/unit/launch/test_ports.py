"""A taken port is named before anything starts."""

import socket

import pytest

from bot.launch.errors import LaunchError
from bot.launch.plan import Part
from bot.launch.ports import free_port_block, is_free, require_free


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_taken_port_is_named_with_its_part_and_its_setting(taken_port):
    with pytest.raises(LaunchError, match=rf"port {taken_port} \(engine\).*SALDO_PORT"):
        require_free([Part(name="engine", port=taken_port)])


def test_a_free_port_passes(taken_port):
    start = free_port_block(taken_port)
    require_free([Part(name="bot", port=start)])
    assert start > taken_port


def test_a_port_is_free_again_when_its_server_is_gone():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert not is_free(port)
    assert is_free(port)
