"""What was just decided: one click changes to the other value, one opens the question again."""

from collections.abc import Callable

from station_app.exchange.questions import Decided, other_of_two
from station_app.shell.notices import UNDO_KEY
from station_app.shell.refill import Refill
from station_app.shell.widgets import Action, Banner

SWAP_KEY = "Alt+D"


class JustDecided(Refill):
    """The last decision stays until the next, so that there is no hurry to see a mistake."""

    def __init__(self, swap: Callable[[Decided], object], take_back: Callable[[Decided], object]) -> None:
        super().__init__()
        self._swap, self._take_back = swap, take_back
        self.decided: Decided | None = None
        self.show_parts()

    def tell(self, decided: Decided | None) -> None:
        self.decided = decided
        if decided is None or not decided.count:
            self.show_parts()
            return
        actions = [Action("Hoàn tác", lambda: self._take_back(decided), UNDO_KEY)]
        if words := _other_words(decided):
            actions.insert(0, Action(words, lambda: self._swap(decided), SWAP_KEY))
        self.show_parts(Banner(_words(decided), "done", *actions))


def _words(decided: Decided) -> str:
    left = f" {decided.left} câu đã được quyết ở nơi khác." if decided.left else ""
    if decided.count > 1 or len(decided.answers) > 1:
        return f"Đã quyết {decided.count} câu.{left}"
    [(card, value)] = decided.answers
    chosen = next((one.shown for one in card.candidates if one.value == value), None)
    said = f": {chosen}" if chosen else ""
    return f"Đã quyết {card.title.lower()} của {card.subject}{said}."


def _other_words(decided: Decided) -> str:
    other = other_of_two(decided)
    if other is None:
        return ""
    [(card, _)] = decided.answers
    shown = next(one.shown for one in card.candidates if one.value == other)
    return f"Đổi sang {shown}" if len(shown) <= 24 else "Đổi sang giá trị kia"
