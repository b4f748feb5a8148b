"""FastAPI lists: the same rows through SQLAlchemy's ORM and Pydantic, as an application that a FastAPI user would write."""

from __future__ import annotations

import os
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, create_model
from sqlalchemy import create_engine, select
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import Session, defer, joinedload, relationship, selectinload

from claims.ids import parse_type_id

_engine = create_engine(
    os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://"), pool_size=4
)
_Base: Any = automap_base()


class Claim(_Base):
    """A claim with what hangs on it."""

    __tablename__ = "claims_claim"
    propositions = relationship("claims_proposition", viewonly=True)
    citations = relationship("Citation", viewonly=True)
    appearances = relationship("claims_appearance", viewonly=True)


class Citation(_Base):
    """A citation with its source."""

    __tablename__ = "claims_citation"
    source = relationship("Source", foreign_keys="Citation.source_id", viewonly=True)


class Source(_Base):
    """A source with its host."""

    __tablename__ = "claims_source"
    host = relationship("claims_host", viewonly=True)


def _no_relationship(*arguments: Any, **options: Any) -> None:
    """Only the relationships above."""


_Base.prepare(autoload_with=_engine, generate_relationship=_no_relationship)
_classes = _Base.classes


def _model(name: str, table: Any, without: tuple[str, ...] = (), **more: Any) -> type[BaseModel]:
    columns = {
        column.name: (column.type.python_type | None, None)
        for column in table.__table__.columns
        if column.name not in without
    }
    return create_model(name, __config__=ConfigDict(from_attributes=True), **columns, **more)  # type: ignore[call-overload, no-any-return]


HostOut = create_model("HostOut", __config__=ConfigDict(from_attributes=True), name=(str, ...))
SourceOut = _model("SourceOut", Source, host=(HostOut, ...))
SourceInside = create_model(
    "SourceInside", __config__=ConfigDict(from_attributes=True), cited_url=(str, ...), link_state=(str, ...)
)
CitationOut = _model(
    "CitationOut",
    Citation,
    ("expected_values",),
    expected_values=(list[Any], ...),
    source=(SourceInside | None, None),
)
PropositionOut = _model("PropositionOut", _classes.claims_proposition)
AppearanceOut = _model("AppearanceOut", _classes.claims_appearance)
ClaimOut = _model("ClaimOut", Claim, ("search",), propositions=(list[PropositionOut], ...))  # type: ignore[valid-type]
ClaimWithChildren = create_model(
    "ClaimWithChildren",
    __base__=ClaimOut,
    citations=(list[CitationOut], ...),
    appearances=(list[AppearanceOut], ...),  # type: ignore[valid-type]
)
EventOut = _model(
    "EventOut",
    _classes.claims_event,
    ("changes", "related"),
    changes=(dict[str, Any], ...),
    related=(dict[str, Any], ...),
)

application = FastAPI()
_CLAIMS = (
    select(Claim)
    .options(defer(Claim.search), selectinload(Claim.propositions))
    .order_by(Claim.created_at.desc(), Claim.id.desc())
    .limit(100)
)


def _rows(statement: Any) -> list[Any]:
    with Session(_engine) as session:
        return list(session.scalars(statement).unique())


@application.get("/api/v1/claims")
def claims(expand: str = "") -> Any:
    """The newest claims."""
    if not expand:
        return [ClaimOut.model_validate(row) for row in _rows(_CLAIMS)]
    statement = _CLAIMS.options(
        selectinload(Claim.citations).joinedload(Citation.source), selectinload(Claim.appearances)
    )
    return [ClaimWithChildren.model_validate(row) for row in _rows(statement)]


@application.get("/api/v1/claims/{claim}")
def one_claim(claim: str) -> Any:
    """One claim."""
    statement = select(Claim).options(defer(Claim.search), selectinload(Claim.propositions))
    return ClaimOut.model_validate(_rows(statement.where(Claim.id == parse_type_id("claim", claim)))[0])


@application.get("/api/v1/citations")
def citations() -> Any:
    """The newest citations."""
    statement = (
        select(Citation)
        .options(joinedload(Citation.source))
        .order_by(Citation.created_at.desc(), Citation.id.desc())
    )
    return [CitationOut.model_validate(row) for row in _rows(statement.limit(100))]


@application.get("/api/v1/sources")
def sources() -> Any:
    """The newest sources."""
    statement = (
        select(Source).options(joinedload(Source.host)).order_by(Source.created_at.desc(), Source.id.desc())
    )
    return [SourceOut.model_validate(row) for row in _rows(statement.limit(100))]


@application.get("/api/v1/events")
def events() -> Any:
    """Events after a seq."""
    table = _classes.claims_event
    return [
        EventOut.model_validate(row)
        for row in _rows(select(table).where(table.seq > 1000).order_by(table.seq).limit(100))
    ]
