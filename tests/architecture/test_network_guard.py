"""No test can talk to anything but this machine."""

from __future__ import annotations

import socket

import pytest


def test_an_outside_address_is_refused() -> None:
    with socket.socket() as client, pytest.raises(pytest.fail.Exception, match="192.0.2.1"):
        client.connect(("192.0.2.1", 80))


def test_an_outside_name_is_not_even_looked_up() -> None:
    with pytest.raises(pytest.fail.Exception, match="list.example"):
        socket.create_connection(("list.example", 443))


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_this_machine_can_be_reached(name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection((name, server.getsockname()[1]), timeout=5).close()
