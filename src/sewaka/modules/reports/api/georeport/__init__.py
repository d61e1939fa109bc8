"""Open311 GeoReport v2 below `/open311`: plain views that write their own bytes.

No page of ours and none of Django's is ever an answer here: `gate.spoken` stands around every
view, and `errors.refuse` is the border that the module declares for everything else.
"""
