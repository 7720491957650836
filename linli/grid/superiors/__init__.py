"""The desk's pages for what superiors passed down: the list, and the steps towards them."""
