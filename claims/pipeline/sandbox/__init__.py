"""Sandbox: a child process with limits on memory and time that parses untrusted documents."""
