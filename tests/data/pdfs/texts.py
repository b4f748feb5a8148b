"""What the PDFs of the measure say: sections of paragraphs, whose sentences with figures are pinned, and a table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """One report: its title, its sections (heading, paragraphs), a table and a note. `pinned` are sentences of its paragraphs."""

    language: str
    title: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    rows: tuple[tuple[str, ...], ...]
    note: str

    @property
    def pinned(self) -> list[str]:
        """The sentences that have a figure."""
        paragraphs = [paragraph for _, paragraphs in self.sections for paragraph in paragraphs]
        sentences = [part.strip() + "." for text in paragraphs for part in text.rstrip(".").split(". ")]
        return [sentence for sentence in sentences if any(letter.isdigit() for letter in sentence)]


ENGLISH = Text(
    "en",
    "Kestrel-2: an efficient family of language models",
    (
        (
            "Introduction",
            (
                "Kestrel-2 is a family of language models for offices, workshops and classrooms. The largest of them was "
                "pretrained on 12.4 trillion tokens of multilingual text that its authors collected and filtered. It "
                "outperforms Merlin-1 on the Avian benchmark by 4.7 points, although its configuration is considerably "
                "smaller. In the affiliated repositories, 31 organisations describe modifications of the published weights.",
                "The difficulties of earlier generations were well known. Their context was limited to 8,192 tokens, and "
                "sufficiently long documents had to be divided before they could be summarised. The successor that is "
                "described here accepts 131,072 tokens at a time without any specialised infrastructure. Preliminary "
                "experiments with even longer contexts were discontinued after 6 weeks.",
            ),
        ),
        (
            "Training",
            (
                "Training was carried out on 2,048 accelerators and finished within 43 days. The effective utilisation of "
                "the hardware reached 51.3% of the theoretical maximum, which the authors attribute to a simplified "
                "communication schedule. Interruptions were infrequent; fewer than 0.4% of the steps had to be repeated. "
                "The total expenditure is estimated at $5.6 million, a figure that excludes salaries and preliminary runs.",
                "Filtering removed 38% of the collected documents, most of them duplicates or advertisements. The remaining "
                "collection comprises 29 natural languages and 92 programming languages. Particular attention was given to "
                "mathematical reasoning, for which 610 billion tokens of synthetic explanations were added. Whether this "
                "proportion is optimal was left to further investigation.",
            ),
        ),
        (
            "Evaluation",
            (
                "On the Corvid reading test the model answers 88.2% of the questions correctly, compared with 81.9% for its "
                "predecessor. Independent evaluators confirmed the difference on 1,140 unpublished questions. The advantage "
                "diminishes for conversational tasks, where human judges preferred it in only 53 of 100 comparisons. "
                "Significant regressions were found in 2 languages with insufficient representation.",
                "Inference is inexpensive. A workstation with 24 gigabytes of memory generates 65 tokens per second, and "
                "the quantised variant requires no more than 9 gigabytes. Providers charge 30 cents for a million tokens, "
                "which is approximately 40% less than they charged for the previous generation. The offers are expected to "
                "be modified frequently.",
            ),
        ),
        (
            "Limitations",
            (
                "Specialists identified 17 categories of questions in which the model is confidently mistaken. The most "
                "affected category, pharmaceutical interactions, had an error rate of 23.5% despite additional fine-tuning. "
                "Refusals are inconsistent: between two identical conversations the decision differed in 4.1% of the cases. "
                "The authors recommend that every deployment be accompanied by at least 3 months of supervised operation.",
                "A follow-up publication is announced for the spring of 2027. It will describe a configuration with 8 "
                "specialised experts and a shared attention mechanism. Nothing is known about the quantity of data that "
                "will be used for it.",
            ),
        ),
    ),
    (
        ("Model", "Parameters", "Avian", "Corvid"),
        ("Kestrel-2 Large", "72 billion", "71.4", "88.2"),
        ("Kestrel-2 Small", "14 billion", "64.9", "83.7"),
        ("Merlin Max", "110 billion", "66.7", "81.9"),
        ("Osprey Next", "34 billion", "69.3", "85.5"),
    ),
    "All scores were measured with greedy decoding and without tools.",
)

GERMAN = Text(
    "de",
    "Kestrel-2: eine sparsame Familie von Sprachmodellen",
    (
        (
            "Einleitung",
            (
                "Kestrel-2 ist eine Familie von Sprachmodellen für Verwaltungen und Unterrichtseinrichtungen. Das größte Modell "
                "wurde mit 12,4 Billionen Textbausteinen aus mehrsprachigen Veröffentlichungen vortrainiert. Es übertrifft "
                "Merlin-1 in der Leistungsprüfung Avian um 4,7 Punkte, obwohl seine Konfiguration wesentlich kleiner ist. "
                "Insgesamt 31 Organisationen haben Veränderungen der veröffentlichten Gewichte beschrieben.",
                "Die Schwierigkeiten früherer Generationen waren bekannt. Ihr Zusammenhang war auf 8.192 Textbausteine begrenzt, "
                "sodass längere Dokumente zerlegt werden mussten. Das hier beschriebene Nachfolgemodell verarbeitet 131.072 "
                "Textbausteine ohne spezialisierte Infrastruktur. Weitergehende Untersuchungen wurden nach 6 Wochen eingestellt.",
            ),
        ),
        (
            "Durchführung",
            (
                "Das Training wurde auf 2.048 Beschleunigern durchgeführt und nach 43 Tagen abgeschlossen. Die Auslastung der "
                "Rechentechnik erreichte 51,3 Prozent des theoretischen Höchstwertes. Unterbrechungen waren selten; weniger "
                "als 0,4 Prozent der Schritte mussten wiederholt werden. Der Gesamtaufwand wird auf 5,6 Millionen Dollar "
                "geschätzt, Personalkosten nicht eingerechnet.",
                "Die Filterung entfernte 38 Prozent der gesammelten Dokumente, überwiegend Wiederholungen und Werbung. Die "
                "verbleibende Sammlung umfasst 29 natürliche Sprachen und 92 Programmiersprachen. Für mathematische "
                "Schlussfolgerungen wurden 610 Milliarden Textbausteine künstlicher Erläuterungen hinzugefügt.",
            ),
        ),
        (
            "Auswertung",
            (
                "Im Leseverständnistest Corvid beantwortet das Modell 88,2 Prozent der Fragen richtig. Unabhängige Gutachterinnen "
                "bestätigten den Unterschied anhand von 1.140 unveröffentlichten Fragen. Bei Unterhaltungsaufgaben bevorzugten "
                "menschliche Beurteilende das Modell in nur 53 von 100 Vergleichen. Ein Arbeitsplatzrechner mit 24 Gigabyte "
                "Speicher erzeugt 65 Textbausteine in der Sekunde.",
            ),
        ),
    ),
    (
        ("Modell", "Parameter", "Avian", "Corvid"),
        ("Kestrel-2 Groß", "72 Milliarden", "71,4", "88,2"),
        ("Merlin Max", "110 Milliarden", "66,7", "81,9"),
    ),
    "Alle Werte wurden ohne Hilfsmittel gemessen.",
)
