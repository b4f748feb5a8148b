"""Documents: from bytes to text with structure. Encodings, HTML, Markdown, plain text, reference lists, citation markers, links."""
