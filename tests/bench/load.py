"""The load generator, a process of its own: posts signed messages, writes what it saw as JSON.

Flat out, each connection posts as soon as it has its answer. At a rate, posts begin on schedule
whatever became of the earlier ones, and a latency counts from the moment a post was due.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterator
from itertools import count

import aiohttp
import uvloop

from bot.sandbox.whatsapp_postman import sign

# One message in ten comes from somebody who has never written.
_NEWCOMERS = 10


class Post:
    """A signed POST of one text message."""

    def __init__(self, number: int, arguments: argparse.Namespace) -> None:
        is_new = number % _NEWCOMERS == 0
        who = 50_000_000 + number if is_new else number % arguments.phones
        phone, wamid = f"52155{who:08}", f"wamid.{arguments.run}.{number}"
        self.body = _body(phone, wamid, arguments.phone_number_id)
        signature = sign(self.body, arguments.secret)
        self.headers = {"X-Hub-Signature-256": signature, "Content-Type": "application/json"}


class Load:
    """Posts and notes how long each took."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url
        self.latencies_ms: list[float] = []
        self.refused = 0

    async def flat_out(self, posts: Iterator[Post], *, connections: int, until: float) -> None:
        async def one_connection() -> None:
            for post in posts:
                if time.perf_counter() >= until:
                    return
                await self._send(post, due=time.perf_counter())

        await asyncio.gather(*(one_connection() for _ in range(connections)))

    async def steadily(self, posts: Iterator[Post], *, rate: float, until: float) -> None:
        started = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in count():
                due = started + number / rate
                if due >= until:
                    return
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                group.create_task(self._send(next(posts), due=due))

    async def _send(self, post: Post, *, due: float) -> None:
        async with self._session.post(self._url, data=post.body, headers=post.headers) as answer:
            await answer.read()
        if answer.status == 200:
            self.latencies_ms.append((time.perf_counter() - due) * 1000)
        else:
            self.refused += 1


async def run(arguments: argparse.Namespace) -> dict[str, object]:
    numbers = range(arguments.posts) if arguments.posts else count()
    posts = (Post(number, arguments) for number in numbers)
    connector = aiohttp.TCPConnector(limit=arguments.connections)
    async with aiohttp.ClientSession(connector=connector) as session:
        load = Load(session, arguments.url)
        started = time.perf_counter()
        until = started + arguments.seconds
        if arguments.rate:
            await load.steadily(posts, rate=arguments.rate, until=until)
        else:
            await load.flat_out(posts, connections=arguments.connections, until=until)
        # An open-loop run ends with its schedule; answers that came later are latency, not rate.
        seconds = time.perf_counter() - started
    return {"seconds": seconds, "latencies_ms": load.latencies_ms, "refused": load.refused}


def _body(phone: str, wamid: str, phone_number_id: str) -> bytes:
    person = {"profile": {"name": "Rocío"}, "wa_id": phone, "user_id": f"MX.{phone}"}
    message = {
        "from": phone,
        "from_user_id": f"MX.{phone}",
        "id": wamid,
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": "Hola, ¿cuánto debo?"},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": "525500000000",
            "phone_number_id": phone_number_id,
        },
        "contacts": [person],
        "messages": [message],
    }
    change = {"field": "messages", "value": value}
    entry = {"id": "102290129340398", "changes": [change]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", required=True, help="a name that makes message ids its own")
    parser.add_argument("--url", required=True)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--phone-number-id", required=True)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--phones", type=int, default=1000)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--posts", type=int, default=0, help="stop after so many; 0 is never")
    parser.add_argument("--rate", type=float, default=0, help="per second; 0 is flat out")
    return parser.parse_args()


if __name__ == "__main__":
    json.dump(uvloop.run(run(_arguments())), sys.stdout)
