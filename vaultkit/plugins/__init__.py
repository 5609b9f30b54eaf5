"""Plugins: the hooks that they may implement, and the host that finds and calls them."""
