"""The migrations of claims, and later ones that only these tests apply."""

import claims.migrations

__path__ = [*__path__, *claims.migrations.__path__]
