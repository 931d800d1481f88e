# Tests of import.
