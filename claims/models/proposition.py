"""Proposition: a machine-readable part of a claim."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from decimal import Decimal, localcontext

from django.db import models
from django.db.models import F, Q

from claims.ids import uuid7
from claims.models.choices import choices_of
from claims.models.entity import Entity
from claims.pipeline.extraction.units import base_unit, measure_key
from claims.vocabulary import Op, Relation

_DECIMAL_PLACES = 12
_MAX_SCALED = Decimal(10) ** 28  # exclusive; what the columns hold


class Proposition(models.Model):
    """A comparison (subject, relation, object, on) or a quantity (subject, measure, op, low, high, unit) of a claim.

    The `…_text` fields have the words as written; the entities are set for known names. `measure_key` and the `scaled_…`
    fields follow from the others by `derive`: amounts with the same `scaled_unit` can be compared.
    """

    class Form(models.TextChoices):
        COMPARISON = "comparison", "comparison"
        QUANTITY = "quantity", "quantity"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="propositions")
    position = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=10, choices=Form.choices)
    subject = models.ForeignKey(
        Entity, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    subject_text = models.CharField(max_length=500, default="", blank=True)
    relation = models.CharField(max_length=16, choices=choices_of(Relation), default="", blank=True)
    object = models.ForeignKey(
        Entity, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    object_text = models.CharField(max_length=500, default="", blank=True)
    on = models.ForeignKey(
        Entity, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    on_text = models.CharField(max_length=500, default="", blank=True)
    measure = models.CharField(max_length=200, default="", blank=True)
    op = models.CharField(max_length=5, choices=choices_of(Op), default="", blank=True)
    low = models.DecimalField(max_digits=40, decimal_places=12, null=True, blank=True)
    high = models.DecimalField(max_digits=40, decimal_places=12, null=True, blank=True)
    unit = models.CharField(max_length=100, default="", blank=True)
    verbatim = models.CharField(max_length=500, default="", blank=True)
    measure_key = models.CharField(max_length=200, default="", blank=True, editable=False)
    scaled_unit = models.CharField(max_length=100, default="", blank=True, editable=False)
    scaled_low = models.DecimalField(max_digits=40, decimal_places=12, null=True, blank=True, editable=False)
    scaled_high = models.DecimalField(max_digits=40, decimal_places=12, null=True, blank=True, editable=False)

    class Meta:
        ordering = ["claim", "position"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "position"], name="proposition_position_unique"),
            models.CheckConstraint(
                condition=Q(form="comparison") & ~Q(relation="") & Q(op="")
                | Q(form="quantity", relation="") & ~Q(op=""),
                name="proposition_whole",
            ),
            models.CheckConstraint(
                condition=Q(high__isnull=True) | Q(op="range", low__lte=F("high")),
                name="proposition_range_in_order",
            ),
            models.CheckConstraint(
                condition=(Q(measure="") | ~Q(measure_key=""))
                & (Q(low__isnull=True) | Q(scaled_low__isnull=False, scaled_high__isnull=False)),
                name="proposition_derived",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "relation"], name="proposition_by_subject"),  # subject=, entity=
            models.Index(fields=["subject", "object"], name="proposition_by_pair"),  # between=
            models.Index(
                fields=["subject", "measure_key", "scaled_low"], name="proposition_by_quantity"
            ),  # one model's MMLU
            models.Index(fields=["object"], name="proposition_by_object"),  # object=, entity=
            models.Index(fields=["on"], name="proposition_by_benchmark"),  # on=, entity=, boards
            models.Index(
                fields=["relation"], name="proposition_by_relation", condition=~Q(relation="")
            ),  # relation=
            models.Index(
                fields=["measure_key", "scaled_low"], name="proposition_by_measure"
            ),  # measure=, boards
            models.Index(fields=["scaled_unit", "scaled_low"], name="proposition_by_unit"),  # unit=
            models.Index(fields=["scaled_low"], name="proposition_by_low"),  # value.lte=
            models.Index(fields=["scaled_high"], name="proposition_by_high"),  # value.gte=
        ]

    def __str__(self) -> str:
        if self.form == self.Form.COMPARISON:
            return " ".join(
                part for part in (self.subject_text, self.relation, self.object_text, self.on_text) if part
            )
        return f"{self.subject_text}: {self.measure} {self.verbatim or self.low}"

    def derive(self) -> Proposition:
        """Set the fields that follow from measure, unit, low and high. Returns the row itself. Call it before saving.

        A value without an upper bound is its own upper bound.
        """
        unit, factor = base_unit(self.unit)
        low = self.low
        high = low if self.high is None else self.high
        if any(abs(bound * factor) >= _MAX_SCALED for bound in (low, high) if bound is not None):
            unit, factor = self.unit, Decimal(1)
        self.measure_key = measure_key(self.measure)
        self.scaled_unit = unit[:100]
        self.scaled_low, self.scaled_high = _scaled(low, factor), _scaled(high, factor)
        return self

    @staticmethod
    def naming(entity_ids: Collection[uuid.UUID]) -> Q:
        """The condition that a proposition has one of these entities as subject, object or benchmark."""
        return Q(subject__in=entity_ids) | Q(object__in=entity_ids) | Q(on__in=entity_ids)


def _scaled(bound: Decimal | None, factor: Decimal) -> Decimal | None:
    if bound is None:
        return None
    with localcontext(prec=60):  # more digits than the columns hold
        return round(Decimal(bound) * factor, _DECIMAL_PLACES)
