"""Word documents for tests: archives of parts that are written here."""

import io
import zipfile

_HEAD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
)


def archive_of(parts):
    """An archive of parts, by name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def docx_of(body, **parts):
    """A Word document with this body. Other parts: `rels`, `footnotes`, `core`."""
    names = {
        "rels": "word/_rels/document.xml.rels",
        "footnotes": "word/footnotes.xml",
        "core": "docProps/core.xml",
    }
    return archive_of(
        {
            "word/document.xml": f"{_HEAD}<w:body>{body}</w:body></w:document>",
            **{names[name]: content for name, content in parts.items()},
        }
    )


def paragraph(*runs, style=""):
    """A paragraph of runs of text."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{''.join(f'<w:r><w:t>{run}</w:t></w:r>' for run in runs)}</w:p>"
