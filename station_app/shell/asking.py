"""A save that is answered with a question: read it, then confirm with a button or go back to the field."""

from typing import Final, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from station_app.common.errors import Refused
from station_app.shell import icons, theme
from station_app.shell.entering import Drafts, Entering
from station_app.shell.fields import Value
from station_app.shell.forms import SAVE_KEY, Form
from station_app.shell.theme import SIZES
from station_app.shell.widgets import bind, button, text
from station_app.shell.work import Work

ASK: Final = "ask"
"""The code of a refusal that the nurse answers by saving again."""


class Question(QFrame):
    """What the rules doubt, in whole sentences, over the two answers; the harmless one has the focus."""

    def __init__(self, words: str, form: Form) -> None:
        super().__init__()
        self.setProperty("look", "banner")
        self.setProperty("state", "attention")
        self.setAccessibleName(words)
        self.setMaximumWidth(SIZES.form_width)
        self.words = text(words, wrap=True)
        self.review = button("Xem lại", icon="edit")
        self.confirm = button("Đúng, vẫn lưu", "primary", icon="check", shortcut=SAVE_KEY, run=form.submit)
        for one in (self.review, self.confirm):
            one.setAutoDefault(True)
        said = QHBoxLayout()
        said.setSpacing(SIZES.gap)
        mark = icons.mark("warning", theme.state_colours("attention")[0])
        said.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self.words, 1)
        answers = QHBoxLayout()
        answers.setSpacing(SIZES.gap)
        answers.addStretch(1)
        answers.addWidget(self.review)
        answers.addWidget(self.confirm)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SIZES.pad, SIZES.gap, SIZES.gap, SIZES.gap)
        whole.addLayout(said)
        whole.addLayout(answers)


class Asking(Entering):
    """`Entering` for services that ask with the code "ask"; made when the form has its fields."""

    def __init__(self, form: Form, work: Work, drafts: Drafts) -> None:
        super().__init__(form, work, drafts)
        self.question: Question | None = None
        form.submitted.connect(lambda _: self.take_back())
        for field in form.fields.values():
            field.changed.connect(self.take_back)

    def take_back(self) -> None:
        """The question is answered, or what it was about has changed."""
        if self.question:
            self.question.hide()
            self.question.deleteLater()
            self.question = None
            self._form.save_button.show()

    def take_as_blank(self) -> None:
        """What the program itself has just put in is no draft of the nurse's."""
        self._blank = self._form.draft()

    def _refused(self, refused: Refused, values: dict[str, Value]) -> None:
        if refused.code != ASK:
            super()._refused(refused, values)
            return
        self._doubted = values
        self.take_back()
        question = self.question = Question(refused.reason, self._form)
        bind("Escape", question, lambda: self._review(refused.field))
        question.review.clicked.connect(lambda _=False: self._review(refused.field))
        cast("QVBoxLayout", self._form.layout()).insertWidget(1, question)
        self._form.save_button.hide()
        question.show()
        question.review.setFocus(Qt.FocusReason.TabFocusReason)

    def _review(self, field: str | None) -> None:
        self.take_back()
        if field in self._form.fields:
            self._form.fields[field].focus()
        else:
            self._form.focus_first()
