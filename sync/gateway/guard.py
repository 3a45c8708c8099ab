"""Whatever goes wrong becomes a refusal in words; nothing of a message reaches a log."""

import logging
import traceback
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import anyio.to_thread
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from sync import dictionary
from sync.change import Malformed
from sync.gateway.pace import BUSY_SECONDS
from sync.gateway.refusal import TurnedAway

Result = TypeVar("Result")
NO_DATABASE = (OperationalError, PoolTimeout)

_log = logging.getLogger("warehouse")


def guarded(work: Callable[[], Result]) -> Result:
    try:
        return work()
    except TurnedAway:
        raise
    except dictionary.Unknown as newer:
        raise TurnedAway("dictionary") from newer
    except Malformed as malformed:
        raise TurnedAway("malformed") from malformed
    except NO_DATABASE as busy:
        _log.warning("database: %s", type(busy).__name__)
        raise TurnedAway("busy", BUSY_SECONDS) from busy
    except Exception as bug:
        # Places in our code only: an error's own text may carry a patient's data.
        _log.error("fault: %s\n%s", type(bug).__name__, "".join(traceback.format_tb(bug.__traceback__)))
        raise TurnedAway("fault") from bug


async def aside(work: Callable[[], Result]) -> Result:
    """Guarded, in a thread of its own, whether or not the desks are busy."""
    return await anyio.to_thread.run_sync(partial(guarded, work))
