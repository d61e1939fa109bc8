"""The browser's files: colours, bytes, promises of the build."""
