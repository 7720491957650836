"""Tables of somebody else, Excel or CSV, read as rows of words; tables of ours, written."""
