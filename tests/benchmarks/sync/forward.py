"""`python -m … LISTEN HOST:PORT`: hands connections on; both ends of a slow line speak to loopback."""

import asyncio
import socket
import sys
from contextlib import suppress

# The usual one of phones and PCs; others (BBR) hardly notice that packets are lost.
CONGESTION = b"cubic"


async def _carry(near: asyncio.StreamReader, back: asyncio.StreamWriter, target: str) -> None:
    host, _, port = target.rpartition(":")
    try:
        far, forth = await asyncio.open_connection(host, int(port))
    except OSError:
        back.close()
        return
    for end in (back, forth):
        with suppress(OSError):
            end.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, CONGESTION)
    await asyncio.gather(_pump(near, forth), _pump(far, back))
    for end in (back, forth):
        end.close()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while block := await source.read(65536):
            sink.write(block)
            await sink.drain()
        sink.write_eof()


async def _main(listen: str, target: str) -> None:
    host, _, port = listen.rpartition(":")
    server = await asyncio.start_server(lambda near, back: _carry(near, back, target), host, int(port))
    print("listening", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], sys.argv[2]))
