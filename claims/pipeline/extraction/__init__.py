"""Extraction: text becomes claim candidates: sentences, names, comparisons, quantities, speakers."""
