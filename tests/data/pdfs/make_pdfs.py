"""Makes the PDFs in this folder with producers that a developer's machine may not have: pdfTeX, LibreOffice, Chromium, groff.

    python -m tests.data.pdfs.make_pdfs     needs pdflatex, latex, dvips, soffice, chromium, groff, ps2pdf

Every other producer of the measure runs in the tests (see tests/claims/pipeline/watching/pdf_producers.py).
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from html import escape
from pathlib import Path

from tests.data.pdfs.texts import ENGLISH, GERMAN, Text

FOLDER = Path(__file__).parent

# -- pdfTeX -----------------------------------------------------------------------------------------------------------


def latex(
    text: Text, *, options: str, preamble: str = "", floats: str = "h", program: str = "pdflatex"
) -> bytes:
    body = [rf"\title{{{text.title}}}\author{{Ada Lang}}\date{{March 2026}}\maketitle"]
    for index, (heading, paragraphs) in enumerate(text.sections):
        note = rf"\footnote{{{text.note}}}" if index == 2 else ""
        body += [rf"\section{{{heading}}}", _tex(paragraphs[0]) + note]
        if index == 2:
            columns = (
                " & ".join(text.rows[0])
                + r" \\ \hline "
                + r" \\ ".join(" & ".join(row) for row in text.rows[1:])
            )
            body.append(
                rf"\begin{{table}}[{floats}]\centering\small\begin{{tabular}}{{l{'r' * (len(text.rows[0]) - 1)}}}"
                rf"{columns}\end{{tabular}}\caption{{Scores}}\end{{table}}"
            )
        body += [_tex(paragraph) for paragraph in paragraphs[1:]]
    source = "\n\n".join(
        [
            rf"\documentclass[{options}]{{article}}",
            r"\pdfcompresslevel=9 \usepackage[utf8]{inputenc}"
            if program == "pdflatex"
            else r"\usepackage[utf8]{inputenc}",
            preamble,
            r"\begin{document}",
            *body,
        ]
    )
    return _tex_run(source + "\n\n\\end{document}\n", program)


def _tex(text: str) -> str:
    return text.replace("%", r"\%").replace("$", r"\$").replace("&", r"\&")


def _tex_run(source: str, program: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "report.tex").write_text(source, encoding="utf-8")
        for _ in range(2):
            _run([program, "-interaction=batchmode", "-halt-on-error", "report.tex"], folder)
        if program == "latex":
            _run(["dvips", "-q", "-o", "report.ps", "report.dvi"], folder)
            _run(["ps2pdf", "report.ps", "report.pdf"], folder)
        return Path(folder, "report.pdf").read_bytes()


# -- Chromium ---------------------------------------------------------------------------------------------------------


def chromium(text: Text, css: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "report.html").write_text(_html(text, css), encoding="utf-8")
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        _run(
            [*command, f"--user-data-dir={folder}/profile", "--print-to-pdf=report.pdf", "report.html"],
            folder,
        )
        return Path(folder, "report.pdf").read_bytes()


def _html(text: Text, css: str) -> str:
    table = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in text.rows)
    parts = [
        f"<h2>{escape(heading)}</h2>" + "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
        for heading, paragraphs in text.sections
    ]
    parts.insert(3, f"<table>{table}</table><p><small>{escape(text.note)}</small></p>")
    return (
        f'<!doctype html><html lang="{text.language}"><meta charset="utf-8"><title>{escape(text.title)}</title>'
        f"<style>{css}</style><header>Kestrel report</header><main><h1>{escape(text.title)}</h1>{''.join(parts)}</main></html>"
    )


# -- LibreOffice ------------------------------------------------------------------------------------------------------


def libreoffice_of_html(text: Text) -> bytes:
    return _soffice(_html(text, "td { padding: 2px 12px }").encode(), "html", "writer_web_pdf_Export")


def libreoffice(
    text: Text, *, columns: int = 1, width: str = "21cm", height: str = "29.7cm", align: str = "justify"
) -> bytes:
    """Of a flat OpenDocument text with a running head, page numbers, a footnote and a table."""
    body = [f'<text:h text:outline-level="1">{escape(text.title)}</text:h>']
    for index, (heading, paragraphs) in enumerate(text.sections):
        body.append(f'<text:h text:outline-level="2">{escape(heading)}</text:h>')
        note = (
            '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
            f"<text:p>{escape(text.note)}</text:p></text:note-body></text:note>"
        )
        first = escape(paragraphs[0]) + (note if index == 1 else "")
        body += [
            f'<text:p text:style-name="P">{paragraph}</text:p>'
            for paragraph in (first, *map(escape, paragraphs[1:]))
        ]
        if index == 1:
            cells = [
                "".join(
                    f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>" for cell in row
                )
                for row in text.rows
            ]
            rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
            body.append(
                f'<table:table><table:table-column table:number-columns-repeated="{len(text.rows[0])}"/>{rows}</table:table>'
            )
    namespaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{rest}:1.0"'
        for name, rest in (
            ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("fo", "xsl-fo-compatible"),
        )
    )  # fmt: skip
    source = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {namespaces} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:automatic-styles>
<style:style style:name="P" style:family="paragraph"><style:paragraph-properties fo:text-align="{align}" fo:margin-bottom="0.25cm"/></style:style>
<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="{width}" fo:page-height="{height}" fo:margin="2cm">
<style:columns fo:column-count="{columns}" fo:column-gap="0.6cm"/></style:page-layout-properties>
<style:header-style/><style:footer-style/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L">
<style:header><text:p>Kestrel report, March 2026</text:p></style:header>
<style:footer><text:p>Page <text:page-number/></text:p></style:footer></style:master-page></office:master-styles>
<office:body><office:text>{"".join(body)}</office:text></office:body></office:document>"""
    return _soffice(source.encode(), "fodt", "writer_pdf_Export")


def _soffice(source: bytes, suffix: str, exporter: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, f"report.{suffix}").write_bytes(source)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        _run(
            ["soffice", profile, "--headless", "--convert-to", f"pdf:{exporter}", f"report.{suffix}"], folder
        )
        return Path(folder, "report.pdf").read_bytes()


# -- groff ------------------------------------------------------------------------------------------------------------


def groff(text: Text, *, columns: int, device: str) -> bytes:
    lines = [".nr PS 10p", ".TL", text.title, ".AU", "Ada Lang"]
    lines += [".2C"] if columns == 2 else []
    for index, (heading, paragraphs) in enumerate(text.sections):
        lines += [".SH", heading]
        for paragraph in paragraphs:
            lines += [".PP", paragraph.replace("\\", "\\e")]
        if index == 2:
            lines += [".TS", "l r r r.", *("\t".join(row) for row in text.rows), ".TE"]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "report.ms").write_text("\n".join(lines) + "\n", encoding="utf-8")
        output = _run(["groff", "-k", "-t", "-ms", f"-T{device}", "report.ms"], folder)
        if device == "pdf":
            return output
        Path(folder, "report.ps").write_bytes(output)
        _run(["ps2pdf", "report.ps", "report.pdf"], folder)
        return Path(folder, "report.pdf").read_bytes()


def _run(command: list[str], folder: str) -> bytes:
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120).stdout


T1 = r"\usepackage[T1]{fontenc}\usepackage{lmodern}"
A5 = r"\usepackage[a5paper,margin=1.5cm]{geometry}"
HEADS = r"\usepackage{fancyhdr}\pagestyle{fancy}\fancyhead[L]{Kestrel report}\fancyhead[R]{\thepage}"

PDFS: dict[str, Callable[[], bytes]] = {
    "latex-one-column": lambda: latex(ENGLISH, options="11pt", preamble=A5),
    "latex-two-columns": lambda: latex(ENGLISH, options="10pt,a4paper,twocolumn", floats="t"),
    "latex-two-columns-t1": lambda: latex(ENGLISH, options="10pt,twocolumn", preamble=T1 + A5, floats="t"),
    "latex-running-heads": lambda: latex(ENGLISH, options="12pt", preamble=T1 + A5 + HEADS, floats="t"),
    "latex-double-spaced": lambda: latex(
        ENGLISH, options="12pt,a4paper", preamble=T1 + HEADS + r"\linespread{1.8}"
    ),
    "latex-german": lambda: latex(GERMAN, options="10pt,a4paper,twocolumn", preamble=T1, floats="t"),
    "latex-dvips": lambda: latex(ENGLISH, options="10pt,a4paper,twocolumn", program="latex", floats="b"),
    "latex-small-pages": lambda: latex(
        ENGLISH,
        options="10pt",
        preamble=r"\usepackage[paperwidth=10cm,paperheight=15cm,margin=1cm]{geometry}",
    ),
    "chromium-plain": lambda: chromium(ENGLISH, "header { display: none } td { padding: 2px 12px }"),
    "chromium-columns": lambda: chromium(
        ENGLISH,
        "@page { size: A4; @bottom-center { content: counter(page) ' / ' counter(pages) } } main { columns: 2; hyphens: auto;"
        " text-align: justify; font: 12px/1.4 'Liberation Serif' } td { padding: 1px 6px }",
    ),
    "chromium-german": lambda: chromium(
        GERMAN,
        "@page { size: A5; @top-left { content: 'Kestrel-2'; font-size: 8pt } } main { columns: 2; hyphens: auto; text-align:"
        " justify; font: 10px/1.4 'DejaVu Serif' }",
    ),
    "chromium-ligatures": lambda: chromium(
        ENGLISH,
        "@page { size: A5; @bottom-right { content: 'Page ' counter(page) } } main { font: 14px/1.5 'DejaVu Sans';"
        " font-variant-ligatures: common-ligatures } td { border: 1px solid; padding: 4px }",
    ),
    "chromium-fixed-head": lambda: chromium(
        ENGLISH,
        "@page { size: A5; margin: 2cm } header { position: fixed; top: -1cm } main { font: 13px/1.5 'Liberation Sans' }",
    ),
    "libreoffice-web": lambda: libreoffice_of_html(ENGLISH),
    "libreoffice-one-column": lambda: libreoffice(ENGLISH, width="14.8cm", height="21cm"),
    "libreoffice-two-columns": lambda: libreoffice(ENGLISH, columns=2),
    "libreoffice-german": lambda: libreoffice(GERMAN, columns=2, width="14.8cm", height="21cm", align="left"),
    "libreoffice-ragged": lambda: libreoffice(ENGLISH, align="left"),
    "groff-one-column": lambda: groff(ENGLISH, columns=1, device="pdf"),
    "groff-two-columns": lambda: groff(ENGLISH, columns=2, device="pdf"),
    "groff-ghostscript": lambda: groff(ENGLISH, columns=2, device="ps"),
}

if __name__ == "__main__":
    missing = [
        tool for tool in ("pdflatex", "chromium", "soffice", "groff", "ps2pdf") if not shutil.which(tool)
    ]
    if missing:
        raise SystemExit(f"not installed: {', '.join(missing)}")
    for name, make in PDFS.items():
        FOLDER.joinpath(f"{name}.pdf").write_bytes(make())
