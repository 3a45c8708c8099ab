"""The one style sheet, a template over the theme's tokens."""

from collections.abc import Mapping
from string import Template
from typing import Final


def sheet(tokens: Mapping[str, object], title_family: str) -> str:
    """The style sheet of one variant."""
    return Template(_SHEET).substitute(tokens, title_family=title_family)


_SHEET: Final = """
QWidget { color: $ink; font-size: ${base_pt}pt; }
QMainWindow, QDialog, Screen, QWidget[look="ground"] { background: $ground; }
QToolTip { color: $surface; background: $ink; border: 0; padding: ${step}px ${gap}px; }

QLabel { background: transparent; }
QLabel[look="title"] { font-family: "$title_family"; font-size: ${title_pt}pt; font-weight: 600; }
QLabel[look="section"] { font-family: "$title_family"; font-size: ${section_pt}pt; font-weight: 600; }
QLabel[look="strong"] { font-weight: 600; }
QLabel[look="soft"] { color: $ink_soft; }
QLabel[look="small"] { color: $ink_soft; font-size: ${small_pt}pt; }
QLabel[look="key"] { color: $ink_soft; background: $frame; border: 1px solid $line; border-radius: 4px;
    padding: 0 ${step}px; font-size: ${small_pt}pt; }
QLabel[look="key-on-primary"] { color: $on_primary; font-size: ${small_pt}pt; }
QLabel[look="badge"] { color: $on_primary; background: $primary; border-radius: 10px; min-height: 20px;
    max-height: 20px; min-width: 12px; padding: 0 ${step}px; font-size: ${small_pt}pt; font-weight: 600; }
QLabel[state="done"] { color: $done; }
QLabel[state="attention"] { color: $attention; }
QLabel[state="danger"] { color: $danger; }
QLabel[state="information"] { color: $information; }

QPushButton { background: $surface; border: 1px solid $border; border-radius: ${radius}px;
    padding: 0 ${pad}px;
    min-height: 32px; margin: 1px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $line; }
QPushButton:focus { border: ${ring}px solid $primary; margin: 0; outline: none; }
QPushButton:disabled { color: $ink_soft; background: $frame; border-color: $line; }
QPushButton[look="primary"] { background: $primary; color: $on_primary; border: 1px solid $primary;
    font-weight: 600; }
QPushButton[look="primary"]:hover, QPushButton[look="primary"]:pressed { background: $primary_strong; }
QPushButton[look="primary"]:focus { border: ${ring}px solid $ink; margin: 0; background: $primary_strong; }
QPushButton[look="primary"]:disabled { background: $hover; color: $ink_soft; border-color: $hover; }
QPushButton[look="danger"] { background: $danger; color: $on_danger; border: 1px solid $danger;
    font-weight: 600; }
QPushButton[look="danger"]:hover, QPushButton[look="danger"]:pressed { background: $danger_strong; }
QPushButton[look="danger"]:focus { border: ${ring}px solid $ink; margin: 0; background: $danger_strong; }
QPushButton[look="quiet"] { background: transparent; border: 1px solid transparent; color: $ink; }
QPushButton[look="quiet"]:hover { background: $hover; }
QPushButton[look="quiet"]:focus { border: ${ring}px solid $primary; }
QPushButton[look="link"] { background: transparent; border: 1px solid transparent; color: $primary;
    padding: 0 ${step}px; font-weight: 600; }
QPushButton[look="link"]:hover { text-decoration: underline; }
QPushButton[look="link"]:focus { border: ${ring}px solid $primary; }
QPushButton[look="line"] { background: transparent; border: 1px solid transparent; }
QPushButton[look="line"]:hover { background: $hover; }
QPushButton[look="line"]:checked { background: $primary_soft; }
QPushButton[look="line"]:focus { border: ${ring}px solid $primary; }
QPushButton[look="account"] { text-align: left; }
QPushButton[look="account"]:checked { background: $primary_soft; border: 1px solid $primary;
    color: $primary_strong; font-weight: 600; }
QPushButton[look="account"]:focus { border: ${ring}px solid $primary; }
QPushButton[compact="yes"] { min-height: 20px; max-height: 20px; padding: 0 ${step}px 0 0; font-weight: 400; }
QPushButton[look="choice"]:checked { background: $primary_soft; border: 1px solid $primary;
    color: $primary_strong; font-weight: 600; }
QPushButton[look="choice"]:focus { border: ${ring}px solid $primary; }
QPushButton::menu-indicator { image: none; width: 0; }

QLineEdit, QPlainTextEdit, QTextEdit { background: $surface; border: 1px solid $border;
    border-radius: ${radius}px;
    padding: 0 ${gap}px; margin: 1px; selection-background-color: $primary; selection-color: $on_primary; }
QLineEdit { min-height: 32px; max-height: 32px; }
QPlainTextEdit, QTextEdit { padding: ${step}px; }
QLineEdit:hover, QPlainTextEdit:hover { border-color: $ink_soft; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border: ${ring}px solid $primary; margin: 0;
    padding-left: ${gap}px; }
QLineEdit[wrong="yes"], QPlainTextEdit[wrong="yes"] { border: 1px solid $danger; background: $danger_soft; }
QLineEdit[wrong="yes"]:focus, QPlainTextEdit[wrong="yes"]:focus { border: ${ring}px solid $danger; }
QLineEdit:disabled, QPlainTextEdit:disabled { background: $frame; color: $ink_soft; border-color: $line; }
QLineEdit[look="search"] { background: $frame; border-color: $line; }
QLineEdit[look="search"]:focus { background: $surface; border-color: $primary; }

QFrame[look="card"] { background: $surface; border: 1px solid $line; border-radius: ${gap}px; }
QFrame[look="card"][pressable="yes"]:hover { border-color: $border; background: $frame; }
QFrame[look="card"][pressable="yes"]:focus { border: ${ring}px solid $primary; }
QFrame[look="line"] { background: $line; border: 0; min-height: 1px; max-height: 1px; }
QFrame[look="banner"][state="done"], QFrame[look="chip"][state="done"] { background: $done_soft; }
QFrame[look="banner"][state="attention"],
    QFrame[look="chip"][state="attention"] { background: $attention_soft; }
QFrame[look="banner"][state="danger"], QFrame[look="chip"][state="danger"] { background: $danger_soft; }
QFrame[look="banner"][state="information"],
    QFrame[look="chip"][state="information"] { background: $information_soft; }
QFrame[look="banner"][state="neutral"], QFrame[look="chip"][state="neutral"] { background: $frame; }
QFrame[look="banner"] { border-radius: ${radius}px; border: 1px solid $line; }
QFrame[look="banner"][state="done"] { border-color: $done; }
QFrame[look="banner"][state="attention"] { border-color: $attention; }
QFrame[look="banner"][state="danger"] { border-color: $danger; }
QFrame[look="banner"][state="information"] { border-color: $information; }
QFrame[look="chip"] { border-radius: 13px; min-height: 24px; max-height: 24px; border: 1px solid $line; }
QFrame[look="toast"] { background: $ink; border-radius: ${gap}px; }
QFrame[look="toast"] QLabel { color: $surface; }
QFrame[look="toast"] QPushButton { background: transparent; color: $surface; border: 1px solid $surface; }
QFrame[look="toast"] QPushButton[look="quiet"] { border-color: transparent; }
QFrame[look="toast"] QPushButton:hover { background: $ink_soft; }
QFrame[look="toast"] QPushButton:focus { border: ${ring}px solid $primary_soft; }

QFrame#topBar { background: $surface; border: 0; border-bottom: 1px solid $line; }
QFrame#rail { background: $frame; border: 0; border-right: 1px solid $line; }
QFrame#bottomBar { background: $frame; border: 0; border-top: 1px solid $line; }
QFrame#bottomBar QLabel { font-size: ${small_pt}pt; }
QFrame#bottomBar QPushButton { min-height: 22px; max-height: 22px; padding: 0 ${step}px;
    font-size: ${small_pt}pt; border-radius: 4px; margin: 0; color: $ink_soft; }
QFrame#bottomBar QPushButton:hover { text-decoration: underline; }
QFrame#rail QPushButton { text-align: left; padding: 0; border: 2px solid transparent;
    background: transparent; min-height: 36px; max-height: 36px; margin: 0; }
QFrame#rail QPushButton:hover { background: $hover; }
QFrame#rail QPushButton:checked { background: $primary_soft; }
QFrame#rail QPushButton:focus { border: ${ring}px solid $primary; }
QFrame#rail QLabel[look="room"][here="yes"] { color: $primary_strong; font-weight: 600; }
QFrame#rail QLabel[look="railkey"] { color: $ink_soft; font-size: ${small_pt}pt; }

QTableView, QListView { background: $surface; border: 1px solid $line; border-radius: ${gap}px;
    outline: 0; gridline-color: $line;
    selection-background-color: $primary_soft; selection-color: $ink;
    alternate-background-color: $surface; }
SuggestionList { border: 1px solid $border; }
QTableView:focus, QListView:focus { border: ${ring}px solid $primary; }
QHeaderView { background: transparent; border: 0; }
QTableView::item { padding: 0 ${gap}px; border: 0; border-bottom: 1px solid $line; }
QTableView::item:selected { background: $primary_soft; color: $ink; }
QHeaderView::section { background: transparent; color: $ink_soft; border: 0; border-bottom: 1px solid $line;
    padding: 0 11px; min-height: 32px; font-size: ${small_pt}pt; font-weight: 600; }
QTableCornerButton::section { background: $surface; border: 0; }

QScrollArea { background: transparent; border: 0; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollArea > QWidget > QWidget[look="desk"] { background: $hover; }
QLabel[look="paper"] { background: white; border: 1px solid $line; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 1px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 1px; }
QScrollBar::handle { background: $border; border-radius: 4px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: $ink_soft; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { background: $surface; border: 1px solid $line; border-radius: ${radius}px; padding: ${step}px; }
QMenu::item { padding: ${gap}px ${room}px ${gap}px ${pad}px; border-radius: 4px; }
QMenu::item:selected { background: $primary_soft; color: $ink; }
QMenu::item:disabled { color: $ink_soft; }
QMenu::separator { height: 1px; background: $line; margin: ${step}px; }
QProgressBar { background: $line; border: 0; border-radius: 2px; min-height: 4px; max-height: 4px; }
QProgressBar::chunk { background: $primary; border-radius: 2px; }
QProgressBar[state="done"]::chunk { background: $done; }
QProgressBar[state="attention"]::chunk { background: $attention; }
QProgressBar[state="danger"]::chunk { background: $danger; }
QProgressBar[state="information"]::chunk { background: $information; }
QTabBar { background: transparent; border: 0; }
QTabBar::tab { color: $ink_soft; background: transparent; padding: ${gap}px ${pad}px; border: 0;
    border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $primary; border-bottom: 2px solid $primary; font-weight: 600; }
QTabBar::tab:focus { border: ${ring}px solid $primary; border-radius: 4px; }
QTabWidget::pane { border: 0; border-top: 1px solid $line; }
"""
