"""The territory written as map files: one kind of unit or several, in a declared datum."""
