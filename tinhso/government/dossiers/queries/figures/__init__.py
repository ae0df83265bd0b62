"""The counts behind Decision 766/QĐ-TTg, as dossiers can tell them, and the rows they are made of.

Who received what, when it was promised and when it was answered are facts of the dossiers themselves; where the
published sources do not say exactly how a share is formed, the indicator is marked as assumed.
"""

from tinhso.government.dossiers.queries.figures.declared import INDICATORS

__all__ = ["INDICATORS"]
