"""Word order: which of two named things a sentence sets above the other, by the order of its words alone.

The rules are patterns over the sentence's signs (see `signs`): "X is much faster than Y" is `XvwGTY`. So a rule says
its grammar in a line, whatever the words are, and its length is bounded.
"""

from __future__ import annotations

import re

from claims.pipeline.extraction.token_classes import write_signs
from claims.vocabulary import Relation

_TURNED = {Relation.OUTPERFORMS: Relation.UNDERPERFORMS, Relation.UNDERPERFORMS: Relation.OUTPERFORMS}
# `cue` sets X above Y if it praises, below if it blames (W, N, or a verb with "by").
_CUE = "(?P<cue>[GW])"
_APART = r'(?!(?:&|,|"|)X|[wO]?,[^.]{0,20}&X|&[^.]{0,20},X)'
_RULES = (
    rf"X[^TY.?;]{{0,25}}{_CUE}[^TXY.]{{0,8}}T[^T.;CX]{{0,12}}Y",  # X is much faster at sorting than O, O or Y
    rf"{_CUE}[^TXYGW.]{{0,10}}X[^TYGW.]{{0,10}}T[^.;X]{{0,6}}Y",  # it is easier to learn X than Y
    rf"{_CUE}T[^.;Y]{{0,6}}Yv[^.;]{{0,3}}X",  # the only thing better than Y is X
    r"X[^Y.?;bS]{0,8}(?P<cue>S)(?![bn])[^X.;bn]{0,5}Y",  # X beats Y
    r"X[^Y.?;bS]{0,8}(?P<cue>Sb)[^X.;b]{0,5}Y",  # X is beaten by Y
    r"(?P<cue>P)[^.;Y]{0,4}X[^.;Y]{0,4}[iot][^.;X]{0,4}Y",  # prefer X to Y
    r"M[^.;XY]{0,2}f[^.;X]{0,4}Y[^.;]{0,4}(?P<cue>t)[^.;]{0,3}X",  # switched from Y to X
    rf"{_CUE}[^.;Y]{{0,6}}X[^.;Y]{{0,6}}i[^.;X]{{0,4}}Y",  # do better with X instead of Y
    r"X[^.;Y]{0,8}(?P<cue>A)[^.;YX]{0,4}o[^.;X]{0,4}Y",  # X has an edge over Y
    r"X[^.;Y]{0,8}(?P<cue>N)[^.;XYT]{0,3}ag[^XY.;]{0,6}a[^.;X]{0,5}Y",  # X is not as good as Y
    rf"X[^.;Y]{{0,15}}{_CUE}[^.;XY]{{0,15}}c[^.;X]{{0,5}}Y",  # X is faster compared to Y
    rf"[cU][^.;X]{{0,5}}Y[^.;]{{0,10}},[^.;Y]{{0,5}}X[^.;Y]{{0,8}}{_CUE}",  # unlike Y, X is faster
    rf"^[^GWT]*Y{_APART}[^GWT.]*C[^XYT.;]{{0,8}}X[^XYT.;QC]{{0,8}}{_CUE}(?!.*[TXY])",  # Y is good, but X has better
    rf"^[^GWT]*Y{_APART}[^GWTQC]*X[wO]?v[^XY.;,&TC]{{0,4}}{_CUE}(?!.*[TY])",  # I used Y before, X is easier
)
_SWAP = str.maketrans("XY", "YX")
_PATTERNS = tuple(
    (re.compile(pattern), relation)
    for rule in _RULES
    for pattern, relation in (
        (rule, Relation.OUTPERFORMS),
        (rule.translate(_SWAP), Relation.UNDERPERFORMS),
    )
)
_ASKED = re.compile(r"[^.?]*\?")
_LEAD = re.compile(r"[^.?;]{0,6}$")
_UNSURE = re.compile(r"Q|D|N[^,]?y")
_DENIED = re.compile(r"N[^,]?[kv]")


def order_of(sentence: str, first: str, second: str) -> Relation | None:
    """OUTPERFORMS if the sentence sets `first` above `second`, UNDERPERFORMS if below, None if it does neither.

    Questions, "whether X is better" and "no one says that X is better" set nothing above anything.
    """
    signs = write_signs(sentence, first, second)
    if "X" not in signs or "Y" not in signs:
        return None
    for pattern, relation in _PATTERNS:
        match = pattern.search(signs)
        if match and (meant := _meant(signs, match, relation)):
            return meant
    return None


def _meant(signs: str, match: re.Match[str], relation: Relation) -> Relation | None:
    """The relation after blame and negation; None where the sentence asks, doubts or only denies that it is worse."""
    lead = _LEAD.search(signs, max(0, match.start() - 6), match.start())
    before = lead[0] if lead else ""
    if _ASKED.match(signs, match.end()) or _UNSURE.search(before):
        return None
    is_blame = match["cue"] in {"W", "N", "Sb"}
    is_denied = "N" in signs[max(match.start(), match.start("cue") - 4) : match.start("cue")]
    if is_denied or _DENIED.search(before):
        return None if is_blame else _TURNED[relation]
    return _TURNED[relation] if is_blame else relation
