"""Engine: how many sources a second are looked at, beside what a bare client reaches with the same pages."""
