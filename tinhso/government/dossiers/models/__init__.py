"""Dossiers and what hangs on them. Answers are sealed in one envelope per dossier, under its own key."""

from tinhso.government.dossiers.models.dossier import (
    FILED,
    KIND,
    LIVING,
    PAPER,
    REGISTER,
    RESULT,
    Dossier,
    DossierRate,
    Hold,
    Pause,
)
from tinhso.government.dossiers.models.papers import (
    DossierPaper,
    Original,
    Scan,
    TakenBackScan,
)
from tinhso.government.dossiers.models.results import (
    NumberSeries,
    Rating,
    Result,
)
from tinhso.government.dossiers.models.words import (
    Apology,
    Note,
    PrintedForm,
    PrintedRegister,
    Supplement,
    SupplementItem,
)

__all__ = [
    "FILED",
    "KIND",
    "LIVING",
    "PAPER",
    "REGISTER",
    "RESULT",
    "Apology",
    "Dossier",
    "DossierPaper",
    "DossierRate",
    "Hold",
    "Note",
    "NumberSeries",
    "Original",
    "Pause",
    "PrintedForm",
    "PrintedRegister",
    "Rating",
    "Result",
    "Scan",
    "Supplement",
    "SupplementItem",
    "TakenBackScan",
]
