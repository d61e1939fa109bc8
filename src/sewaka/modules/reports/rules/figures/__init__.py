"""What the city counts of its reports, and how: pure, so that anybody can count again.

`courses` turns the course of one report into countable facts, `counts` adds facts up and holds the
definitions, `durations` keeps working time in 64 buckets, `suppression` keeps small counts of
private reports back, `grid` lays the heat map's cells. Definitions in words:
docs/reference/figures.md.
"""
