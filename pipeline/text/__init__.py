"""Pure functions over strings: quantities, dates, scripts, sentences, names, phrases."""
