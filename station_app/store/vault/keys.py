"""What somebody who has opened the vault holds in memory until they sign out."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Private:
    """Private keys (X25519, 32 bytes): what a holder can read beyond the file itself."""

    own: bytes = field(repr=False)
    """Theirs alone, wrapped by their password and nothing else: it keeps drafts."""
    seal: bytes | None = field(default=None, repr=False)
    """Opens this PC's seal box; None for whoever may not see restricted records."""
    older: tuple[bytes, ...] = field(default=(), repr=False)
    """Seal keys that were replaced, newest first: what was sealed for them stays readable."""
    box: bytes | None = None
    """The public half of the newest seal key: everybody seals with it. None until an entitled person has
    signed in for the first time after an upgrade from a release without seal keys."""

    @property
    def seals(self) -> tuple[bytes, ...]:
        """Every seal key this holder has, the one for new records first."""
        return () if self.seal is None else (self.seal, *self.older)


@dataclass(frozen=True, slots=True)
class Keys:
    """`data` opens the station's file; every holder of a slot has it."""

    data: bytes = field(repr=False)
    private: Private
    others: tuple[bytes, ...] = field(default=(), repr=False)
    """The data keys of other generations, while the key is being changed."""

    @property
    def generations(self) -> tuple[bytes, ...]:
        return (self.data, *self.others)
