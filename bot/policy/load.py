"""Reading a policy file: a policy that passed every check, or every problem with its line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from bot.policy.checks import broken_examples, consistency
from bot.policy.coverage import dead_rules, gaps
from bot.policy.schema import Policy, content_hash
from bot.policy.wording import findings_of, subject
from bot.rulefiles.document import Document, read_document
from bot.rulefiles.problems import Finding, Problem, RuleFileError
from bot.rulefiles.reading import located, text_of


class PolicyError(RuleFileError):
    """Nothing may be offered by this document until its `errors` are mended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a check found: `problems` keep a version from going live, `notes` are worth a look."""

    file: str
    policy: Policy | None
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]

    @property
    def summary(self) -> str:
        """One plain sentence for the policy's owner."""
        if self.policy is None or self.problems:
            count = len(self.problems)
            return f"{self.file}: {count} problem{'s' if count != 1 else ''}; it cannot go live."
        size = f"{len(self.policy.rules)} rules, {len(self.policy.examples)} examples pass"
        name = f"{self.policy.policy} version {self.policy.version}"
        return f"{self.file}: {name} is sound: {size}, content {content_hash(self.policy)[:12]}."


def load(path: Path) -> Policy:
    """The policy of a file. Raises PolicyError with every problem when it may not be used."""
    text, problem = text_of(path)
    if problem is not None:
        raise PolicyError([problem])
    return load_text(text, file=str(path))


def load_text(text: str, *, file: str) -> Policy:
    """The policy that `text` says; `file` is only its name in messages. Raises PolicyError."""
    document = read_document(text)
    policy, findings = _examine(document)
    if policy is None or findings:
        raise PolicyError(located(findings, document, file))
    return policy


def check(path: Path) -> Report:
    """Everything that is wrong with a file, or worth knowing; never raises for its content."""
    text, problem = text_of(path)
    if problem is not None:
        return Report(file=str(path), policy=None, problems=(problem,), notes=())
    return check_text(text, file=str(path))


def check_text(text: str, *, file: str) -> Report:
    """`check` for a text that is not in a file yet, as typed into the console."""
    document = read_document(text)
    policy, findings = _examine(document)
    notes = gaps(policy) if policy is not None and not findings else []
    return Report(
        file=file,
        policy=policy,
        problems=located(findings, document, file),
        notes=located(notes, document, file),
    )


def _examine(document: Document) -> tuple[Policy | None, list[Finding]]:
    """Each kind of check runs only when the one before found nothing: no echoes of one mistake."""
    if document.findings:
        return None, [_named(finding, document) for finding in document.findings]
    if document.data is None:
        return None, [Finding(place=(), message="the file is empty")]
    try:
        policy = Policy.model_validate(document.data)
    except ValidationError as error:
        return None, list(findings_of(error, document.data))
    return policy, consistency(policy) or [*dead_rules(policy), *broken_examples(policy)]


def _named(finding: Finding, document: Document) -> Finding:
    message = f"{subject(finding.place, document.data)}{finding.message}"
    return Finding(place=finding.place, message=message)
