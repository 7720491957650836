"""Open matters follow when the ground they lie on belongs to another unit."""
