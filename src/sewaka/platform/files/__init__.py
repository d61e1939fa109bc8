"""Files that people send: checked by content, re-encoded, kept, shown to whom they may be shown."""
