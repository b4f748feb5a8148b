"""Claim bodies: the members of a correction of a claim."""

from __future__ import annotations

from rest_framework import serializers

from api.serializers import ChoiceField, StrictSerializer, StringField, TypeIdField
from claims.models import Proposition
from claims.services.catalogue.corrections import MAX_TEXT
from claims.services.catalogue.propositions import MAX_PROPOSITIONS
from claims.vocabulary import ClaimKind, Op, Relation


class ParticipantIn(StrictSerializer):
    """A participant: its text, or the entity itself. Without an entity it is the one with this spelling."""

    text = StringField(required=False, max_length=500)
    entity = TypeIdField("entity", required=False, allow_null=True)


class PropositionIn(StrictSerializer):
    """One statement in structured form: a comparison has a relation, a quantity an op and bounds."""

    form = ChoiceField(Proposition.Form.values)
    subject = ParticipantIn()
    relation = ChoiceField(["", *Relation], required=False)
    object = ParticipantIn(required=False, allow_null=True)
    on = ParticipantIn(required=False, allow_null=True)
    measure = StringField(required=False, allow_blank=True, max_length=200)
    op = ChoiceField(["", *Op], required=False)
    low = StringField(required=False, allow_null=True, max_length=60, help_text="A decimal, as text.")
    high = StringField(required=False, allow_null=True, max_length=60, help_text="Of a range.")
    unit = StringField(required=False, allow_blank=True, max_length=100)
    verbatim = StringField(required=False, allow_blank=True, max_length=500)


class ClaimChange(StrictSerializer):
    """A correction of what the extractor read."""

    text = StringField(required=False, max_length=MAX_TEXT)
    kind = ChoiceField(list(ClaimKind), required=False)
    propositions = serializers.ListField(
        child=PropositionIn(), required=False, max_length=MAX_PROPOSITIONS, help_text="The whole list."
    )
    reason = StringField(required=False, allow_blank=True, max_length=2000)
