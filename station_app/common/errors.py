"""Three ways a piece of work may stop that are not our bug, and the exit code of each."""

DONE = 0
USAGE = 2
REFUSED = 3
UNAVAILABLE = 4
WAITING = 5
BUG = 70


class Refused(Exception):
    """The nurse can put it right: `reason` says what and how, `field` names where it is shown."""

    def __init__(self, reason: str, field: str | None = None, code: str = "refused") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field
        self.code = code

    def at(self, field: str) -> "Refused":
        """The same refusal, shown under another field: a rule rarely knows the form it serves."""
        return Refused(self.reason, field, self.code)


class Unavailable(Exception):
    """The PC or the line failed: what happened, whether the data is safe, what to do."""

    def __init__(self, happened: str, safety: str, action: str, code: str) -> None:
        super().__init__(f"{happened} {safety} {action} (Mã {code})")
        self.happened = happened
        self.safety = safety
        self.action = action
        self.code = code


class Waiting(Exception):
    """Nothing is wrong, but a person must look first: the deletion brake, or quarantine."""

    def __init__(self, reason: str, code: str = "waiting") -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


def exit_code(error: BaseException | None) -> int:
    """What a script is told about `error`; None means the work was done."""
    match error:
        case None:
            return DONE
        case Refused():
            return REFUSED
        case Unavailable():
            return UNAVAILABLE
        case Waiting():
            return WAITING
    return BUG
