"""Engine: how many sources are checked a second, beside what a bare client reaches with the same pages."""
