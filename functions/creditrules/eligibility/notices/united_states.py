"""Adverse action in the United States: Regulation B, 12 CFR 1002.9 and form C-1, with FCRA section 615(a)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["UNITED_STATES"]

UNITED_STATES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "action_title": "Notice of action taken and statement of reasons",
        "action": (
            "Date: {date}\nReference: {reference}\nCreditor: {creditor}\nCredit requested: {product}\n"
            "Action taken: {action}"
        ),
        "DECLINE": "We cannot grant this credit.",
        "PAUSE": "Your use of this credit is suspended{until}.",
        "LIMIT": "We cannot grant this credit in the amount or on the terms requested{limit}.",
        "until": " until {until}",
        "limit": "; we can offer at most {limit}",
        "reasons_title": "Principal reasons for our decision",
        "reasons": "{reasons}",
        "report_title": "Information from a consumer reporting agency",
        "report": (
            "Our credit decision was based in whole or in part on information obtained in a report from the consumer "
            "reporting agency listed below. You have a right under the Fair Credit Reporting Act to know the "
            "information contained in your credit file at the consumer reporting agency. The reporting agency played "
            "no part in our decision and is unable to supply specific reasons for it. You also have a right to a free "
            "copy of your report from the reporting agency, if you request it no later than 60 days after you receive "
            "this notice. In addition, if you find that any information contained in the report you receive is "
            "inaccurate or incomplete, you have the right to dispute the matter with the reporting agency.\n{agency}"
        ),
        "score_title": "Your credit score",
        "score": (
            "We also obtained your credit score from {agency} and used it in making our credit decision. Your credit "
            "score is a number that reflects the information in your credit report. Your credit score can change, "
            "depending on how the information in your credit report changes.\nYour credit score: {score}\n"
            "Date: {date}\nScores range from a low of {low} to a high of {high}.\n"
            "Key factors that adversely affected your credit score: {factors}"
        ),
        "rights_title": "Notice under the Equal Credit Opportunity Act",
        "rights": (
            "The Federal Equal Credit Opportunity Act prohibits creditors from discriminating against credit "
            "applicants on the basis of race, color, religion, national origin, sex, marital status, age (provided "
            "the applicant has the capacity to enter into a binding contract); because all or part of the applicant's "
            "income derives from any public assistance program; or because the applicant has in good faith exercised "
            "any right under the Consumer Credit Protection Act. The Federal agency that administers compliance with "
            "this law concerning this creditor is:\n{authority}"
        ),
    },
    "es": {
        "action_title": "Aviso de la decisión tomada y exposición de los motivos",
        "action": (
            "Fecha: {date}\nReferencia: {reference}\nAcreedor: {creditor}\nCrédito solicitado: {product}\n"
            "Decisión tomada: {action}"
        ),
        "DECLINE": "No podemos conceder este crédito.",
        "PAUSE": "El uso de este crédito queda suspendido{until}.",
        "LIMIT": "No podemos conceder este crédito por el importe o en las condiciones solicitadas{limit}.",
        "until": " hasta el {until}",
        "limit": "; podemos ofrecer como máximo {limit}",
        "reasons_title": "Motivos principales de nuestra decisión",
        "reasons": "{reasons}",
        "report_title": "Información de una agencia de informes del consumidor",
        "report": (
            "Nuestra decisión se basó, en todo o en parte, en información obtenida de un informe de la agencia de "
            "informes del consumidor que se indica abajo. En virtud de la Ley de Informe Justo de Crédito (Fair Credit "
            "Reporting Act), usted tiene derecho a conocer la información de su expediente en esa agencia. La agencia "
            "no participó en nuestra decisión y no puede indicar los motivos concretos de ella. También tiene derecho "
            "a una copia gratuita de su informe de la agencia si la solicita a más tardar 60 días después de recibir "
            "este aviso. Además, si considera que alguna información del informe es inexacta o incompleta, tiene "
            "derecho a impugnarla ante la agencia.\n{agency}"
        ),
        "score_title": "Su puntaje de crédito",
        "score": (
            "También obtuvimos su puntaje de crédito de {agency} y lo usamos para tomar nuestra decisión. Su puntaje "
            "es un número que refleja la información de su informe de crédito y puede cambiar según cambie esa "
            "información.\nSu puntaje de crédito: {score}\nFecha: {date}\nLos puntajes van de un mínimo de {low} a un "
            "máximo de {high}.\nFactores principales que afectaron negativamente su puntaje: {factors}"
        ),
        "rights_title": "Aviso según la Ley de Igualdad de Oportunidades de Crédito",
        "rights": (
            "La Ley federal de Igualdad de Oportunidades de Crédito (Equal Credit Opportunity Act) prohíbe a los "
            "acreedores discriminar a los solicitantes de crédito por motivos de raza, color, religión, origen "
            "nacional, sexo, estado civil o edad (siempre que el solicitante tenga capacidad para celebrar un contrato "
            "vinculante); porque todo o parte de los ingresos del solicitante provenga de un programa de asistencia "
            "pública; o porque el solicitante haya ejercido de buena fe algún derecho previsto en la Ley de Protección "
            "del Crédito al Consumidor. La agencia federal que administra el cumplimiento de esta ley respecto de este "
            "acreedor es:\n{authority}"
        ),
    },
}
