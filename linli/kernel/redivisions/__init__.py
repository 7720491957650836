"""All parts of a place divided anew on a day: present ones end, new ones begin, posts follow."""
