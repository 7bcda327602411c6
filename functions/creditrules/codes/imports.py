"""Codes of files from elsewhere that are imported, and of what is interpreted in them."""

from __future__ import annotations

from typing import Final

__all__ = ["IMPORTS"]

IMPORTS: Final = {
    "import.name": (
        "A name was changed so that expressions can use it and nothing else is called so.",
        "State facts by the new name.",
    ),
    "import.nothing": ("No file was given to import.", "Name files, or a folder that has some."),
    "import.openfisca.content": (
        "A file of parameters lacks something, or has what cannot be read.",
        "Mend it at its place: values are listed by the day from which they hold.",
    ),
    "import.openfisca.dated": (
        "A parameter or scale with dated values became a table over the fact `instant`.",
        "State the day that is asked about as `instant`.",
    ),
    "import.other-source": (
        "The file is of another kind than those of the source that was named.",
        "Say `--from auto`, or name its own source.",
    ),
    "import.pmml.content": (
        "A PMML file lacks something that its schema requires, or says what cannot be read.",
        "Mend the file at the line that is given, or export it again.",
    ),
    "import.pmml.model": (
        "The model is of a kind that is not translated: only scorecards and decision trees are.",
        "Have another model score the applicant, and state its score as a fact.",
    ),
    "import.pmml.prepared": (
        "Values of a field are replaced before the model sees them, by a decision of their own.",
        "Look at that decision: it says what the mining schema does.",
    ),
    "import.pmml.reasons": (
        "The reason codes of a scorecard are ranked by a decision of their own.",
        "Look at that decision: it says how.",
    ),
    "import.pmml.target": (
        "The predicted value is bounded, rescaled or rounded, or would stand in where there is none.",
        "Look at the expression: it says what the file's Targets do.",
    ),
    "import.pmml.too-large": ("A condition or tree would need too many rows.", "Split it, or derive fields first."),
    "import.pmml.unsupported": ("Something of PMML has no equal here.", "Write instead what the hint says."),
    "import.type": ("A type was read as one of ours.", "Look whether the values are stated so."),
    "import.unknown-file": (
        "The file is of no kind that is imported.",
        "The hint lists what is read; export the rules as one of these.",
    ),
}
