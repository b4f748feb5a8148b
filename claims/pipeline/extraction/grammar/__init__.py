"""Grammar: what the dependency tree of a sentence says: clauses, comparisons, speakers, negation."""
