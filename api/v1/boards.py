"""Boards: what claims say about one benchmark or measure, as a table of cells."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from rest_framework.request import Request
from rest_framework.response import Response

from api import fields, parameters
from api.fields import format_decimal
from api.links import absolute_url
from api.parameters import QueryParameter
from api.views import ApiView, not_found
from claims.ids import type_id
from claims.services.catalogue import boards
from claims.services.catalogue.boards import Board, Cell, ComparisonCell, FigureCell, Named
from claims.vocabulary import EvidenceState, Op, Polarity

DEFAULT_LIMIT = 50
MAX_LIMIT = 200

_STRING = {"type": "string"}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _array(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


_NAMED = _object(entity=fields.id_schema("entity"), name=_STRING)
_CLAIM = _object(
    id=fields.id_schema("claim"),
    evidence_state={"type": "string", "enum": [str(state) for state in EvidenceState]},
)
_CELL = {
    "polarity": {"type": "string", "enum": [str(polarity) for polarity in Polarity]},
    "claims": _array(_CLAIM),
    "claim_count": {"type": "integer"},
    "independent_sources": {"type": "integer"},
}
_NUMBER = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
_BOARD = _object(
    object={"const": "board", "type": "string"},
    name=_STRING,
    entity={"type": ["string", "null"], "pattern": fields.id_schema("entity")["pattern"]},
    claims_url=fields.URI,
    comparisons=_array(
        _object(
            better=_NAMED,
            relation={"type": "string", "enum": ["outperforms", "matches"]},
            worse=_NAMED,
            **_CELL,
        )
    ),
    figures=_array(
        _object(
            subject=_NAMED,
            measure=_STRING,
            op={"type": "string", "enum": [str(op) for op in Op]},
            low=_NUMBER,
            high=_NUMBER,
            unit=_STRING,
            **_CELL,
        )
    ),
    tiers=_array(_array(_STRING)),
    derived=_array(_object(better=_STRING, worse=_STRING)),
    cycles=_array(_array(_STRING)),
    is_complete={"type": "boolean"},
)


class BoardDetail(ApiView):
    """The board of one benchmark or measure."""

    scopes = {"GET": "read"}
    query_parameters = (
        QueryParameter(
            "limit",
            parameters.integer(1, MAX_LIMIT),
            f"Most cells of each part; {DEFAULT_LIMIT} by default.",
        ),
    )
    responses = {"GET": {200: _BOARD}}

    def get(self, request: Request, name: str) -> Response:
        """Read the board of a benchmark or measure.

        `name` is the id of an entity, one of its spellings, or a measure such as `parameters`. `comparisons` are the pairs
        that claims compare on it, those with most claims first; "underperforms" is shown as the reverse. `figures` are the
        values that claims give, the highest first. `tiers` is the order that follows from the asserted comparisons, `derived`
        the pairs in it that only follow from others, and `cycles` the names that beat each other in a circle.
        """
        limit = self.query.get("limit", DEFAULT_LIMIT)
        board = None if "\x00" in name else boards.read_board(name, limit=limit)
        if board is None:
            raise not_found("board")
        return Response(_json(board))


def _json(board: Board) -> dict[str, Any]:
    entity = board.entity and type_id("entity", board.entity.key)
    query = urlencode({"on": entity} if entity else {"measure": board.name})
    return {
        "object": "board",
        "name": board.name,
        "entity": entity,
        "claims_url": absolute_url(f"/claims?{query}"),
        "comparisons": [_comparison(cell) for cell in board.comparisons],
        "figures": [_figure(cell) for cell in board.figures],
        "tiers": board.ranking.tiers,
        "derived": [{"better": better, "worse": worse} for better, worse in board.ranking.derived],
        "cycles": board.ranking.cycles,
        "is_complete": board.is_complete,
    }


def _comparison(cell: ComparisonCell) -> dict[str, Any]:
    return {
        "better": _named(cell.better),
        "relation": cell.relation,
        "worse": _named(cell.worse),
        **_cell(cell.cell),
    }


def _figure(cell: FigureCell) -> dict[str, Any]:
    return {
        "subject": _named(cell.subject),
        "measure": cell.measure,
        "op": cell.op,
        "low": format_decimal(cell.low),
        "high": format_decimal(cell.high),
        "unit": cell.unit,
        **_cell(cell.cell),
    }


def _named(named: Named) -> dict[str, str]:
    return {"entity": type_id("entity", named.key), "name": named.name}


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "polarity": cell.polarity,
        "claims": [
            {"id": type_id("claim", claim.key), "evidence_state": claim.evidence_state}
            for claim in cell.claims
        ],
        "claim_count": cell.claim_count,
        "independent_sources": cell.independent_sources,
    }
