"""Packages of the archive: METS, EAD, PREMIS and the fields of Decree 30, in one folder by E-ARK CSIP."""
