"""Counting vehicles in a camera's picture, on a plain processor and without learnt weights.

Needs OpenCV (the extra `traffic-camera`). Frames live in memory only: nothing here writes one.
"""
