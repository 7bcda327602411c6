"""What verification finds in a rule set, weighed as the lender wants it, and kept with what is proposed of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from creditrules.auth import Action, require
from creditrules.desk.budgets import half_done
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.paging import page_in_place
from creditrules.desk.parameters_in_force import ParametersUsed
from creditrules.desk.view import View
from creditrules.dmn import Flaw, FlawProof, Verification, Weight
from creditrules.document import canonical, digest, digest_of, read_json
from creditrules.eligibility import (
    ENGINE,
    ClaimFound,
    CompiledRuleSet,
    ParametersAt,
    VerifiedRuleSet,
    verify_compiled,
)
from creditrules.errors import Diagnostic, Kind, Refusal, Severity
from creditrules.feel import Value, literal
from creditrules.records import dataclass, replace
from creditrules.rules import ComputedPart, DocumentKind, FlawCount, Head, Impact, PartKind
from creditrules.rules.life import Proposed
from creditrules.rules.ports import Asked, Page

__all__ = ["Verified", "flaw_obstacles", "kept_flaws_page", "refuse_flawed", "verified_for"]

_MOST_KEPT: Final = 1_000
_CUT_SHORT: Final = "cutShort"
_LONGEST_VALUE: Final = 400
_LONGEST_PARAMETER: Final = 10_000


@dataclass(frozen=True, slots=True)
class Verified:
    """A verification, how much each code matters to the lender, and what it rests on.

    basis: identifies the values of parameters that the rules read. cut_short: whether the request left it no time to
    end; that is kept with it.
    """

    found: VerifiedRuleSet
    weights: Mapping[str, Weight]
    moment: datetime
    basis: str
    cut_short: bool = False

    @property
    def verification(self) -> Verification:
        """All that was found."""
        return self.found.verification

    @property
    def claims(self) -> tuple[ClaimFound, ...]:
        """How what is declared of facts stands."""
        return self.found.claims

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        """The flaws that are to be told."""
        return tuple(flaw for flaw in self.verification.flaws if flaw.weighed(self.weights) is not Weight.OFF)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The same as diagnostics; an error stops publishing."""
        return tuple(self.verification.told(self.weights))

    @property
    def kept(self) -> bytes:
        """All of it as it is kept: the flaws that weigh most first, at most so many."""
        order = list(Weight)
        flaws = sorted(self.verification.flaws, key=lambda flaw: -order.index(flaw.weighed(self.weights)))
        return canonical(
            {
                "engine": ENGINE,
                "at": self.moment.isoformat(),
                "flaws": [_plain(flaw, flaw.weighed(self.weights)) for flaw in flaws[:_MOST_KEPT]],
                "left": max(len(flaws) - _MOST_KEPT, 0),
                **({_CUT_SHORT: True} if self.cut_short else {}),
                "claims": [
                    {"fact": each.fact, "claim": each.claim, "standing": each.standing, "why": each.why}
                    for each in self.claims
                ],
            }
        )

    def within(self, impact: Impact, slug: str, content: str) -> Impact:
        """The impact with what was found. content: digest of what was verified."""
        counts = tuple(FlawCount(code, count) for code, count in self.verification.counts(self.weights).items())
        part = ComputedPart(PartKind.VERIFICATION, slug, digest_of(self.kept), ENGINE, "", self.basis, content)
        return replace(impact, flaws=counts, proved=self.verification.proved, parts=(*impact.parts, part))


def verified_for(
    catalogue: Catalogue, tenant: str, compiled: CompiledRuleSet, moment: datetime, parameters: ParametersAt
) -> Verified:
    """A rule set verified at a moment, weighed by the lender's settings of now; as far as the request goes.

    It takes a part of what the request has left, so that what has to be done to the end still can be.
    """
    weights = catalogue.settings_now(tenant).verification.weights
    request = half_done(catalogue.budget)
    found = verify_compiled(compiled, moment, parameters, request)
    cut_short = request is not None and request.spent
    return Verified(found, weights, moment, _basis(compiled, moment, parameters), cut_short)


def flaw_obstacles(
    catalogue: Catalogue, tenant: str, head: Head, proposed: Proposed, *, anew: bool = False
) -> Iterator[Refusal]:
    """Flaws of a proposed rule set that by the settings of now are errors, whatever they weighed when it was written.

    What was kept is weighed again where the values of parameters are what they were. anew: whether it is verified
    again where they are not, or the request had no time to end it; else nothing is told of other values, as that may
    take seconds.
    CONFLICT "FLAWS_REFUSED", with each of them.
    """
    if head.key.kind is not DocumentKind.RULE_SET:
        return
    weights = catalogue.settings_now(tenant).verification.weights
    told = _found(catalogue, tenant, proposed, anew=anew).told(weights)
    errors = tuple(each for each in told if each.severity is Severity.ERROR)
    if errors:
        message = f"By the settings of now {len(errors)} flaw{'s are errors' if len(errors) > 1 else ' is an error'}."
        hint = "Correct what it says with editProposal, or have the settings weigh it less."
        yield Refusal(Kind.CONFLICT, "FLAWS_REFUSED", f"{message} {errors[0].message}", ("proposal",), hint, errors)


def refuse_flawed(catalogue: Catalogue, tenant: str, head: Head, proposed: Proposed) -> None:
    """Raises the first of `flaw_obstacles`, found again where that is needed."""
    for obstacle in flaw_obstacles(catalogue, tenant, head, proposed, anew=True):
        raise obstacle


def kept_flaws_page(view: View, kept: Mapping[str, Any], asked: Asked) -> Page[Mapping[str, Any]]:
    """Of a verification as it was kept the flaws that were to be told. Raises Refusal FORBIDDEN."""
    require(view.principal, Action.SEE_POLICY)
    flaws = [flaw for flaw in kept["flaws"] if flaw["weight"] != Weight.OFF]
    return page_in_place(view, ("flaws", digest(flaws)), flaws, asked)


def _found(catalogue: Catalogue, tenant: str, proposed: Proposed, *, anew: bool) -> Verification:
    compiled = catalogue.rule_set(tenant, proposed.digest)
    moment = proposed.valid_from or catalogue.store.now()
    used = ParametersUsed(catalogue, tenant, compiled.rule_set, (moment, proposed.valid_until))
    known = (ENGINE, _basis(compiled, moment, used.at), proposed.digest)
    kept: tuple[Flaw, ...] = ()
    for part in proposed.statement.impact.parts:
        if part.kind is PartKind.VERIFICATION and (part.source, part.after, part.content) == known:
            plain: Any = read_json(catalogue.content(tenant, [part.digest])[part.digest]).value
            kept = () if plain["left"] else tuple(map(_flaw, plain["flaws"]))
            if not plain["left"] and not (anew and plain.get(_CUT_SHORT)):
                return Verification(kept, 0)
    if not anew:
        return Verification((), 0)
    again = verified_for(catalogue, tenant, compiled, moment, used.at)
    if not again.cut_short:
        return again.verification
    seen = {(flaw.code, flaw.place) for flaw in again.verification.flaws}
    more = (flaw for flaw in kept if (flaw.code, flaw.place) not in seen)
    return replace(again.verification, flaws=(*again.verification.flaws, *more))


def _basis(compiled: CompiledRuleSet, moment: datetime, parameters: ParametersAt) -> str:
    values = parameters(moment, compiled.parameters)
    return digest({name: literal(found.value, _LONGEST_PARAMETER) or "" for name, found in values.items()})


def _plain(flaw: Flaw, weight: Weight) -> dict[str, Any]:
    return {
        "code": flaw.code,
        "place": flaw.place,
        "message": flaw.message,
        "hint": flaw.hint,
        "proof": flaw.proof,
        "rows": list(flaw.rows),
        "columns": list(flaw.columns),
        "region": flaw.region,
        "sample": _literals(flaw.sample),
        "beside": _literals(flaw.beside),
        "weight": weight,
    }


def _literals(sample: Mapping[str, Value]) -> dict[str, str]:
    return {name: literal(value, _LONGEST_VALUE) or "…" for name, value in sample.items()}


def _flaw(plain: Mapping[str, Any]) -> Flaw:
    """A flaw that was kept, without its samples."""
    return Flaw(plain["code"], plain["place"], plain["message"], plain["hint"], FlawProof(plain["proof"]))
