"""Documents cut into passages that can be found and quoted.

extraction  bytes -> text with headings and tables (text, Markdown, HTML, PDF)   pure
chunking    text -> passages                                                     pure
full_text   passages -> BM25, in memory                                          SQLite FTS5
fusion      several rankings -> one                                              pure
glossary    the shipped glossary of investing
repository  passages in the document store, a partition a corpus
service     add, list, delete, search
"""
