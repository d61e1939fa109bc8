"""What each action of the workflow does; run by `cases.api.move` alone."""
