"""The offline weighing protocol, version 1: what a phone writes and how the city proves it.

A phone without signal writes records, each chained to the one before by its hash; the city takes
them in any order, as often as they come, and reaches one state. All of it pure: no Django, no
clock. `frontend/src/weighing/` is the same in JavaScript; a browser test holds the two together.
"""
