"""Form C-1's principal reasons in the other language of the US pack; the form itself is in English alone."""

from __future__ import annotations

from typing import Final

__all__ = ["FORM_C1_ES"]

FORM_C1_ES: Final = {
    "C1-APPLICATION-INCOMPLETE": "Solicitud de crédito incompleta",
    "C1-REFERENCES-TOO-FEW": "Número insuficiente de referencias de crédito",
    "C1-REFERENCES-UNACCEPTABLE": "Tipo de referencias de crédito no aceptable",
    "C1-REFERENCES-UNVERIFIED": "Imposibilidad de verificar las referencias de crédito",
    "C1-EMPLOYMENT-IRREGULAR": "Empleo temporal o irregular",
    "C1-EMPLOYMENT-UNVERIFIED": "Imposibilidad de verificar el empleo",
    "C1-EMPLOYMENT-LENGTH": "Antigüedad en el empleo",
    "C1-INCOME-INSUFFICIENT": "Ingresos insuficientes para el importe de crédito solicitado",
    "C1-OBLIGATIONS-EXCESSIVE": "Obligaciones excesivas en relación con los ingresos",
    "C1-INCOME-UNVERIFIED": "Imposibilidad de verificar los ingresos",
    "C1-RESIDENCE-LENGTH": "Tiempo de residencia",
    "C1-RESIDENCE-TEMPORARY": "Residencia temporal",
    "C1-RESIDENCE-UNVERIFIED": "Imposibilidad de verificar la residencia",
    "C1-NO-CREDIT-FILE": "Sin expediente de crédito",
    "C1-EXPERIENCE-LIMITED": "Experiencia de crédito limitada",
    "C1-PERFORMANCE-WITH-US": "Mal historial de crédito con nosotros",
    "C1-DELINQUENT-WITH-OTHERS": "Obligaciones de crédito pasadas o presentes en mora con otros",
    "C1-COLLECTION-OR-JUDGMENT": "Gestión de cobro o sentencia judicial",
    "C1-GARNISHMENT": "Embargo de salario o de bienes",
    "C1-FORECLOSURE": "Ejecución hipotecaria o recuperación del bien",
    "C1-BANKRUPTCY": "Bancarrota",
    "C1-INQUIRIES": "Número de consultas recientes en el informe de crédito",
    "C1-COLLATERAL": "Valor o tipo de garantía insuficiente",
}
