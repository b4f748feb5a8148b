"""Robots: the robots.txt of an origin as it was last read."""

from django.db import models

from claims.ids import uuid7
from claims.models.host import Host


class RobotsFile(models.Model):
    """The robots.txt of one origin (scheme, host and port) by RFC 9309, kept until it expires."""

    class Access(models.TextChoices):
        FILE = "file", "rules in the text"
        NONE = "none", "no file: everything is allowed"
        UNREACHABLE = "unreachable", "unreachable: nothing is allowed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    origin = models.CharField(max_length=300, unique=True)
    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="robots_files")
    access = models.CharField(max_length=12, choices=Access.choices)
    text = models.TextField(default="", blank=True)
    fetched_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    unreachable_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["origin"]

    def __str__(self) -> str:
        return f"{self.origin}/robots.txt"
