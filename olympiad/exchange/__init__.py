"""CSV, XLSX and JSON in and out: parse as text, report line by line, write."""
