"""The project: settings, entry points, and everything that connects the apps."""
