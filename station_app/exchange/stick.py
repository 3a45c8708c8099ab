"""A stick as a line: the round asks, and the letter that came back answers, page after page."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from station_app.exchange.station import StationReplica
from station_app.store.database import Database
from sync.bundle import Unreadable, read, tampered, unseal
from sync.bundle_content import DOWN, Downward, Page, of_formers, pages
from sync.change import Malformed
from sync.envelope import device_id, signing_key
from sync.message import Answer, Ask, Refusal
from sync.parcel import Message, unpack
from sync.round import Broken, Line, Turned

_replace = msgspec.structs.replace


@dataclass(frozen=True, slots=True)
class Incoming:
    """A letter to this PC that was opened and believed; nothing of it is taken in yet."""

    at: str
    part: int
    parts: int
    pages: tuple[Page, ...]
    formers: tuple[Answer, ...]
    refusal: Refusal | None

    @property
    def news(self) -> int:
        return sum(len(page.answer.news) for page in self.pages)

    @property
    def upto(self) -> int:
        return self.pages[-1].answer.receipt.upto if self.pages else 0


def opened(database: Database, raw: bytes, now: str) -> Incoming:
    """Raises Unreadable: for what is no letter of our province to this PC, and for news past its day."""
    letter = read(raw)
    header = letter.header
    if header.kind != DOWN:
        raise Unreadable("kind", "Tệp này do một máy trạm ghi cho kho tỉnh. Hãy đưa nó đến kho.")
    with database.reading() as session:
        row = database.raw(session)
        own = signing_key(bytes(row.execute("SELECT signing_key FROM sync_self").fetchone()[0]))
        gateway_key = bytes(row.execute("SELECT gateway_key FROM sync_line").fetchone()[0])
    if header.sender != device_id(gateway_key):
        raise Unreadable("sender", "Tệp này không phải của kho tỉnh mà máy này đã ghi danh.")
    content = unseal(letter, own)
    if header.expires is None or header.expires < now:
        raise Unreadable("expired", "Tin của kho trong tệp này đã quá hạn. Hãy xin kho ghi tệp mới.")
    try:
        downward = unpack(content, Downward)
        believed = pages(downward, gateway_key)
        formers = tuple(of_formers(downward, gateway_key))
    except Malformed as error:
        raise tampered() from error
    if believed is None:
        raise tampered()
    return Incoming(header.at, header.part, header.parts, tuple(believed), formers, downward.refusal)


class StickLine:
    """Implements `round.Line`. In whatever order letters come, the cursor never skips and never goes back."""

    def __init__(self, letter: Sequence[Page]) -> None:
        self._left = list(letter)
        self._last: Answer | None = None

    def exchange(self, ask: Ask) -> Answer:
        while self._left:
            page = self._left.pop(0)
            self._last = _fitted(page, ask)
            if not _is_heard(page, ask):
                break
        if self._last is None:
            raise Broken("an empty letter")
        return self._last

    def call(self, path: str, message: msgspec.Struct, kind: type[Message]) -> Message:
        raise Broken("a stick answers nothing else")

    def speaking_as(self, device: str, key: bytes) -> Line | None:
        return None


class StickReplica(StationReplica):
    """A station that cannot ask back: what differs is only told, and joined over the next line."""

    def resolve(self, line: Line, turned: Turned) -> None:
        raise turned

    def mend(self, line: Line, entities: Sequence[str], *, lost: bool = False) -> bool:
        return False

    def speaking_as(self, device: str, key: bytes) -> None:
        """A letter answers what was asked before it was written, and nobody can be introduced to it."""


def _fitted(page: Page, ask: Ask) -> Answer:
    """Moves the cursor only from where this PC stands; otherwise takes the news alone. `more` says that
    there is no truth to compare yet."""
    answer = page.answer
    same = answer.epoch == ask.epoch
    if page.since <= ask.cursor <= answer.cursor if same else page.since == 0:
        return answer
    stays = _replace(answer, epoch=ask.epoch, cursor=ask.cursor, mark=ask.mark, verdicts=[], more=True)
    return _replace(stays, news=[], states=[]) if _is_heard(page, ask) else stays


def _is_heard(page: Page, ask: Ask) -> bool:
    return page.answer.epoch == ask.epoch and page.answer.cursor < ask.cursor
