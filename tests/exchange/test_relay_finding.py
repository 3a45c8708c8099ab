"""Relaying PCs are found on the network by the name of their device, and tell nothing else."""

from station_app.exchange.relay.finding import Announced, find, own_addresses

HERE = ("127.0.0.1",)


def test_a_relaying_pc_is_found_while_it_is_on() -> None:
    sign = Announced("abcdefghij", 8471, HERE)
    try:
        assert find(3.0, HERE, {"abcdefghij"}).get("abcdefghij") == "127.0.0.1:8471"
    finally:
        sign.close()


def test_this_pc_knows_where_it_is() -> None:
    assert own_addresses()
