"""The development server: the whole service on one machine, PostgreSQL and Redis included. No part of the image."""
