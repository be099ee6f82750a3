"""Money, identifiers, time and errors: pure, importing nothing of ours."""
