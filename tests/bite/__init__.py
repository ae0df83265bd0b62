"""Do the tests bite? Each named guard is taken out of a copy of the house, and its test must go red."""
