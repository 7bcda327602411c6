"""The European Union: GDPR articles 15(1)(h) and 22(3), Directive (EU) 2023/2225 article 18(8) and (9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["EUROPEAN_UNION"]

EUROPEAN_UNION: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "action_title": "Decision on your application for credit",
        "action": (
            "Date: {date}\nReference: {reference}\nCreditor: {creditor}\nProduct: {product}\nDecision: {action}\n"
            "The creditworthiness assessment and the decision were made by automated processing of your data."
        ),
        "DECLINE": "We cannot grant this credit.",
        "PAUSE": "Your use of this credit is suspended{until}.",
        "LIMIT": "We cannot grant this credit in full{limit}.",
        "until": " until {until}",
        "limit": "; we can offer at most {limit}",
        "reasons_title": "How the decision came about",
        "reasons": (
            "Written rules were applied to your data, each by itself; the severest result decides. What counted most "
            "was:\n{reasons}"
        ),
        "data_title": "The data that were used",
        "data": "{data}",
        "change_title": "What would change the result",
        "change": "{changes}",
        "database_title": "Database that was consulted",
        "database": "The decision rests on data from the database listed below; the data were: {facts}.\n{agency}",
        "rights_title": "Your rights",
        "rights": (
            "You have the right to request and obtain human intervention: a clear and comprehensible explanation of "
            "the assessment, of the logic and the risks of the automated processing, and of its significance for the "
            "decision and its effects; to express your own point of view; and to request a review of the assessment "
            "and of the decision (Directive (EU) 2023/2225, article 18(8); Regulation (EU) 2016/679, article 22(3)). "
            "You have the right to contest the decision, and the right of access to your data with meaningful "
            "information about the logic involved (article 15(1)(h)). Turn to:\n{review}"
        ),
        "authority_title": "Data protection and complaints",
        "authority": (
            "Our data protection officer:\n{data_protection}\nYou may lodge a complaint with the supervisory authority:"
            "\n{authority}"
        ),
        "advice_title": "Debt advice",
        "advice": "Independent debt advisory services help you, for example:\n{advice}",
    },
    "de": {
        "action_title": "Entscheidung über Ihren Kreditantrag",
        "action": (
            "Datum: {date}\nZeichen: {reference}\nKreditgeber: {creditor}\nProdukt: {product}\nEntscheidung: {action}\n"
            "Die Kreditwürdigkeitsprüfung und die Entscheidung beruhen auf automatisierter Verarbeitung Ihrer Daten."
        ),
        "DECLINE": "Wir können diesen Kredit nicht gewähren.",
        "PAUSE": "Die Nutzung dieses Kredits ist ausgesetzt{until}.",
        "LIMIT": "Wir können diesen Kredit nicht in voller Höhe gewähren{limit}.",
        "until": " bis {until}",
        "limit": "; wir können höchstens {limit} anbieten",
        "reasons_title": "Wie die Entscheidung zustande kam",
        "reasons": (
            "Schriftlich festgelegte Regeln wurden je für sich auf Ihre Daten angewandt; das strengste Ergebnis "
            "entscheidet. Ausschlaggebend war:\n{reasons}"
        ),
        "data_title": "Verwendete Daten",
        "data": "{data}",
        "change_title": "Was das Ergebnis ändern würde",
        "change": "{changes}",
        "database_title": "Abgefragte Datenbank",
        "database": (
            "Die Entscheidung beruht auf Daten aus der unten genannten Datenbank; es waren dies: {facts}.\n{agency}"
        ),
        "rights_title": "Ihre Rechte",
        "rights": (
            "Sie haben das Recht, das Eingreifen einer Person zu verlangen: eine klare und verständliche Erläuterung "
            "der Bewertung, der Logik und der Risiken der automatisierten Verarbeitung sowie ihrer Bedeutung und "
            "Auswirkungen auf die Entscheidung; Ihren eigenen Standpunkt darzulegen; und eine Überprüfung "
            "der Bewertung und der Entscheidung zu verlangen (Richtlinie (EU) 2023/2225, Artikel 18 Absatz 8; "
            "Verordnung "
            "(EU) 2016/679, Artikel 22 Absatz 3). Sie haben das Recht, die Entscheidung anzufechten, und das Recht auf "
            "Auskunft über Ihre Daten mit aussagekräftigen Informationen über die involvierte Logik (Artikel 15 Absatz "
            "1 Buchstabe h). Wenden Sie sich an:\n{review}"
        ),
        "authority_title": "Datenschutz und Beschwerden",
        "authority": (
            "Unsere Datenschutzbeauftragte oder unser Datenschutzbeauftragter:\n{data_protection}\nSie können sich bei "
            "der Aufsichtsbehörde beschweren:\n{authority}"
        ),
        "advice_title": "Schuldnerberatung",
        "advice": "Unabhängige Schuldnerberatungsdienste helfen Ihnen, zum Beispiel:\n{advice}",
    },
}
