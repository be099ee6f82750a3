"""Questions with answers worked out by other means, put to the assistant.

world.py      portfolios made at random over the sample prices
oracle.py     the ledger read a second time, with fractions, sharing no code with the product
questions.py  templates × portfolios: a question, and the figure its answer must state
grading.py    whether it does, and whether every figure of the answer has evidence
mutations.py  answers with one figure changed: is it caught?
"""
