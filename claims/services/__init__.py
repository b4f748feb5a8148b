"""Services: the only code that opens transactions and writes rows. One verb a function."""
