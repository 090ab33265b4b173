"""What a walker does next, drawn from a seed and from what they have been shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from bot.contacts.model import Contact
from bot.kernel.ids import CustomerId
from bot.kernel.messages import (
    Incoming,
    IncomingChoice,
    IncomingOther,
    IncomingText,
    Language,
    Option,
)
from tests.fuzz import sentences
from tests.fuzz.cast import Walker

_MEDIA = ("image", "document", "audio", "video", "sticker", "location", "contacts", "unsupported")
_OTHER: dict[Language, Language] = {"es": "en", "en": "es"}
_TOWARDS_PAYING = (
    "ask_balance",
    "ask_charge_detail",
    "request_plan",
    "pay_now",
    "request_payment_link",
    "choose_option",
    "affirm",
    "counter_offer",
    "promise_to_pay",
    "ask_due_date",
)


# How readily who is asked proves who they are, and how readily they guess.
_NATURES = {"willing": (60, 6), "wandering": (12, 4), "guessing": (0, 60)}
_NATURE_WEIGHTS = (60, 25, 15)


@dataclass(kw_only=True)
class Memory:
    """The options shown and the words typed so far, whether it is asked who it is, and whose
    facts it has told.
    """

    shown: list[Option] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    is_asked_who: bool = False
    told: set[CustomerId] = field(default_factory=set)


@dataclass(kw_only=True)
class Acts:
    """The dice of one walk."""

    walker: Walker
    chance: Random
    memory: Memory = field(default_factory=Memory)

    def __post_init__(self) -> None:
        [self._nature] = self.chance.choices(list(_NATURES.values()), _NATURE_WEIGHTS)

    def next(self, contact: Contact | None) -> Incoming:
        """The next message; `contact` is how the bot knows the walker, None before the first."""
        message = self._next(contact)
        if isinstance(message, IncomingText):
            self.memory.typed.append(message.text)
        return message

    def _next(self, contact: Contact | None) -> Incoming:
        if contact is not None and contact.opted_out_at and self.chance.random() < 0.5:
            return IncomingText(text=self.chance.choice(("ALTA", "START", "alta")))
        weights = self._weights()
        [act] = self.chance.choices([act for act, _ in weights], [weight for _, weight in weights])
        return act()

    def _weights(self) -> Sequence[tuple[Callable[[], Incoming], int]]:
        proves, guesses = self._nature if self.memory.is_asked_who else (3, 2)
        return (
            (self._says_anything, 34),
            (self._goes_on, 20),
            (self._proves, proves if self.walker.facts else 0),
            (self._guesses, guesses),
            (self._presses, 24 if self.memory.shown else 0),
            (self._picks, 10 if self.memory.shown else 3),
            (self._answers, 14 if self.memory.shown else 5),
            (self._bargains, 5),
            (self._sends, 3),
            (self._types_oddly, 3),
        )

    def _says_anything(self) -> Incoming:
        language = self._language()
        intent = self.chance.choice(sorted(sentences.by_intent(language)))
        return IncomingText(text=sentences.sentence(intent, language, self.chance))

    def _goes_on(self) -> Incoming:
        intent = self.chance.choice(_TOWARDS_PAYING)
        return IncomingText(text=sentences.sentence(intent, self._language(), self.chance))

    def _proves(self) -> Incoming:
        facts = self.chance.choice(self.walker.facts)
        self.memory.told.add(facts.customer)
        return IncomingText(text=self.chance.choice(facts.answers))

    def _guesses(self) -> Incoming:
        return IncomingText(text=sentences.wrong_facts(self.chance))

    def _presses(self) -> Incoming:
        """Mostly what was shown last, sometimes a button from long ago."""
        latest = self.memory.shown[-4:]
        option = self.chance.choice(latest if self.chance.random() < 0.85 else self.memory.shown)
        return IncomingChoice(payload=option.id, title=option.title)

    def _picks(self) -> Incoming:
        return IncomingText(text=self.chance.choice(sentences.PICKS))

    def _answers(self) -> Incoming:
        return IncomingText(text=self.chance.choice(sentences.YES_OR_NO))

    def _bargains(self) -> Incoming:
        return IncomingText(text=self.chance.choice(sentences.TERMS_OF_THEIR_OWN))

    def _sends(self) -> Incoming:
        caption = self.chance.choice((None, "mi comprobante", "hola"))
        return IncomingOther(kind=self.chance.choice(_MEDIA), media_id="media", caption=caption)

    def _types_oddly(self) -> Incoming:
        return IncomingText(text=self.chance.choice(sentences.ODD))

    def _language(self) -> Language:
        own = self.walker.language
        return own if self.chance.random() < 0.85 else _OTHER[own]
