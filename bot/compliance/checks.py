"""What types cannot say: the default is the strictest of all, and nothing contradicts itself."""

from __future__ import annotations

from collections.abc import Iterator

from bot.compliance.answers import TOPICS, Term
from bot.compliance.schema import Caps, CountryRules, Forbidden, Jurisdictions, Outreach
from bot.rulefiles.problems import Finding, Place


def consistency(rules: Jurisdictions) -> list[Finding]:
    """Everything in the file that contradicts something else in it."""
    return [
        *_business(rules),
        *_keywords(rules),
        *(finding for name, part in rules.countries.items() for finding in _country(name, part)),
        *_outreach(("default", "outreach"), "default", rules.default.outreach),
        *(
            Finding(place=("default", *place), message=f"default: {message} than {name}")
            for name, part in rules.countries.items()
            for place, message in _laxer(rules.default, part)
        ),
    ]


def _business(rules: Jurisdictions) -> Iterator[Finding]:
    offices = rules.business.offices
    if rules.business.home not in offices:
        yield Finding(
            place=("business", "home"), message=f"home {rules.business.home} has no office"
        )
    for name in rules.countries.keys() - offices.keys():
        yield Finding(
            place=("business", "offices"), message=f"{name} has rules but no office in business"
        )


def _keywords(rules: Jurisdictions) -> Iterator[Finding]:
    for word in sorted(rules.stop_words & rules.resume_words):
        message = f"'{word}' cannot both stop messages and resume them"
        yield Finding(place=("resume_words",), message=message)


def _country(name: str, rules: CountryRules) -> Iterator[Finding]:
    yield from _outreach(("countries", name, "outreach"), name, rules.outreach)
    if rules.notices.fields and not rules.notices.first:
        message = f"{name}: fields are named, but no first notice tells them"
        yield Finding(place=("countries", name, "notices", "first"), message=message)


_Remark = tuple[Place, str]


def _outreach(place: Place, name: str, outreach: Outreach) -> Iterator[Finding]:
    for day in set(outreach.extra_dates) & set(outreach.removed_dates):
        message = f"{name}: {day.month:02}-{day.day:02} is both added and removed"
        yield Finding(place=(*place, "removed_dates"), message=message)
    for state in outreach.states:
        for cap in _higher(outreach.caps_in(state), outreach.caps):
            message = f"{name}: {state} allows more {cap} than {name} does"
            yield Finding(place=(*place, "states", state), message=message)


def _laxer(default: CountryRules, country: CountryRules) -> Iterator[_Remark]:
    """Where `default` allows what `country` does not."""
    if set(country.factors) - set(default.factors):
        yield ("factors",), "fewer factors are asked for"
    if default.ask_reason_at_most > country.ask_reason_at_most:
        yield ("ask_reason_at_most",), "the reason is asked for more often"
    yield from _laxer_collecting(default, country)
    if default.third_party.take_message and not country.third_party.take_message:
        yield ("third_party",), "more is allowed to third parties"
    for place, message in _laxer_outreach(default.outreach, country.outreach):
        yield ("outreach", *place), message
    for topic in TOPICS:
        if _is_longer(default.answer_within.of(topic), country.answer_within.of(topic)):
            yield ("answer_within", topic), f"a later answer about {topic}"
    yield from _laxer_words(default.forbidden, country.forbidden)


def _laxer_collecting(default: CountryRules, country: CountryRules) -> Iterator[_Remark]:
    if default.refusal == "noted" and country.refusal != "noted":
        yield ("refusal",), "a refusal stops less"
    if default.may_add_charges and not country.may_add_charges:
        yield ("may_add_charges",), "more may be added to a debt"


def _laxer_outreach(default: Outreach, country: Outreach) -> Iterator[_Remark]:
    if not default.hours.is_within(country.hours):
        yield ("hours",), "longer hours"
    if default.holidays != "silent" and country.holidays == "silent":
        yield ("holidays",), "less silent on holidays"
    if default.consent != "required" and country.consent == "required":
        yield ("consent",), "less consent is required"
    if default.opt_out_line == "greeting" and country.opt_out_line != "greeting":
        yield ("opt_out_line",), "how to stop is said less often"
    strictest = [country.caps, *(country.caps_in(state) for state in country.states)]
    for cap in sorted({cap for caps in strictest for cap in _higher(default.caps, caps)}):
        yield ("caps", cap), f"more {cap}"


def _laxer_words(default: Forbidden, country: Forbidden) -> Iterator[_Remark]:
    for language in ("es", "en"):
        missing = set(country.of(language).words) - set(default.of(language).words)
        if missing:
            listed = ", ".join(sorted(missing))
            yield ("forbidden", language), f"fewer words are forbidden (without {listed})"


def _higher(caps: Caps, than: Caps) -> Iterator[str]:
    """The names of the caps that let through more messages than those of `than`."""
    for name, limit in caps:
        other = getattr(than, name)
        if other is not None and (limit is None or limit > other):
            yield name


def _is_longer(term: Term, than: Term) -> bool:
    return term.days > than.days or (term.is_business and not than.is_business)
