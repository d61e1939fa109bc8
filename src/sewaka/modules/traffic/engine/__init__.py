"""The engine in the room: hears the field every second, decides, asks. It never writes a signal."""
