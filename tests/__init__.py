"""What crosses modules: the cast, the house rules, journeys, drills, measurements."""
