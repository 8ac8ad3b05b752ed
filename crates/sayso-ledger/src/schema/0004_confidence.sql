-- How likely a statement is read right, from 0 to 1; empty for those read before this was known.
ALTER TABLE statement ADD COLUMN confidence REAL;
