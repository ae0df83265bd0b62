"""The guards that matter most: what is taken out, and the test that must notice."""

from tests.bite.mutants.documents import OF_DOCUMENTS
from tests.bite.mutants.services import SERVICES
from tests.bite.mutants.shape import Mutant

MUTANTS = (*SERVICES, *OF_DOCUMENTS)

__all__ = ["MUTANTS", "Mutant"]
