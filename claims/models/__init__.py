"""The rows: one noun a file."""

from claims.models.appearance import Appearance
from claims.models.article import Article, ArticleOriginal, ArticleVersion, Submission
from claims.models.citation import Citation
from claims.models.claim import Claim
from claims.models.conflict import Conflict
from claims.models.endpoint import Attempt, Delivery, Endpoint
from claims.models.endpoint_queue import EndpointQueue
from claims.models.entity import Alias, Entity
from claims.models.event import Event, FeedPosition
from claims.models.export import Export
from claims.models.host import Host, HostWake
from claims.models.merge import DistinctPair, Merge
from claims.models.proposition import Proposition
from claims.models.publisher import Publisher
from claims.models.retention_position import RetentionPosition
from claims.models.review import Review
from claims.models.robots import RobotsFile
from claims.models.snapshot import Snapshot, SourceText
from claims.models.source import Source, SourceCheck

__all__ = [
    "Alias",
    "Appearance",
    "Article",
    "ArticleOriginal",
    "ArticleVersion",
    "Attempt",
    "Citation",
    "Claim",
    "Conflict",
    "Delivery",
    "DistinctPair",
    "Endpoint",
    "EndpointQueue",
    "Entity",
    "Event",
    "Export",
    "FeedPosition",
    "Host",
    "HostWake",
    "Merge",
    "Proposition",
    "Publisher",
    "RetentionPosition",
    "Review",
    "RobotsFile",
    "Snapshot",
    "Source",
    "SourceCheck",
    "SourceText",
    "Submission",
]
