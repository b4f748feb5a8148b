"""Pipeline: what needs neither Django nor a database. Bytes and values in, values out."""
