"""What a state shows: one value a field, and which fields a person must settle."""

from sync.catalogue import Catalogue
from sync.change import Dot, Value
from sync.merge import HERE, State
from sync.policy import LIFE, Policy
from sync.siblings import Sibling, in_question, shown


def projection(state: State, catalogue: Catalogue, entity: str) -> dict[str, Value]:
    """The one value a field shows, by its policy."""
    if state.once:
        return dict(state.once[1])
    values: dict[str, Value] = {}
    for name, register in state.fields.items():
        if len(register) == 1:
            (values[name],) = register.values()
        elif register:
            values[name] = _chosen(state, catalogue, entity, name).value
    return values


def _chosen(state: State, catalogue: Catalogue, entity: str, name: str) -> Sibling:
    siblings = state.siblings(name)
    if name == LIFE:
        # Delete against edit is a question, and until it is answered the record is shown.
        here = [sibling for sibling in siblings if sibling.value == HERE]
        return shown(here or siblings, Policy.REVIEW)
    return shown(siblings, catalogue.policy(entity, name))


def shown_dots(state: State, catalogue: Catalogue, entity: str) -> dict[str, list[Dot]]:
    """For each field with several values: the dots whose value is the one shown."""
    dots: dict[str, list[Dot]] = {}
    for name, register in state.fields.items():
        if len(register) > 1:
            value = _chosen(state, catalogue, entity, name).value
            dots[name] = [
                dot for dot, held in register.items() if held == value and type(held) is type(value)
            ]
    return dots


def questions(state: State, catalogue: Catalogue, entity: str) -> list[str]:
    """Names of the fields that a person must settle, in a fixed order."""
    return sorted(
        name
        for name, register in state.fields.items()
        if len(register) > 1 and in_question(state.siblings(name), _policy(catalogue, entity, name))
    )


def _policy(catalogue: Catalogue, entity: str, name: str) -> Policy:
    return Policy.REVIEW if name == LIFE else catalogue.policy(entity, name)
