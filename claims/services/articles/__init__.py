"""Articles: ingest, capture and storage of articles with their claims and citations."""
