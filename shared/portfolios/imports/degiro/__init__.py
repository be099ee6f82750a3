"""DEGIRO: the account statement and the transactions file, in the languages of its customers."""
