"""ApiKey: a caller. IdempotentReply: a stored response, for the case that its request is repeated."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from claims.ids import uuid7


class ApiKey(models.Model):
    """A caller: its scopes, and a hash of its secret. The secret is shown once and not stored."""

    class Scope(models.TextChoices):
        READ = "read", "read everything"
        WRITE = "write", "submit articles, citations and sources"
        CURATE = "curate", "decide on claims; correct citations, entities and publishers"
        WEBHOOKS = "webhooks", "manage webhook endpoints"
        ADMIN = "admin", "everything"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=100)
    secret_hash = models.CharField(max_length=64, editable=False)
    scopes = ArrayField(models.CharField(max_length=8, choices=Scope.choices))
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Updated at most once a minute.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = "API key"
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="apikey_has_name"),
            models.CheckConstraint(condition=Q(scopes__len__gte=1), name="apikey_has_scope"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_valid_at(self, now: datetime) -> bool:
        """True unless the key is revoked or has expired."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)

    def has_scope(self, scope: str) -> bool:
        """True if the key has this scope; `admin` includes every scope."""
        return scope in self.scopes or self.Scope.ADMIN in self.scopes


class IdempotentReply(models.Model):
    """The response to a request with an Idempotency-Key, written in the transaction of its effect.

    `body` is encrypted (claims.services.encryption), because a response may hold a secret that is shown once.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="replies")
    idempotency_key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "idempotent replies"
        constraints = [
            models.UniqueConstraint(fields=["key", "idempotency_key"], name="idempotentreply_unique"),
        ]
        indexes = [
            models.Index(
                fields=["key", "created_at"], name="idempotentreply_by_age"
            ),  # deletes the expired ones
        ]

    def __str__(self) -> str:
        return f"{self.status} for {self.idempotency_key}"
