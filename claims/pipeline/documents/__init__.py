"""Documents: bytes become text with structure: encodings, HTML, Markdown, reference lists, citation markers, links."""
